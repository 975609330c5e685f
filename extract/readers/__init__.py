"""Files to items: one reader for each kind of input, found by the file's suffix.

A reader is an entry point of the group `youcheng.readers` whose name is a suffix without its first dot
(`html`, `warc.gz`); a package of anybody's can bring one. `.gz` and `.zst` are taken off by the way. What has
no suffix, and standard input, is known by how it begins, and is plain text where that tells nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from extract.readers.base import Damaged, Found, Options, Origin, Reader, Reject, Skip, Unread, failed
from extract.readers.compression import DECOMPRESS, is_damage
from extract.readers.sniff import HEAD, sniffed
from extract.readers.text import read_text

__all__ = ["Found", "Options", "Origin", "Reader", "Reject", "Skip", "Unread", "find_items", "readers"]

GROUP = "youcheng.readers"
_BUFFER = 1 << 16


@lru_cache(maxsize=1)
def readers() -> dict[str, Reader]:
    """Suffix (lower case, without its first dot) to reader."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name.lower(): point.load() for point in points}


def find_items(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The items in a file, one after another; only what the reader holds of one is in memory.

    Where the file is damaged, the items before the damage, then a Reject.
    """
    path = urlsplit(origin.uri).path if "://" in origin.uri else origin.uri
    suffixes = [suffix.lower().lstrip(".") for suffix in PurePosixPath(path).suffixes]
    try:
        yield from _find(stream, origin, suffixes)
    except Exception as error:  # a file that fails costs itself, not the run
        if is_damage(error):
            error = Damaged(str(error))
        yield _unreadable(origin, error) if isinstance(error, OSError) else failed(origin, error)


def _unreadable(origin: Origin, error: OSError) -> Reject:
    return Reject(origin.uri, "unreadable", error.strerror or str(error))


def _find(raw: BinaryIO, origin: Origin, suffixes: list[str]) -> Iterator[Found]:
    stream = io.BufferedReader(cast(io.RawIOBase, raw), _BUFFER)
    suffix = suffixes[-1] if suffixes else ""
    reader = readers().get(".".join(suffixes[-2:])) or readers().get(suffix)
    if reader is not None:
        yield from reader(stream, origin)
        return
    kind = suffix if suffix in DECOMPRESS else sniffed(stream.peek(HEAD)[:HEAD])
    if kind in DECOMPRESS:
        yield from _find(cast(BinaryIO, DECOMPRESS[kind](stream)), origin, suffixes[:-1])
    elif kind in readers():
        yield from readers()[kind](stream, origin)
    elif suffix:
        yield Reject(origin.uri, "unsupported_type", f"no reader for .{suffix} files")
    else:
        yield from read_text(stream, origin)
