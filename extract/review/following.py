"""Bringing what was decided into the index: each item's judgement, and whether it still holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from extract.registry.store import transaction
from extract.review.added import write_added
from extract.review.decision import SETTLED, SHARED, Decision
from extract.review.judgement import Judgement
from extract.review.split import split_off
from extract.review.store import Store

# PostgreSQL gives numbers out before rows are committed: so many before the last are looked at again.
_LATECOMERS = 200
_DECIDED = ("accept", "reject", "unsure", "skip")


def follow(db: sqlite3.Connection, store: Store, track: str = SHARED) -> None:
    """Bring in what was decided and assigned since, here or elsewhere."""
    last, assigned = _seen(db, "last"), _seen(db, "assigned")
    if store.newest() != last:
        _follow_decisions(db, store, track, last)
    if store.notes.newest_assignment() != assigned:
        _follow_assignments(db, store, assigned)


def take(db: sqlite3.Connection, store: Store, made: Sequence[Decision]) -> None:
    """Show decisions that were just made."""
    if not made:
        return
    with transaction(db):
        for decision in made:
            apply(db, store, decision)
        numbers = range(_seen(db, "last") + 1, made[-1].n + 1)
        if made[0].track != SETTLED and [d.n for d in made] == list(numbers):  # nobody decided in between
            _see(db, "last", made[-1].n)


def _follow_decisions(db: sqlite3.Connection, store: Store, track: str, last: int) -> None:
    newest: dict[str, Decision] = {}
    touched, first = set(), last == 0
    for decision in store.decisions(max(0, last - _LATECOMERS)):
        last = max(last, decision.n)
        touched.add(decision.item)
        if decision.track == track:
            newest[decision.item] = decision
    disputed = _disputed(store, None if first else touched) if track == SETTLED else {}
    differing = [(n, item) for item, n in disputed.items()]
    with transaction(db):
        db.executemany("UPDATE item SET disputed = ? WHERE key = ?", differing)
        for decision in newest.values():
            apply(db, store, decision)
        _see(db, "last", last)


def _follow_assignments(db: sqlite3.Connection, store: Store, last: int) -> None:
    with transaction(db):
        for n, item, to in store.notes.assignments(max(0, last - _LATECOMERS)):
            db.execute("UPDATE item SET assigned = ? WHERE key = ?", (to, item))
            last = max(last, n)
        _see(db, "assigned", last)


def _seen(db: sqlite3.Connection, what: str) -> int:
    return int(db.execute("SELECT value FROM meta WHERE key = ?", (what,)).fetchone()[0])


def _see(db: sqlite3.Connection, what: str, n: int) -> None:
    db.execute("UPDATE meta SET value = ? WHERE key = ?", (str(n), what))


def _disputed(store: Store, items: Iterable[str] | None) -> dict[str, bool]:
    """Items, or all of them, and whether reviewers differ on them and nobody settled."""
    if items is None:
        return {words[0].item: True for words in store.disagreements()}
    return {item: store.is_disputed(item) for item in items}


def apply(db: sqlite3.Connection, store: Store, decision: Decision) -> None:
    """Write a decision to the item that it is about, unless a later one is there."""
    after, added = decision.after, decision.shown.is_added
    if added and after.verdict is not None and not _row(db, decision):
        write_added(db, decision.item, decision.shown)
    row = _row(db, decision)
    if row is None:
        _apply_to_result(db, decision)
        return
    if decision.revision <= row["revision"]:
        return
    if added and after.verdict is None and not _is_stated(db, row["n"]):
        db.execute("DELETE FROM item WHERE n = ?", (row["n"],))
        return
    child = split_off(db, decision.item, after.split) if decision.kind == "tie" else None
    changed, stale = _change(db, row, decision)
    db.execute(
        "UPDATE item SET verdict = ?, revision = ?, edited = ?, changed = ?, stale = ?, by = ? WHERE n = ?",
        (
            None if stale else after.verdict, decision.revision, bool(after.edits), changed,
            msgspec.json.encode(decision.shown).decode() if stale else None, decision.by, row["n"],
        ),
    )  # fmt: skip
    if child is not None and (last := store.current(child, decision.track)):
        apply(db, store, last)


def _row(db: sqlite3.Connection, decision: Decision) -> sqlite3.Row | None:
    found = db.execute("SELECT n, shown, revision FROM item WHERE key = ?", (decision.item,))
    row: sqlite3.Row | None = found.fetchone()
    return row


def _is_stated(db: sqlite3.Connection, item: int) -> bool:
    return db.execute("SELECT 1 FROM statement WHERE item = ? LIMIT 1", (item,)).fetchone() is not None


def _change(db: sqlite3.Connection, row: sqlite3.Row, decision: Decision) -> tuple[bool, bool]:
    """Whether an item is not what was decided on, and whether so much that it must be decided again.

    It is decided again only if no sentence is left that the reviewer saw *and* other values are read. `row`
    is the item before anything was split off it: the reviewer saw it so, or as it is now.
    """
    if decision.after.verdict not in _DECIDED:
        return False, False
    seen = decision.shown
    now = db.execute("SELECT shown FROM item WHERE n = ?", (row["n"],)).fetchone()
    read = [json.loads(each["shown"])["fields"] for each in (row, now)]
    values = msgspec.to_builtins(seen.fields) not in read
    keys = seen.evidence_keys()
    marks = ", ".join("?" * len(keys))
    known = (
        not keys
        or db.execute(
            f"SELECT 1 FROM statement WHERE item = ? AND evidence IN ({marks}) LIMIT 1", (row["n"], *keys)
        ).fetchone()
    )
    return values or not known, values and not known


def _apply_to_result(db: sqlite3.Connection, decision: Decision) -> None:
    """An item that runs no longer find, but find as the reviewer edited it: that is accepted."""
    planted = decision.shown.planted is not None
    if planted or decision.result == decision.item or decision.after.verdict != "accept":
        return
    db.execute(
        "UPDATE item SET verdict = 'accept', by = ? WHERE key = ? AND revision = 0",
        (decision.by, decision.result),
    )


def judgement(store: Store, item: str, track: str = SHARED) -> tuple[Judgement, int]:
    """What stands on an item, and its revision."""
    current = store.current(item, track)
    return (current.after, current.revision) if current else (Judgement(), 0)
