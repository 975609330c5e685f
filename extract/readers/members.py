"""The parts of a web archive, found again after damage: gzip members, and records."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import BinaryIO, cast

from extract.readers.chained import Chained

_CHUNK = 1 << 16
_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/1."
# Bytes of the headers of a record, at most, and of the beginning of a member that show whether it holds one.
_HEADERS, _TRIED = 1 << 18, 1 << 12
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a part; `too_large` says that it is only that."""

    message: str
    too_large: bool = False


class GzipMembers:
    """(offset, content) of each member of a gzipped archive, or what is wrong with it.

    Where the first one holds more than `limit` bytes the archive is one member, and what comes is the stream
    of its content.
    """

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit + _HEADERS
        self._held = bytearray()  # what was read and is not done with
        self._base = 0  # where that begins in the file

    def __iter__(self) -> Iterator[tuple[int, bytes | Damage | BinaryIO]]:
        while self._held or self._more():
            yield self._base, self._next()

    def _more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self._held += chunk
        return bool(chunk)

    def _drop(self, size: int) -> None:
        del self._held[:size]
        self._base += size

    def _next(self) -> bytes | Damage | BinaryIO:
        """The content of the member that begins here; afterwards the next one does."""
        inflater = zlib.decompressobj(wbits=31)
        parts: list[bytes] = []
        size = fed = 0
        try:
            while not inflater.eof:
                if fed == len(self._held) and not self._more():
                    return self._lost("ends in the middle of a member")
                parts.append(inflater.decompress(self._held[fed:], self._limit + 1 - size))
                fed = len(self._held)
                size += len(parts[-1])
                if size > self._limit:
                    return self._large(inflater)
        except zlib.error as error:
            return self._lost(str(error))
        self._drop(fed - len(inflater.unused_data))
        return b"".join(parts)

    def _large(self, inflater: zlib._Decompress) -> Damage | BinaryIO:
        """A member above the limit: all there is, or to be passed over."""
        if self._base == 0:
            whole = Chained(bytes(self._held), self._stream)
            self._held.clear()
            return cast(BinaryIO, gzip.GzipFile(fileobj=cast(BinaryIO, whole)))
        tail = inflater.unconsumed_tail
        while not inflater.eof:
            if not tail:
                self._drop(len(self._held))
                if not self._more():
                    break
                tail = bytes(self._held)
            inflater.decompress(tail, _CHUNK)
            tail = inflater.unconsumed_tail
        self._drop(len(self._held) - len(inflater.unused_data))
        return Damage("", too_large=True)

    def _lost(self, message: str) -> Damage:
        """Go on to the next bytes that begin a member in which there is a record."""
        at = 1
        while True:
            at = self._held.find(_MEMBER, at)
            if at < 0:
                self._drop(max(0, len(self._held) - len(_MEMBER) + 1))
                at = 0
                if not self._more():
                    self._drop(len(self._held))
                    break
                continue
            while len(self._held) - at < _TRIED and self._more():
                pass
            if _holds_record(bytes(self._held[at : at + _TRIED])):
                self._drop(at)
                break
            at += 1
        return Damage(message)


def _holds_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, len(_RECORD)) == _RECORD
    except zlib.error:
        return False


class Records:
    """(offset, bytes) of each record in a stream that is not compressed, or what is wrong with it."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit + _HEADERS
        self._at = 0
        self._line = b""  # the first line of the next record, read already

    def __iter__(self) -> Iterator[tuple[int, bytes | Damage]]:
        while line := self._line or self._readline():
            self._line = b""
            if line.strip():
                begin = self._at - len(line)
                yield begin, self._record(line) if line.startswith(_RECORD) else self._lost("no record here")

    def _readline(self) -> bytes:
        line = self._stream.readline(_HEADERS)
        self._at += len(line)
        return line

    def _record(self, first: bytes) -> bytes | Damage:
        head = [first]
        size = len(first)
        while size < _HEADERS and (line := self._readline()).strip():
            head.append(line)
            size += len(line)
        head.append(b"\r\n")
        length = _LENGTH.search(b"".join(head))
        if length is None:
            return self._lost("headers without a length")
        wanted = int(length[1])
        if wanted > self._limit:
            return self._pass_over(wanted)
        body = self._stream.read(wanted)
        self._at += len(body)
        following = self._readline()
        if len(body) == wanted and not following.strip():
            return b"".join((*head, body, b"\r\n\r\n"))
        self._at -= len(body) + len(following)  # the length is not that of the record: look into it again
        self._stream = cast(BinaryIO, BufferedReader(Chained(body + following, self._stream)))
        return self._lost("has not the length that it says")

    def _pass_over(self, size: int) -> Damage:
        while size > 0 and (chunk := self._stream.read(min(size, _CHUNK))):
            size -= len(chunk)
            self._at += len(chunk)
        return Damage("", too_large=True)

    def _lost(self, message: str) -> Damage:
        """Go on to the next line that begins a record."""
        while (line := self._readline()) and not line.startswith(_RECORD):
            pass
        self._line = line
        return Damage(message)
