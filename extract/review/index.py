"""The index of what there is to review: made once from the runs, so that 100,000 ties open at once.

It is a cache in SQLite, with the judgements of one track. What was decided is in the store;
`follow` brings it here.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from extract.link.gazetteer import user_folder
from extract.registry.ingest import open_runs
from extract.review.held import Held
from extract.review.judgement import Judgement
from extract.review.making import make, write
from extract.review.planting import plant
from extract.review.reading import Reading
from extract.review.showing import SHOW
from extract.review.store import SETTLED, SHARED, Decision, Store

_FORMAT = 2
# PostgreSQL gives numbers out before rows are committed: so many before the last are looked at again.
_LATECOMERS = 200
_DECIDED = ("accept", "reject", "unsure", "skip")


def index_path(address: str, track: str = SHARED) -> Path:
    """Where the index for a store and track lies: in the user's folder, wherever the store is."""
    where = address if "://" in address else str(Path(address).resolve())
    name = hashlib.sha256(f"{where}\x1f{track}".encode()).hexdigest()[:16]
    return user_folder() / "review" / f"{name}.sqlite"


def open_index(
    folders: Iterable[Path],
    path: Path,
    registry: Path | None = None,
    sampled: int = 200,
    planted: float = 0.0,
) -> sqlite3.Connection:
    """The index of some runs at `path`, made if it is not there or is of other runs or another registry.

    `sampled` sentences, and as many pages, that gave no record are drawn to be looked at; wrong copies of a
    share `planted` of the ties are mixed in. Raises RegistryError for a folder that holds no whole run.
    """
    runs = open_runs(folders)
    held = Held(registry)
    try:
        of = hashlib.sha256(
            msgspec.json.encode([_FORMAT, [run.sha256 for run in runs], held.publication, sampled, planted])
        ).hexdigest()
        if _noted(path, "of") != of:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.{os.getpid()}.part")
            part.unlink(missing_ok=True)
            db = sqlite3.connect(part, isolation_level=None)
            make(db, runs, held, former=path if path.is_file() else None, sampled=sampled)
            plant(db, held, planted)
            db.execute("INSERT INTO meta VALUES ('of', ?)", (of,))
            db.close()
            for beside in ("-wal", "-shm"):
                path.with_name(path.name + beside).unlink(missing_ok=True)
            part.replace(path)
    finally:
        held.close()
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")  # what is lost here is made anew
    db.execute("PRAGMA cache_size = -32768")
    return db


def _noted(path: Path, key: str) -> str | None:
    if not path.is_file():
        return None
    db = sqlite3.connect(path)
    try:
        row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    finally:
        db.close()
    return None if row is None else str(row[0])


def follow(db: sqlite3.Connection, store: Store, track: str = SHARED) -> None:
    """Bring what was decided since into the index: each item's judgement, and whether it still holds."""
    last = int(db.execute("SELECT value FROM meta WHERE key = 'last'").fetchone()[0])
    if store.newest() == last:
        return
    newest: dict[str, Decision] = {}
    touched, first = set(), last == 0
    for decision in store.decisions(max(0, last - _LATECOMERS)):
        last = max(last, decision.n)
        touched.add(decision.item)
        if decision.track == track:
            newest[decision.item] = decision
    disputed = _disputed(store, None if first else touched) if track == SETTLED else {}
    db.execute("BEGIN")
    db.executemany("UPDATE item SET disputed = ? WHERE key = ?", ((n, item) for item, n in disputed.items()))
    for decision in sorted(newest.values(), key=lambda decision: decision.item.startswith("split:")):
        apply(db, decision)
    for item, to in store.assignments().items():
        db.execute("UPDATE item SET assigned = ? WHERE key = ?", (to, item))
    db.execute("UPDATE meta SET value = ? WHERE key = 'last'", (str(last),))
    db.execute("COMMIT")


def _disputed(store: Store, items: Iterable[str] | None) -> dict[str, bool]:
    """Items, or all of them, and whether reviewers differ on them and nobody settled."""
    if items is None:
        return {words[0].item: True for words in store.disagreements()}
    return {item: store.is_disputed(item) for item in items}


def apply(db: sqlite3.Connection, decision: Decision) -> None:
    """Write one decision, the last on its item, to the item that it is about."""
    row = db.execute("SELECT n, shown FROM item WHERE key = ?", (decision.item,)).fetchone()
    if row is None:
        _apply_to_result(db, decision)
        return
    split_off(db, decision.item, decision.after.split)
    changed, stale = _change(db, row, decision)
    after = decision.after
    db.execute(
        "UPDATE item SET verdict = ?, revision = ?, edited = ?, changed = ?, stale = ?, by = ? WHERE n = ?",
        (
            None if stale else after.verdict, decision.revision, bool(after.edits), changed,
            msgspec.json.encode(decision.shown).decode() if stale else None, decision.by, row["n"],
        ),
    )  # fmt: skip


def split_off(db: sqlite3.Connection, item: str, evidence: Sequence[str]) -> None:
    """Make the statements with some evidence an item of their own; of none, put all back together."""
    parent = db.execute("SELECT * FROM item WHERE key = ?", (item,)).fetchone()
    for (child,) in db.execute("SELECT n FROM item WHERE key LIKE ?", (f"split:{item}:%",)).fetchall():
        db.execute("UPDATE statement SET item = ? WHERE item = ?", (parent["n"], child))
        db.execute("DELETE FROM item WHERE n = ?", (child,))
    marks = ", ".join("?" * len(evidence))
    inside = f"item = ? AND evidence IN ({marks})"
    best = db.execute(
        f"SELECT document, kind, first, last FROM statement WHERE {inside} ORDER BY rank LIMIT 1",
        (parent["n"], *evidence),
    ).fetchone()
    if best is None:
        return
    record = Reading(db).record(*best)
    values = {"status": record["status"], "date": record["date"] and record["date"]["value"]}
    shown, _ = SHOW["tie"](record, values)
    digest = hashlib.sha256("".join(sorted(evidence)).encode()).hexdigest()[:16]
    columns = dict(parent) | {
        "key": f"split:{item}:{digest}", "document": best[0], "verdict": None, "revision": 0, "edited": 0,
        "changed": 0, "stale": None, "by": None, "says": "{}", "n": None,
        "shown": msgspec.json.encode(shown, order="deterministic").decode(),
    }  # fmt: skip
    child = write(db, columns, ())
    db.execute(f"UPDATE statement SET item = ? WHERE {inside}", (child, parent["n"], *evidence))


def _change(db: sqlite3.Connection, row: Any, decision: Decision) -> tuple[bool, bool]:
    """Whether an item is not what was decided on, and whether so much that it must be decided again.

    It is decided again only if no sentence is left that the reviewer saw *and* other values are read.
    """
    if decision.after.verdict not in _DECIDED:
        return False, False
    seen = decision.shown
    values = json.loads(row["shown"])["fields"] != msgspec.to_builtins(seen.fields)
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
