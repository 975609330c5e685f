"""Near-duplicates: documents that say the same in nearly the same words, found as they come.

Locality-sensitive hashing on disk: 16 bands of 4 values, so that two documents of similarity 0.7 share a band
in 99 % of cases, and of each band only so many documents are looked at as a document's time allows.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from extract.engines.scratch import digest, sha256
from extract.engines.signature import PERMUTATIONS, similarity
from extract.records import DocumentRecord

ALIKE = 0.6
_ROWS = 4
_BANDS = PERMUTATIONS // _ROWS
_MOST = 16
_IN_BAND = f"SELECT n FROM (SELECT n FROM band WHERE band = ? ORDER BY n LIMIT {_MOST})"
_CANDIDATES = f"SELECT n, doc, minhash FROM near WHERE n IN ({' UNION '.join([_IN_BAND] * _BANDS)})"


@dataclass(frozen=True, slots=True)
class Near:
    """The document that another is near to; `copies`: it says the very same."""

    doc_id: str
    copies: bool


class NearDuplicates:
    """Documents with facts of their own so far, by their signatures."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute("CREATE TABLE near (n INTEGER PRIMARY KEY, doc BLOB, facts TEXT, minhash TEXT)")
        db.execute("CREATE INDEX near_facts ON near (facts)")
        db.execute("CREATE TABLE band (band BLOB, n INTEGER, PRIMARY KEY (band, n)) WITHOUT ROWID")

    def find(self, record: DocumentRecord) -> Near | None:
        """The first document that it copies, else the one that it is most alike."""
        if record.minhash is None or record.facts_sha256 is None:
            return None
        query = "SELECT doc, minhash FROM near WHERE facts = ? ORDER BY n LIMIT ?"
        for doc, minhash in self._db.execute(query, (record.facts_sha256, _MOST)):
            if similarity(minhash, record.minhash) >= ALIKE:
                return Near(sha256(doc), copies=True)
        alike = [(similarity(m, record.minhash), -n, doc) for n, doc, m in self._candidates(record.minhash)]
        best = max(alike, default=(0.0, 0, b""))
        return Near(sha256(best[2]), copies=False) if best[0] >= ALIKE else None

    def _candidates(self, minhash: str) -> set[tuple[int, bytes, str]]:
        return set(self._db.execute(_CANDIDATES, [*_bands(minhash)]))

    def add(self, record: DocumentRecord) -> None:
        """Note a document that has facts of its own."""
        if record.minhash is None:
            return
        row = (digest(record.doc_id), record.facts_sha256, record.minhash)
        n = self._db.execute("INSERT INTO near VALUES (NULL,?,?,?)", row).lastrowid
        self._db.executemany(
            "INSERT OR IGNORE INTO band VALUES (?,?)", [(b, n) for b in _bands(record.minhash)]
        )


def _bands(minhash: str) -> Iterator[bytes]:
    values, size = base64.b64decode(minhash), 2 * _ROWS
    for band in range(_BANDS):
        yield bytes([band]) + values[band * size : (band + 1) * size]
