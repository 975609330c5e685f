"""Exact duplicates: the same bytes, or the same text in other bytes, have their facts once."""

from __future__ import annotations

import sqlite3

from extract.document import Document
from extract.engines.scratch import digest, sha256
from extract.records import DocumentRecord, Encoding


class Seen:
    """What bytes and what texts have come so far, and which document has their facts.

    Two documents of one text share all record ids, so the second is a duplicate even where its bytes differ
    (a BOM, a page counter outside the text).
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, first BLOB) WITHOUT ROWID")

    def first(self, doc_id: str, text_sha256: str) -> str | None:
        """The document that has the facts of these bytes or of this text, if one has come."""
        return self._find(doc_id) or self._find(text_sha256)

    def has_text(self, text_sha256: str) -> bool:
        return self._find(text_sha256) is not None

    def _find(self, hash_: str) -> str | None:
        found = self._db.execute("SELECT first FROM seen WHERE digest = ?", (digest(hash_),)).fetchone()
        return None if found is None else sha256(found[0])

    def add(self, doc_id: str, text_sha256: str, of: str) -> None:
        """Let the facts of these bytes and of this text be in the document `of`."""
        for hash_ in (doc_id, text_sha256, of):
            self._db.execute("INSERT OR IGNORE INTO seen VALUES (?,?)", (digest(hash_), digest(of)))


def without_facts(document: Document, given: str | None = None) -> DocumentRecord:
    """The record of a document from which nothing is extracted."""
    return DocumentRecord(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        uri=document.uri,
        uris=[document.uri],
        source_id=document.source_id or document.uri,
        media_type=document.media_type,
        encoding=Encoding(
            name=document.encoding, basis=document.encoding_basis, declared=document.encoding_declared
        ),
        chars=len(document.text),
        retrieved_at=document.retrieved_at,
        link=document.link,
        http_status=document.http_status,
        given_sha256=given,
    )


def duplicate_record(record: DocumentRecord, of: str, near: str | None = None) -> DocumentRecord:
    """The record of a document whose facts are those of `of`: the same, whatever was read of it."""
    return DocumentRecord(
        doc_id=record.doc_id,
        text_sha256=record.text_sha256,
        uri=record.uri,
        uris=[record.uri],
        source_id=record.source_id,
        media_type=record.media_type,
        encoding=record.encoding,
        chars=record.chars,
        retrieved_at=record.retrieved_at,
        link=record.link,
        http_status=record.http_status,
        duplicate_of=of,
        near_duplicate_of=near,
        notice=record.notice,
        facts_sha256=record.facts_sha256 if near else None,
        minhash=record.minhash if near else None,
        given_sha256=record.given_sha256,
    )
