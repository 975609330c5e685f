"""Sheets and CSV: a row a document where there is a column of texts, else the table is the document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from extract.document import Document
from extract.readers.base import (
    Damaged,
    Found,
    Origin,
    Reject,
    Unread,
    decoded_or_not,
    document_of,
    no_text,
    too_large,
)
from extract.readers.chained import Chained
from extract.readers.rows import is_item, row_item

_HEAD = 1 << 16
_DELIMITERS = ",\t;|"
GROWTH = 8
"""How many times `max_bytes` the parts of a zip archive may have when they are taken out."""


def read_csv(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The documents of a CSV file, or the file as one; its encoding is told by its first rows."""
    head = stream.read(_HEAD)
    complete = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1] or head
    decoded = decoded_or_not(complete, origin)
    if isinstance(decoded, Reject):
        yield decoded
        return
    delimiter = _delimiter(decoded.text)
    csv.field_size_limit(origin.options.max_bytes)
    columns = next(_csv(decoded.text), [])
    if not is_item(columns, origin):
        data = head + stream.read(max(0, origin.options.max_bytes + 1 - len(head)))
        large = len(data) > origin.options.max_bytes
        yield too_large(origin) if large else Unread(data, origin, parse_csv)
        return
    raw = io.BufferedReader(Chained(head[decoded.bom :], stream))
    lines = io.TextIOWrapper(raw, encoding=decoded.encoding, newline="")
    rows = _whole_rows(csv.reader(lines, delimiter=delimiter))
    next(rows, None)
    try:
        yield from _rows(rows, columns, origin)
    except UnicodeDecodeError as error:
        yield Reject(origin.uri, "undecodable", str(error))


def parse_csv(data: bytes, origin: Origin) -> Document | Reject:
    """A CSV file without a column of texts as a Document: a line a row, tabs between the cells."""
    decoded = decoded_or_not(data, origin)
    if isinstance(decoded, Reject):
        return decoded
    text = "".join(map(row_line, _csv(decoded.text)))
    return document_of(text, data, origin, "text/csv", decoded) if text else no_text(origin)


def read_xlsx(stream: BinaryIO, origin: Origin) -> Iterator[Found]:
    """The documents in a workbook's first sheet, or the workbook as one."""
    from openpyxl import load_workbook

    data = stream.read(origin.options.max_bytes + 1)
    if len(data) > origin.options.max_bytes or unzipped(data) > GROWTH * origin.options.max_bytes:
        yield too_large(origin)
        return
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book.worksheets[0] if book.worksheets else None
    rows = iter(()) if sheet is None else sheet.iter_rows(values_only=True)
    columns = [_cell(value) for value in next(rows, ())]
    if is_item(columns, origin):
        yield from _rows(([_cell(value) for value in row] for row in rows), columns, origin)
    else:
        yield Unread(data, origin, parse_xlsx)


def parse_xlsx(data: bytes, origin: Origin) -> Document | Reject:
    """A workbook as a Document: its sheets one under another, a line a row, tabs between the cells."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = [
        "".join(row_line([_cell(value) for value in row]) for row in sheet.iter_rows(values_only=True))
        for sheet in book.worksheets
    ]
    text = "\n".join(sheet for sheet in sheets if sheet)
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return document_of(text, data, origin, media_type) if text else no_text(origin)


def _rows(rows: Iterable[Sequence[str]], columns: list[str], origin: Origin) -> Iterator[Found]:
    """The rows below the head, counted from 1."""
    for number, row in enumerate(rows, 1):
        if any(cell.strip() for cell in row):
            here = replace(origin, uri=f"{origin.uri}#{number}")
            yield row_item(dict(zip(columns, row, strict=False)), here)


def row_line(cells: Iterable[str]) -> str:
    """A row as a line; white space in a cell is one space."""
    line = "\t".join(" ".join(cell.split()) for cell in cells).rstrip()
    return f"{line}\n" if line.strip() else ""


def _cell(value: Any) -> str:
    """A cell's value as a reader sees it: a day without its midnight, a whole number without its point."""
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _csv(text: str) -> Iterator[list[str]]:
    return _whole_rows(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))


def _whole_rows(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows, or Damaged where one cannot be told from the next."""
    try:
        yield from rows
    except csv.Error as error:
        raise Damaged(str(error)) from error


def _delimiter(text: str) -> str:
    first = text[: text.find("\n")] if "\n" in text else text
    return max(_DELIMITERS, key=first.count)


def unzipped(data: bytes) -> int:
    """The bytes that the parts of a zip archive say they have, all together; Damaged where it is none."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (BadZipFile, ValueError, OSError) as error:
        raise Damaged(str(error)) from error
