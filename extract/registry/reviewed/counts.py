"""Counts that reviewers decided on: a rejected one is no control total, an edited one is as they have it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from extract.registry.ingest import CLAIMED
from extract.registry.reviewed.wanted import REVIEWED, Wanted, place_of

if TYPE_CHECKING:
    from extract.review.decision import Decision


def take_over(db: sqlite3.Connection, decision: Decision, wanted: Wanted) -> None:
    """Put what stands on a count into effect; the claims it takes away go to `wanted`."""
    from extract.review.judgement import effective

    after, shown = decision.after, decision.shown.fields
    if after.verdict == "accept" and not after.edits:
        return
    now = effective(shown, after)
    claims = db.execute(
        "SELECT id FROM claim WHERE subject = ? AND what = ? AND as_of IS ? AND partner IS ?"
        " AND id NOT GLOB ? ORDER BY id",
        (shown["subject"], shown["what"], shown["as_of"], shown["partner"], f"{REVIEWED}*"),
    ).fetchall()
    for (claim,) in claims:
        wanted["reject", claim, None] = decision
        if after.verdict == "accept" and now["what"] in CLAIMED:
            subject = place_of(now["subject"])
            db.execute(
                "INSERT INTO claim SELECT ?1, document, ?2, CASE subject WHEN ?2 THEN name_zh ELSE ?3 END,"
                " CASE subject WHEN ?2 THEN name_en ELSE ?4 END, ?5, ?6, upper, modifier, partner, ?7,"
                ' start, "end" FROM claim WHERE id = ?8',
                (f"{REVIEWED}{claim}", now["subject"], subject.name_zh, subject.name_en, now["what"],
                 now["value"], now["as_of"], claim),
            )  # fmt: skip


def forget_copies(db: sqlite3.Connection) -> None:
    """Drop the reviewers' counts of the last build: those that stand are written anew."""
    db.execute(f"DELETE FROM claim WHERE id GLOB '{REVIEWED}*'")
