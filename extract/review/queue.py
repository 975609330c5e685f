"""The queue: which items, in which order, and how many are left. Filters stand in the page's address."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from extract.review.judgement import KINDS

ORDERS = {
    "sure": "calm, confidence, n",  # conflicts first, then the least sure
    "document": "document, n",
    "place": "name_a, name_b, n",
}
STATES = {
    "open": "verdict IS NULL",
    "accept": "verdict = 'accept'",
    "reject": "verdict = 'reject'",
    "unsure": "verdict = 'unsure'",
    "skip": "verdict = 'skip'",
    "decided": "verdict IS NOT NULL",
    "changed": "changed",
    "all": "TRUE",
}
BESIDE = ("new", "same", "finer", "contradicts")
PAGE = 40


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page's address asks for; anything else in it is left aside."""

    kind: str = "tie"
    order: str = "sure"
    state: str = "open"
    beside: str = ""
    q: str = ""  # a part of a name, or a place's key
    doc: str = ""  # doc_id
    new: str = ""  # came since the runs were read last time
    torn: str = ""  # only what is contradicted
    watched: str = ""  # only places that the reviewer watches
    disputed: str = ""  # only what reviewers differ on
    assigned: str = ""  # only what is assigned to `me`, to `nobody`, or to `@` and a pseudonym

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        """The filters of a query string; a value that there is not counts as none."""
        allowed = {"kind": KINDS, "order": ORDERS, "state": STATES, "beside": BESIDE}
        told = {f.name: asked[f.name] for f in fields(cls) if asked.get(f.name)}
        return cls(**{n: v for n, v in told.items() if n not in allowed or v in allowed[n]})

    def address(self, **changes: str) -> str:
        """The query string of these filters with some changed."""
        now = {f.name: changes.get(f.name, getattr(self, f.name)) for f in fields(self)}
        plain = Filters()
        told = {n: v for n, v in now.items() if v and v != getattr(plain, n)}
        return urlencode(told | {"kind": now["kind"]})

    def _where(self, by: str, watched: Iterable[str]) -> tuple[str, list[Any]]:
        parts, values = [f"kind = ? AND {STATES[self.state]}"], [self.kind]
        if self.beside:
            parts.append("beside = ?")
            values.append(self.beside)
        if self.q:
            like = "%" + self.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            name = "name_{} LIKE ? ESCAPE '\\'"
            parts.append(f"({name.format('a')} OR {name.format('b')} OR a = ? OR b = ? OR key = ?)")
            values += [like, like, self.q, self.q, self.q]
        if self.doc:
            parts.append(
                "n IN (SELECT s.item FROM document d JOIN statement s ON s.document = d.n WHERE d.doc_id = ?)"
            )
            values.append(self.doc)
        if self.new:
            last = "(SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'round')"
            parts.append(f"since > 1 AND since = {last}")
        if self.disputed:
            parts.append("disputed")
        if self.torn:
            parts.append("NOT calm")
        if self.watched:
            keys = sorted(watched)
            marks = ", ".join("?" * len(keys))
            parts.append(f"(a IN ({marks}) OR b IN ({marks}))")
            values += [*keys, *keys]
        if self.assigned == "nobody":
            parts.append("coalesce(assigned, '') = ''")
        elif self.assigned:
            parts.append("assigned = ?")
            values.append(by if self.assigned == "me" else self.assigned.removeprefix("@"))
        return " AND ".join(parts), values


_COLUMNS = (
    "n, kind, key, a, b, name_a, name_b, relation, confidence, calm, beside, documents, verdict, revision,"
    " edited, changed, stale IS NOT NULL AS stale, by, assigned"
)


def page(
    db: sqlite3.Connection, filters: Filters, by: str, watched: Iterable[str], skip: int = 0, size: int = PAGE
) -> list[sqlite3.Row]:
    """The items of the queue after the first `skip`, in order."""
    where, values = filters._where(by, watched)
    return db.execute(
        f"SELECT {_COLUMNS} FROM item WHERE {where} ORDER BY {ORDERS[filters.order]} LIMIT ? OFFSET ?",
        (*values, size, skip),
    ).fetchall()


def left(db: sqlite3.Connection, filters: Filters, by: str, watched: Iterable[str]) -> int:
    """How many items the queue has."""
    where, values = filters._where(by, watched)
    return int(db.execute(f"SELECT count(*) FROM item WHERE {where}", values).fetchone()[0])


def progress(db: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """For each kind how many items are open, accepted, rejected, unsure and skipped."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    for kind, verdict, n in db.execute("SELECT kind, verdict, count(*) FROM item GROUP BY kind, verdict"):
        found[kind][verdict or "open"] = n
    return found


def find(db: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    """An item with all its columns."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM item WHERE key = ?", (key,)).fetchone()
    return row
