"""Versions: the texts that one source has had, one after the other, in this run and in the one before.

A source is what `source_id` names. Each fetch of it has a document whose facts it shares: its own, or the one
it repeats. Fetches in their order, those kept from the former run first, make the versions; a fetch that
brings an earlier text again moves that text to the end. Where one run has several files of one name (one in
a folder, one named by itself), the name says nothing on versions; nor does standard input's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from extract.engines.scratch import digest, sha256
from extract.readers.locations import STDIN
from extract.records import DocumentRecord

_Row = tuple[bytes, bytes]


class Versions:
    """The documents of a run as they are written, and what only all of them together say of each."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute(
            "CREATE TABLE fetch (n INTEGER PRIMARY KEY, source TEXT, uri TEXT, doc BLOB, facts BLOB,"
            " own INTEGER, carried INTEGER, notice TEXT)"
        )
        db.execute("CREATE INDEX fetch_source ON fetch (source)")
        db.execute("CREATE INDEX fetch_facts ON fetch (facts)")
        db.execute("CREATE INDEX fetch_doc ON fetch (doc)")
        db.execute("CREATE TABLE present (source TEXT PRIMARY KEY) WITHOUT ROWID")
        db.execute(
            "CREATE TABLE version (doc BLOB, source TEXT, n INTEGER, before BLOB, after BLOB,"
            " PRIMARY KEY (doc, source)) WITHOUT ROWID"
        )

    def present(self, source: str) -> None:
        """Note that an input of this run is of this source, whatever became of it."""
        self._db.execute("INSERT OR IGNORE INTO present VALUES (?)", (source,))

    def sources(self) -> Iterator[str]:
        """The sources of all documents so far, each once."""
        return (source for (source,) in self._db.execute("SELECT DISTINCT source FROM fetch"))

    def written(self, record: DocumentRecord, *, carried: bool = False) -> None:
        """Note a document that is written; `carried`: from the former run, not from an input."""
        facts = digest(record.duplicate_of or record.doc_id)
        notice = None if record.notice is None else record.notice.kind
        row = (record.source_id, record.uri, digest(record.doc_id), facts, record.duplicate_of is None)
        self._db.execute("INSERT INTO fetch VALUES (NULL,?,?,?,?,?,?,?)", (*row, carried, notice))
        if not carried:
            self.present(record.source_id)

    def repeats(self, former: DocumentRecord) -> bool:
        """Whether an input has its facts in a document of the former run, which none has brought itself."""
        query = "SELECT MAX(own) FROM fetch WHERE facts = ?"
        found: tuple[int | None] = self._db.execute(query, (digest(former.doc_id),)).fetchone()
        return found[0] == 0

    def is_earlier(self, former: DocumentRecord) -> bool:
        """Whether an input is of the same source as a document of the former run, and is another."""
        own = "SELECT 1 FROM fetch WHERE doc = ? AND own"
        present = "SELECT 1 FROM present WHERE source = ?"
        return (
            self._db.execute(own, (digest(former.doc_id),)).fetchone() is None
            and self._db.execute(present, (former.source_id,)).fetchone() is not None
            and not self._ambiguous(former.source_id)
        )

    def is_earlier_copy(self, former: DocumentRecord) -> bool:
        """Whether a document of the former run that repeated another is an earlier text of its source.

        That is so where an input is of the same source, and none brings the document or what it repeated.
        """
        present = "SELECT 1 FROM present WHERE source = ?"
        same = "SELECT 1 FROM fetch WHERE source = ? AND (doc = ? OR facts = ?)"
        assert former.duplicate_of is not None
        row = (former.source_id, digest(former.doc_id), digest(former.duplicate_of))
        return (
            self._db.execute(present, row[:1]).fetchone() is not None
            and self._db.execute(same, row).fetchone() is None
            and not self._ambiguous(former.source_id)
        )

    def _ambiguous(self, source: str) -> bool:
        if source == STDIN:
            return True
        query = "SELECT COUNT(DISTINCT facts) FROM fetch WHERE source = ? AND uri = source AND NOT carried"
        found: tuple[int] = self._db.execute(query, (source,)).fetchone()
        return found[0] > 1

    def link(self) -> None:
        """Work out the versions of all sources: when everything is written."""
        query = "SELECT source FROM fetch GROUP BY source HAVING COUNT(DISTINCT facts) > 1"
        for (source,) in self._db.execute(query).fetchall():
            if not self._ambiguous(source):
                self._link(source)

    def _link(self, source: str) -> None:
        query = "SELECT doc, facts FROM fetch WHERE source = ? ORDER BY carried DESC, n"
        rows: list[_Row] = self._db.execute(query, (source,)).fetchall()
        chain: dict[bytes, bytes] = {}  # facts to the document that stands for them, oldest first
        for doc, facts in rows:
            chain[facts] = facts if doc == facts else chain.pop(facts, doc)
            chain[facts] = chain.pop(facts)
        stands = list(chain.values())
        number = {facts: n for n, facts in enumerate(chain, 1)}
        for doc, facts in dict.fromkeys(rows):
            n = number[facts]
            speaks = stands[n - 1] == doc
            before = stands[n - 2] if speaks and n > 1 else None
            after = stands[n] if speaks and n < len(stands) else None
            self._db.execute("INSERT INTO version VALUES (?,?,?,?,?)", (doc, source, n, before, after))

    def amend(self, record: DocumentRecord) -> bool:
        """Complete a record: its place among the versions, all its URIs. Whether that changed it."""
        doc = digest(record.doc_id)
        changed = False
        query = "SELECT n, before, after FROM version WHERE doc = ? AND source = ?"
        if found := self._db.execute(query, (doc, record.source_id)).fetchone():
            record.version = found[0]
            record.supersedes, record.superseded_by = (b and sha256(b) for b in found[1:])
            record.withdrawn = self._notice(found[2], record.source_id)
            changed = True
        if record.duplicate_of is None:
            query = "SELECT uri FROM fetch WHERE facts = ? AND NOT own ORDER BY n"
            further = [uri for (uri,) in self._db.execute(query, (doc,))]
            record.uris += further
            changed = changed or bool(further)
        elif record.near_duplicate_of is None and record.duplicate_of != record.doc_id:
            query = "SELECT 1 FROM fetch WHERE source = ? AND doc = ?"
            row = (record.source_id, digest(record.duplicate_of))
            record.refetched = self._db.execute(query, row).fetchone() is not None
            changed = changed or record.refetched
        return changed

    def _notice(self, doc: bytes | None, source: str) -> str | None:
        """The kind of notice that a document has as a fetch of a source."""
        query = "SELECT notice FROM fetch WHERE doc = ? AND source = ? AND notice IS NOT NULL"
        found = self._db.execute(query, (doc, source)).fetchone()
        return None if found is None else str(found[0])
