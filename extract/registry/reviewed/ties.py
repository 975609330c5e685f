"""Ties that reviewers decided on: accepted, rejected, edited, split and added.

An accepted or rejected tie becomes a decision of the registry like any other. Of an edited tie the statements
are rejected, and copies of them with the reviewer's values count instead, so that it keeps its sources; of an
added tie there is one statement, the reviewer's.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import msgspec

from extract import records
from extract.registry.ingest import Ingest
from extract.registry.lines import DATED, Pair
from extract.registry.reviewed.wanted import REVIEWED, Wanted, place_of
from extract.registry.store import value

if TYPE_CHECKING:
    from extract.review.decision import Decision

_COLUMNS = "n, id, document, fact, status, confidence, link, verdict, name_a, name_b, agreement, languages"


def take_over(db: sqlite3.Connection, ingest: Ingest, decision: Decision, wanted: Wanted) -> None:
    """Put what stands on a tie into effect; what the registry is to decide goes to `wanted`."""
    after = decision.after
    ours = _records(db, decision)
    known = {record for _, record in ours}
    if after.verdict == "accept" and (after.edits or not known):
        _write_edited(db, ingest, decision, ours)
    verdict = "accept" if after.verdict == "accept" and not after.edits else "reject"
    whole = not after.split and not decision.item.startswith("split:")
    for subject in [decision.item] if whole else sorted(known):
        if known:
            wanted[verdict, subject, None] = decision


def forget_copies(db: sqlite3.Connection, ingest: Ingest) -> None:
    """Drop the reviewers' statements of the last build: those that stand are written anew."""
    copies = f"SELECT n FROM record WHERE id GLOB '{REVIEWED}*'"
    for (fact,) in db.execute(f"SELECT DISTINCT fact FROM record WHERE n IN ({copies})").fetchall():
        ingest.touched.add(fact)
    for table, column in (("stage", "record"), ("detail", "record"), ("record", "n")):
        db.execute(f"DELETE FROM {table} WHERE {column} IN ({copies})")


def _records(db: sqlite3.Connection, decision: Decision) -> list[tuple[int, str]]:
    """The statements (number, id) that a decision is about: a tie's, or those that were split off."""
    from extract.review.judgement import evidence_key

    split = decision.item.startswith("split:")
    fact_key = decision.item.split(":")[1] if split else decision.item
    rows = db.execute(
        "SELECT r.n, r.id, x.json FROM fact f JOIN record r ON r.fact = f.n JOIN detail x ON x.record = r.n"
        " WHERE f.fact_key = ? ORDER BY r.n",
        (fact_key,),
    ).fetchall()
    if not split and not decision.after.split:
        return [(n, id_) for n, id_, _ in rows]
    keys = set(decision.shown.evidence_keys()) if split else set(decision.after.split)
    found = []
    for n, id_, detail in rows:
        evidence = msgspec.json.decode(detail)["evidence"]
        inside = bool(evidence) and evidence_key(evidence[0]["text"]) in keys
        if inside == split:
            found.append((n, id_))
    return found


def _write_edited(
    db: sqlite3.Connection, ingest: Ingest, decision: Decision, ours: list[tuple[int, str]]
) -> None:
    """Write the reviewer's statements: copies of ours with other values, or one of their own."""
    from extract.review.judgement import effective

    now = effective(decision.shown.fields, decision.after)
    fact = _fact(ingest, now)
    ingest.touched.add(fact)
    if not ours:
        _write_added(db, decision, now, fact)
    for n, id_ in ours:
        db.execute(
            f"INSERT INTO record ({_COLUMNS}) SELECT (SELECT max(n) + 1 FROM record), ?, document, ?, ?, 1.0,"
            " 1.0, 1, name_a, name_b, agreement, languages FROM record WHERE n = ?",
            (f"{REVIEWED}{id_}", fact, now["status"], n),
        )
        copy = value(db, "SELECT max(n) FROM record")
        db.execute("INSERT INTO detail SELECT ?, json FROM detail WHERE record = ?", (copy, n))
        if decision.after.edits.keys() & {"status", "date", "events"}:
            _write_stages(db, copy, now)
        else:
            same = "INSERT INTO stage SELECT ?, ordinal, kind, date, basis FROM stage WHERE record = ?"
            db.execute(same, (copy, n))


def _write_added(db: sqlite3.Connection, decision: Decision, now: dict[str, Any], fact: int) -> None:
    """A statement that the extraction missed: it stands where the reviewer marked it."""
    spans = decision.shown.evidence
    document = value(db, "SELECT n FROM document WHERE doc_id = ?", spans[0]["doc_id"]) if spans else None
    if document is None:
        return
    id_ = f"{REVIEWED}{decision.item}"
    db.execute(
        f"INSERT INTO record ({_COLUMNS}) SELECT (SELECT coalesce(max(n), 0) + 1 FROM record), ?, ?, ?,"
        " ?, 1.0, 1.0, 1, ?, ?, 'monolingual', ?",
        (id_, document, fact, now["status"],
         *(decision.shown.names.get(f"{side}.text", "") for side in "ab"),
         " ".join(sorted({span["lang"] for span in spans}))),
    )  # fmt: skip
    added = value(db, "SELECT n FROM record WHERE id = ?", id_)
    told = {"rules": decision.shown.rules, "evidence": [_span(span, spans[0]["doc_id"]) for span in spans]}
    detail: dict[str, Any] = {"a": None, "b": None, "terms": [], "date": None, "events": []} | told
    db.execute("INSERT INTO detail VALUES (?, ?)", (added, msgspec.json.encode(detail).decode()))
    _write_stages(db, added, now)


def _span(span: dict[str, Any], doc_id: str) -> dict[str, Any]:
    """A sentence of the evidence as records have it: with its document where that is another."""
    own = {name: span[name] for name in ("lang", "start", "end", "text")}
    return own if span["doc_id"] == doc_id else own | {"doc_id": span["doc_id"]}


def _write_stages(db: sqlite3.Connection, record: int, now: dict[str, Any]) -> None:
    stages = [(DATED.get(now["status"], "signed"), now["date"])] if now["date"] else []
    stages += [(event["kind"], event.get("date")) for event in now["events"]]
    db.executemany(
        "INSERT INTO stage VALUES (?, ?, ?, ?, 'stated')",
        [(record, i, kind, date) for i, (kind, date) in enumerate(dict.fromkeys(stages))],
    )


def _fact(ingest: Ingest, now: dict[str, Any]) -> int:
    """The number of the fact that an edited tie states, made where it is new."""
    a, b = (place_of(now[side]) for side in ("a", "b"))
    pair = Pair(
        id="", doc_id="", fact_key=records.fact_key(a.key, b.key, now["relation"]), a=a, b=b,
        relation=now["relation"],
    )  # fmt: skip
    return ingest.fact(pair)[0]
