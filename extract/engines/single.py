"""One document through the pipeline: the same function on one machine and on many."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language

from extract import pipeline
from extract.document import Document
from extract.emit.collected import FROM_TEXT, Records
from extract.emit.convert import convert
from extract.records import DocumentRecord, RejectRecord


@dataclass(slots=True)
class Processed:
    """A document's outcome, ready to be written: its record, its text, and the lines of each kind."""

    document: DocumentRecord
    text: bytes
    lines: dict[str, bytes]


def process_document(nlp: Language, document: Document) -> Records | RejectRecord:
    """The records of a document, or the reject that says which stage failed and how."""
    try:
        doc = pipeline.analyse(nlp, document)
    except pipeline.StageError as error:
        cause = error.__cause__
        return _reject(document, error.stage, cause if isinstance(cause, Exception) else error)
    try:
        return convert(doc, document)
    except Exception as error:
        return _reject(document, "emit", error)


def outcome_of(nlp: Language, document: Document) -> Processed | RejectRecord:
    """As `process_document`, but encoded: what a worker sends back."""
    found = process_document(nlp, document)
    if isinstance(found, RejectRecord):
        return found
    try:
        lines = {kind: found.lines(kind) for kind in FROM_TEXT if found.of(kind)}
        return Processed(found.documents[0], document.text.encode(), lines)
    except UnicodeEncodeError as error:  # half a surrogate pair: no UTF-8 says that
        return _reject(document, "emit", error)


def _reject(document: Document, stage: str, error: Exception) -> RejectRecord:
    message = f"{type(error).__name__}: {error}"
    return RejectRecord(uri=document.uri, stage=stage, error="internal_error", message=message)
