"""What is to be done with each item: nothing where it was done before, or repeats another; else the work."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extract.document import Document
from extract.engines.former import Former
from extract.engines.given import given_hash
from extract.engines.inputs import item_of
from extract.engines.outcomes import Outcomes
from extract.engines.scratch import digest
from extract.engines.single import Processed, Work
from extract.readers import Found, Reject, Skip, Unread
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


Planned = Work | Known | Again | Repeated | RejectRecord | SkippedRecord


def plan(
    items: Iterable[Found], former: Former, outcomes: Outcomes, db: sqlite3.Connection
) -> Iterator[Planned]:
    """Each item in turn with what is to be done about it. Nothing that is known is read."""
    db.execute("CREATE TABLE planned (doc BLOB PRIMARY KEY) WITHOUT ROWID")
    for item in items:
        if isinstance(item, Reject | Skip):
            read = item_of(item)
            assert not isinstance(read, Document)
            yield read
        else:
            yield _of(item, former, outcomes, db)


def _of(item: Unread | Document, former: Former, outcomes: Outcomes, db: sqlite3.Connection) -> Planned:
    work = Work(item, given_hash(item))
    assert work.given is not None
    if record := former.find_repeated(work.given):
        return Repeated(work, record)
    insert = "INSERT OR IGNORE INTO planned VALUES (?)"
    if db.execute(insert, (digest(item.doc_id),)).rowcount == 0:
        return Again(work)
    if known := former.find(work.given) or outcomes.find(work.given):
        return Known(known)
    return replace(work, had=former.texts_of(work.source))
