"""Documents through the pipeline: the same function on one machine and on many."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from itertools import repeat
from typing import TypeVar

from spacy.language import Language

from extract import pipeline
from extract.document import Document
from extract.emit.collected import FROM_TEXT, Records
from extract.emit.convert import convert, convert_each
from extract.engines.duplicates import without_facts
from extract.engines.inputs import item_of
from extract.engines.limits import DEFAULT, Limits, TooSlow, deadline
from extract.engines.signature import signature
from extract.engines.work import Alone, Both, Done, Processed, Refetched, Work
from extract.joint import are_translations
from extract.records import Notice, RejectRecord
from extract.text.notices import find_notice

# What a server answers for a page that is no longer there.
GONE = (404, 410)


T = TypeVar("T")
Steps = Generator[None, None, T]
"""Work that stops after each stage, and returns what came of it."""

TOGETHER = 50_000
"""A text of more characters than this goes through the pipeline by itself: what the stages find in it
needs room, and it fills the caches anyway."""


def process_document(nlp: Language, document: Document) -> Records | RejectRecord:
    """The records of a document, or the reject that says which stage failed and how."""
    return _to_the_end(_records(nlp, document))


def process_together(nlp: Language, documents: Sequence[Document]) -> list[Records] | None:
    """The records of each of two documents that were read as one; None where they are no translations."""
    return _to_the_end(_joint_records(nlp, documents))


def outcomes_of(nlp: Language, works: Sequence[Work], limits: Limits = DEFAULT) -> list[Done]:
    """Documents read and processed within limits, their records encoded: what a worker sends back.

    They go through the pipeline side by side, all of them through one stage before the next: what a stage
    needs is then still in the processor's caches, which saves an eighth of the time.
    """
    tasks = [_Task(nlp, work, limits) for work in works]
    going = tasks
    while going:
        going = [task for task in going if task.go_on()]
    return [task.done for task in tasks if task.done is not None]


class _Task:
    """A document on its way; `done` is its outcome at the end."""

    def __init__(self, nlp: Language, work: Work, limits: Limits) -> None:
        self.done: Done | None = None
        self._nlp = nlp
        self._steps = _outcome(nlp, work, limits) if work.mate is None else _together(nlp, work, limits)
        self._work, self._limits, self._seconds = work, limits, limits.seconds

    def go_on(self) -> bool:
        """Take the document one stage further; False where there is no more to do."""
        if self.done is not None:
            return False
        began = time.process_time()
        try:
            with deadline(max(self._seconds, 0.001)):
                next(self._steps)
        except StopIteration as end:
            self.done = end.value
        except MemoryError as error:
            self.done = self._stopped(_reject(self._work.uri, "process", error))
        except TooSlow:
            self.done = self._stopped(too_slow(self._work.uri, self._limits))
        self._seconds -= time.process_time() - began
        return self.done is None

    def _stopped(self, reject: RejectRecord) -> Done:
        """The reject of a document that cost too much; two together are tried again one by one."""
        each = self._work.each()
        return reject if len(each) == 1 else Both.of(outcomes_of(self._nlp, each, self._limits))


def _to_the_end(steps: Steps[T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _records(nlp: Language, document: Document) -> Steps[Records | RejectRecord]:
    try:
        for _, left in pipeline.steps(nlp, document):
            doc = left
            if len(document.text) <= TOGETHER:
                yield
    except pipeline.StageError as error:
        cause = error.__cause__
        return _reject(document.uri, error.stage, cause if isinstance(cause, Exception) else error)
    try:
        return convert(doc, document)
    except Exception as error:
        return _reject(document.uri, "emit", error)


def _outcome(nlp: Language, work: Work, limits: Limits) -> Steps[Alone]:
    document = item_of(work.found)
    if not isinstance(document, Document):
        return document
    yield
    if (left := _left(document, work, limits)) is not None:
        return left
    found = yield from _records(nlp, document)
    return found if isinstance(found, RejectRecord) else _processed(found, document, work)


def _together(nlp: Language, work: Work, limits: Limits) -> Steps[Both]:
    """Two documents read as one; each alone where they are no translations, or one is not to be read."""
    each = work.each()
    items = [item_of(one.found) for one in each]
    documents = [item for item in items if isinstance(item, Document)]
    yield
    whole = len(documents) == len(each) and not any(map(_left, documents, each, repeat(limits)))
    found = (yield from _joint_records(nlp, documents)) if whole else None
    if found is not None:
        first, second = map(_processed, found, documents, each)
        return Both(first, second)
    alone: list[Done] = []
    for one in each:
        alone.append((yield from _outcome(nlp, one, limits)))
    return Both.of(alone)


def _joint_records(nlp: Language, documents: Sequence[Document]) -> Steps[list[Records] | None]:
    """The records of each of two documents; None where they are no translations, or where that fails."""
    try:
        for name, left in pipeline.steps_together(nlp, documents):
            doc = left
            if name == pipeline.TOGETHER and not are_translations(doc):
                return None
            yield
        found = convert_each(doc, doc._.parts)
    except Exception:  # alone each says for itself what is wrong
        return None
    of = {records.documents[0].doc_id: records for records in found}
    for one, other in zip(documents, reversed(documents), strict=True):
        of[one.doc_id].documents[0].read_with = other.doc_id
    return [of[document.doc_id] for document in documents]


def _left(document: Document, work: Work, limits: Limits) -> Alone | None:
    """What becomes of a document that is not taken through the pipeline; None of one that is."""
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
    return None


def _processed(found: Records, document: Document, work: Work) -> Processed:
    """A document's records, encoded, with what a run wants to know of it besides."""
    _complete(found, document, work)
    lines = {kind: found.lines(kind) for kind in FROM_TEXT if found.of(kind)}
    return Processed(found.documents[0], document.text.encode(), lines)


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
