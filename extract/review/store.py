"""Where decisions are kept: appended, never changed, in SQLite or PostgreSQL.

A decision carries the item's judgement before and after it. The last decision on an item and track is what
stands there, so undoing is one more decision, whose `after` is the undone one's `before`.

A *track* is whose judgement it is: `""` is shared by all reviewers; of two reviewers who must not see each
other's word each has their own pseudonym; `settled` is the word of the third, above all others.

    store = open_decisions("registry.db")                # or postgresql+psycopg://host/name
    accept = Change("tie", key, 0, Judgement(verdict="accept"), shown)
    store.decide([accept], by="qx", gesture=new_gesture())
    store.undo(by="qx")
    for decision in store.standing(): ...                # what holds, one an item
    for decision in store.decisions(): ...               # all that was ever decided, oldest first
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from extract.registry.store import RegistryError
from extract.registry.store import open_store as open_registry
from extract.review.decision import SETTLED, SHARED, Change, Decision, Stale, last_of, now, of_row, select
from extract.review.judgement import OPEN, check, result
from extract.review.notes import Notes
from extract.review.tables import decision_table, open_engine
from extract.review.tracks import agreed, by_item, decided, disputed
from extract.review.turns import REDO, UNDO, redoable, undoable

_d = decision_table.c


class StoreError(RuntimeError):
    """The store cannot be opened."""


def new_gesture() -> str:
    """An id for one act of a reviewer: a request that is repeated with the same id does nothing twice."""
    return secrets.token_hex(8)


def open_decisions(address: str | Path) -> Store:
    """The store at a path (SQLite, made with an empty registry where it is missing) or a database URL.

    Raises StoreError with what to do.
    """
    url = str(address)
    if "://" not in url:
        try:
            open_registry(Path(url), create=True).close()
        except RegistryError as error:
            raise StoreError(str(error)) from error
        url = f"sqlite:///{url}"
    try:
        return Store(open_engine(url))
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        raise StoreError(f"{address}: {error}") from error


class Store:
    """Decisions, and the notes beside them. Safe to use from several threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self.notes = Notes(engine, self._writer)

    def close(self) -> None:
        self._engine.dispose()

    # -- deciding

    def decide(
        self, changes: Sequence[Change], *, by: str, gesture: str, track: str = SHARED, at: str | None = None
    ) -> list[Decision]:
        """Append a decision for each change, all or none; durable when this returns.

        A gesture that is in the store already is not kept twice: what it decided then is returned.
        Raises Stale where somebody decided first, JudgementError where a judgement cannot hold.
        """
        for change in changes:
            check(change.kind, change.after)
        return self._append(changes, "decide", None, by, gesture, track, at)

    def undo(self, *, by: str, gesture: str | None = None, track: str = SHARED) -> list[Decision]:
        """Take back the reviewer's last gesture that holds; nothing where there is none. Raises Stale."""
        return self._turn(UNDO, by, gesture or new_gesture(), track)

    def redo(self, *, by: str, gesture: str | None = None, track: str = SHARED) -> list[Decision]:
        """Do again what the reviewer undid last, if they decided nothing since. Raises Stale."""
        return self._turn(REDO, by, gesture or new_gesture(), track)

    def _append(
        self,
        changes: Sequence[Change],
        action: str,
        undoes: str | None,
        by: str,
        gesture: str,
        track: str,
        at: str | None,
    ) -> list[Decision]:
        try:
            with self._writer.begin() as db:
                if known := select(db, _d.gesture == gesture):
                    return known
                when = at or now()
                for change in changes:
                    current = last_of(db, change.item, track)
                    if (current.revision if current else 0) != change.revision:
                        assert current is not None
                        raise Stale(current)
                    before = current.after if current else OPEN
                    db.execute(decision_table.insert().values(
                        kind=change.kind, item=change.item, track=track, revision=change.revision + 1,
                        gesture=gesture, action=action, undoes=undoes, by=by, at=when, seconds=change.seconds,
                        before=_json(before), after=_json(change.after), shown=_json(change.shown),
                        result=result(change.kind, change.item, change.shown.fields, change.after),
                    ))  # fmt: skip
                return select(db, _d.gesture == gesture)
        except sa.exc.IntegrityError:
            return self._lost_race(changes, gesture, track)

    def _lost_race(self, changes: Sequence[Change], gesture: str, track: str) -> list[Decision]:
        """Two wrote the same revision at once (PostgreSQL): the same gesture twice, or two reviewers."""
        with self._engine.connect() as db:
            if known := select(db, _d.gesture == gesture):
                return known
            for change in changes:
                current = last_of(db, change.item, track)
                if current is not None and current.revision != change.revision:
                    raise Stale(current)
        raise StoreError("a decision could not be kept")

    def _turn(self, action: str, by: str, gesture: str, track: str) -> list[Decision]:
        with self._engine.connect() as db:
            if known := select(db, _d.gesture == gesture):
                return known
            last = undoable(db, by, track)
            target = last if action == UNDO else redoable(db, by, track, last[1] if last else 0)
            if target is None:
                return []
            held = select(db, (_d.gesture == target[0]) & (_d.action == "decide"))
            changes = []
            for decision in held:
                current = last_of(db, decision.item, track)
                assert current is not None
                there, then = decision.after, decision.before
                if action == REDO:
                    there, then = then, there
                if current.after != there or (current.by != by and current.n > decision.n):
                    raise Stale(current)
                changes.append(Change(decision.kind, decision.item, current.revision, then, decision.shown))
        return self._append(changes, action, target[0], by, gesture, track, None)

    # -- what holds

    def current(self, item: str, track: str = SHARED) -> Decision | None:
        """The last decision on an item; None where there is none."""
        with self._engine.connect() as db:
            return last_of(db, item, track)

    def history(self, item: str) -> list[Decision]:
        """All decisions on an item, on all tracks, oldest first."""
        with self._engine.connect() as db:
            return select(db, _d.item == item)

    def decisions(self, after: int = 0) -> Iterator[Decision]:
        """All decisions whose number is greater than `after`, oldest first."""
        with self._engine.connect() as db:
            rows = db.execution_options(yield_per=1000).execute(
                decision_table.select().where(_d.n > after).order_by(_d.n)
            )
            for row in rows:
                yield of_row(row)

    def newest(self) -> int:
        """The number of the last decision; 0 where there is none."""
        with self._engine.connect() as db:
            return int(db.execute(sa.select(sa.func.max(_d.n))).scalar() or 0)

    def latest(self) -> Iterator[Decision]:
        """The last decision on each item and track, in the order of items, then of tracks."""
        newer = decision_table.alias()
        last = sa.select(sa.func.max(newer.c.revision)).where(
            newer.c.item == _d.item, newer.c.track == _d.track
        )
        query = (
            decision_table.select().where(_d.revision == last.scalar_subquery()).order_by(_d.item, _d.track)
        )
        with self._engine.connect() as db:
            for row in db.execution_options(yield_per=1000).execute(query):
                yield of_row(row)

    def standing(self) -> Iterator[Decision]:
        """What holds, one decision an item: the settled word, else what all who decided agree on.

        Items that are open, unsure or skipped, on which reviewers disagree, or that were made wrong on
        purpose are left out.
        """
        for tracks in by_item(self.latest()):
            holds = agreed(tracks)
            if holds is not None and holds.shown.planted is None:
                yield holds

    def disagreements(self) -> Iterator[list[Decision]]:
        """Items that two reviewers judged differently and nobody settled: their last decisions."""
        for tracks in by_item(self.latest()):
            if disputed(tracks):
                yield decided(tracks)

    def words(self, item: str) -> list[Decision]:
        """What each reviewer says of an item now, who settles apart."""
        last = {decision.track: decision for decision in self.history(item)}
        return [d for track, d in sorted(last.items()) if track != SETTLED and d.after.verdict is not None]

    def is_disputed(self, item: str) -> bool:
        """Whether reviewers decided differently on an item and nobody settled."""
        last = {decision.track: decision for decision in self.history(item)}
        return disputed(last.values())


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
