"""Plain text: the whole file is one document."""

from __future__ import annotations

from collections.abc import Iterator

from extract.document import Document
from extract.readers.base import Origin, Reject
from extract.readers.encoding import Undecodable, decode


def read_text(data: bytes, origin: Origin) -> Iterator[Document | Reject]:
    """The file as one Document, or the reason why its bytes are no text."""
    try:
        decoded = decode(data, origin.charset)
    except Undecodable as error:
        yield Reject(origin.uri, error.code, str(error))
        return
    yield Document(
        text=decoded.text,
        doc_id=origin.doc_id,
        uri=origin.uri,
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        published=origin.published,
        publisher=origin.publisher,
        retrieved_at=origin.retrieved_at,
    )
