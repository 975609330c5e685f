"""Plain text: the whole file is one document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from extract.document import Document
from extract.readers.base import Found, Origin, Reject, content_id, whole
from extract.readers.encoding import Undecodable, decode
from extract.sourcemap import SourceMap


def read_text(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The file as one item."""
    return whole(stream, origin, parse_text)


def parse_text(data: bytes, origin: Origin) -> Document | Reject:
    """Plain text as a Document, or the reason why its bytes are no text."""
    try:
        decoded = decode(data, origin.charset)
    except Undecodable as error:
        return Reject(origin.uri, error.code, str(error), offset=origin.offset)
    return Document(
        text=decoded.text,
        doc_id=content_id(data),
        uri=origin.uri,
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        encoding_declared=decoded.declared,
        source_id=origin.link,
        published=origin.published,
        published_basis=origin.published_basis,
        publisher=origin.publisher,
        retrieved_at=origin.retrieved_at,
        link=origin.link,
        http_status=origin.http_status,
        source=SourceMap.of_plain(decoded.text, decoded.encoding, len(data), decoded.bom),
    )
