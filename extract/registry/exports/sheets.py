"""CSV and XLSX: for people with a spreadsheet.

A cell that begins like a formula is made text (`'=…`), as a spreadsheet would run what a web page wrote.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from extract.registry.exports.tables import COLUMNS, Row, Source

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold: files of the same rows are the same bytes


def neutral(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula.

    >>> neutral("=HYPERLINK(1)"), neutral("深圳市"), neutral(-1)
    ("'=HYPERLINK(1)", '深圳市', -1)
    """
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def write_csv(source: Source, folder: Path, *, bom: bool = True, neutralise: bool = True) -> None:
    """One file a table; UTF-8, CRLF, with a BOM, without which spreadsheets take it for another encoding."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in COLUMNS:
        part = folder / f".{table}.csv.part"
        with part.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            csv.writer(file).writerows(_cells(source, table, neutralise))
        part.replace(folder / f"{table}.csv")


def _cells(source: Source, table: str, neutralise: bool) -> Iterator[Row]:
    yield tuple(COLUMNS[table])
    for row in source.rows(table):
        yield tuple(neutral(cell) for cell in row) if neutralise else row


def write_xlsx(source: Source, path: Path, *, neutralise: bool = True) -> None:
    """One sheet a table, their heads frozen and filtered."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    book.properties.creator = "youcheng"
    book.properties.created = book.properties.modified = datetime(*_EPOCH)
    for table in COLUMNS:
        sheet = book.create_sheet(table)
        sheet.freeze_panes = "A2"
        for row in _cells(source, table, neutralise):
            cells = []
            for content in row:
                text = isinstance(content, str)
                cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", content) if text else content)
                if text and cell.data_type == "f":
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    part = path.with_name(f".{path.name}.part")
    book.save(part)
    _same_times(part)
    part.replace(path)


def _same_times(path: Path) -> None:
    """Write a zip anew without the hour it was made in."""
    whole = path.with_name(f"{path.name}2")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _without_now(content)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    whole.replace(path)


def _without_now(core: bytes) -> bytes:
    """Document properties with the time of saving put back: openpyxl sets it when it saves."""
    import re

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", core)
