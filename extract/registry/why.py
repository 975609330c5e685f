"""Why a tie stands as it does: every statement and decision behind each of its values."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from extract.registry.decisions import current_tie
from extract.registry.store import RegistryError, value


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one field, as one document states it; `counts` is false for what was rejected."""

    field: str
    value: str
    record: str
    doc_id: str
    source_id: str
    day: str | None
    confidence: float
    counts: bool
    note: str
    rules: list[str]
    evidence: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seen:
    """A value of a field over all documents: how many independent sources, first and last said."""

    field: str
    value: str
    sources: int
    first_seen: str | None
    last_seen: str | None


def find_tie(db: sqlite3.Connection, tie: str) -> str:
    """The id a tie goes by now. Raises RegistryError where it never had an id, or has no statement left."""
    now = current_tie(db, tie)
    if now is None:
        how = db.execute(
            "SELECT how, reason FROM tombstone WHERE tie = ? ORDER BY publication DESC", (tie,)
        ).fetchone()
        raise RegistryError(f"{tie}: {how[0]}, {how[1]}" if how else f"no tie has the id {tie}")
    return now


STATED = ("relation", "status", "name_a", "name_b", "level_a", "level_b")
STAGES = ("proposed", "intent", "council_consent", "approved", "signed", "upgraded", "renewed", "suspended",
          "resumed", "ended", "denied")  # fmt: skip
# What a tie shows under another name than documents state it.
_SHOWN_AS = {"since": "signed", "until": "ended"}


def stated_field(field: str) -> str:
    """The field of statements behind one that a tie shows: `since` is when it was `signed`.

    Raises RegistryError where there is none such.
    """
    found = _SHOWN_AS.get(field, field)
    if found not in (*STATED, *STAGES):
        raise RegistryError(f"no field {field}; there are {', '.join((*STATED, *_SHOWN_AS, *STAGES))}")
    return found


def statements(db: sqlite3.Connection, tie: str, field: str | None = None) -> Iterator[Statement]:
    """What is said of a tie (or of one field of it), by field, value and day."""
    rows = db.execute(
        "SELECT s.field, s.value, r.id, d.doc_id, d.source_id, d.day, r.confidence, r.link, r.verdict,"
        " d.superseded, d.near, x.json FROM statement s JOIN record r ON r.n = s.record"
        " JOIN document d ON d.n = r.document JOIN detail x ON x.record = r.n"
        " WHERE s.tie = ?1 AND (?2 IS NULL OR s.field = ?2) ORDER BY s.field, s.value, d.day, d.doc_id, r.id",
        (tie, field),
    )
    for name, said, record, doc_id, source, day, confidence, link, verdict, superseded, near, detail in rows:
        known = json.loads(detail)
        notes = [
            {1: "accepted", -1: "rejected"}.get(verdict, ""),
            "superseded" if superseded else "",
            f"a copy of {near}" if near else "",
            f"link {link:.2f}" if link < 1 else "",
        ]
        yield Statement(
            name, said, record, doc_id, source, day, confidence, verdict >= 0,
            ", ".join(n for n in notes if n), known["rules"], known["evidence"],
        )  # fmt: skip


def seen(db: sqlite3.Connection, tie: str, field: str | None = None) -> list[Seen]:
    """The values of a tie, each with its sources and when it was first and last said."""
    rows = db.execute(
        "SELECT s.field, s.value, count(DISTINCT d.cluster), min(d.day), max(d.day) FROM statement s"
        " JOIN record r ON r.n = s.record JOIN document d ON d.n = r.document"
        " WHERE s.tie = ?1 AND (?2 IS NULL OR s.field = ?2) AND r.verdict >= 0 GROUP BY s.field, s.value"
        " ORDER BY s.field, 3 DESC, s.value",
        (tie, field),
    )
    return [Seen(*row) for row in rows]


def decisions_on(db: sqlite3.Connection, tie: str) -> list[dict[str, Any]]:
    """The decisions on a tie, its records and its places, oldest first; `undone` says by which number."""
    names = ("n", "verdict", "subject", "object", "field", "value", "reason", "by", "at", "undone")
    rows = db.execute(
        "SELECT d.n, verdict, subject, object, field, value, reason, by, at,"
        " (SELECT u.n FROM decision u WHERE u.undoes = d.n) FROM decision d WHERE d.undoes IS NULL AND ("
        " subject = ?1 OR subject IN (SELECT m.id FROM minted m JOIN fact f ON f.fact_key = m.founded_on"
        "  WHERE f.tie = ?1)"
        " OR subject IN (SELECT fact_key FROM fact WHERE tie = ?1)"
        " OR substr(subject, 1, instr(subject, '/') - 1) IN (SELECT fact_key FROM fact WHERE tie = ?1)"
        " OR subject IN (SELECT r.id FROM record r JOIN fact f ON f.n = r.fact WHERE f.tie = ?1)"
        " OR subject IN (SELECT key FROM node JOIN tie t ON node.place IN (t.a, t.b) WHERE t.id = ?1)"
        " OR object IN (SELECT key FROM node JOIN tie t ON node.place IN (t.a, t.b) WHERE t.id = ?1))"
        " ORDER BY d.n",
        (tie,),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def unlinked(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Places that wait for an id: how they are named, in how many documents, in ties with whom.

    `such_as` is the id of a partner, or the name of one that waits too.
    """
    rows = db.execute(
        "SELECT n.key, coalesce(n.name_zh, n.name_en), n.country, count(DISTINCT r.document),"
        " count(DISTINCT f.n), min(coalesce(o.place, o.name_zh, o.name_en, o.key))"
        " FROM (SELECT n, a AS mine, b AS other FROM fact UNION ALL SELECT n, b, a FROM fact) f"
        " JOIN node n ON n.n = f.mine JOIN node o ON o.n = f.other JOIN record r ON r.fact = f.n"
        " WHERE n.place IS NULL GROUP BY n.key ORDER BY 4 DESC, n.key"
    )
    for key, name, country, documents, ties, partner in rows:
        yield {
            "key": key,
            "name": name,
            "country": country,
            "documents": documents,
            "ties": ties,
            "such_as": partner,
        }


def content(db: sqlite3.Connection, tie: str) -> dict[str, Any] | None:
    """The tie as it is published now; None where it is not."""
    text = value(db, "SELECT content FROM version WHERE tie = ? AND until IS NULL", tie)
    return None if text is None else dict(json.loads(text))
