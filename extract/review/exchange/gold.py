"""Gold files in the form of the annotation guideline, of documents all whose ties were decided.

Pairs are as decided. The other layers, which reviewers do not go through, are as extracted: a start for
whoever annotates them, and nothing to measure a run by.
"""

from __future__ import annotations

import re
from typing import Any

from extract.review.exchange.decided import Checked
from extract.review.exchange.documents import Record
from extract.text.script import simplified

DECIDED = ("pairs",)
AS_EXTRACTED = ("dates", "counts", "alignments", "boilerplate")
# Levels whose places the guideline gives no GeoNames id.
_NO_ID = ("county", "other")
_CHINA = ("CN", "HK", "MO", "TW")
_WHERE = ("text", "start", "end")
_COUNT = ("value", "modifier", "what", "measure", "partner", "as_of", "period")


def gold(checked: Checked, name: str) -> dict[str, Any]:
    """The gold of a document that is kept as `name`.txt."""
    document, records = checked.document.record, checked.document.records
    published = document["published"]
    printed = published is not None and published["text"] is not None
    pairs = [_pair(tie.record) for tie in checked.stated()]
    return {
        "doc": f"{name}.txt",
        "languages": document["languages"],
        "published": _only(published, "value", *_WHERE) if printed else None,
        "pairs": sorted(pairs, key=lambda pair: pair["evidence"][0]["start"]),
        "dates": [_only(date, *_WHERE, "value", "mod", "anchor") | _torn(date) for date in records["dates"]],
        "counts": [_count(count) for count in records["counts"]],
        "alignments": [_only(bead, "zh", "en") for bead in records["alignments"]],
        "boilerplate": [_only(span, *_WHERE) for span in records["boilerplate"]],
    }


def is_named(told: dict[str, Any]) -> bool:
    """Whether each place of a gold file has its Chinese and its English name, as the guideline asks."""
    return all(pair[side][name] for pair in told["pairs"] for side in ("a", "b") for name in ("zh", "en"))


def name_of(uri: str, doc_id: str, taken: set[str]) -> str:
    """A file's name for a document: its own, with a piece of its hash where it is `taken`; then it is."""
    stem = re.sub(r"[^\w.-]+", "_", uri.rstrip("/").rsplit("/", 1)[-1]).rsplit(".", 1)[0].strip("._")[:80]
    name = stem or "document"
    if name.casefold() in taken:
        name = f"{name}_{doc_id.removeprefix('sha256:')[:16]}"
    taken.add(name.casefold())
    return name


def _pair(pair: Record) -> dict[str, Any]:
    a, b = _ordered(pair["a"], pair["b"])
    told = {
        "a": _place(a),
        "b": _place(b),
        "relation": pair["relation"],
        "status": pair["status"],
        "date": pair["date"]["value"] if pair["date"] else None,
        "evidence": [_only(span, "lang", *_WHERE) for span in pair["evidence"]],
        "note": None,
    }
    events = {
        (event["kind"], event["date"]): _only(event, "kind", "date") | _only(event["span"], *_WHERE)
        for event in pair["events"]
    }
    return told | ({"events": sorted(events.values(), key=lambda event: event["start"])} if events else {})


def _ordered(a: Record, b: Record) -> tuple[Record, Record]:
    """The Chinese side first; of two on one side the one that is named first."""
    sides = sorted((a, b), key=lambda side: (side["country"] not in _CHINA, side["start"]))
    return sides[0], sides[1]


def _place(place: Record) -> dict[str, Any]:
    without = place["level"] in _NO_ID
    return _only(place, *_WHERE, "country", "level") | {
        "zh": place["name_zh"] or (simplified(place["text"]) if place["lang"] == "zh" else None),
        "en": place["name_en"] or (place["text"] if place["lang"] == "en" else None),
        "geonames_id": None if without else place["geonames_id"],
    }


def _count(count: Record) -> dict[str, Any]:
    subject = {"subject": count["subject"]["name_zh"] if count["subject"] else None}
    return _only(count, *_WHERE, *_COUNT) | subject | _torn(count)


def _torn(record: Record) -> dict[str, bool]:
    return {"conflict": True} if record["agreement"] == "conflict" else {}


def _only(record: Record, *names: str) -> dict[str, Any]:
    return {name: record[name] for name in names}
