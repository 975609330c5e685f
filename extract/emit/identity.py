"""Ids of records: where a record stands in its text, and which one it is among those that stand there."""

from __future__ import annotations

from collections import Counter

from extract import records


class Ids:
    """Gives out the ids of one text's records; asked in the same order it gives the same ids.

    `begins` is where that text begins in the Doc whose offsets `next` is asked with.
    """

    def __init__(self, text_sha256: str, begins: int = 0) -> None:
        self._text = text_sha256
        self._begins = begins
        self._seen: Counter[tuple[str, int, int]] = Counter()

    def next(self, kind: str, start: int, end: int) -> str:
        """The id of the next record of `kind` at `[start, end)`; an ordinal tells those of one span apart."""
        where = (kind, start - self._begins, end - self._begins)
        ordinal = self._seen[where]
        self._seen[where] += 1
        return records.record_id(self._text, *where, ordinal)
