"""What a run has to remember of all its documents, on disk: the memory of a run does not grow with them.

One SQLite file without any of its safeguards, thrown away at the end: what is in it can be had again by
reading the inputs again. A few thousand documents fill its cache of 4 MB; from there on a run's memory stays
as it is.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path


def scratch(path: Path | None = None) -> sqlite3.Connection:
    """An empty database in a new file, or in memory."""
    if path is not None:
        path.unlink(missing_ok=True)
    db = sqlite3.connect(path or ":memory:", isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-4000"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("BEGIN")  # one transaction that never ends: nothing is to be kept
    return db


def digest(hash_: str) -> bytes:
    """The 32 bytes of a `sha256:…`."""
    return bytes.fromhex(hash_.removeprefix("sha256:"))


def sha256(digest_: bytes) -> str:
    """`sha256:…` of 32 bytes."""
    return f"sha256:{digest_.hex()}"
