"""JSON lines, and JSON: an array of objects, one object, or several one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from extract.readers.base import Found, Origin, Reject, Unread, too_large
from extract.readers.rows import parse_row

_MARKS = re.compile(rb'["{}]')
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_CHUNK = 1 << 16


def read_lines(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """A document a line; a line that is broken costs itself."""
    limit = origin.options.max_bytes
    number = offset = 0
    while line := stream.readline(limit + 1):
        number += 1
        size = len(line)
        row = line.removeprefix(b"\xef\xbb\xbf").strip()
        if size > limit or row:
            here = replace(origin, uri=f"{origin.uri}#{number}", offset=offset)
            yield too_large(here) if size > limit else Unread(row, here, parse_row)
        while size > limit and not line.endswith(b"\n") and (line := stream.readline(_CHUNK)):
            size += len(line)
        offset += size


def read_json(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """A document an object, of those that lie in no other; what stands between them is let go."""
    number = 0
    for offset, data in _objects(stream, origin.options.max_bytes):
        number += 1
        here = replace(origin, uri=f"{origin.uri}#{number}", offset=offset)
        yield too_large(here) if data is None else Unread(data, here, parse_row)
    if number == 0:
        yield Reject(origin.uri, "bad_json", "holds no JSON object")


def _objects(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """(offset, bytes) of each outermost object; None for the bytes of one larger than `limit`, the last."""
    held = b""
    at = base = depth = 0
    start = -1
    while True:
        mark = _MARKS.search(held, at)
        if mark is None or (mark[0] == b'"' and not _STRING_END.match(held, mark.end())):
            keep = start if start >= 0 else mark.start() if mark else len(held)
            if len(held) - keep > limit:
                yield base + keep, None
                return
            at = (mark.start() if mark else len(held)) - keep
            more = stream.read(max(_CHUNK, len(held) - keep))
            if not more:
                if start >= 0:
                    yield base + start, held[start:]
                return
            base += keep
            held = held[keep:] + more
            start = 0 if start >= 0 else -1
        elif mark[0] == b'"':
            string = _STRING_END.match(held, mark.end())
            at = string.end() if string else mark.end()
        else:
            at = mark.end()
            depth = depth + 1 if mark[0] == b"{" else max(0, depth - 1)
            if depth == 1 and mark[0] == b"{":
                start = mark.start()
            elif depth == 0 and start >= 0:
                yield base + start, held[start:at]
                start = -1
