"""What facts came, went and changed between two runs, or between the versions of one run's sources.

A fact is a tie or a count as one source states it. A tie is known by its `fact_key`; a count by what is
counted, whose, with whom, and of what kind. What else is said of it may change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from extract.emit.reader import Run

Record = dict[str, Any]
Said = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact of a source that came, went or changed. `old` and `new` are what was said, [] where nothing."""

    change: Literal["came", "went", "changed"]
    source_id: str
    kind: Literal["pairs", "counts"]
    fact: str
    old: list[str]
    new: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class _Facts:
    """What a run's documents say: for each source and fact all that is said of it, in order."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._names: dict[tuple[str, str, str], str] = {}

    def add(self, source: str, kind: str, record: Record) -> None:
        key, name, said = _PARTS[kind](record)
        self._said[source, kind, key].append(said)
        self._names.setdefault((source, kind, key), name)

    def since(self, old: _Facts) -> Iterator[Change]:
        for at in sorted(self._said.keys() | old._said.keys()):
            before, after = sorted(old._said.get(at, [])), sorted(self._said.get(at, []))
            if before != after:
                source, kind, _ = at
                name = self._names.get(at) or old._names[at]
                how: Literal["came", "went", "changed"] = (
                    "changed" if before and after else "came" if after else "went"
                )
                yield Change(how, source, "pairs" if kind == "pairs" else "counts", name, before, after)


def between(old: Run, new: Run) -> list[Change]:
    """What the sources say in `new` and did not in `old`, and the other way round."""
    return list(_facts(new, _current).since(_facts(old, _current)))


def between_versions(run: Run) -> list[Change]:
    """What each source that has versions says now, compared with its version before."""
    chains = {d["source_id"]: d["version"] for d in run.lines("documents") if d["superseded_by"] is None}

    def latest(document: Record) -> bool:
        return bool(document["version"] > 1 and document["superseded_by"] is None)

    def before(document: Record) -> bool:
        newest = chains.get(document["source_id"])
        return newest is not None and newest > 1 and document["version"] == newest - 1

    return list(_facts(run, latest).since(_facts(run, before)))


def _current(document: Record) -> bool:
    return document["superseded_by"] is None


def _facts(run: Run, wanted: Callable[[Record], bool]) -> _Facts:
    """The facts that sources state; a repetition states those of the document that it repeats."""
    stated: dict[str, set[str]] = defaultdict(set)
    for document in run.lines("documents"):
        if wanted(document):
            stated[document["duplicate_of"] or document["doc_id"]].add(document["source_id"])
    facts = _Facts()
    for kind in _PARTS:
        for record in run.lines(kind):
            for source in sorted(stated.get(record["doc_id"], ())):
                facts.add(source, kind, record)
    return facts


def _pair(record: Record) -> tuple[str, str, str]:
    date = (record["date"] or {}).get("value")
    said = " ".join(str(part) for part in (record["status"], date, record["agreement"]) if part)
    events = [f"{e['kind']} {e['date'] or ''}".strip() for e in record["events"]]
    name = f"{_name(record['a'])} – {_name(record['b'])}, {record['relation']}"
    return record["fact_key"], name, "; ".join([said, *events])


def _count(record: Record) -> tuple[str, str, str]:
    subject = (record["subject"] or {}).get("key")
    key = [record["what"], record["measure"], subject, record["partner"]]
    shown = (record["subject"] or {}).get("name_en") or subject
    upper = "" if record["upper"] is None else f"–{record['upper']}"
    name = ", ".join(
        str(part) for part in (record["what"], record["measure"], shown, record["partner"]) if part
    )
    times = " ".join(str(part) for part in (record["as_of"], record["period"]) if part)
    said = f"{record['modifier']} {record['value']}{upper} {times}".strip()
    return "\x1f".join(map(str, key)), name, said


def _name(place: Record) -> str:
    return str(place["name_en"] or place["name_zh"] or place["text"])


_PARTS: dict[str, Callable[[Record], tuple[str, str, str]]] = {"pairs": _pair, "counts": _count}
