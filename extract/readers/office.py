"""Word documents and PDF: one file, one document, its text without a place in the bytes."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.document import Document
from extract.readers.base import Damaged, Found, Origin, Reject, document_of, no_text, too_large, whole
from extract.readers.tables import GROWTH, row_line, unzipped

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGES = 2000


def read_docx(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """A Word document as one item."""
    return whole(stream, origin, parse_docx)


def parse_docx(data: bytes, origin: Origin) -> Document | Reject:
    """Paragraphs and tables in their order: a line a paragraph, a line a row with tabs between its cells."""
    from docx import Document as open_docx

    if unzipped(data) > GROWTH * origin.options.max_bytes:
        return too_large(origin)
    try:
        text = "".join(_blocks(open_docx(io.BytesIO(data))))
    except Exception as error:  # whatever the library says of a file that is not as it should be
        raise Damaged(f"{type(error).__name__}: {error}") from error
    return document_of(text, data, origin, _DOCX) if text.strip() else no_text(origin)


def _blocks(holder: Any) -> Iterator[str]:
    from docx.table import Table

    for block in holder.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield row_line([cell.text for cell in dict.fromkeys(row.cells)])
        else:
            yield f"{block.text}\n"


def read_pdf(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """A PDF file as one item."""
    return whole(stream, origin, parse_pdf)


def parse_pdf(data: bytes, origin: Origin) -> Document | Reject:
    """The text layer of a PDF, page by page; `no_text_layer` where it has none."""
    from pypdf import PdfReader

    try:
        pdf = PdfReader(io.BytesIO(data))
        if pdf.is_encrypted and not pdf.decrypt(""):
            return Reject(origin.uri, "encrypted", "asks for a password", offset=origin.offset)
        if len(pdf.pages) > _PAGES:
            return Reject(origin.uri, "too_large", f"more than {_PAGES} pages", offset=origin.offset)
        text = "".join(f"{page.extract_text()}\n" for page in pdf.pages)
    except Exception as error:  # as above
        raise Damaged(f"{type(error).__name__}: {error}") from error
    if not text.strip():
        return Reject(origin.uri, "no_text_layer", "holds pictures only", offset=origin.offset)
    return document_of(text, data, origin, "application/pdf")


logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every flaw that it has mended
