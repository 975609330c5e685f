"""What is to be done with each item: nothing where it was done before, or repeats another; else the work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extract.document import Document
from extract.engines.former import Former
from extract.engines.given import given_hash, given_together, repetition_key
from extract.engines.inputs import Given, item_of
from extract.engines.outcomes import Outcomes
from extract.engines.translations import Translations
from extract.engines.work import Processed, Work
from extract.readers import Reject, Skip, Unread
from extract.records import DocumentRecord, RejectRecord, SkippedRecord


@dataclass(frozen=True, slots=True)
class Known:
    """A document whose outcome was worked out before."""

    outcome: Processed


@dataclass(frozen=True, slots=True)
class Again:
    """A document of bytes that came before in this run."""

    work: Work


@dataclass(frozen=True, slots=True)
class Repeated:
    """A document that repeated another in the former run, its record there; `work` if it no longer does."""

    work: Work
    record: DocumentRecord


# What comes of one item, or of two that are read together.
Planned = Work | Known | Again | Repeated | RejectRecord | SkippedRecord


def plan(
    items: Iterable[Given], former: Former, outcomes: Outcomes, db: sqlite3.Connection
) -> Iterator[Planned]:
    """Each item in turn with what is to be done about it. Nothing that is known is read."""
    db.execute("CREATE TABLE planned (doc BLOB PRIMARY KEY) WITHOUT ROWID")
    planner = _Planner(former, outcomes, db)
    for item in items:
        if isinstance(item, Reject | Skip):
            read = item_of(item)
            assert not isinstance(read, Document)
            yield read
        elif isinstance(item, Translations):
            yield from planner.together(item)
        else:
            yield planner.alone(item)


class _Planner:
    def __init__(self, former: Former, outcomes: Outcomes, db: sqlite3.Connection) -> None:
        self._former = former
        self._outcomes = outcomes
        self._db = db

    def alone(self, item: Unread | Document) -> Planned:
        work = Work(item, given_hash(item))
        assert work.given is not None
        if record := self._former.find_repeated(work.given):
            return Repeated(work, record)
        if not self._is_new(item):
            return Again(work)
        if known := self._known(work.given):
            return Known(known)
        return replace(work, had=self._former.texts_of(work.source))

    def together(self, items: Translations) -> Iterator[Planned]:
        """One work for two items, unless one of them came before: then each is one by itself."""
        first, second = items.first, items.second
        if first.doc_id == second.doc_id or self._came(first) or self._came(second):
            yield self.alone(first)
            yield self.alone(second)
            return
        for item in (first, second):
            self._is_new(item)  # noted as come
        given = given_together(first, second)
        known = [self._known(each) for each in given]
        if known[0] is not None and known[1] is not None:
            yield from (Known(known[0]), Known(known[1]))
        else:
            yield Work(first, given[0], mate=Work(second, given[1]))

    def _known(self, given: str) -> Processed | None:
        return self._former.find(given) or self._outcomes.find(given)

    def _came(self, item: Unread | Document) -> bool:
        query = "SELECT 1 FROM planned WHERE doc = ?"
        return self._db.execute(query, (repetition_key(item),)).fetchone() is not None

    def _is_new(self, item: Unread | Document) -> bool:
        insert = "INSERT OR IGNORE INTO planned VALUES (?)"
        return self._db.execute(insert, (repetition_key(item),)).rowcount > 0
