"""Files to documents: one reader for each kind of input, found by the file's suffix.

A reader is an entry point of the group `youcheng.readers` whose name is a suffix without its dot; a
package of anybody's can bring one. What has no suffix, and standard input, is plain text.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path, PurePosixPath

from extract.document import Document
from extract.readers.base import Origin, Reader, Reject
from extract.readers.text import read_text

__all__ = ["STDIN", "Origin", "Reader", "Reject", "read", "read_bytes", "readers"]

GROUP = "youcheng.readers"
STDIN = "-"


@lru_cache(maxsize=1)
def readers() -> dict[str, Reader]:
    """Suffix (lower case, no dot) to reader; plain text is there even where nothing is installed."""
    found: dict[str, Reader] = {"txt": read_text, "text": read_text}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found[point.name.lower()] = point.load()
    return found


def read(
    path: Path | str, base: Path | None = None, *, published: str | None = None
) -> Iterator[Document | Reject]:
    """The documents of a file, or of standard input where `path` is `-`.

    The `uri` is the path as given, or its part below `base`.
    """
    if str(path) == STDIN:
        yield from read_bytes(sys.stdin.buffer.read(), STDIN, published=published)
        return
    path = Path(path)
    uri = path.relative_to(base).as_posix() if base is not None else str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Reject(uri, "unreadable", error.strerror or type(error).__name__)
        return
    yield from read_bytes(data, uri, published=published)


def read_bytes(
    data: bytes,
    uri: str,
    *,
    charset: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    retrieved_at: str | None = None,
) -> Iterator[Document | Reject]:
    """The documents in the bytes of one file; its suffix says which reader takes it."""
    suffix = PurePosixPath(uri).suffix.lower().lstrip(".")
    reader = readers().get(suffix or "txt")
    if reader is None:
        yield Reject(uri, "unsupported_type", f"no reader for .{suffix} files")
        return
    doc_id = "sha256:" + hashlib.sha256(data).hexdigest()
    yield from reader(data, Origin(uri, doc_id, charset, published, publisher, retrieved_at))
