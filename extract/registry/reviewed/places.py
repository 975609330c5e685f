"""Names that reviewers linked: from then on such a name and the place are one, and its link is sure."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from extract.registry.ingest import Ingest
from extract.registry.reviewed.wanted import Wanted, place_of, taken_over
from extract.registry.store import value

if TYPE_CHECKING:
    from extract.review.decision import Decision


def take_over(db: sqlite3.Connection, ingest: Ingest, linked: Iterable[Decision], wanted: Wanted) -> None:
    """Put what stands on unlinked names into effect, and take back what does no more."""
    before = {key for verdict, key, _ in taken_over(db) if verdict == "same"}
    now: set[str] = set()
    for decision in linked:
        place = decision.after.edits.get("place")
        key = decision.shown.fields["key"]
        if decision.after.verdict == "accept" and place is not None:
            wanted["same", key, place.value] = decision
            if value(db, "SELECT 1 FROM node WHERE key = ?", key):  # else nothing here names it yet
                ingest.node(place_of(place.value))
            now.add(key)
    for key in sorted(before | now):
        _set_links(db, ingest, key, now)


def _set_links(db: sqlite3.Connection, ingest: Ingest, key: str, sure: set[str]) -> None:
    """Say again how sure the links are of statements that name a place by a key; those of `sure` keys are."""
    rows = db.execute(
        "SELECT r.n, r.fact, r.link, x.json FROM node p JOIN fact f ON p.n IN (f.a, f.b)"
        " JOIN record r ON r.fact = f.n JOIN detail x ON x.record = r.n WHERE p.key = ?",
        (key,),
    ).fetchall()
    for n, fact, link, detail in rows:
        links = msgspec.json.decode(detail).get("links", {})
        now = min((1.0 if side in sure else told for side, told in links.items()), default=link)
        if now != link:
            db.execute("UPDATE record SET link = ? WHERE n = ?", (now, n))
            ingest.touched.add(fact)
