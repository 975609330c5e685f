"""Two documents that are each other's translation, read as one: their texts joined, records moved there.

A record of one of them may point into the other (`doc_id` of a span, `zh_doc_id` and `en_doc_id` of a bead).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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


def join(own: str, text: str, other: str | None, translation: str | None) -> Joined:
    """The text of a document (`own` is its doc_id), and that of its translation behind it."""
    if other is None or translation is None:
        return Joined(text, {own: 0})
    return Joined(f"{text}\n{translation}", {own: 0, other: len(text) + 1})
