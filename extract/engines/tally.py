"""Each outcome written where it belongs, and counted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec

from extract import records
from extract.document import Document
from extract.emit.folder import text_name
from extract.emit.writer import RunWriter
from extract.engines.duplicates import Seen, duplicate_record, without_facts
from extract.engines.former import Former
from extract.engines.given import given_hash, repetition_key
from extract.engines.inputs import Given, item_of
from extract.engines.limits import Limits, deadline
from extract.engines.local import Outcome, run_batch
from extract.engines.near import NearDuplicates
from extract.engines.outcomes import Outcomes
from extract.engines.plan import Again, Known, Repeated
from extract.engines.translations import Translations
from extract.engines.versions import Versions
from extract.engines.work import Both, Done, Processed, Refetched, Work

_ENCODER = msgspec.json.Encoder()
_NAMED = 3
_ENDS = ("processed", "duplicates", "skipped", "rejected")
_NotProcessed = records.RejectRecord | records.SkippedRecord
_ENDED: dict[str, type[_NotProcessed]] = {
    kind.__name__: kind for kind in (records.RejectRecord, records.SkippedRecord)
}


class Tally:
    """Takes the outcomes of a run in order; `worked` counts the documents that were not known before.

    `carried` are those kept from the former run, `carried_duplicates` those of them that repeat another.
    `left_out` names the first few inputs that were skipped or rejected, each with the reason.
    """

    def __init__(
        self,
        writer: RunWriter,
        outcomes: Outcomes,
        former: Former,
        versions: Versions,
        db: sqlite3.Connection,
        limits: Limits,
    ) -> None:
        self._writer = writer
        self._outcomes = outcomes
        self._former = former
        self._versions = versions
        self._db = db
        self._limits = limits
        self._seen = Seen(db)
        self._near = NearDuplicates(db)
        db.execute("CREATE TABLE kept (name TEXT PRIMARY KEY) WITHOUT ROWID")
        db.execute("CREATE TABLE ended (doc BLOB PRIMARY KEY, record BLOB, type TEXT) WITHOUT ROWID")
        self._inputs = 0
        self._ends: Counter[str] = Counter()
        self.records: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.left_out: dict[str, list[str]] = {"skipped": [], "rejects": []}
        self.chars = 0
        self.worked = 0
        self.carried = 0
        self.carried_duplicates = 0

    def counted(self, items: Iterable[Given]) -> Iterator[Given]:
        """The items unchanged, counted as they go in."""
        for item in items:
            self._inputs += 2 if isinstance(item, Translations) else 1
            yield item

    def sums(self) -> dict[str, int]:
        """The conservation law's two sides."""
        return {"inputs": self._inputs, **{end: self._ends[end] for end in _ENDS}}

    def add(self, outcome: Outcome) -> None:
        """Write one item's outcome; called in the order of the items."""
        planned, done = outcome
        match planned:
            case Work():
                assert done is not None
                self._done(planned, done)
            case Known(known):
                self._processed(known)
            case Again(work):
                self._again(work)
            case Repeated(work, record):
                self._repeated(work, record)
            case _:
                self._not_processed(planned)

    def _done(self, work: Work, done: Done) -> None:
        if isinstance(done, Both):
            self._both(work, done)
        elif isinstance(done, Processed):
            self.worked += 1
            self._outcomes.add(done)
            self._processed(done)
        elif isinstance(done, Refetched):
            self._writer.keep_text(done.document.doc_id, done.text)
            self._repeated(replace(work, had=()), done.document)
        else:
            row = (repetition_key(work.found), msgspec.msgpack.encode(done), type(done).__name__)
            self._db.execute("INSERT OR IGNORE INTO ended VALUES (?,?,?)", row)
            self._not_processed(done)

    def _both(self, work: Work, done: Both) -> None:
        """Two documents read together; where only one repeats another document, each is read alone."""
        outcomes: list[Done] = [done.first, done.second]
        if self._is_known(done.first) != self._is_known(done.second):
            alone = [Work(one.found, given_hash(one.found)) for one in work.each()]
            outcomes = run_batch(alone, self._limits)
        for one, outcome in zip(work.each(), outcomes, strict=True):
            self._done(one, outcome)

    def _is_known(self, done: Done) -> bool:
        """Whether a document that was read with another has its facts in one that came before."""
        if not isinstance(done, Processed) or done.document.read_with is None:
            return False
        near = self._near.find(done.document)
        return self._whose_facts(done.document) is not None or (near is not None and near.copies)

    def _processed(self, outcome: Processed) -> None:
        document = outcome.document
        if outcome.text is not None:
            self._writer.keep_text(document.doc_id, outcome.text)
        of = self._whose_facts(document)
        if of is not None:
            self._duplicate(duplicate_record(document, of))
            return
        near = self._near.find(document)
        if near is not None:
            if near.copies:
                self._duplicate(duplicate_record(document, near.doc_id, near.doc_id))
                return
            document.near_duplicate_of = near.doc_id
        self._near.add(document)
        self._seen.add(document.doc_id, document.text_sha256, document.doc_id)
        self._ends["processed"] += 1
        self.chars += document.chars
        self._write(outcome)

    def _whose_facts(self, record: records.DocumentRecord) -> str | None:
        """The document that has the facts of this one already: of this run, or of the former one."""
        of = self._seen.first(record.doc_id, record.text_sha256)
        if of is None:
            of = self._former.same_text(record.source_id, record.text_sha256)
        # one that was only named so far is not there yet: it is this one
        return None if of == record.doc_id and not self.refers_to(text_name(of)) else of

    def _again(self, work: Work) -> None:
        """The same bytes once more: what became of them is known by now."""
        query = "SELECT record, type FROM ended WHERE doc = ?"
        if found := self._db.execute(query, (repetition_key(work.found),)).fetchone():
            ended = msgspec.msgpack.decode(found[0], type=_ENDED[found[1]])
            ended.uri = work.uri
            self._not_processed(ended)
            return
        with deadline(self._limits.seconds):
            item = item_of(work.found)
        if not isinstance(item, Document):
            self._not_processed(item)
            return
        record = without_facts(item, work.given)
        of = self._seen.first(record.doc_id, record.text_sha256)
        assert of is not None, "bytes that were neither processed nor rejected"
        self._duplicate(duplicate_record(record, of))

    def _repeated(self, work: Work, record: records.DocumentRecord) -> None:
        """What repeated another document does so still, or is worked at: here, for that is rare."""
        of = self._whose_facts(record)
        if of is not None:
            self._duplicate(duplicate_record(record, of))
        elif (near := self._near.find(record)) is not None and near.copies:
            self._duplicate(duplicate_record(record, near.doc_id, near.doc_id))
        else:
            self._done(work, run_batch([work], self._limits)[0])

    def _not_processed(self, record: _NotProcessed) -> None:
        self._versions.present(record.uri)
        if isinstance(record, records.SkippedRecord):
            self._ends["skipped"] += 1
            self._leave("skipped", record, record.reason)
        else:
            self._ends["rejected"] += 1
            self.errors[record.error] += 1
            self._leave("rejects", record, record.error)

    def _leave(self, kind: str, record: _NotProcessed, why: str) -> None:
        if len(self.left_out[kind]) < _NAMED:
            self.left_out[kind].append(f"{record.uri} ({why})")
        self._line(kind, record)

    def carry(self) -> None:
        """Write what is of use of the former run: earlier versions, and documents that an input repeats."""
        mates: set[str | None] = set()
        left: list[Processed] = []
        for outcome in self._former.documents():
            document = outcome.document
            earlier = self._versions.is_earlier(document) and not self._seen.has_text(document.text_sha256)
            if earlier or self._versions.repeats(document):
                mates.add(document.read_with)
                self._carry(outcome)
            elif document.read_with is not None:
                left.append(outcome)
        for outcome in left:  # what an earlier version was read with: its spans lead there
            doc_id = outcome.document.doc_id
            if doc_id in mates and not self.refers_to(text_name(doc_id)):
                self._carry(outcome)
        for record in self._former.copies():
            if self._versions.is_earlier_copy(record):
                self._carry_copy(record)

    def _carry_copy(self, record: records.DocumentRecord) -> None:
        """Write what repeated another document, and that one too where no input brings it any more."""
        assert record.duplicate_of is not None
        of = self._seen.first(record.duplicate_of, record.text_sha256) or record.duplicate_of
        if not self.refers_to(text_name(of)):
            first = self._former.document(of)
            assert first is not None, "a former run in which a document repeats none"
            self._carry(first)
        self.carried += 1
        self.carried_duplicates += 1
        near = of if record.minhash is not None else None
        self._keep(duplicate_record(record, of, near), carried=True)

    def _carry(self, outcome: Processed) -> None:
        self.carried += 1
        self._write(outcome, carried=True)

    def refers_to(self, name: str) -> bool:
        """Whether a text of that name belongs to a document of this run."""
        return self._db.execute("SELECT 1 FROM kept WHERE name = ?", (name,)).fetchone() is not None

    def _write(self, outcome: Processed, *, carried: bool = False) -> None:
        self._keep(outcome.document, carried=carried)
        for kind, lines in outcome.lines.items():
            self._writer.write(kind, lines)
            self.records[kind] += outcome.document.records[kind]

    def _duplicate(self, record: records.DocumentRecord) -> None:
        assert record.duplicate_of is not None
        self._ends["duplicates"] += 1
        self._seen.add(record.doc_id, record.text_sha256, record.duplicate_of)
        self._keep(record)

    def _keep(self, record: records.DocumentRecord, *, carried: bool = False) -> None:
        self._versions.written(record, carried=carried)
        self._db.execute("INSERT OR IGNORE INTO kept VALUES (?)", (text_name(record.doc_id),))
        self._line("documents", record)

    def _line(self, kind: str, record: records.Record) -> None:
        self.records[kind] += 1
        self._writer.write(kind, _ENCODER.encode(record) + b"\n")
