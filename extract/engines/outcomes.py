"""The outcomes of a run under way, kept so that a run that was broken off goes on where it was.

An SQLite file in `.work`, written in groups: after `kill -9` what was committed is there, after a power cut
at worst the last groups are not. It holds for one state of code, rules and settings (`made_with`); found
with another, it is emptied.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import msgspec

from extract.emit.folder import OutputError
from extract.engines.scratch import digest
from extract.engines.work import Processed
from extract.records import DocumentRecord

# Seconds of work that may have to be done again after a kill.
GROUP_SECONDS = 0.5


class _Kept(msgspec.Struct, array_like=True):
    document: DocumentRecord
    text: bytes | None
    lines: dict[str, bytes]


class Outcomes:
    """Outcomes by `given_sha256`. OutputError where another run is writing to the same folder."""

    def __init__(self, path: Path, made_with: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._begin(made_with)
        except sqlite3.OperationalError as error:
            self._db.close()
            if "locked" in str(error):
                raise OutputError(f"another run is writing to {path.parent.parent}") from error
            raise
        self._committed = time.monotonic()
        self._open = True

    def _begin(self, made_with: str) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("CREATE TABLE IF NOT EXISTS about (made_with TEXT)")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS outcome (given BLOB PRIMARY KEY, kept BLOB) WITHOUT ROWID"
        )
        if self._db.execute("SELECT made_with FROM about").fetchall() != [(made_with,)]:
            self._db.execute("DELETE FROM about")
            self._db.execute("DELETE FROM outcome")
            self._db.execute("INSERT INTO about VALUES (?)", (made_with,))
        self._commit()

    def _commit(self) -> None:
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")

    def find(self, given: str) -> Processed | None:
        """The outcome of what was given, if it is there."""
        found = self._db.execute("SELECT kept FROM outcome WHERE given = ?", (digest(given),)).fetchone()
        if found is None:
            return None
        kept = msgspec.msgpack.decode(found[0], type=_Kept)
        return Processed(kept.document, kept.text, kept.lines)

    def add(self, outcome: Processed) -> None:
        """Keep an outcome, for good within half a second of work."""
        given = outcome.document.given_sha256
        if given is None:
            return
        kept = msgspec.msgpack.encode(_Kept(outcome.document, outcome.text, outcome.lines))
        self._db.execute("INSERT OR REPLACE INTO outcome VALUES (?, ?)", (digest(given), kept))
        if time.monotonic() - self._committed > GROUP_SECONDS:
            self._commit()
            self._committed = time.monotonic()

    def close(self) -> None:
        """Commit and close; once more does nothing."""
        if self._open:
            self._open = False
            try:
                self._db.execute("COMMIT")
            finally:
                self._db.close()
