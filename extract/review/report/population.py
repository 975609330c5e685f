"""What there is to judge in the runs of an index, decided or not: what a sample of it is a sample of."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from extract.review.reading import Reading
from extract.review.report.precision import bin_of


@dataclass(frozen=True, slots=True)
class Population:
    """Numbers of the runs.

    `ties` by the number of their bin of confidence; `stating` sentences that gave a tie; `documents`, of
    which in `sampled_documents` each of the `sentences` with a word for ties and no record was drawn;
    `skipped` pages, of which `pages` were drawn. `drawn` has the keys of what was.
    """

    ties: Counter[int]
    stating: int
    documents: int
    sampled_documents: int
    sentences: int
    skipped: int
    pages: int
    drawn: frozenset[str]

    @property
    def silent(self) -> float:
        """About how many sentences with a word for ties and no record there are in all documents."""
        return self.sentences * self.documents / self.sampled_documents if self.sampled_documents else 0.0


def population(index: sqlite3.Connection) -> Population:
    """Count what an index (`extract.review.index`) holds."""
    meta = dict(tuple(row) for row in index.execute("SELECT key, value FROM meta"))
    ties = Counter(
        bin_of(confidence)
        for (confidence,) in index.execute(
            "SELECT json_extract(shown, '$.confidence') FROM item WHERE kind = 'tie'"
            " AND json_extract(shown, '$.planted') IS NULL"
            " AND json_extract(shown, '$.confidence') IS NOT NULL"
        )
    )
    drawn = [
        tuple(row) for row in index.execute("SELECT kind, key FROM item WHERE kind IN ('sentence', 'page')")
    ]
    kinds = Counter(kind for kind, _ in drawn)
    (stating,) = index.execute(
        "SELECT count(*) FROM (SELECT DISTINCT s.document, s.evidence FROM statement s"
        " JOIN item i ON i.n = s.item WHERE i.kind = 'tie' AND json_extract(i.shown, '$.planted') IS NULL)"
    ).fetchone()
    return Population(
        ties=ties,
        stating=stating,
        documents=int(meta["documents"]),
        sampled_documents=int(meta["sampled_documents"]),
        sentences=kinds["sentence"],
        skipped=sum(1 for _ in Reading(index).inputs("skipped")),
        pages=kinds["page"],
        drawn=frozenset(key for _, key in drawn),
    )
