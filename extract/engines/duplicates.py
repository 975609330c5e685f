"""Exact duplicates: the same bytes, or the same text in other bytes, are processed once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from extract.document import Document
from extract.engines.scratch import digest, sha256


@dataclass(slots=True)
class Duplicate:
    """A document that is the same as one that came before, whose id is `of`.

    `refetched`: as one of the former run, which no input of this run has brought.
    """

    document: Document
    text_sha256: str
    of: str
    refetched: bool = False


class Seen:
    """What bytes and what texts have come so far, and in which document first.

    Two items of one text share all record ids, so the second is a duplicate even where its bytes differ
    (a BOM, a page counter outside the text).
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, first BLOB) WITHOUT ROWID")

    def duplicate(self, document: Document) -> Duplicate | None:
        """The document as a Duplicate; None where it is the first of its kind, and from now on known."""
        text_sha256 = document.text_sha256
        keys = [digest(document.doc_id), digest(text_sha256)]
        for key in keys:
            if found := self._db.execute("SELECT first FROM seen WHERE digest = ?", (key,)).fetchone():
                return Duplicate(document, text_sha256, sha256(found[0]))
        for key in keys:
            self._db.execute("INSERT OR IGNORE INTO seen VALUES (?,?)", (key, keys[0]))
        return None

    def instead(self, doc_id: str, text_sha256: str, of: str) -> None:
        """Let a document just seen, and what repeats it, count as repeating `of`."""
        for key in (doc_id, text_sha256, of):
            self._db.execute("INSERT OR REPLACE INTO seen VALUES (?,?)", (digest(key), digest(of)))

    def has_text(self, text_sha256: str) -> bool:
        query = "SELECT 1 FROM seen WHERE digest = ?"
        return self._db.execute(query, (digest(text_sha256),)).fetchone() is not None
