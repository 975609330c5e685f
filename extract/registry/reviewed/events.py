"""Stages of a tie that reviewers decided on: rejected ones are not told, edited ones with the new date."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from extract import records
from extract.registry.ingest import Ingest
from extract.registry.lines import DATED
from extract.registry.reviewed.wanted import REVIEWED, Wanted, taken_over

if TYPE_CHECKING:
    from extract.review.decision import Decision

# Of a fact, the kinds of stages that were decided on, and their dates; none: there was no such stage.
Judged = dict[str, list[str | None]]


def take_over(db: sqlite3.Connection, ingest: Ingest, decided: Iterable[Decision], wanted: Wanted) -> None:
    """Put what stands on events into effect, and take back what does no more."""
    facts: dict[str, Judged] = defaultdict(dict)
    for _, subject, _ in taken_over(db):
        if "/" in subject:
            facts[subject.partition("/")[0]] = {}
    for decision in decided:
        after, fields = decision.after, decision.shown.fields
        if after.verdict == "accept" and not after.edits:
            continue
        fact_key = records.fact_key(fields["a"], fields["b"], fields["relation"])
        accepted = after.verdict == "accept"
        facts[fact_key][fields["kind"]] = [after.edits["date"].value] if accepted else []
        wanted[str(after.verdict), f"{fact_key}/{fields['kind']}", None] = decision
    for fact_key, judged in sorted(facts.items()):
        _tell(db, ingest, fact_key, judged)


def _tell(db: sqlite3.Connection, ingest: Ingest, fact_key: str, judged: Judged) -> None:
    """Write the stages of a fact's statements as they tell them, but for what was decided."""
    statements = db.execute(
        "SELECT r.n, r.fact, r.status, x.json FROM fact f JOIN record r ON r.fact = f.n"
        " JOIN detail x ON x.record = r.n WHERE f.fact_key = ? AND r.id NOT GLOB ?",
        (fact_key, f"{REVIEWED}*"),
    ).fetchall()
    for record, fact, status, detail in statements:
        stages = list(dict.fromkeys(_stages(status, msgspec.json.decode(detail), judged)))
        rows = [(record, ordinal, *stage) for ordinal, stage in enumerate(stages)]
        held = db.execute("SELECT * FROM stage WHERE record = ? ORDER BY ordinal", (record,)).fetchall()
        if [tuple(row) for row in held] != rows:
            db.execute("DELETE FROM stage WHERE record = ?", (record,))
            db.executemany("INSERT INTO stage VALUES (?, ?, ?, ?, ?)", rows)
            ingest.touched.add(fact)


def _stages(status: str, detail: dict[str, Any], judged: Judged) -> Iterator[tuple[str, str | None, str]]:
    """(kind, date, basis) of each stage that a statement tells, its own date first."""
    own = detail["date"]
    if own is not None:
        yield DATED[status], own["value"], own["basis"]
    for event in detail["events"]:
        for date in judged.get(event["kind"], [event["date"]]):
            yield event["kind"], date, "stated"
