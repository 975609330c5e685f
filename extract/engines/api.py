"""Records straight into memory, for callers in Python."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language

from extract.document import Document
from extract.emit.collected import Records
from extract.engines.duplicates import Seen
from extract.engines.inputs import Inputs, Item, publication_day
from extract.engines.scratch import scratch
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
    seen = Seen(scratch())
    for item in items:
        match item:
            case Document():
                if (of := seen.first(item.doc_id, item.text_sha256)) is None:
                    seen.add(item.doc_id, item.text_sha256, item.doc_id)
                    _add(found, process_document(nlp, item))
                    continue
                for first in found.documents:
                    if first.doc_id == of:
                        first.uris.append(item.uri)
            case RejectRecord():
                found.rejects.append(item)
            case SkippedRecord():
                found.skipped.append(item)
    return found


def _add(found: Records, outcome: Records | RejectRecord) -> None:
    if isinstance(outcome, RejectRecord):
        found.rejects.append(outcome)
    else:
        found.extend(outcome)
