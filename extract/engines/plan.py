"""What is to be done with each item: nothing where it was done before, or repeats another; else the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.document import Document
from extract.engines.duplicates import Duplicate, Seen
from extract.engines.former import Former
from extract.engines.given import given_hash
from extract.engines.inputs import Item
from extract.engines.local import Planned
from extract.engines.outcomes import Outcomes


def plan(items: Iterable[Item], seen: Seen, former: Former, outcomes: Outcomes) -> Iterator[Planned]:
    """Each item in turn: what is no document passes, a document becomes its outcome where that is known."""
    for item in items:
        yield _of_document(item, seen, former, outcomes) if isinstance(item, Document) else item


def _of_document(document: Document, seen: Seen, former: Former, outcomes: Outcomes) -> Planned:
    duplicate = seen.duplicate(document)
    if duplicate is not None:
        return duplicate
    given = given_hash(document)
    text = document.text.encode("utf-8", "surrogatepass")
    known = former.find(given, text)
    if known is None:
        source, text_sha256 = document.source_id or document.uri, document.text_sha256
        if earlier := former.same_text(source, text_sha256):
            seen.instead(document.doc_id, text_sha256, earlier)
            return Duplicate(document, text_sha256, earlier, refetched=True)
        known = outcomes.find(given, text)
    if known is None:
        return document
    known.known = True
    return known
