"""`youcheng align`: which sentences of two texts, or of one in two languages, translate each other."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from extract.align.embeddings import Encoder


class Format(StrEnum):
    """What is written; see `extract.align.formats`."""

    TSV = "tsv"
    JSONL = "jsonl"
    TMX = "tmx"


def align_command(
    zh: Annotated[Path, typer.Argument(help="The Chinese text, or one text in both languages.")],
    en: Annotated[Path | None, typer.Argument(help="Its English translation.")] = None,
    as_format: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TSV,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; standard output otherwise.")
    ] = None,
    least: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out beads less probable than this.")
    ] = 0.0,
    model: Annotated[
        str | None,
        typer.Option(
            help="sentence-transformers model or folder as a further witness, for two files; "
            "needs youcheng\\[embeddings]."
        ),
    ] = None,
) -> None:
    """Align the sentences of a Chinese text and its English translation.

    The score of a row is the probability that its sentences are each other's
    translation; of a sentence that stands alone, that it has none in the
    other text. Where most stand alone, or the scores of what does not are
    low, the texts are hardly translations.

    Offsets in JSONL count the code points of each file's text. Exit code 2: a
    file cannot be read or written.
    """
    from extract.align.bitext import align_mixed, align_texts
    from extract.align.formats import FORMATS

    left = _text(zh)
    segments = align_mixed(left) if en is None else align_texts(left, _text(en), _encoder(model))
    _write(FORMATS[as_format.value](s for s in segments if s.score >= least), out)


def _encoder(model: str | None) -> Encoder | None:
    from extract.align.embeddings import load_encoder

    if model is None:
        return None
    try:
        return load_encoder(model)
    except (ImportError, OSError, ValueError) as error:
        _fail(f"{model}: {error}; models come with: pip install 'youcheng[embeddings]'")


def _text(path: Path) -> str:
    from extract.readers.encoding import Undecodable, decode

    try:
        return decode(path.read_bytes()).text
    except (OSError, Undecodable) as error:
        _fail(f"{path}: {error}")


def _write(parts: Iterable[str], out: Path | None) -> None:
    if out is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        for part in parts:
            sys.stdout.write(part)
        return
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
    except OSError as error:
        _fail(f"{out}: {error}")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.writelines(parts)
        Path(name).replace(out)
    except OSError as error:
        _fail(f"{out}: {error}")
    finally:
        Path(name).unlink(missing_ok=True)


def _fail(message: str) -> NoReturn:
    from extract.commands.fail import fail

    fail(message)
