"""The index of what there is to review: made once from the runs, so that 100,000 ties open at once.

It is a cache in SQLite, with the judgements of one track. What was decided is in the store;
`following` brings it here.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from extract.link.gazetteer import user_folder
from extract.registry.ingest import open_runs
from extract.review.decision import SHARED
from extract.review.held import Held
from extract.review.making import make
from extract.review.planting import plant

_FORMAT = 5


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
