"""Records straight into memory, for callers in Python."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language

from extract.document import Document
from extract.emit.collected import Records
from extract.engines.duplicates import Duplicate, mark_duplicates
from extract.engines.inputs import Inputs, Item, publication_day
from extract.engines.single import process_document
from extract.pipeline import load
from extract.records import RejectRecord, SkippedRecord
from extract.text.script import without_surrogates


def process(source: str | Path, *, published: str | None = None) -> Records:
    """See `extract.process`."""
    day = publication_day(published)
    if isinstance(source, str):
        items: list[Item] = [Document.of_text(without_surrogates(source), published=day)]
        return _process(items)
    if not source.exists():
        raise FileNotFoundError(source)
    return _process(Inputs([str(source)], day).items())


def _process(items: Iterable[Item]) -> Records:
    nlp = load()
    with nlp.memory_zone():
        return _outcomes(nlp, items)


def _outcomes(nlp: Language, items: Iterable[Item]) -> Records:
    found = Records()
    for item in mark_duplicates(items):
        match item:
            case Document():
                outcome = process_document(nlp, item)
                if isinstance(outcome, RejectRecord):
                    found.rejects.append(outcome)
                else:
                    found.extend(outcome)
            case Duplicate():
                for first in found.documents:
                    if first.doc_id == item.of:
                        first.uris.append(item.document.uri)
            case RejectRecord():
                found.rejects.append(item)
            case SkippedRecord():
                found.skipped.append(item)
    return found
