"""One document through the pipeline: the same function on one machine and on many."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language

from extract import pipeline
from extract.document import Document
from extract.emit.collected import FROM_TEXT, Records
from extract.emit.convert import convert
from extract.engines.duplicates import without_facts
from extract.engines.inputs import item_of
from extract.engines.limits import DEFAULT, Limits, TooSlow, deadline
from extract.engines.signature import signature
from extract.readers import Unread
from extract.records import DocumentRecord, Notice, RejectRecord, SkippedRecord
from extract.text.notices import find_notice

# What a server answers for a page that is no longer there.
GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be read, where that is still to be done, and taken through the pipeline.

    `given` is the hash of what it is made from; see `given_hash`. `had` are the hashes of texts that its
    source had before: with one of them it is only read.
    """

    found: Unread | Document
    given: str | None = None
    had: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The source as far as it is known before reading: a page may name another URL as its own."""
        if isinstance(self.found, Document):
            return self.found.source_id or self.found.uri
        return self.found.origin.link or self.found.origin.uri

    @property
    def uri(self) -> str:
        return self.found.uri if isinstance(self.found, Document) else self.found.origin.uri


@dataclass(slots=True)
class Processed:
    """A document's outcome, ready to be written: its record, its text, and the lines of each kind.

    `text` is None where it lies in the folder already.
    """

    document: DocumentRecord
    text: bytes | None
    lines: dict[str, bytes]


@dataclass(slots=True)
class Refetched:
    """A document read and found to have a text that its source had before."""

    document: DocumentRecord
    text: bytes


Done = Processed | Refetched | RejectRecord | SkippedRecord


def process_document(nlp: Language, document: Document) -> Records | RejectRecord:
    """The records of a document, or the reject that says which stage failed and how."""
    try:
        doc = pipeline.analyse(nlp, document)
    except pipeline.StageError as error:
        cause = error.__cause__
        return _reject(document.uri, error.stage, cause if isinstance(cause, Exception) else error)
    try:
        return convert(doc, document)
    except Exception as error:
        return _reject(document.uri, "emit", error)


def outcome_of(nlp: Language, work: Work, limits: Limits = DEFAULT) -> Done:
    """A document read and processed within limits, its records encoded: what a worker sends back."""
    try:
        with deadline(limits.seconds):
            item = item_of(work.found)
            return _processed(nlp, item, work, limits) if isinstance(item, Document) else item
    except MemoryError as error:
        return _reject(work.uri, "process", error)
    except TooSlow:
        return too_slow(work.uri, limits)


def _processed(nlp: Language, document: Document, work: Work, limits: Limits) -> Done:
    try:
        text = document.text.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair: no UTF-8 says that
        return _reject(document.uri, "emit", error)
    if len(text) > limits.bytes:
        message = f"a text of {len(text)} bytes; the limit is {limits.bytes}"
        return RejectRecord(uri=document.uri, stage="process", error="too_large", message=message)
    if document.text_sha256 in work.had:
        return Refetched(without_facts(document, work.given), text)
    if document.http_status in GONE:
        record = without_facts(document, work.given)
        record.notice = Notice(kind="gone", basis=f"http {document.http_status}")
        return Processed(record, text, {})
    found = process_document(nlp, document)
    if isinstance(found, RejectRecord):
        return found
    _complete(found, document, work)
    lines = {kind: found.lines(kind) for kind in FROM_TEXT if found.of(kind)}
    return Processed(found.documents[0], text, lines)


def _complete(found: Records, document: Document, work: Work) -> None:
    """What a run wants to know of a document besides its records."""
    record = found.documents[0]
    record.given_sha256 = work.given
    signed = signature(document.text, found)
    if signed is not None:
        record.facts_sha256, record.minhash = signed.facts, signed.minhash
    if notice := find_notice(document.text):
        record.notice = Notice(
            kind=notice.kind,
            basis="text",
            rule=notice.rule,
            text=document.text[notice.start : notice.end],
            start=notice.start,
            end=notice.end,
            source=document.source_range(notice.start, notice.end),
        )


def too_slow(uri: str, limits: Limits) -> RejectRecord:
    message = f"not done after {limits.seconds:g} seconds"
    return RejectRecord(uri=uri, stage="process", error="too_slow", message=message)


def _reject(uri: str, stage: str, error: Exception) -> RejectRecord:
    code = "out_of_memory" if isinstance(error, MemoryError) else "internal_error"
    return RejectRecord(uri=uri, stage=stage, error=code, message=f"{type(error).__name__}: {error}")
