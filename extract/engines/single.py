"""One document through the pipeline: the same function on one machine and on many."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language

from extract import pipeline
from extract.document import Document
from extract.emit.collected import FROM_TEXT, Records
from extract.emit.convert import convert
from extract.engines.given import given_hash
from extract.engines.limits import DEFAULT, Limits, TooSlow, deadline
from extract.records import DocumentRecord, RejectRecord


@dataclass(slots=True)
class Processed:
    """A document's outcome, ready to be written: its record, its text, and the lines of each kind.

    `known`: it was not worked out now but found among what was done before.
    """

    document: DocumentRecord
    text: bytes
    lines: dict[str, bytes]
    known: bool = False


def process_document(nlp: Language, document: Document) -> Records | RejectRecord:
    """The records of a document, or the reject that says which stage failed and how."""
    try:
        doc = pipeline.analyse(nlp, document)
    except pipeline.StageError as error:
        cause = error.__cause__
        return _reject(document, error.stage, cause if isinstance(cause, Exception) else error)
    try:
        found = convert(doc, document)
    except Exception as error:
        return _reject(document, "emit", error)
    found.documents[0].given_sha256 = given_hash(document)
    return found


def outcome_of(nlp: Language, document: Document, limits: Limits = DEFAULT) -> Processed | RejectRecord:
    """As `process_document`, but encoded and within limits: what a worker sends back."""
    try:
        text = document.text.encode()
        if len(text) > limits.bytes:
            message = f"a text of {len(text)} bytes; the limit is {limits.bytes}"
            return RejectRecord(uri=document.uri, stage="process", error="too_big", message=message)
        with deadline(limits.seconds):
            found = process_document(nlp, document)
            if isinstance(found, RejectRecord):
                return _within(found, limits)
            lines = {kind: found.lines(kind) for kind in FROM_TEXT if found.of(kind)}
        return Processed(found.documents[0], text, lines)
    except (UnicodeEncodeError, MemoryError) as error:  # half a surrogate pair: no UTF-8 says that
        return _reject(document, "emit", error)
    except TooSlow as error:
        return _within(_reject(document, "process", error), limits)


# What a document can do wrong without a defect of ours.
_CODES = {TooSlow: "too_slow", MemoryError: "out_of_memory"}


def _reject(document: Document, stage: str, error: Exception) -> RejectRecord:
    code = _CODES.get(type(error), "internal_error")
    message = f"{type(error).__name__}: {error}"
    return RejectRecord(uri=document.uri, stage=stage, error=code, message=message)


def _within(reject: RejectRecord, limits: Limits) -> RejectRecord:
    """A reject for slowness that says the limit, and the same wherever in the work time ran out."""
    if reject.error == "too_slow":
        reject.stage, reject.message = "process", f"not done after {limits.seconds:g} seconds"
    return reject
