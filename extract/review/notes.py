"""What reviewers keep beside their decisions: drafts, who is to judge what, places that they watch."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from extract.review.decision import now
from extract.review.tables import assignment_table, decision_table, draft_table, watched_table


class Notes:
    """Drafts, assignments and watched places of a store. Safe to use from several threads and processes."""

    def __init__(self, engine: sa.Engine, writer: sa.Engine) -> None:
        self._engine, self._writer = engine, writer

    def draft(self, item: str, by: str) -> str | None:
        """What a reviewer began to write on an item."""
        with self._engine.connect() as db:
            query = sa.select(draft_table.c.content).where(draft_table.c.item == item, draft_table.c.by == by)
            return db.execute(query).scalar()

    def keep_draft(self, item: str, by: str, content: str | None) -> None:
        """Keep a draft, or drop it (None)."""
        if content is None and self.draft(item, by) is None:
            return
        with self._writer.begin() as db:
            db.execute(draft_table.delete().where(draft_table.c.item == item, draft_table.c.by == by))
            if content is not None:
                db.execute(draft_table.insert().values(item=item, by=by, content=content, at=now()))

    def assign(self, items: Iterable[str], to: str, by: str) -> None:
        """Say who is to judge some items; the last word counts. To nobody: an empty pseudonym."""
        rows = [{"item": item, "to": to, "by": by, "at": now()} for item in items]
        if rows:
            with self._writer.begin() as db:
                db.execute(assignment_table.insert(), rows)

    def assignments(self, after: int = 0) -> list[tuple[int, str, str]]:
        """(number, item, reviewer) of the assignments whose number is greater than `after`, oldest first."""
        a = assignment_table.c
        query = sa.select(a.n, a.item, a.to).where(a.n > after).order_by(a.n)
        with self._engine.connect() as db:
            return [(n, item, to) for n, item, to in db.execute(query)]

    def newest_assignment(self) -> int:
        """The number of the last assignment; 0 where there is none."""
        with self._engine.connect() as db:
            return int(db.execute(sa.select(sa.func.max(assignment_table.c.n))).scalar() or 0)

    def reviewers(self) -> list[str]:
        """The pseudonyms of all who decided or were assigned something, in order."""
        query = sa.union(
            sa.select(decision_table.c.by),
            sa.select(assignment_table.c.to).where(assignment_table.c.to != ""),
        )
        with self._engine.connect() as db:
            return sorted(db.execute(query).scalars())

    def watch(self, place: str, by: str, *, on: bool = True) -> None:
        """Watch a place (its key), or no longer."""
        with self._writer.begin() as db:
            db.execute(watched_table.delete().where(watched_table.c.place == place, watched_table.c.by == by))
            if on:
                db.execute(watched_table.insert().values(place=place, by=by))

    def watched(self, by: str) -> set[str]:
        """The keys of the places that a reviewer watches."""
        with self._engine.connect() as db:
            return set(db.execute(sa.select(watched_table.c.place).where(watched_table.c.by == by)).scalars())
