"""What is marked in a text: what the item rests on, its places named again, all else faintly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.review.segments import Mark, Range

MARKED = ("places", "dates", "counts", "boilerplate", "pairs")
_FAINT = {"places": "place", "dates": "day", "counts": "number", "boilerplate": "furniture"}


def evidence_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    if "evidence" in record:
        return list(record["evidence"])
    if "sides" in record:
        return [side["span"] for side in record["sides"]]
    return [record]


def own_marks(record: dict[str, Any] | None, evidence: list[Range]) -> Iterator[Mark]:
    """What the item itself rests on."""
    for start, end in evidence:
        yield Mark(start, end, "evidence")
    if record is None:
        return
    for side in ("a", "b"):
        if side in record:
            yield Mark(record[side]["start"], record[side]["end"], side)
            for span in record[side]["qualifiers"]:
                yield Mark(span["start"], span["end"], f"{side}-within")
    for span in record.get("relation_terms", ()):
        yield Mark(span["start"], span["end"], "term")
    dates = [record.get("date"), *(event["span"] for event in record.get("events", ()))]
    for span in dates:
        if span is not None:
            yield Mark(span["start"], span["end"], "date")
    if "what" in record:
        yield Mark(record["start"], record["end"], "count")
    elif "link_method" in record:
        yield Mark(record["start"], record["end"], "a")


def named_again(
    record: dict[str, Any] | None, evidence: list[Range], found: dict[str, list[dict[str, Any]]]
) -> Iterator[Mark]:
    """The tie's places and date where its evidence names them again, as in the other language."""
    if record is None or "fact_key" not in record:
        return
    sides = {record["a"]["key"]: "a", record["b"]["key"]: "b"}
    date = record["date"]["value"] if record["date"] else None
    for start, end in evidence:
        for place in found["places"]:
            if start <= place["start"] and place["end"] <= end and place["key"] in sides:
                yield Mark(place["start"], place["end"], sides[place["key"]])
        for day in found["dates"]:
            if start <= day["start"] and day["end"] <= end and day["value"] == date:
                yield Mark(day["start"], day["end"], "date")


def faint_marks(found: dict[str, list[dict[str, Any]]]) -> Iterator[Mark]:
    """Everything else that was found in the document."""
    for file, what in _FAINT.items():
        for record in found[file]:
            about = record.get("key") or record.get("value") or record.get("kind") or ""
            name = record.get("name_en") or record.get("what") or ""
            yield Mark(record["start"], record["end"], what, f"{about} {name}".strip())
    for pair in found["pairs"]:
        for side in ("a", "b"):
            yield Mark(pair[side]["start"], pair[side]["end"], "other-tie")
