"""Plain text: the whole file is one document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from extract.document import Document
from extract.readers.base import Found, Origin, Reject, decoded_or_not, document_of, no_text, whole
from extract.sourcemap import SourceMap


def read_text(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The file as one item."""
    return whole(stream, origin, parse_text)


def parse_text(data: bytes, origin: Origin) -> Document | Reject:
    """Plain text as a Document, or the reason why its bytes are no text."""
    decoded = decoded_or_not(data, origin)
    if isinstance(decoded, Reject):
        return decoded
    if not decoded.text.strip():
        return no_text(origin)
    source = SourceMap.of_plain(decoded.text, decoded.encoding, len(data), decoded.bom)
    return document_of(decoded.text, data, origin, "text/plain", decoded, source)
