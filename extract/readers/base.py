"""What every reader takes and gives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from extract.document import Document
from extract.readers.encoding import Decoded, Undecodable, decode
from extract.sourcemap import SourceMap


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


class Damaged(ValueError):
    """A file that is not what its kind of file must be."""


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
    """An item let go on purpose.

    `reason` is `unsupported_type`, `no_trigger`, `gone` (HTTP 404 or 410), `http_error` or `redirect`; `link`
    and `http_status` as in Origin, where known.
    """

    uri: str
    reason: str
    link: str | None = None
    http_status: int | None = None


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
            return failed(self.origin, error)


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


def document_of(
    text: str,
    data: bytes,
    origin: Origin,
    media_type: str,
    decoded: Decoded | None = None,
    source: SourceMap | None = None,
) -> Document:
    """The Document of a text that was found in `data`; `decoded` says in which encoding, where in one."""
    return Document(
        text=text,
        doc_id=content_id(data),
        uri=origin.uri,
        media_type=media_type,
        encoding=decoded.encoding if decoded else "utf-8",
        encoding_basis=decoded.basis if decoded else "given",
        encoding_declared=decoded.declared if decoded else None,
        source_id=origin.link,
        published=origin.published,
        published_basis=origin.published_basis,
        publisher=origin.publisher,
        retrieved_at=origin.retrieved_at,
        link=origin.link,
        http_status=origin.http_status,
        source=source,
    )


def decoded_or_not(data: bytes, origin: Origin) -> Decoded | Reject:
    """The text of an item's bytes, or why there is none."""
    try:
        return decode(data, origin.charset)
    except Undecodable as error:
        return Reject(origin.uri, error.code, str(error), offset=origin.offset)


def failed(origin: Origin, error: Exception) -> Reject:
    """What became of an item when its reader raised `error`."""
    if isinstance(error, Damaged):
        return Reject(origin.uri, "damaged", str(error), offset=origin.offset)
    message = f"{type(error).__name__}: {error}"
    return Reject(origin.uri, "internal_error", message, offset=origin.offset)


def no_text(origin: Origin, message: str = "holds no text") -> Reject:
    return Reject(origin.uri, "no_text", message, offset=origin.offset)


def not_served(origin: Origin) -> Skip | None:
    """What becomes of an item whose server answered with another status than 2xx."""
    status = origin.http_status
    if status is None or 200 <= status < 300:
        return None
    reason = "gone" if status in (404, 410) else "redirect" if 300 <= status < 400 else "http_error"
    return Skip(origin.uri, reason, origin.link, status)


def too_large(origin: Origin) -> Reject:
    message = f"more than {origin.options.max_bytes} bytes after decompression"
    return Reject(origin.uri, "too_large", message, offset=origin.offset)
