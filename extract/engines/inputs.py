"""From what the caller names, files, folders, `-`, to the items in them, in a fixed order.

An item is a Document, or the record that says why there is none. A folder is walked in the order of its
sorted names, hidden ones left out; a `uri` is relative to the folder that was given.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extract.document import Document
from extract.readers import STDIN, read_bytes
from extract.records import RejectRecord, SkippedRecord

Item = Document | RejectRecord | SkippedRecord


class InputError(ValueError):
    """An input that cannot be used at all: said before any work is done."""


def publication_day(published: str | None) -> str | None:
    """The caller's day of publication, checked: ValueError unless it is a day as `2024-03-07`."""
    return None if published is None else date.fromisoformat(published).isoformat()


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read (`path` None: standard input), and the name the records give it."""

    path: Path | None
    uri: str


@dataclass(slots=True)
class InputDigest:
    """What was read for one INPUT of the command line: goes into the manifest.

    `sha256` is a hash over uri and content of its files in order: it changes when any file does.
    """

    kind: str
    uri: str | None
    files: int = 0
    size: int = 0
    sha256: str = ""


def check(inputs: Iterable[str]) -> None:
    """InputError naming the first input that is neither `-` nor an existing, readable file or folder."""
    for name in inputs:
        if name == STDIN:
            continue
        path = Path(name)
        if not path.exists():
            raise InputError(f"no such file or folder: {name}")
        if not os.access(path, os.R_OK):
            raise InputError(f"cannot be read: {name}")


def sources(name: str) -> Iterator[Source]:
    """The files behind one INPUT."""
    if name == STDIN:
        yield Source(None, STDIN)
    elif (root := Path(name)).is_dir():
        for path in _walk(root):
            yield Source(path, path.relative_to(root).as_posix())
    else:
        yield Source(root, name)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _walk(path)
        elif path.is_file():
            yield path


def count(names: Iterable[str]) -> int:
    """How many files stand behind the INPUTs, without reading them."""
    return sum(1 for name in names for _ in sources(name))


class Inputs:
    """All items behind the INPUTs of a run, and what is to be remembered of them when they are read."""

    def __init__(self, names: Iterable[str], published: str | None = None) -> None:
        self._names = list(names)
        self._published = published
        self.digests: list[InputDigest] = []

    def items(self) -> Iterator[Item]:
        for name in self._names:
            is_folder = name != STDIN and Path(name).is_dir()
            digest = InputDigest("folder" if is_folder else "file", None if is_folder else name)
            running = hashlib.sha256()
            for source in sources(name):
                yield from self._of_source(source, digest, running)
            digest.sha256 = running.hexdigest()
            self.digests.append(digest)

    def _of_source(self, source: Source, digest: InputDigest, running: hashlib._Hash) -> Iterator[Item]:
        digest.files += 1
        try:
            data = sys.stdin.buffer.read() if source.path is None else source.path.read_bytes()
        except OSError as error:
            running.update(f"{source.uri}\0unreadable\n".encode())
            reason = error.strerror or type(error).__name__
            yield RejectRecord(uri=source.uri, stage="read", error="unreadable", message=reason)
            return
        digest.size += len(data)
        content = hashlib.sha256(data).hexdigest()
        running.update(f"{source.uri}\0{content}\n".encode("utf-8", "surrogateescape"))
        yield from _read(data, source, self._published, digest.kind == "file")


def _read(data: bytes, source: Source, published: str | None, given: bool) -> Iterator[Item]:
    """The items in a file; one that no reader takes is a reject where it was named, else skipped."""
    try:
        for item in read_bytes(data, source.uri, published=published):
            if isinstance(item, Document):
                yield item
            elif item.error == "unsupported_type" and not given:
                yield SkippedRecord(uri=item.uri, reason=item.error)
            else:
                yield RejectRecord(uri=item.uri, stage=item.stage, error=item.error, message=item.message)
    except Exception as error:  # a reader that fails costs its file, not the run
        message = f"{type(error).__name__}: {error}"
        yield RejectRecord(uri=source.uri, stage="read", error="internal_error", message=message)
