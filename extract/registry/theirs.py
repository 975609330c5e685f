"""Other people's lists of ties: CSV, XLSX, Wikidata query results (JSON or CSV), read by a map of columns."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.edtf import known
from extract.registry.store import RegistryError

# What a list can say of a tie, and of each side of it.
FIELDS = ("relation", "since", "until")
SIDE = ("name", "country", "wikidata", "geonames", "iso_3166_2", "gbt_2260")
KNOWN = (*FIELDS, *(f"{side}_{field}" for side in ("a", "b") for field in SIDE))
# The variables of a query for P190 as Wikidata's own examples name them.
WIKIDATA = {
    "a_wikidata": "item", "a_name": "itemLabel", "b_wikidata": "twin", "b_name": "twinLabel",
    "since": "start", "until": "end",
}  # fmt: skip
_QID = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q[1-9][0-9]*)")
_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2}))?(?:[-/.]([0-9]{1,2}))?(?:[T ].*)?")


@dataclass(frozen=True, slots=True)
class Theirs:
    """One row of a list: its number, and what it says, by KNOWN."""

    row: int
    said: dict[str, str]


def column_map(text: str) -> dict[str, str]:
    """`a_name=城市,b_name=友城,since=年份` as a map. Raises RegistryError for a field that there is not."""
    found = {}
    for part in text.split(","):
        field, sign, column = part.strip().partition("=")
        if not sign or field not in KNOWN:
            raise RegistryError(f"{part.strip()!r} names no field: {', '.join(KNOWN)}")
        found[field] = column
    return found


def read(path: Path, columns: dict[str, str] | None = None, sheet: str | None = None) -> Iterator[Theirs]:
    """The rows of a list; without `columns` those that are called as in KNOWN or WIKIDATA are read.

    Raises RegistryError where a column is missing, a place cannot be told, or the file is of no known kind.
    """
    try:
        rows = _rows(path, sheet)
        for number, row in enumerate(rows, 1):
            if number == 1:
                columns = _columns(path, columns, list(row))
            assert columns is not None
            said = {field: _value(field, row.get(column)) for field, column in columns.items()}
            yield Theirs(number, {field: value for field, value in said.items() if value})
    except (OSError, UnicodeDecodeError, ValueError, KeyError, csv.Error) as error:
        if isinstance(error, RegistryError):
            raise
        raise RegistryError(f"{path}: {error}") from error


def codes(db: sqlite3.Connection, path: Path) -> list[tuple[str, str]]:
    """(place id, QID) of the rows of a reconciled table that say what the registry does not have yet.

    Raises RegistryError where it has no columns `id` and `wikidata`, or a QID is none.
    """
    held = set(db.execute("SELECT place, value FROM reference WHERE scheme = 'wikidata'"))
    found = []
    try:
        for number, row in enumerate(_rows(path, None), 2):
            if not {"id", "wikidata"} <= row.keys():
                raise RegistryError(f"{path}: no columns id and wikidata among {', '.join(map(str, row))}")
            said = str(row["wikidata"] or "").strip()
            qid = _QID.fullmatch(said)
            if said and qid is None:
                raise RegistryError(f"{path}:{number}: is no QID: {said}")
            if qid and (row["id"], qid[1]) not in held:
                found.append((str(row["id"]), qid[1]))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegistryError(f"{path}: {error}") from error
    return found


def _columns(path: Path, asked: dict[str, str] | None, head: list[str]) -> dict[str, str]:
    """Which column says what, both sides' places among it."""
    there = ", ".join(head)
    if asked is None:
        known = WIKIDATA | {name: name for name in KNOWN if name in head}
        columns = {field: name for field, name in known.items() if name in head}
    else:
        columns = asked
        if missing := [name for name in columns.values() if name not in head]:
            raise RegistryError(f"{path}: no column {', '.join(missing)} among {there}")
    for side in ("a", "b"):
        if not any(f"{side}_{field}" in columns for field in SIDE if field != "country"):
            raise RegistryError(
                f"{path}: no column says which place {side} is; say --columns a_name=…,b_name=…,since=…"
                f" with names among {there}"
            )
    return columns


def _rows(path: Path, sheet: str | None) -> Iterable[dict[str, Any]]:
    kind = path.suffix.lower()
    if kind == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    elif kind == ".xlsx":
        yield from _xlsx(path, sheet)
    elif kind == ".json":
        results = json.loads(path.read_text("utf-8"))
        bindings = results["results"]["bindings"] if isinstance(results, dict) else results
        names = (
            results["head"]["vars"] if isinstance(results, dict) else sorted({n for b in bindings for n in b})
        )
        for binding in bindings:
            cells = {n: binding.get(n) for n in names}
            yield {n: c["value"] if isinstance(c, dict) else c for n, c in cells.items()}
    else:
        raise RegistryError(f"{path}: a list is .csv, .xlsx or .json")


def _xlsx(path: Path, sheet: str | None) -> Iterator[dict[str, Any]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
        head = [str(cell or "") for cell in next(rows, ())]
        for row in rows:
            yield dict(zip(head, row, strict=False))
    finally:
        book.close()


def _value(field: str, cell: Any) -> str:
    """A cell as the registry writes it: dates as EDTF, a QID without its address."""
    text = str(cell if cell is not None else "").strip()
    if field in ("since", "until"):
        return _edtf(text)
    if field.endswith("_wikidata"):
        found = _QID.fullmatch(text)
        return found[1] if found else ""
    return text


def _edtf(text: str) -> str:
    """A date of a list; Wikidata writes a year as its first of January, which is taken for the year.

    >>> [_edtf(t) for t in ("1986-03-11T00:00:00Z", "1986-01-01T00:00:00Z", "1986/3", "1986", "soon")]
    ['1986-03-11', '1986', '1986-03', '1986', '']
    """
    found = _DATE.fullmatch(text)
    if not found:
        return ""
    if text.endswith("-01-01T00:00:00Z"):
        return found[1]
    value = "-".join(part.zfill(2) for part in found.groups() if part)
    return value if known(value) else ""
