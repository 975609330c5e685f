"""What people decided: appended, never changed; a decision is taken back by one that undoes it.

A reviewer's word stands above what was extracted. Verdicts and their subjects:

same, not_same, unsure   two places (key, or id such as `P3k9…`): are they one?
accept, reject           a record's or count's id, a `fact_key` or a tie's id: does what it states count?
code                     a place (key, or id): its code in Wikidata is `value` (`field`: wikidata)
set                      a tie's id: `field` (status, since, until) is `value`
event                    a tie's id: a stage (`field`) on a date (`value`), and which place did it (`object`)
retract, restore         a tie's id: it was published and should not have been
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from extract.edtf import known as edtf
from extract.link.gazetteer import open_gazetteer
from extract.registry.components import Components, Edge
from extract.registry.store import RegistryError, value

PLACES = ("same", "not_same", "unsure")
RECORDS = ("accept", "reject")
CODES = ("code",)
TIES = ("set", "event", "retract", "restore")
FIELDS = ("status", "since", "until")
STATUSES = ("proposed", "established", "suspended", "ended", "denied")


@dataclass(frozen=True, slots=True)
class Decision:
    verdict: str
    subject: str
    object: str | None = None
    field: str | None = None
    value: str | None = None
    reason: str = ""
    by: str = ""
    at: str = ""
    undoes: int | None = None


_COLUMNS = "verdict, subject, object, field, value, reason, by, at, undoes"
_STANDING = f"""
  SELECT {_COLUMNS} FROM decision d
  WHERE undoes IS NULL AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.n) ORDER BY n
"""


def decide(db: sqlite3.Connection, decision: Decision) -> int:
    """Append a decision and return its number. Raises RegistryError where it says nothing that can hold."""
    _check(db, decision)
    return append(db, decision)


def append(db: sqlite3.Connection, decision: Decision) -> int:
    """Append a decision that was checked elsewhere, or may be about what is not there yet; its number."""
    inserted = db.execute(
        f"INSERT INTO decision ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (decision.verdict, decision.subject, decision.object, decision.field, decision.value, decision.reason,
         decision.by, decision.at, decision.undoes),
    )  # fmt: skip
    return inserted.lastrowid or 0


def undo(db: sqlite3.Connection, number: int, reason: str, by: str, at: str) -> int:
    """Append a decision that takes back another. Raises RegistryError where no such decision stands."""
    row = db.execute(
        "SELECT verdict, subject FROM decision WHERE n = ? AND undoes IS NULL", (number,)
    ).fetchone()
    if row is None or value(db, "SELECT 1 FROM decision WHERE undoes = ?", number):
        raise RegistryError(f"no standing decision has the number {number}")
    return append(db, Decision(row[0], row[1], reason=reason, by=by, at=at, undoes=number))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def standing(db: sqlite3.Connection) -> Iterator[Decision]:
    """The decisions that hold, oldest first."""
    for row in db.execute(_STANDING):
        yield Decision(*row)


def place_edges(db: sqlite3.Connection) -> tuple[list[Edge], list[Edge]]:
    """Pairs of keys that are one place, and pairs that are two or may be: the latest word on each pair."""
    latest: dict[Edge, str] = {}
    for decision in standing(db):
        if decision.verdict in PLACES and decision.object:
            a, b = sorted((_key(db, decision.subject), _key(db, decision.object)))
            latest[a, b] = decision.verdict
    same = sorted(edge for edge, verdict in latest.items() if verdict == "same")
    apart = sorted(edge for edge, verdict in latest.items() if verdict != "same")
    return same, apart


def _key(db: sqlite3.Connection, place: str) -> str:
    """The key a place id was founded on; a key as it is."""
    return str(value(db, "SELECT founded_on FROM minted WHERE id = ?", place) or place)


def _check(db: sqlite3.Connection, decision: Decision) -> None:
    verdict, subject = decision.verdict, decision.subject
    if not decision.reason or not decision.by:
        raise RegistryError("a decision says why and by whom: --reason, --by")
    if verdict in PLACES:
        _check_places(db, decision)
    elif verdict in CODES:
        _check_code(db, decision)
    elif verdict in RECORDS:
        if not value(
            db,
            "SELECT EXISTS (SELECT 1 FROM record WHERE id = ?1)"
            " OR EXISTS (SELECT 1 FROM fact WHERE fact_key = ?1)"
            " OR EXISTS (SELECT 1 FROM claim WHERE id = ?1)"
            " OR EXISTS (SELECT 1 FROM minted WHERE id = ?1)",
            subject,
        ):
            raise RegistryError(f"no record, fact, tie or count has the id {subject}")
    elif verdict in TIES:
        if not subject.startswith("T") or not value(db, "SELECT 1 FROM minted WHERE id = ?", subject):
            raise RegistryError(f"no tie has the id {subject}")
        _check_value(decision)
    else:
        raise RegistryError(f"no such verdict: {verdict}")


def _check_places(db: sqlite3.Connection, decision: Decision) -> None:
    if decision.object is None:
        raise RegistryError(f"{decision.verdict} is said of two places")
    a, b = _key(db, decision.subject), _key(db, decision.object)
    for given, key in ((decision.subject, a), (decision.object, b)):
        known = value(db, "SELECT 1 FROM node WHERE key = ?1 UNION SELECT 1 FROM place WHERE key = ?1", key)
        if not known and open_gazetteer().find(key) is None:
            raise RegistryError(f"neither the registry nor the gazetteer knows a place {given}")
    same, apart = place_edges(db)
    same = [edge for edge in same if edge != tuple(sorted((a, b)))]
    apart = [edge for edge in apart if edge != tuple(sorted((a, b)))]
    (same if decision.verdict == "same" else apart).append((a, b))
    groups = Components((), apart)
    for edge in same:
        if not groups.join(*edge):
            raise RegistryError(
                f"{edge[0]} and {edge[1]} are decided to be the same, and by others to be two places"
            )


def _check_code(db: sqlite3.Connection, decision: Decision) -> None:
    if decision.field != "wikidata" or not re.fullmatch("Q[1-9][0-9]*", decision.value or ""):
        raise RegistryError("a code is said of wikidata, such as Q15174")
    key = _key(db, decision.subject)
    if not value(db, "SELECT 1 FROM place p JOIN node n ON n.place = p.id WHERE ?1 IN (p.key, n.key)", key):
        raise RegistryError(f"the registry has no place {decision.subject}")
    held = "SELECT p.id FROM reference JOIN place p ON p.id = place WHERE scheme = 'wikidata' AND value = ?"
    other = value(db, held, decision.value)
    if other is not None and value(db, "SELECT place FROM node WHERE key = ?", key) != other:
        raise RegistryError(f"{decision.value} is {other}: if they are one place, say `same`")


def place_codes(db: sqlite3.Connection) -> dict[str, str]:
    """Wikidata's codes as people said them, by a key of the place; the last word each."""
    return {
        _key(db, decision.subject): decision.value
        for decision in standing(db)
        if decision.verdict in CODES and decision.value
    }


