"""What is judged as one: the key of an item, the fields it shows, and how many statements become one item.

A key must outlive runs and layouts: a tie's is its `fact_key`; others are hashes of what is said, not where.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from extract.edtf import known as edtf
from extract.registry.lines import DATED
from extract.review.judgement import Kind, Shown, evidence_key

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """What one record says of an item: `says` are fields on which records may differ."""

    kind: Kind
    key: str
    confidence: float
    evidence: str
    says: dict[str, Any]


def of_pair(pair: Record) -> Iterator[Stated]:
    """The tie that a pair states, and each event that it tells of it."""
    evidence = evidence_key(pair["evidence"][0]["text"]) if pair["evidence"] else ""
    date = pair["date"]["value"] if pair["date"] else None
    says = {"status": pair["status"], "date": date, "agreement": pair["agreement"]}
    yield Stated("tie", pair["fact_key"], pair["confidence"], evidence, says)
    for event in pair["events"]:
        if event["date"] is not None:
            key = key_of("event", pair["fact_key"], event["kind"])
            says = {"date": event["date"], "kind": event["kind"]}
            yield Stated("event", key, pair["confidence"], evidence, says)


def of_count(count: Record) -> Iterator[Stated]:
    """How many ties of a kind a place is said to have at a time; other counts are not reviewed."""
    if count["measure"] != "stock" or count["subject"] is None:
        return
    key = key_of("count", count["subject"]["key"], count["what"], str(count["as_of"]), str(count["partner"]))
    says = {"value": count["value"], "agreement": count["agreement"]}
    yield Stated("count", key, count["confidence"], evidence_key(count["text"]), says)


def of_conflict(conflict: Record) -> Iterator[Stated]:
    """What two places of a document say that cannot both be."""
    sides = [f"{side['span']['text']}={side['value']}" for side in conflict["sides"]]
    key = key_of("conflict", conflict["between"], conflict["kind"], *sides)
    yield Stated("conflict", key, 0.0, evidence_key(conflict["sides"][0]["span"]["text"]), {})


def of_place(place: Record) -> Iterator[Stated]:
    """A name that no place of the gazetteer was found for."""
    codes = ("geonames_id", "iso_3166_2", "gbt_2260", "wikidata")
    if place["key"].startswith("iso:") or any(place[code] for code in codes):
        return
    key = key_of("place", place["key"])
    yield Stated("place", key, place["link_confidence"], evidence_key(place["text"]), {})


OF_RECORD = {"pairs": of_pair, "counts": of_count, "conflicts": of_conflict, "places": of_place}


def key_of(kind: Kind, *parts: str) -> str:
    """The key of an item that is no tie: 128 bits of a hash."""
    return hashlib.sha256("\x1f".join((kind, *parts)).encode()).hexdigest()[:32]


def shown_value(values: Sequence[Any]) -> Any:
    """The value to show first where statements differ: that of most, of dates the finest that fits it.

    `values` come best statement first, which decides between equals.
    """
    told = [v for v in values if v is not None]
    if not told:
        return None
    counted = Counter(told)
    most = max(counted, key=lambda value: (counted[value], -told.index(value)))
    finer = [v for v in counted if fits(v, most) and _fineness(v) > _fineness(most)]
    return max(finer, key=lambda v: (_fineness(v), counted[v])) if finer else most


def contradict(values: Iterable[Any]) -> bool:
    """Whether two of some values cannot both be right; a coarser date fits a finer one."""
    told = sorted({v for v in values if v is not None}, key=str)
    return any(not (fits(a, b) or fits(b, a)) for i, a in enumerate(told) for b in told[i + 1 :])


def fits(fine: Any, coarse: Any) -> bool:
    """Whether the days of one date lie in another's; of other values, whether they are equal."""
    if fine == coarse:
        return True
    if not isinstance(fine, str) or not isinstance(coarse, str):
        return False
    inner, outer = edtf(fine), edtf(coarse)
    return bool(inner and outer and outer.first <= inner.first and inner.last <= outer.last)


def _fineness(value: Any) -> int:
    """Greater for a date that spans fewer days; 0 for what is no date."""
    date = edtf(value) if isinstance(value, str) else None
    return -(date.last - date.first).days if date else 0


def beside(fields: dict[str, Any], held: dict[str, Any] | None) -> str:
    """How a tie stands to what the registry holds (`status`, `dates`): new, same, finer or contradicts.

    A tie's date is held against that of the stage it dates: an end against the end, not the signing.
    """
    if held is None:
        return "new"
    date, known = fields["date"], held["dates"].get(DATED.get(fields["status"], "signed"))
    if date and known and not (fits(date, known) or fits(known, date)):
        return "contradicts"
    over = ("ended", "denied")
    if fields["status"] in over and held["status"] not in over:
        return "contradicts"
    return "finer" if date and (not known or (date != known and fits(date, known))) else "same"


def page_item(kind: Kind, shown: Shown, name: str, what: str, *where: str) -> dict[str, Any]:
    """The columns of an item that no record states: a sentence or page, by what it is called and `where`."""
    return {
        "kind": kind,
        "key": key_of(kind, name, what, *where),
        "name_a": name[:120],
        "name_b": what[:120],
        "shown": msgspec.json.encode(shown, order="deterministic").decode(),
        "says": "{}",
        "confidence": 0.0,
        "calm": True,
        "documents": 0,
    }
