"""What is shown of an item: its fields, names, rules and evidence, and the columns it is found by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from extract.review.items import Record, beside, contradict, shown_value
from extract.review.judgement import Shown

Columns = dict[str, Any]
_VALUES = 9
_encode = msgspec.json.Encoder(order="deterministic").encode


def told(kind: str, best: Record, said: Sequence[dict[str, Any]]) -> Columns:
    """What an item shows, of the record that states it best and what all of them say, best first."""
    values = {name: [each[name] for each in said] for name in said[0]}
    shown, columns = SHOW[kind](best, {name: shown_value(found) for name, found in values.items()})
    telling = {name: found for name, found in values.items() if name != "agreement"}
    torn = any(contradict(found) for found in telling.values()) or "conflict" in values.get("agreement", ())
    return columns | {
        "shown": _encode(shown).decode(),
        "says": _encode(_tally(telling)).decode(),
        "calm": not torn and kind != "conflict",
    }


def set_beside(columns: Columns, tie: dict[str, Any] | None) -> Columns:
    """The columns that say how a tie stands to what the registry holds of it."""
    how = beside(msgspec.json.decode(columns["shown"])["fields"], tie)
    held = _encode(tie).decode() if tie else None
    return {"beside": how, "held": held, "calm": columns["calm"] and how != "contradicts"}


def _tally(values: dict[str, list[Any]]) -> dict[str, list[tuple[Any, int]]]:
    """The values of fields on which statements differ, each with how often it is said."""
    counted = {name: Counter(found).most_common(_VALUES) for name, found in values.items()}
    return {name: found for name, found in counted.items() if len(found) > 1}


def _tie(pair: Record, values: dict[str, Any]) -> tuple[Shown, Columns]:
    a, b = pair["a"], pair["b"]
    fields = {
        "a": a["key"],
        "b": b["key"],
        "relation": pair["relation"],
        "status": values["status"],
        "date": values["date"],
        "events": [{"kind": event["kind"], "date": event["date"]} for event in pair["events"]],
    }
    return _of_pair(pair, fields, listed=pair["relation"])


def _event(pair: Record, values: dict[str, Any]) -> tuple[Shown, Columns]:
    a, b = pair["a"], pair["b"]
    fields = values | {"a": a["key"], "b": b["key"], "relation": pair["relation"]}
    return _of_pair(pair, fields, listed=values["kind"])


def _of_pair(pair: Record, fields: dict[str, Any], listed: str) -> tuple[Shown, Columns]:
    """A tie or one of its events: both stand on the pair's evidence and between its places."""
    a, b = pair["a"], pair["b"]
    shown = Shown(
        fields=fields,
        rules=pair["rules"],
        confidence=pair["confidence"],
        evidence=[evidence_span(pair, span) for span in pair["evidence"]],
        names=_names(a=a, b=b),
    )
    return shown, _columns(a["key"], b["key"], _name(a), _name(b), listed)


def _count(count: Record, values: dict[str, Any]) -> tuple[Shown, Columns]:
    subject = count["subject"]
    fields = {
        "subject": subject["key"],
        "what": count["what"],
        "value": values["value"],
        "upper": count["upper"],
        "modifier": count["modifier"],
        "as_of": count["as_of"],
        "partner": count["partner"],
    }
    shown = Shown(
        fields=fields,
        rules=count["rules"],
        confidence=count["confidence"],
        evidence=[evidence_span(count, count)],
        names=_names(subject=subject),
    )
    number = f"{values['value']} {count['what'].replace('_', ' ')}"
    return shown, _columns(subject["key"], None, _name(subject), number, None)


def _conflict(conflict: Record, values: dict[str, Any]) -> tuple[Shown, Columns]:
    sides = [{"text": side["span"]["text"], "value": side["value"]} for side in conflict["sides"]]
    fields = {"between": conflict["between"], "kind": conflict["kind"], "sides": sides}
    shown = Shown(
        fields=fields,
        rules=conflict["rules"],
        evidence=[evidence_span(conflict, side["span"]) for side in conflict["sides"]],
    )
    name = " ≠ ".join(side["text"] for side in sides)
    return shown, _columns(None, None, name, conflict["kind"], None)


def _place(place: Record, values: dict[str, Any]) -> tuple[Shown, Columns]:
    candidates = [
        {name: each[name] for name in ("key", "name_en", "country", "probability")}
        for each in place["candidates"]
    ]
    fields = {"key": place["key"], "place": None, "text": place["text"], "country": place["country"]}
    shown = Shown(
        fields=fields | {"candidates": candidates},
        rules=place["rules"],
        confidence=place["link_confidence"],
        evidence=[evidence_span(place, place)],
        names=_names(place=place),
    )
    return shown, _columns(place["key"], None, place["text"], place["country"] or "", None)


SHOW: dict[str, Callable[[Record, dict[str, Any]], tuple[Shown, Columns]]] = {
    "tie": _tie,
    "event": _event,
    "count": _count,
    "conflict": _conflict,
    "place": _place,
}


def _columns(a: str | None, b: str | None, name_a: str, name_b: str, relation: str | None) -> Columns:
    return {"a": a, "b": b, "name_a": name_a, "name_b": name_b, "relation": relation}


def _name(place: Record) -> str:
    return str(place.get("name_zh") or place.get("name_en") or place.get("text") or place["key"])


def _names(**places: Record) -> dict[str, str]:
    """`a.name_zh`, `a.country` …: what people call the places of the fields, as far as it is known."""
    return {
        f"{field}.{name}": str(place[name])
        for field, place in places.items()
        for name in ("name_zh", "name_en", "country", "level", "text")
        if place.get(name)
    }


def evidence_span(record: Record, span: dict[str, Any]) -> dict[str, Any]:
    """A sentence of a record, and the document it stands in."""
    where = {name: span[name] for name in ("lang", "start", "end", "text")}
    return {"doc_id": span.get("doc_id") or record["doc_id"]} | where