def _check_value(decision: Decision) -> None:
    if decision.verdict == "set":
        if decision.field not in FIELDS or not decision.value:
            raise RegistryError(f"set is said of {', '.join(FIELDS)}, with a value")
        if decision.field == "status" and decision.value not in STATUSES:
            raise RegistryError(f"a status is one of {', '.join(STATUSES)}")
    if decision.verdict == "event" and not decision.field:
        raise RegistryError("an event has a kind, such as ended")
    dated = decision.verdict == "event" or decision.field in ("since", "until")
    if dated and decision.value and edtf(decision.value) is None:
        raise RegistryError(f"is no EDTF date: {decision.value}")


def mark_records(db: sqlite3.Connection) -> set[int]:
    """Write each record's `verdict` as the decisions that stand have it; the facts of which one changed."""
    db.execute("CREATE TEMP TABLE judged (record INTEGER PRIMARY KEY, verdict INTEGER NOT NULL)")
    for decision in standing(db):
        if decision.verdict in RECORDS:
            db.execute(
                "INSERT OR REPLACE INTO judged SELECT n, ?2 FROM record WHERE id = ?1 UNION SELECT r.n, ?2"
                " FROM fact f JOIN record r ON r.fact = f.n WHERE f.fact_key = ?1 UNION SELECT r.n, ?2"
                " FROM fact f JOIN record r ON r.fact = f.n WHERE f.tie = ?1",
                (decision.subject, 1 if decision.verdict == "accept" else -1),
            )
    db.execute("INSERT OR REPLACE INTO judged SELECT n, 1 FROM record WHERE id GLOB 'review:*'")
    changed = db.execute(
        "UPDATE record SET verdict = coalesce((SELECT verdict FROM judged WHERE record = n), 0)"
        " WHERE (verdict <> 0 OR n IN (SELECT record FROM judged))"
        " AND verdict <> coalesce((SELECT verdict FROM judged WHERE record = n), 0) RETURNING fact"
    ).fetchall()
    db.execute("DROP TABLE judged")
    return {fact for (fact,) in changed}


def rejected(db: sqlite3.Connection) -> set[str]:
    """The ids of all that was rejected, whatever it is: the latest word on each."""
    latest = {d.subject: d.verdict for d in standing(db) if d.verdict in RECORDS}
    return {subject for subject, verdict in latest.items() if verdict == "reject"}


def overridden(db: sqlite3.Connection) -> list[tuple[str, str, str | None]]:
    """(tie, field, value) as reviewers set them, the last word each; `retracted` is a field with its reason.

    The tie is the one that the decision's subject goes by now.
    """
    latest: dict[tuple[str, str], str | None] = {}
    for decision in standing(db):
        tie = current_tie(db, decision.subject) if decision.verdict in TIES else None
        if tie is None:
            continue
        if decision.verdict == "set" and decision.field:
            latest[tie, decision.field] = decision.value
        elif decision.verdict in ("retract", "restore"):
            latest[tie, "retracted"] = decision.reason if decision.verdict == "retract" else None
    return [(tie, field, text) for (tie, field), text in sorted(latest.items())]


def decided_events(db: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    """(tie, kind, date or nothing, place that did it) of the events that reviewers stated."""
    found = {}
    for decision in standing(db):
        tie = current_tie(db, decision.subject) if decision.verdict == "event" else None
        if tie is not None and decision.field:
            found[tie, decision.field, decision.value or ""] = decision.object
    return [(*key, by_place) for key, by_place in sorted(found.items())]


def current_tie(db: sqlite3.Connection, tie: str) -> str | None:
    """The id a tie goes by now; None where its statements wait or it never was."""
    found = value(
        db, "SELECT f.tie FROM minted m JOIN fact f ON f.fact_key = m.founded_on WHERE m.id = ?", tie
    )
    return None if found is None else str(found)
