"""Publications: each whole, the older ones kept; and what changed from one to another.

A tie's published text is a *version* that holds from one publication until before another, so every
publication can be had back and none is stored twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from extract.edtf import iso_day
from extract.registry.decisions import now
from extract.registry.store import RegistryError, run_sql, value

OPERATIONS = ("ADD", "MOD", "DEL", "MERGE", "SPLIT", "RETRACT")


@dataclass(frozen=True, slots=True)
class Change:
    """One tie that differs between two publications. `other` is the tie merged into, or split from."""

    operation: str
    tie: str
    reason: str
    other: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def publish(db: sqlite3.Connection, publication: int, before: dict[str, str]) -> dict[str, int]:
    """Write what the ties now are as a publication; how many changed, by operation. None where nothing did.

    `before` is the tie of each fact_key until now.
    """
    for old, new, how in _rekeyed(db, before):
        db.execute("INSERT OR IGNORE INTO rekey VALUES (?, ?, ?, ?)", (publication, old, new, how))
    run_sql(db, "publish.sql", {"publication": publication})
    changed = value(db, "SELECT (SELECT count(*) FROM opened) + (SELECT count(*) FROM closed)")
    ties = value(db, "SELECT count(*) FROM content")
    counts = dict(db.execute(_OPERATIONS, (publication,)))
    for table in ("content", "closed", "opened"):
        db.execute(f"DROP TABLE temp.{table}")
    if not changed:
        db.execute("DELETE FROM rekey WHERE publication = ?", (publication,))
        return {}
    last = value(db, "SELECT max(n) FROM decision") or 0
    db.execute("INSERT INTO publication VALUES (?, ?, ?, ?)", (publication, ties, last, now()))
    return {operation: counts[operation] for operation in OPERATIONS if operation in counts}


_OPERATIONS = """
  SELECT CASE WHEN o.tie IS NULL THEN t.how WHEN c.tie IS NOT NULL THEN 'MOD'
              ELSE coalesce((SELECT how FROM rekey r WHERE r.new = o.tie AND how = 'SPLIT'
                             AND publication = ?1), 'ADD') END, count(*)
  FROM opened o FULL JOIN closed c ON c.tie = o.tie
  LEFT JOIN tombstone t ON t.tie = c.tie AND t.publication = ?1 GROUP BY 1
"""


def _rekeyed(db: sqlite3.Connection, before: dict[str, str]) -> list[tuple[str, str, str]]:
    """(old, new, MERGE or SPLIT) of the published ties whose statements now go by another id."""
    now = dict(db.execute("SELECT fact_key, tie FROM fact WHERE tie IS NOT NULL"))
    alive = set(now.values())
    published = {tie for (tie,) in db.execute("SELECT tie FROM version WHERE until IS NULL")}
    found = {
        (old, now[fact], "SPLIT" if old in alive else "MERGE")
        for fact, old in before.items()
        if old in published and fact in now and now[fact] != old
    }
    return sorted(found)


def latest(db: sqlite3.Connection) -> int:
    """The number of the last publication. Raises RegistryError where there is none."""
    found = value(db, "SELECT max(n) FROM publication")
    if found is None:
        raise RegistryError("nothing has been published yet")
    return int(found)


def check_publication(db: sqlite3.Connection, number: int) -> int:
    """The number itself. Raises RegistryError where there is no such publication (0 is the empty one)."""
    if number and not value(db, "SELECT 1 FROM publication WHERE n = ?", number):
        raise RegistryError(f"no publication has the number {number}")
    return number


def last_before(db: sqlite3.Connection, said: str) -> int:
    """The publication after which somebody wants to know: by its number, or the last before a day (0: none).

    Raises RegistryError for what is neither.
    """
    if said.isdecimal():
        return check_publication(db, int(said))
    day = iso_day(said)
    if day is None:
        raise RegistryError(f"neither the number of a publication nor a day such as 2024-03-07: {said}")
    return int(value(db, "SELECT coalesce(max(n), 0) FROM publication WHERE at < ?", day.isoformat()))


def publications(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Number, when it was made, how many ties it has, of each publication."""
    for n, at, ties in db.execute("SELECT n, at, ties FROM publication ORDER BY n"):
        yield {"publication": n, "at": at, "ties": ties}


def published(db: sqlite3.Connection, number: int) -> Iterator[dict[str, Any]]:
    """The ties of a publication, by id."""
    rows = db.execute(
        "SELECT content FROM version WHERE since <= ?1 AND (until IS NULL OR until > ?1) ORDER BY tie",
        (number,),
    )
    for (content,) in rows:
        yield json.loads(content)


def diff(db: sqlite3.Connection, old: int, new: int) -> Iterator[Change]:
    """What changed from publication `old` to `new`, by tie."""
    if old > new:
        raise RegistryError(f"publication {old} came after {new}")
    rows = db.execute(
        "SELECT coalesce(x.tie, y.tie) AS id, x.content, y.content FROM"
        " (SELECT tie, content FROM version WHERE since <= ?1 AND until > ?1 AND until <= ?2) x FULL JOIN"
        " (SELECT tie, content FROM version WHERE since > ?1 AND since <= ?2"
        "  AND (until IS NULL OR until > ?2)) y ON x.tie = y.tie ORDER BY id",
        (old, new),
    )
    for tie, was, is_now in rows.fetchall():
        before, after = (json.loads(text) if text else None for text in (was, is_now))
        if before != after:
            yield _change(db, old, new, tie, before, after)


def _change(
    db: sqlite3.Connection,
    old: int,
    new: int,
    tie: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> Change:
    window = (tie, old, new)
    if before is None:
        split = value(
            db,
            "SELECT old FROM rekey WHERE new = ? AND how = 'SPLIT' AND publication > ? AND publication <= ?",
            *window,
        )
        if split:
            return Change("SPLIT", tie, f"was part of {split}", split, before, after)
        return Change("ADD", tie, _first_said(db, tie), None, before, after)
    if after is None:
        how, reason = db.execute(
            "SELECT how, reason FROM tombstone WHERE tie = ? AND publication > ? AND publication <= ?"
            " ORDER BY publication DESC",
            window,
        ).fetchone()
        into = value(
            db, "SELECT new FROM rekey WHERE old = ? AND publication > ? AND publication <= ?", *window
        )
        return Change(how, tie, reason, into if how == "MERGE" else None, before, after)
    return Change("MOD", tie, _differences(before, after), None, before, after)


def _first_said(db: sqlite3.Connection, tie: str) -> str:
    source = value(
        db,
        "SELECT d.source_id FROM fact f JOIN record r ON r.fact = f.n JOIN document d ON d.n = r.document"
        " WHERE f.tie = ? ORDER BY d.day IS NULL, d.day, d.doc_id",
        tie,
    )
    return f"stated by {source}" if source else "stated"


def _differences(before: dict[str, Any], after: dict[str, Any]) -> str:
    """`status: proposed → established; since: null → 2015`, of the fields that differ."""
    return "; ".join(
        f"{name}: {_short(before[name])} → {_short(after[name])}"
        for name in after
        if before.get(name) != after[name]
    )


def _short(part: Any) -> str:
    if isinstance(part, list):
        return ", ".join(f"{event['kind']} {event['date'] or '?'}" for event in part) or "none"
    if isinstance(part, dict):
        return str(part["name_zh"] or part["name_en"])
    return "null" if part is None else str(part)
