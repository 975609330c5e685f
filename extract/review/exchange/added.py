"""Ties that the extraction missed and a reviewer added, as records of their document."""

from __future__ import annotations

from extract.link.gazetteer import open_gazetteer
from extract.link.names import HAN
from extract.review.decision import Decision
from extract.review.exchange.documents import Annotated, Mark, Record, Tie

_KNOWN = ("name_zh", "name_en", "country", "level", "geonames_id")


def add(document: Annotated, decision: Decision) -> bool:
    """Add a tie to the document it was found in; whether its names are in the sentence that states it."""
    own = [span for span in decision.shown.evidence if span["doc_id"] == document.doc_id]
    sides = [_named(document.text, decision, side, own) for side in ("a", "b")]
    if None in sides:
        return False
    a, b = (side for side in sides if side is not None)
    fields = decision.shown.fields | {name: edit.value for name, edit in decision.after.edits.items()}
    record = {
        "id": decision.item,
        "fact_key": decision.item,
        "a": a,
        "b": b,
        "relation": fields["relation"],
        "status": fields["status"],
        "date": {"value": fields["date"]} if fields["date"] else None,
        "events": [],
        "evidence": [span | {"lang": _language(span["text"])} for span in own],
        "confidence": 1.0,
    }
    document.ties.append(Tie(_number(document, a), _number(document, b), record))
    return True


def place(key: str) -> Record:
    """What the gazetteer has on a place, in the fields of records; null what it does not know."""
    row = open_gazetteer().find(key)
    known = {name: getattr(row.place, name) if row else None for name in _KNOWN}
    return known | {"key": key, "level": known["level"] or "other"}


def _named(text: str, decision: Decision, side: str, evidence: list[Record]) -> Record | None:
    name = decision.shown.names.get(f"{side}.text", "")
    found = [text.find(name, span["start"], span["end"]) for span in evidence]
    start = max(found, default=-1)
    if not name or start < 0:
        return None
    edit = decision.after.edits.get(side)
    where = {"lang": _language(name), "start": start, "end": start + len(name), "text": name}
    return place(str(edit.value if edit else decision.shown.fields[side])) | where


def _number(document: Annotated, record: Record) -> int:
    """The number of the mark of a place, which is made where there is none."""
    for number, mark in enumerate(document.marks):
        if (mark.label, mark.start, mark.end) == ("PLACE", record["start"], record["end"]):
            return number
    document.marks.append(Mark("PLACE", record["start"], record["end"], record))
    return len(document.marks) - 1


def _language(text: str) -> str:
    return "zh" if HAN.search(text) else "en"
