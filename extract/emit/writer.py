"""Writing a run: the folder holds the former run, whole, until the new one can take its place.

Everything goes to `.work/parts` first. `commit` makes it last on disk, says so with `.work/ready`, and only
then moves it into place, the manifest last. A run that was broken off before `ready` never touched the
former one; one that was broken off after it is put in place by whoever opens the folder next
(`finish_commit`), with the same result.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from extract.emit.folder import (
    FILES,
    MANIFEST,
    PURGED,
    TEXTS,
    TIMING,
    WORK,
    file_of,
    flush,
    hash_of,
    purged,
    sync_folder,
    text_name,
    text_names,
)
from extract.records import KINDS, DocumentRecord

_PARTS = f"{WORK}/parts"
_READY = f"{WORK}/ready"
OBSOLETE = "obsolete-texts"
"""File in the parts that names the former run's texts to which the new one does not refer."""

Publish = Callable[[Path], None]
"""What is done with the parts when they are ready, before they are moved into place; it may be done again."""


class RunWriter:
    """Writes one run to a folder; use it as a context: what is not committed is taken away."""

    def __init__(self, out: Path, publish: Publish | None = None) -> None:
        self._out = out
        self._publish = publish
        self._folder = out / _PARTS
        self._over_texts = (out / TEXTS).is_dir()
        shutil.rmtree(self._folder, ignore_errors=True)
        (self._folder / TEXTS).mkdir(parents=True)
        self._parts: dict[str, IO[bytes]] = {
            kind: (self._folder / file_of(kind)).open("wb") for kind in KINDS
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in self._parts.values():
            _close(part)
        if not (self._out / _READY).exists():
            shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, kind: str, lines: bytes) -> None:
        """Add whole JSON lines to a kind's file."""
        self._parts[kind].write(lines)

    def keep_text(self, doc_id: str, text: bytes) -> None:
        """Keep a document's text; one that the former run has, and that is the same, stays where it is."""
        name = text_name(doc_id)
        if self._over_texts:
            with suppress(OSError):
                if (self._out / TEXTS / name).read_bytes() == text:
                    return
        (self._folder / TEXTS / name).write_bytes(text)

    def commit(
        self,
        manifest: Mapping[str, Any],
        timing: Mapping[str, Any],
        amend: Callable[[DocumentRecord], bool],
        keeps: Callable[[str], bool],
    ) -> None:
        """Put everything in place; the manifest last.

        `amend` completes a document's record with what only the whole run knows and says whether it changed
        it; `keeps` says of a former run's text, by its name, whether the new run refers to it.
        """
        for part in self._parts.values():
            flush([part])
            part.close()
        self._amend(amend)
        files = {file_of(kind): hash_of(self._folder / file_of(kind)) for kind in KINDS}
        for name, content in ((MANIFEST, {**manifest, "files": files}), (TIMING, timing)):
            self._write(name, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        former = sorted(text_names(self._out))
        self._write(OBSOLETE, "".join(f"{name}\n" for name in former if not keeps(name)))
        if listed := purged(self._out):
            there = text_names(self._folder)
            still = sorted(name for name in listed if keeps(name) and name not in there)
            self._write(PURGED, "".join(f"{name}\n" for name in still))
        os.sync()  # the texts too, all at once: one by one would cost a document's time each
        (self._out / _READY).touch()
        sync_folder(self._out / WORK)
        finish_commit(self._out, self._publish)

    def _amend(self, amend: Callable[[DocumentRecord], bool]) -> None:
        part = self._folder / file_of("documents")
        rewritten = part.with_suffix(".2")
        encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(DocumentRecord)
        with part.open("rb") as lines, rewritten.open("wb") as output:
            for line in lines:
                record = decoder.decode(line)
                output.write(encoder.encode(record) + b"\n" if amend(record) else line)
            flush([output])
        rewritten.replace(part)

    def _write(self, name: str, text: str) -> None:
        with (self._folder / name).open("w", encoding="utf-8", newline="\n") as output:
            output.write(text)
            output.flush()
            os.fsync(output.fileno())


def finish_commit(out: Path, publish: Publish | None = None) -> None:
    """Move a run that is ready into place, if one is; to be done again where this is broken off."""
    if not (out / _READY).exists():
        return
    parts, texts = out / _PARTS, out / TEXTS
    if (parts / MANIFEST).exists():
        if publish is not None:
            publish(parts)
        (out / MANIFEST).unlink(missing_ok=True)
        texts.mkdir(exist_ok=True)
        while sum(1 for _ in _moved(parts / TEXTS, texts)):
            pass  # what a folder lists while it changes is not certain: till it lists nothing
        for name in (*FILES, TIMING, PURGED):
            if (parts / name).exists():
                (parts / name).replace(out / name)
        sync_folder(texts)
        sync_folder(out)
        (parts / MANIFEST).replace(out / MANIFEST)
        sync_folder(out)
    obsolete = parts / OBSOLETE
    for name in obsolete.read_text("utf-8").splitlines() if obsolete.exists() else ():
        (texts / name).unlink(missing_ok=True)
    clear_work(out)


def _moved(source: Path, target: Path) -> Iterator[Path]:
    """The files of a folder as they are moved to another; their names are never held all at once."""
    with os.scandir(source) as found:
        for entry in found:
            yield Path(entry.path).replace(target / entry.name)


def clear_work(out: Path) -> None:
    """Take `.work` away: `ready` last, so that a commit is finished however often it is broken off."""
    work = out / WORK
    for path in sorted(work.iterdir()) if work.is_dir() else ():
        if path.name != Path(_READY).name:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(work, ignore_errors=True)


def remove_run(out: Path) -> None:
    """Take a run away, its manifest first; what is done of the next one stays."""
    (out / MANIFEST).unlink(missing_ok=True)
    for name in (*FILES, TIMING, PURGED):
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / TEXTS, ignore_errors=True)


def _close(part: IO[bytes]) -> None:
    """Close a file that may have no room for what it has still to write: it is thrown away then."""
    try:
        part.close()
    except OSError:
        part.close()
