"""The run that a folder already holds: what is unchanged is copied from it, earlier versions are kept.

A document's lines stand together in each file, in the order of documents.jsonl, as many as its record says.
So one pass over the files gives the place of every document's lines; they stay in the files until they are
wanted, and the places stay on disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from extract.emit.collected import FROM_TEXT
from extract.emit.folder import MANIFEST, OutputError, file_of
from extract.engines.scratch import digest, sha256
from extract.engines.work import Processed
from extract.records import DocumentRecord

_DECODER = msgspec.json.Decoder(DocumentRecord)
_KINDS = ("documents", *FROM_TEXT)


class Former:
    """Documents of the former run in a folder; none where there is no whole one. Close it when done.

    `unchanged`: it was made with the same code, rules, gazetteer, models and settings, so that its outcomes
    are those of this run.
    """

    def __init__(self, out: Path | None, made_with: dict[str, Any], db: sqlite3.Connection) -> None:
        self._db = db
        self._stack = ExitStack()
        self._files: dict[str, IO[bytes]] = {}
        self.unchanged = False
        self.manifest: dict[str, Any] | None = None
        db.execute(
            "CREATE TABLE former (place INTEGER PRIMARY KEY, doc BLOB, given BLOB, text BLOB, source TEXT,"
            " version INTEGER, own INTEGER, together INTEGER, ranges BLOB)"
        )
        if out is None or not (out / MANIFEST).exists():
            return
        self.manifest = json.loads((out / MANIFEST).read_bytes())
        self.unchanged = all(self.manifest.get(name) == value for name, value in made_with.items())
        try:
            for kind in _KINDS:
                self._files[kind] = self._stack.enter_context((out / file_of(kind)).open("rb"))
            self._index()
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            self.close()
            raise OutputError(
                f"the run in {out} is damaged ({error}): `youcheng verify` says where; --fresh starts anew"
            ) from error

    def _index(self) -> None:
        at = dict.fromkeys(_KINDS, 0)
        for place, line in enumerate(self._files["documents"]):
            record = _DECODER.decode(line)
            ranges = [(at["documents"], len(line))]
            at["documents"] += len(line)
            for kind in FROM_TEXT:
                wanted = record.records.get(kind, 0)
                sizes = [len(found) for found in islice(self._files[kind], wanted)]
                if len(sizes) < wanted:
                    raise ValueError(f"{file_of(kind)} ends too early")
                ranges.append((at[kind], sum(sizes)))
                at[kind] += ranges[-1][1]
            self._add(place, record, msgspec.msgpack.encode(ranges))
        self._db.execute("CREATE INDEX former_given ON former (given)")
        self._db.execute("CREATE INDEX former_source ON former (source, text)")

    def _add(self, place: int, record: DocumentRecord, ranges: bytes) -> None:
        given = digest(record.given_sha256) if record.given_sha256 else None
        own = record.duplicate_of is None
        together = record.read_with is not None
        row = (place, digest(record.doc_id), given, digest(record.text_sha256), record.source_id)
        values = (*row, record.version, own, together, ranges)
        self._db.execute("INSERT INTO former VALUES (?,?,?,?,?,?,?,?,?)", values)

    def find(self, given: str) -> Processed | None:
        """The outcome of what was given, where the former run has it and it would be the same today."""
        return self._find(given, own=True)

    def find_repeated(self, given: str) -> DocumentRecord | None:
        """The record of what was given, where it repeated another document."""
        found = self._find(given, own=False)
        return None if found is None else found.document

    def _find(self, given: str, *, own: bool) -> Processed | None:
        if not self.unchanged:
            return None
        query = "SELECT ranges FROM former WHERE given = ? AND own = ?"
        found = self._db.execute(query, (digest(given), own)).fetchone()
        return None if found is None else self._read(found[0])

    def same_text(self, source: str, text_sha256: str) -> str | None:
        """The document of a source that had this text, where its facts would be the same today.

        That is not so of one that was read with another.
        """
        if not self.unchanged:
            return None
        query = "SELECT doc FROM former WHERE source = ? AND text = ? AND own AND NOT together"
        found = self._db.execute(query, (source, digest(text_sha256))).fetchone()
        return None if found is None else sha256(found[0])

    def texts_of(self, source: str) -> tuple[str, ...]:
        """The hashes of the texts that a source had, where their facts would be the same today."""
        if not self.unchanged:
            return ()
        query = "SELECT text FROM former WHERE source = ? AND own AND NOT together"
        return tuple(sha256(text) for (text,) in self._db.execute(query, (source,)))

    def sources(self) -> Iterator[str]:
        """The sources of all documents, each once."""
        return (source for (source,) in self._db.execute("SELECT DISTINCT source FROM former"))

    def documents(self) -> Iterator[Processed]:
        """All documents that have facts of their own, in the order of their versions."""
        query = "SELECT ranges FROM former WHERE own ORDER BY version, place"
        for (ranges,) in self._db.execute(query):
            yield self._read(ranges)

    def copies(self) -> Iterator[DocumentRecord]:
        """All documents that repeated another, in the order of their versions."""
        query = "SELECT ranges FROM former WHERE NOT own ORDER BY version, place"
        for (ranges,) in self._db.execute(query).fetchall():
            yield self._read(ranges).document

    def document(self, doc_id: str) -> Processed | None:
        """The document with facts of its own that has an id."""
        query = "SELECT ranges FROM former WHERE doc = ? AND own"
        found = self._db.execute(query, (digest(doc_id),)).fetchone()
        return None if found is None else self._read(found[0])

    def _read(self, packed: bytes) -> Processed:
        ranges = msgspec.msgpack.decode(packed, type=list[tuple[int, int]])
        lines: dict[str, bytes] = {}
        for kind, (start, size) in zip(_KINDS, ranges, strict=True):
            if size:
                self._files[kind].seek(start)
                lines[kind] = self._files[kind].read(size)
        record = _DECODER.decode(lines.pop("documents"))
        record.uris = [record.uri]
        record.version, record.supersedes, record.superseded_by = 1, None, None
        record.near_duplicate_of, record.refetched, record.withdrawn = None, False, None
        return Processed(record, None, lines)

    def close(self) -> None:
        self._stack.close()
