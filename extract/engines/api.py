"""Records straight into memory, for callers in Python."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language

from extract.document import Document
from extract.emit.collected import Records
from extract.engines.duplicates import Seen
from extract.engines.inputs import Given, Inputs, Item, item_of, publication_day
from extract.engines.scratch import scratch
from extract.engines.single import process_document, process_together
from extract.engines.translations import Translations
from extract.pipeline import load
from extract.records import RejectRecord, SkippedRecord
from extract.text.script import without_surrogates


def process(source: str | Path, *, published: str | None = None) -> Records:
    """See `extract.process`."""
    day = publication_day(published)
    if isinstance(source, str):
        items = [Document.of_text(without_surrogates(source), published=day)]
        return _process(items)
    if not source.exists():
        raise FileNotFoundError(source)
    return _process(Inputs([str(source)], day).given())


def _process(items: Iterable[Given]) -> Records:
    nlp = load()
    with nlp.memory_zone():
        outcomes = _Outcomes(nlp)
        for item in items:
            if isinstance(item, Translations):
                outcomes.add_both([item_of(item.first), item_of(item.second)])
            else:
                outcomes.add(item_of(item))
        return outcomes.found


class _Outcomes:
    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._seen = Seen(scratch())
        self.found = Records()

    def add(self, item: Item) -> None:
        match item:
            case Document():
                if (of := self._seen.first(item.doc_id, item.text_sha256)) is None:
                    self._seen.add(item.doc_id, item.text_sha256, item.doc_id)
                    self._document(item)
                    return
                for first in self.found.documents:
                    if first.doc_id == of:
                        first.uris.append(item.uri)
            case RejectRecord():
                self.found.rejects.append(item)
            case SkippedRecord():
                self.found.skipped.append(item)

    def add_both(self, items: list[Item]) -> None:
        """Two items read together where that can be; where one came before, each is one by itself."""
        new = [
            item
            for item in items
            if isinstance(item, Document) and self._seen.first(item.doc_id, item.text_sha256) is None
        ]
        found = process_together(self._nlp, new) if len(new) == len(items) else None
        if found is None:
            for item in items:
                self.add(item)
            return
        for document, records in zip(new, found, strict=True):
            self._seen.add(document.doc_id, document.text_sha256, document.doc_id)
            self.found.extend(records)

    def _document(self, document: Document) -> None:
        outcome = process_document(self._nlp, document)
        if isinstance(outcome, RejectRecord):
            self.found.rejects.append(outcome)
        else:
            self.found.extend(outcome)
