"""What every reader takes and gives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from extract.document import Document


@dataclass(frozen=True, slots=True)
class Options:
    """How the caller wants things read.

    `fields` are pairs of a name of ours and the name in rows of JSON or CSV (`title=headline`). An item of
    more than `max_bytes`, after decompression, is a reject. Without `prefilter` pages that hold no trigger
    are read too.
    """

    fields: tuple[tuple[str, str], ...] = ()
    max_bytes: int = 32 << 20
    prefilter: bool = True


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from, and what is known of them from outside them.

    `offset` is the byte in the file at which the item begins, for the items of an archive; `charset` one
    declared by an HTTP header or the like.
    """

    uri: str
    offset: int | None = None
    charset: str | None = None
    title: str | None = None
    published: str | None = None
    published_basis: str = "caller"
    publisher: str | None = None
    retrieved_at: str | None = None
    link: str | None = None
    http_status: int | None = None
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Reject:
    """An item that could not be read: a stable error code and a message for people.

    The codes are listed in docs/inputs.md. `offset` as in Origin.
    """

    uri: str
    error: str
    message: str
    stage: str = "read"
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """An item let go on purpose: `reason` is `unsupported_type` or `no_trigger`."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that was found and not yet read: `read` may be called later, and in another process.

    `data` are the item's own bytes, whose hash is the `doc_id`; `parse` is a function of a module, since it
    goes to other processes by its name.
    """

    data: bytes
    origin: Origin
    parse: Callable[[bytes, Origin], Document | Reject | Skip]

    @property
    def doc_id(self) -> str:
        return content_id(self.data)

    def read(self) -> Document | Reject | Skip:
        """The item as a Document, or why there is none; never an exception."""
        try:
            return self.parse(self.data, self.origin)
        except Exception as error:  # a page that breaks its parser costs itself, not the run
            message = f"{type(error).__name__}: {error}"
            return Reject(self.origin.uri, "internal_error", message, offset=self.origin.offset)


Found = Unread | Document | Reject | Skip
Reader = Callable[[BinaryIO, Origin], Iterator[Found]]
"""The decompressed bytes of a file become its items in order, each as soon as it is reached.

What is wrong with one is a Reject. A reader that cannot go on raises; what it found before stays found.
"""


def content_id(data: bytes) -> str:
    """`sha256:` + hex of an item's own bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def whole(
    stream: BinaryIO, origin: Origin, parse: Callable[[bytes, Origin], Document | Reject | Skip]
) -> Iterator[Found]:
    """A file that is one item."""
    limit = origin.options.max_bytes
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_large(origin)
    else:
        yield Unread(data, origin, parse)


def too_large(origin: Origin) -> Reject:
    message = f"more than {origin.options.max_bytes} bytes after decompression"
    return Reject(origin.uri, "too_large", message, offset=origin.offset)
