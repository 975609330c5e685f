"""For Wikidata: QuickStatements (P190, in both directions) and a CSV that OpenRefine reconciles.

Only places whose QID a source states; nothing that comes from GeoNames, whose licence asks for credit.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.registry.exports.tables import COLUMNS, Source

TWINNED, START, END, URL, RETRIEVED = "P190", "P580", "P582", "S854", "S813"
_HELD = ("established", "suspended", "ended")
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T.*)?")
_PRECISION = {1: 9, 2: 10, 3: 11}  # year, month, day


def write_quickstatements(source: Source, path: Path) -> str:
    """QuickStatements v1: tab-separated, `P190` from each side to the other with start, end and reference.

    What is left out for want of a QID stands in `NAME.left_out.csv`. Returns in words what was written.
    """
    places = {row[0]: dict(zip(COLUMNS["place"], row, strict=True)) for row in source.rows("place")}
    lines, left_out = [], []
    for row in source.rows("tie"):
        tie = dict(zip(COLUMNS["tie"], row, strict=True))
        if tie["relation"] != "sister_city" or tie["status"] not in _HELD:
            continue
        a, b = (places[tie[side]]["wikidata"] for side in ("a", "b"))
        if not (a and b):
            left_out.append((tie["id"], places[tie["a"]], places[tie["b"]]))
            continue
        said = [*_qualifiers(tie), *_reference(source, tie["id"])]
        lines += ["\t".join((x, TWINNED, y, *said)) for x, y in ((a, b), (b, a))]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    beside = path.with_name(f"{path.stem}.left_out.csv")
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("tie", "a", "a_qid", "b", "b_qid"))
        for tie_id, a_place, b_place in left_out:
            names = [(p["name"], p["wikidata"]) for p in (a_place, b_place)]
            writer.writerow((tie_id, *names[0], *names[1]))
    return f"{len(lines) // 2} sister cities; {len(left_out)} whose QIDs nobody has told are in {beside}"


def _qualifiers(tie: dict[str, Any]) -> Iterator[str]:
    for term, value in ((START, tie["since"]), (END, tie["until"])):
        if value and (time := wikidata_time(value)):
            yield from (term, time)


def _reference(source: Source, tie: str) -> Iterator[str]:
    """The address of the tie's earliest document that has one, and the day it was fetched."""
    row = source.db.execute(
        "SELECT d.source_id, d.retrieved_at FROM fact f JOIN record r ON r.fact = f.n"
        " JOIN document d ON d.n = r.document WHERE f.tie = ? AND r.verdict >= 0 AND NOT d.superseded"
        " AND (d.source_id LIKE 'http://%' OR d.source_id LIKE 'https://%')"
        " ORDER BY d.official DESC, d.day IS NULL, d.day, d.doc_id",
        (tie,),
    ).fetchone()
    if row:
        url = row[0].replace('"', "%22").replace("\t", "%09").replace("\n", "%0A")
        yield from (URL, f'"{url}"')
        if row[1] and (time := wikidata_time(row[1][:10])):
            yield from (RETRIEVED, time)


def wikidata_time(value: str) -> str | None:
    """An EDTF day, month or year as QuickStatements writes it; None for what it cannot.

    >>> wikidata_time("1986-03"), wikidata_time("198X")
    ('+1986-03-00T00:00:00Z/10', None)
    """
    found = _DAY.fullmatch(value)
    if not found:
        return None
    parts = [part for part in found.groups() if part]
    year, month, day = (*parts, "00", "00")[:3]
    return f"+{year}-{month}-{day}T00:00:00Z/{_PRECISION[len(parts)]}"


def write_reconciliation(source: Source, path: Path) -> None:
    """Places with what OpenRefine needs to find their Wikidata items: names, country, kind, what is known."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("id", "name", "name_zh", "name_zh_hant", "country", "type", "iso_3166_2", "wikidata")
        )
        for row in source.rows("place"):
            place = dict(zip(COLUMNS["place"], row, strict=True))
            writer.writerow(
                (place["id"], place["name_en"], place["name_zh"], place["name_zh_hant"], place["country"],
                 place["level"], place["iso_3166_2"], place["wikidata"])
            )  # fmt: skip
