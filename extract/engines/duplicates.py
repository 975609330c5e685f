"""Exact duplicates: the same bytes, or the same text in other bytes, are processed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.document import Document
from extract.engines.inputs import Item
from extract.records import RejectRecord, SkippedRecord


@dataclass(slots=True)
class Duplicate:
    """A document that is the same as one that came before, whose id is `of`."""

    document: Document
    text_sha256: str
    of: str


Marked = Document | Duplicate | RejectRecord | SkippedRecord


def mark_duplicates(items: Iterable[Item]) -> Iterator[Marked]:
    """Each item, repeated documents as Duplicate. Keeps 32 bytes for each document and each text.

    Two items of one text share all record ids, so the second is a duplicate even where its bytes differ
    (a BOM, a page counter outside the text).
    """
    seen: dict[bytes, bytes] = {}
    for item in items:
        if not isinstance(item, Document):
            yield item
            continue
        text_sha256 = item.text_sha256
        keys = [_digest(item.doc_id), _digest(text_sha256)]
        first = next((seen[key] for key in keys if key in seen), None)
        if first is not None:
            yield Duplicate(item, text_sha256, f"sha256:{first.hex()}")
            continue
        for key in keys:
            seen[key] = keys[0]
        yield item


def _digest(hash_: str) -> bytes:
    return bytes.fromhex(hash_.removeprefix("sha256:"))
