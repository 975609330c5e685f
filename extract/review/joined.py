"""Two documents that are each other's translation, read as one: their texts joined, records moved there.

A record of one of them may point into the other (`doc_id` of a span, `zh_doc_id` and `en_doc_id` of a bead).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any

from extract.review.reading import Reading


@dataclass(frozen=True, slots=True)
class Joined:
    """A text, and where in it each document begins."""

    text: str
    begins: dict[str, int] = field(default_factory=dict)

    def moved(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record whose offsets count into the joined text; a span of a third document gets no length."""
        own = record["doc_id"]
        if len(self.begins) < 2:
            return record
        if "zh" in record and "score" in record:
            sides = {}
            for side in ("zh", "en"):
                by = self.begins.get(record.get(f"{side}_doc_id", own), 0)
                sides[side] = [(start + by, end + by) for start, end in record[side]]
            return record | sides
        moved: dict[str, Any] = self._moved(record, own)
        return moved

    def home(self, start: int, end: int) -> tuple[str, int, int] | None:
        """The document in which a stretch of the joined text lies, and where; None: in none, or in both."""
        for doc_id, begins in sorted(self.begins.items(), key=lambda each: -each[1]):
            if begins <= start:
                lengths = [b - 1 for b in self.begins.values() if b > begins]
                whole = start < end <= min(lengths, default=len(self.text))
                return (doc_id, start - begins, end - begins) if whole else None
        return None

    def _moved(self, value: Any, own: str) -> Any:
        if isinstance(value, list):
            return [self._moved(each, own) for each in value]
        if not isinstance(value, dict):
            return value
        found = {name: self._moved(each, own) for name, each in value.items()}
        if isinstance(found.get("start"), int) and isinstance(found.get("end"), int):
            by = self.begins.get(found.get("doc_id", own))
            found["start"] = 0 if by is None else found["start"] + by
            found["end"] = 0 if by is None else found["end"] + by
        return found


def read_joined(db: sqlite3.Connection, reading: Reading, document: int) -> tuple[Joined, list[int]] | None:
    """A document's text with that of its translation behind it, where both were read as one; their numbers.

    None where the text was dropped.
    """
    own = db.execute("SELECT doc_id, read_with FROM document WHERE n = ?", (document,)).fetchone()
    text = reading.text(document)
    if text is None:
        return None
    other = db.execute("SELECT n, doc_id FROM document WHERE doc_id = ?", (own["read_with"],)).fetchone()
    translation = reading.text(other["n"]) if other else None
    if other is None or translation is None:
        return Joined(text, {own["doc_id"]: 0}), [document]
    return join(own["doc_id"], text, other["doc_id"], translation), [document, other["n"]]


def join(own: str, text: str, other: str, translation: str) -> Joined:
    """The text of a document (`own` is its doc_id), and that of its translation behind it."""
    return Joined(f"{text}\n{translation}", {own: 0, other: len(text) + 1})
