"""What a reviewer can undo and redo: gestures, found in what was decided and turned before."""

from __future__ import annotations

import sqlalchemy as sa

from extract.review.tables import decision_table

UNDO, REDO = "undo", "redo"

_d = decision_table.c


def undoable(db: sa.Connection, by: str, track: str) -> tuple[str, int] | None:
    """The gesture (and number) that the reviewer decided last and has not undone."""
    turned = decision_table.alias()
    last_turn = (
        sa.select(turned.c.action).where(turned.c.undoes == _d.gesture).order_by(turned.c.n.desc()).limit(1)
    )
    query = (
        sa.select(_d.gesture, _d.n)
        .where(_d.by == by, _d.track == track, _d.action == "decide")
        .where(sa.func.coalesce(last_turn.scalar_subquery(), REDO) == REDO)
        .order_by(_d.n.desc())
        .limit(1)
    )
    row = db.execute(query).first()
    return None if row is None else (row[0], row[1])


def redoable(db: sa.Connection, by: str, track: str, after: int) -> tuple[str, int] | None:
    """The gesture undone last, if it was decided after all that holds."""
    undone, turned = decision_table.alias(), decision_table.alias()
    later = sa.select(turned.c.n).where(
        turned.c.undoes == _d.undoes, turned.c.n > _d.n, turned.c.action == REDO
    )
    query = (
        sa.select(_d.undoes, undone.c.n)
        .join(undone, (undone.c.gesture == _d.undoes) & (undone.c.action == "decide"))
        .where(_d.by == by, _d.track == track, _d.action == UNDO, undone.c.n > after, ~later.exists())
        .order_by(_d.n.desc())
        .limit(1)
    )
    row = db.execute(query).first()
    return None if row is None else (row[0], row[1])
