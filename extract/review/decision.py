"""A decision, and how it is read from the store's table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from extract.review.judgement import Judgement, Kind, Shown
from extract.review.tables import decision_table

SHARED = ""
SETTLED = "settled"

_d = decision_table.c
_judgement = msgspec.json.Decoder(Judgement)
_shown = msgspec.json.Decoder(Shown)


@dataclass(frozen=True, slots=True)
class Change:
    """What a reviewer says of one item (`after`), having seen its judgement of `revision` (0: none)."""

    kind: Kind
    item: str
    revision: int
    after: Judgement
    shown: Shown
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the store."""

    n: int
    kind: Kind
    item: str
    track: str
    revision: int
    gesture: str
    action: str
    undoes: str | None
    before: Judgement
    after: Judgement
    result: str
    shown: Shown
    by: str
    at: str
    seconds: float | None


class Stale(Exception):
    """Somebody else decided on an item since the reviewer saw it; `current` is what stands now."""

    def __init__(self, current: Decision) -> None:
        super().__init__(f"{current.by} decided on {current.item} at {current.at}")
        self.current = current


def last_of(db: sa.Connection, item: str, track: str) -> Decision | None:
    query = (
        decision_table.select()
        .where(_d.item == item, _d.track == track)
        .order_by(_d.revision.desc())
        .limit(1)
    )
    row = db.execute(query).first()
    return None if row is None else of_row(row)


def select(db: sa.Connection, where: sa.ColumnElement[bool]) -> list[Decision]:
    return [of_row(row) for row in db.execute(decision_table.select().where(where).order_by(_d.n))]


def of_row(row: sa.Row[Any]) -> Decision:
    return Decision(
        row.n, row.kind, row.item, row.track, row.revision, row.gesture, row.action, row.undoes,
        _judgement.decode(row.before), _judgement.decode(row.after), row.result, _shown.decode(row.shown),
        row.by, row.at, row.seconds,
    )  # fmt: skip


def now() -> str:
    """The time, as ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
