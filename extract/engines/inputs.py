"""From what the caller names to the items in it, in a fixed order, and what is to be remembered of it.

`Inputs.found()` gives an item as soon as it is found, mostly an Unread, which a worker may read.
`Inputs.items()` has each one read; `Inputs.given()` brings together what may be each other's translation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from extract.document import Document
from extract.engines.translations import Translations, together
from extract.readers import Found, Options, Origin, Reject, Skip, Unread, find_items
from extract.readers.locations import InputError, Location, any_file, check, count, kind_of, locations
from extract.readers.siblings import siblings_among
from extract.records import RejectRecord, SkippedRecord

__all__ = [
    "Given",
    "InputDigest",
    "InputError",
    "Inputs",
    "Item",
    "any_file",
    "check",
    "count",
    "item_of",
    "publication_day",
]

Item = Document | RejectRecord | SkippedRecord
Given = Found | Translations
_CHUNK = 1 << 16


def publication_day(published: str | None) -> str | None:
    """The caller's day of publication, checked: ValueError unless it is a day as `2024-03-07`."""
    return None if published is None else date.fromisoformat(published).isoformat()


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


class Inputs:
    """All items behind the INPUTs of a run, and what is to be remembered of them when they are read.

    `pairs` are files that are each other's translation, each of one document; the INPUTs may hold them too.
    """

    def __init__(
        self,
        names: Iterable[str],
        published: str | None = None,
        options: Options | None = None,
        pairs: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._names = list(names)
        self._published = published
        self._options = options or Options()
        self._pairs = list(pairs)
        self._paired = {Path(name).resolve() for pair in self._pairs for name in pair}
        self.digests: list[InputDigest] = []

    def items(self) -> Iterator[Item]:
        """Every item that is in no pair, read."""
        return map(item_of, self.found())

    def found(self) -> Iterator[Found]:
        """Every item that is in no pair, as soon as it is found."""
        for name, files in locations(self._names):
            yield from self._behind(name, files, self._paired)

    def given(self) -> Iterator[Given]:
        """The pairs, then every other item, but that those come together which may be translations.

        InputError where a file of a pair holds another number of documents than one.
        """
        for one, other in self._pairs:
            first, second = (
                list(self._behind(name, files, set())) for name, files in locations([one, other])
            )
            if len(first) != 1 or len(second) != 1:
                raise InputError(f"--pair {one} {other}: each of the two must hold one document")
            yield from _as_translations(first[0], second[0])
        uris = (location.uri for _, files in locations(self._names) for location in files)
        yield from together(self.found(), siblings_among(uris))

    def _behind(self, name: str, files: Iterator[Location], but: AbstractSet[Path]) -> Iterator[Found]:
        """The items in the files behind a name, in others than `but`."""
        many = kind_of(name) in ("folder", "glob")
        digest = InputDigest("folder" if many else "file", None if many else name)
        running = hashlib.sha256()
        for location in files:
            if location.path is None or not but or Path(location.path).resolve() not in but:
                yield from self._in_file(location, digest, running)
        digest.sha256 = running.hexdigest()
        self.digests.append(digest)

    def _in_file(self, location: Location, digest: InputDigest, running: hashlib._Hash) -> Iterator[Found]:
        """The items in a file; one that no reader takes is a reject where it was named, else skipped."""
        digest.files += 1
        try:
            opened = location.open()
        except OSError as error:
            running.update(f"{location.uri}\0unreadable\n".encode("utf-8", "surrogateescape"))
            yield Reject(location.uri, "unreadable", error.strerror or type(error).__name__)
            return
        with opened:
            hashed = _Hashed(opened)
            origin = Origin(location.uri, published=self._published, options=self._options)
            for item in find_items(cast(BinaryIO, hashed), origin):
                if isinstance(item, Reject) and item.error == "unsupported_type" and not location.named:
                    item = Skip(item.uri, item.error)
                yield item
            hashed.drain()
        digest.size += hashed.size
        running.update(f"{location.uri}\0{hashed.sha256}\n".encode("utf-8", "surrogateescape"))


def _as_translations(first: Found, second: Found) -> Iterator[Given]:
    if isinstance(first, Unread | Document) and isinstance(second, Unread | Document):
        yield Translations(first, second)
    else:
        yield from (first, second)


def item_of(found: Found) -> Item:
    """An item read, and what could not be read as the record that says so."""
    match found.read() if isinstance(found, Unread) else found:
        case Reject(uri, error, message, stage, offset):
            return RejectRecord(uri=uri, stage=stage, error=error, message=message, offset=offset)
        case Skip(uri, reason, link, http_status):
            return SkippedRecord(uri=uri, reason=reason, link=link, http_status=http_status)
        case document:
            return document


class _Hashed(RawIOBase):
    """A stream that hashes what is read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._took(data)
        return len(data)

    def drain(self) -> None:
        """Read what a reader left, so that the hash is that of the whole file."""
        try:
            while data := self._stream.read(_CHUNK):
                self._took(data)
        except OSError:  # a disk that fails: what it gave is what was read
            return

    def _took(self, data: bytes) -> None:
        self._hash.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()
