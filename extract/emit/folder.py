"""The layout of a run's folder, and the few ways in which files get into it for good.

documents.jsonl …   a file for each kind of record
manifest.json       there only when all else is: the run is whole
timing.json
texts/HEX.txt       the documents' texts
purged.txt          names of texts that were dropped; see `youcheng purge`
.work/              a run under way, or one that was broken off and can be taken up again
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from extract.records import KINDS

MANIFEST = "manifest.json"
TIMING = "timing.json"
TEXTS = "texts"
WORK = ".work"
PURGED = "purged.txt"
TOOL = "youcheng"


class OutputError(ValueError):
    """A folder that a run must not or cannot write to: said before any work is done."""


def check(out: Path) -> None:
    """OutputError unless `out` is missing, empty or a run of ours, and can be written to."""
    try:
        _check(out)
    except OSError as error:
        raise OutputError(f"cannot be written: {out}: {error.strerror}") from error


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"is no folder: {out}")
    if out.is_dir() and any(out.iterdir()) and not is_run(out):
        raise OutputError(f"is not empty and no run of youcheng: {out}")
    nearest = next(p for p in (out, *out.absolute().parents) if p.exists())
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        raise OutputError(f"cannot be written: {out}")


def make(out: Path) -> None:
    """Make the folder where it is missing; OutputError where that cannot be, whatever the permissions say."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {out}: {error.strerror}") from error


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Keep other commands from writing to a folder meanwhile; OutputError where one does."""
    handle = os.open(out, os.O_RDONLY)
    try:
        with suppress(OSError):  # where the file system has no locks there are none
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OutputError(f"another run is writing to {out}") from None
        yield
    finally:
        os.close(handle)


def hash_of(path: Path) -> str:
    """`sha256:` + hex of a file's bytes."""
    with path.open("rb") as content:
        return "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run of ours: whole (its manifest says so) or broken off (`.work` is there)."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return (folder / WORK).is_dir()
    return isinstance(manifest, dict) and manifest.get("tool") == TOOL


def file_of(kind: str) -> str:
    """The name of the file for a kind of record."""
    return f"{kind}.jsonl"


FILES = tuple(file_of(kind) for kind in KINDS)


def text_name(doc_id: str) -> str:
    """The name of a document's text in `texts/`: hex digits only, wherever the document came from."""
    return f"{doc_id.removeprefix('sha256:')}.txt"


def text_names(out: Path) -> set[str]:
    """The names of the texts that a folder has."""
    texts = out / TEXTS
    return {path.name for path in texts.iterdir()} if texts.is_dir() else set()


def purged(out: Path) -> set[str]:
    """The names of the texts that a purge has dropped."""
    try:
        return set((out / PURGED).read_text("ascii").split())
    except FileNotFoundError:
        return set()


def drop_texts(out: Path, before: float) -> int:
    """Drop the texts kept since before a time (seconds since 1970), and list them; how many there were."""
    texts = out / TEXTS
    old = sorted(p for p in texts.iterdir() if p.stat().st_mtime < before) if texts.is_dir() else []
    listed = "".join(f"{name}\n" for name in sorted(purged(out) | {path.name for path in old}))
    part = out / f".{PURGED}.part"
    part.write_text(listed, "ascii")
    part.replace(out / PURGED)
    for path in old:
        path.unlink()
    return len(old)


def flush(outputs: Iterable[IO[bytes]]) -> None:
    """Make what was written to files last."""
    for output in outputs:
        output.flush()
        os.fsync(output.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last (a folder is a file that holds names)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
