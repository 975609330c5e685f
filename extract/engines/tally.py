"""Each outcome written where it belongs, and counted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from extract import records
from extract.emit.folder import text_name
from extract.emit.writer import RunWriter
from extract.engines.duplicates import Duplicate, Seen
from extract.engines.former import Former
from extract.engines.inputs import Item
from extract.engines.local import Outcome
from extract.engines.outcomes import Outcomes
from extract.engines.single import Processed
from extract.engines.versions import Versions

_ENCODER = msgspec.json.Encoder()
_ENDS = ("processed", "duplicates", "skipped", "rejected")


class Tally:
    """Takes the outcomes of a run in order; `worked` counts the documents that were not known before."""

    def __init__(
        self, writer: RunWriter, outcomes: Outcomes, versions: Versions, db: sqlite3.Connection
    ) -> None:
        self._writer = writer
        self._outcomes = outcomes
        self._versions = versions
        self._db = db
        db.execute("CREATE TABLE kept (name TEXT PRIMARY KEY) WITHOUT ROWID")
        self._inputs = 0
        self._ends: Counter[str] = Counter()
        self.records: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.chars = 0
        self.worked = 0
        self.carried = 0

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items unchanged, counted as they go in."""
        for item in items:
            self._inputs += 1
            yield item

    def sums(self) -> dict[str, int]:
        """The conservation law's two sides."""
        return {"inputs": self._inputs, **{end: self._ends[end] for end in _ENDS}}

    def add(self, outcome: Outcome) -> None:
        match outcome:
            case Processed():
                self._ends["processed"] += 1
                self.chars += outcome.document.chars
                if not outcome.known:
                    self.worked += 1
                    self._outcomes.add(outcome)
                self._writer.keep_text(outcome.document.doc_id, outcome.text)
                self._document(outcome)
            case Duplicate():
                self._duplicate(outcome)
            case records.SkippedRecord():
                self._ends["skipped"] += 1
                self._versions.present(outcome.uri)
                self._line("skipped", outcome)
            case records.RejectRecord():
                self._ends["rejected"] += 1
                self.errors[outcome.error] += 1
                self._versions.present(outcome.uri)
                self._line("rejects", outcome)

    def carry(self, former: Former, seen: Seen) -> None:
        """Write what is of use of the former run: earlier versions, and documents that an input repeats."""
        for outcome in former.documents():
            document = outcome.document
            earlier = self._versions.is_earlier(document) and not seen.has_text(document.text_sha256)
            if earlier or self._versions.repeats(document):
                self.carried += 1
                self._document(outcome, carried=True)

    def refers_to(self, name: str) -> bool:
        """Whether a text of that name belongs to a document of this run."""
        return self._db.execute("SELECT 1 FROM kept WHERE name = ?", (name,)).fetchone() is not None

    def _document(self, outcome: Processed, *, carried: bool = False) -> None:
        document = outcome.document
        self._keep(document, carried=carried)
        for kind, lines in outcome.lines.items():
            self._writer.write(kind, lines)
            self.records[kind] += document.records[kind]

    def _duplicate(self, duplicate: Duplicate) -> None:
        document = duplicate.document
        if not (duplicate.refetched or self.refers_to(text_name(duplicate.of))):
            # what it repeats was rejected, and so is this
            message = f"the same as {duplicate.of}, which was rejected"
            self.add(
                records.RejectRecord(
                    uri=document.uri, stage="process", error="duplicate_of_reject", message=message
                )
            )
            return
        self._ends["duplicates"] += 1
        self._writer.keep_text(document.doc_id, document.text.encode())
        self._keep(
            records.DocumentRecord(
                doc_id=document.doc_id,
                text_sha256=duplicate.text_sha256,
                uri=document.uri,
                uris=[document.uri],
                source_id=document.source_id or document.uri,
                media_type=document.media_type,
                encoding=records.Encoding(name=document.encoding, basis=document.encoding_basis),
                chars=len(document.text),
                retrieved_at=document.retrieved_at,
                duplicate_of=duplicate.of,
            )
        )

    def _keep(self, record: records.DocumentRecord, *, carried: bool = False) -> None:
        self._versions.written(record, carried=carried)
        self._db.execute("INSERT OR IGNORE INTO kept VALUES (?)", (text_name(record.doc_id),))
        self._line("documents", record)

    def _line(self, kind: str, record: records.Record) -> None:
        self.records[kind] += 1
        self._writer.write(kind, _ENCODER.encode(record) + b"\n")
