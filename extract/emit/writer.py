"""A run's folder: every file is whole or not there, and `manifest.json` comes last.

Lines go to `.NAME.jsonl.part` beside their final place. `commit` flushes the parts to disk, renames them,
and renames the manifest when all else is in place. Until then a former run in the folder stays as it was:
an interrupted run leaves the former one whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from extract.records import KINDS, DocumentRecord

MANIFEST = "manifest.json"
TIMING = "timing.json"
TEXTS = "texts"
TOOL = "youcheng"


class OutputError(ValueError):
    """A folder that a run must not or cannot write to: said before any work is done."""


def check(out: Path) -> None:
    """OutputError unless `out` is missing, empty or a run of ours, and can be written to."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"is no folder: {out}")
    if out.is_dir() and any(out.iterdir()) and not is_run(out):
        raise OutputError(f"is not empty and no run of youcheng: {out}")
    nearest = next(p for p in (out, *out.absolute().parents) if p.exists())
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        raise OutputError(f"cannot be written: {out}")


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run of ours, complete (its manifest says so) or broken off (its parts do)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return any(_part(folder / name).exists() for name in (MANIFEST, *_FILES))
    return isinstance(manifest, dict) and manifest.get("tool") == TOOL


class RunWriter:
    """Writes one run to a folder; use it as a context: what is not committed is taken away."""

    def __init__(self, out: Path, *, fresh: bool = False) -> None:
        check(out)
        if fresh and out.is_dir():
            _remove_run(out)
        (out / TEXTS).mkdir(parents=True, exist_ok=True)
        self._out = out
        self._parts: dict[str, IO[bytes]] = {kind: _part(out / _file(kind)).open("wb") for kind in KINDS}
        self._texts: set[str] = set()
        self._uris: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in self._parts.values():
            part.close()
        for name in (MANIFEST, TIMING, *_FILES):
            _part(self._out / name).unlink(missing_ok=True)

    def write(self, kind: str, lines: bytes) -> None:
        """Add whole JSON lines to a kind's file."""
        self._parts[kind].write(lines)

    def keep_text(self, doc_id: str, text: bytes) -> None:
        """Keep a document's text as `texts/<hex of doc_id>.txt`; one that is there already stays."""
        name = text_name(doc_id)
        path = self._out / TEXTS / name
        if name not in self._texts and not (path.exists() and path.read_bytes() == text):
            _write_whole(path, text)
        self._texts.add(name)

    def keeps(self, doc_id: str) -> bool:
        """Whether this run has kept that document's text."""
        return text_name(doc_id) in self._texts

    def also_at(self, doc_id: str, uri: str) -> None:
        """Say that a document already written stands at another `uri` too."""
        self._uris.setdefault(doc_id, []).append(uri)

    def commit(self, manifest: Mapping[str, Any], timing: Mapping[str, Any]) -> None:
        """Put everything in place; the manifest last."""
        _flush(self._parts.values())
        if self._uris:
            self._add_uris()
        for name, content in ((MANIFEST, manifest), (TIMING, timing)):
            text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
            _write_to(_part(self._out / name), text.encode())
        _sync_folder(self._out / TEXTS)
        (self._out / MANIFEST).unlink(missing_ok=True)
        for name in (*_FILES, TIMING):
            _part(self._out / name).replace(self._out / name)
        _sync_folder(self._out)
        _part(self._out / MANIFEST).replace(self._out / MANIFEST)
        _sync_folder(self._out)
        for path in (self._out / TEXTS).iterdir():
            if path.name not in self._texts:
                path.unlink()

    def _add_uris(self) -> None:
        """Write documents.jsonl once more, with all places at which each document was found."""
        part = _part(self._out / _file("documents"))
        rewritten = part.with_name(f"{part.name}2")
        encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(DocumentRecord)
        with part.open("rb") as lines, rewritten.open("wb") as output:
            for line in lines:
                record = decoder.decode(line)
                if record.duplicate_of is None and record.doc_id in self._uris:
                    record.uris += self._uris[record.doc_id]
                    line = encoder.encode(record) + b"\n"
                output.write(line)
            _flush([output])
        rewritten.replace(part)


def text_name(doc_id: str) -> str:
    """The name of a document's text in `texts/`: hex digits only, wherever the document came from."""
    return f"{doc_id.removeprefix('sha256:')}.txt"


def _file(kind: str) -> str:
    return f"{kind}.jsonl"


_FILES = tuple(_file(kind) for kind in KINDS)


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _write_whole(path: Path, content: bytes) -> None:
    part = _part(path)
    _write_to(part, content)
    part.replace(path)


def _write_to(path: Path, content: bytes) -> None:
    with path.open("wb") as output:
        output.write(content)
        _flush([output])


def _flush(outputs: Iterable[IO[bytes]]) -> None:
    for output in outputs:
        output.flush()
        os.fsync(output.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder last (a folder is a file that holds names)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_run(out: Path) -> None:
    (out / MANIFEST).unlink(missing_ok=True)
    for name in (*_FILES, TIMING):
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / TEXTS, ignore_errors=True)
