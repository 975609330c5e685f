"""doccano: JSONL of a sequence labelling project with relations.

Fields that doccano does not know it keeps and gives back, so the document's id and the unit of the offsets
come back with the text. doccano itself counts UTF-16 units, or graphemes where the project says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from extract.review.exchange.documents import Annotated, Mark
from extract.review.exchange.offsets import UNITS, Offsets, Unit
from extract.review.exchange.returned import ExchangeError, Region, Returned


def line(document: Annotated, unit: Unit = "utf-16") -> dict[str, Any]:
    """A document with the run's findings as labels."""
    offsets = Offsets(document.text, unit)
    return {
        "text": document.text,
        "entities": [_entity(number, mark, offsets) for number, mark in enumerate(document.marks)],
        "relations": [
            {"id": number, "from_id": tie.a, "to_id": tie.b, "type": tie.record["relation"]}
            for number, tie in enumerate(document.ties)
        ],
        "doc_id": document.doc_id,
        "uri": document.record["uri"],
        "offsets": unit,
    }


def _entity(number: int, mark: Mark, offsets: Offsets) -> dict[str, Any]:
    start, end = offsets.of(mark.start, mark.end)
    return {"id": number, "start_offset": start, "end_offset": end, "label": mark.label}


def read(lines: Iterable[str], by: str, unit: Unit | None = None) -> Iterator[Returned | ExchangeError]:
    """What each line says; `unit` where it is another than the one the line was written with."""
    for number, told in enumerate(lines, 1):
        if not told.strip():
            continue
        try:
            yield _document(json.loads(told), by, unit)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            yield ExchangeError(f"line {number}: {error!r}")


def _document(told: dict[str, Any], by: str, unit: Unit | None) -> Returned:
    counted = unit or told.get("offsets", "utf-16")
    if counted not in UNITS:
        raise ValueError(f"offsets: {counted}")
    if "entities" not in told:
        raise ValueError("no entities: export from a project with relation labelling, as JSONL(Relation)")
    offsets = Offsets(told["text"], counted)
    regions = {
        entity["id"]: Region(
            offsets.to_code_point(entity["start_offset"]),
            offsets.to_code_point(entity["end_offset"]),
            entity["label"],
        )
        for entity in told["entities"]
    }
    return Returned(
        doc_id=told["doc_id"],
        text=told["text"],
        by=by,
        regions=list(regions.values()),
        relations=[
            (regions[each["from_id"]], regions[each["to_id"]], each["type"])
            for each in told.get("relations", ())
        ],
    )
