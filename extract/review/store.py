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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from extract.registry.store import RegistryError
from extract.registry.store import open_store as open_registry
from extract.review.judgement import OPEN, Judgement, Kind, Shown, check, result

SHARED = ""
SETTLED = "settled"
UNDO, REDO = "undo", "redo"

_tables = sa.MetaData()
_decision = sa.Table(
    "review_decision",
    _tables,
    sa.Column("n", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),  # a tie's fact_key; see index.py for other kinds
    sa.Column("track", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # 1, 2, … of this item and track
    sa.Column("gesture", sa.Text, nullable=False),  # one act of a reviewer, on one item or many
    sa.Column("action", sa.Text, nullable=False),  # decide, undo or redo
    sa.Column("undoes", sa.Text),  # the gesture that an undo or redo is about
    sa.Column("before", sa.Text, nullable=False),  # Judgement, as JSON
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),  # the fact_key that `after` speaks of
    sa.Column("shown", sa.Text, nullable=False),  # Shown, as JSON
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),  # ISO 8601, UTC
    sa.Column("seconds", sa.Float),  # from showing the item to the decision
    sa.UniqueConstraint("item", "track", "revision", name="review_decision_lock"),
    sa.UniqueConstraint("gesture", "item", "track", name="review_decision_once"),
    sa.Index("review_decision_by", "by", "track", "n"),
    sa.Index("review_decision_undoes", "undoes"),
    sa.Index("review_decision_result", "result"),
)
# What a reviewer has begun to write and not decided: the last text for each item.
_draft = sa.Table(
    "review_draft",
    _tables,
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # JSON
    sa.Column("at", sa.Text, nullable=False),
)
# Who is to judge an item; places that a reviewer watches.
_assignment = sa.Table(
    "review_assignment",
    _tables,
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("to", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
_watched = sa.Table(
    "review_watched",
    _tables,
    sa.Column("place", sa.Text, primary_key=True),  # key
    sa.Column("by", sa.Text, primary_key=True),
)

_d = _decision.c
_judgement = msgspec.json.Decoder(Judgement)
_shown = msgspec.json.Decoder(Shown)


class StoreError(RuntimeError):
    """The store cannot be opened."""


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
        engine = sa.create_engine(url, connect_args=_connect_args(url))
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
            sa.event.listen(engine, "begin", _begin)
        _tables.create_all(engine)
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        raise StoreError(f"{address}: {error}") from error
    return Store(engine)


def _connect_args(url: str) -> dict[str, Any]:
    return {"timeout": 30} if url.startswith("sqlite") else {}


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """WAL, and a decision is on the disk before it is acknowledged; transactions are begun by us."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    """A writer takes its turn at once; readers hinder nobody."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Store:
    """Decisions, drafts, assignments and watched places. Safe to use from several threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

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
                if known := _select(db, _d.gesture == gesture):
                    return known
                now = at or _now()
                for change in changes:
                    current = _last(db, change.item, track)
                    if (current.revision if current else 0) != change.revision:
                        assert current is not None
                        raise Stale(current)
                    before = current.after if current else OPEN
                    db.execute(_decision.insert().values(
                        kind=change.kind, item=change.item, track=track, revision=change.revision + 1,
                        gesture=gesture, action=action, undoes=undoes, by=by, at=now, seconds=change.seconds,
                        before=_json(before), after=_json(change.after), shown=_json(change.shown),
                        result=result(change.kind, change.item, change.shown.fields, change.after),
                    ))  # fmt: skip
                return _select(db, _d.gesture == gesture)
        except sa.exc.IntegrityError:
            return self._lost_race(changes, gesture, track)

    def _lost_race(self, changes: Sequence[Change], gesture: str, track: str) -> list[Decision]:
        """Two wrote the same revision at once (PostgreSQL): the same gesture twice, or two reviewers."""
        with self._engine.connect() as db:
            if known := _select(db, _d.gesture == gesture):
                return known
            for change in changes:
                current = _last(db, change.item, track)
                if current is not None and current.revision != change.revision:
                    raise Stale(current)
        raise StoreError("a decision could not be kept")

    def _turn(self, action: str, by: str, gesture: str, track: str) -> list[Decision]:
        with self._engine.connect() as db:
            if known := _select(db, _d.gesture == gesture):
                return known
            last = _undoable(db, by, track)
            target = last if action == UNDO else _redoable(db, by, track, last[1] if last else 0)
            if target is None:
                return []
            held = _select(db, (_d.gesture == target[0]) & (_d.action == "decide"))
            changes = []
            for decision in held:
                current = _last(db, decision.item, track)
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
            return _last(db, item, track)

    def history(self, item: str) -> list[Decision]:
        """All decisions on an item, on all tracks, oldest first."""
        with self._engine.connect() as db:
            return _select(db, _d.item == item)

    def decisions(self, after: int = 0) -> Iterator[Decision]:
        """All decisions whose number is greater than `after`, oldest first."""
        with self._engine.connect() as db:
            rows = db.execution_options(yield_per=1000).execute(
                _decision.select().where(_d.n > after).order_by(_d.n)
            )
            for row in rows:
                yield _row(row)

    def newest(self) -> int:
        """The number of the last decision; 0 where there is none."""
        with self._engine.connect() as db:
            return int(db.execute(sa.select(sa.func.max(_d.n))).scalar() or 0)

    def latest(self) -> Iterator[Decision]:
        """The last decision on each item and track, in the order of items, then of tracks."""
        newer = _decision.alias()
        last = sa.select(sa.func.max(newer.c.revision)).where(
            newer.c.item == _d.item, newer.c.track == _d.track
        )
        query = _decision.select().where(_d.revision == last.scalar_subquery()).order_by(_d.item, _d.track)
        with self._engine.connect() as db:
            for row in db.execution_options(yield_per=1000).execute(query):
                yield _row(row)

    def standing(self) -> Iterator[Decision]:
        """What holds, one decision an item: the settled word, else what all who decided agree on.

        Items that are open, unsure or skipped, on which reviewers disagree, or that were made wrong on
        purpose are left out.
        """
        for tracks in _by_item(self.latest()):
            holds = agreed(tracks)
            if holds is not None and holds.shown.planted is None:
                yield holds

    def disagreements(self) -> Iterator[list[Decision]]:
        """Items that two reviewers judged differently and nobody settled: their last decisions."""
        for tracks in _by_item(self.latest()):
            decided = _decided(tracks)
            if decided and agreed(tracks) is None and decided[0].shown.planted is None:
                yield decided

    def words(self, item: str) -> list[Decision]:
        """What each reviewer says of an item now, who settles apart."""
        last = {decision.track: decision for decision in self.history(item)}
        return [d for track, d in sorted(last.items()) if track != SETTLED and d.after.verdict is not None]

    def is_disputed(self, item: str) -> bool:
        """Whether reviewers decided differently on an item and nobody settled."""
        last = {decision.track: decision for decision in self.history(item)}
        decided = _decided(last.values())
        return bool(decided) and agreed(decided) is None and decided[0].shown.planted is None

    # -- drafts, assignments, watched places

    def draft(self, item: str, by: str) -> str | None:
        """What a reviewer began to write on an item."""
        with self._engine.connect() as db:
            query = sa.select(_draft.c.content).where(_draft.c.item == item, _draft.c.by == by)
            return db.execute(query).scalar()

    def keep_draft(self, item: str, by: str, content: str | None) -> None:
        """Keep a draft, or drop it (None)."""
        if content is None and self.draft(item, by) is None:
            return
        with self._writer.begin() as db:
            db.execute(_draft.delete().where(_draft.c.item == item, _draft.c.by == by))
            if content is not None:
                db.execute(_draft.insert().values(item=item, by=by, content=content, at=_now()))

    def assign(self, items: Iterable[str], to: str, by: str) -> None:
        """Say who is to judge some items; the last word counts."""
        with self._writer.begin() as db:
            for item in items:
                db.execute(_assignment.delete().where(_assignment.c.item == item))
                db.execute(_assignment.insert().values(item=item, to=to, by=by, at=_now()))

    def assignments(self) -> dict[str, str]:
        """Item to reviewer."""
        with self._engine.connect() as db:
            return {row[0]: row[1] for row in db.execute(sa.select(_assignment.c.item, _assignment.c.to))}

    def watch(self, place: str, by: str, *, on: bool = True) -> None:
        """Watch a place (its key), or no longer."""
        with self._writer.begin() as db:
            db.execute(_watched.delete().where(_watched.c.place == place, _watched.c.by == by))
            if on:
                db.execute(_watched.insert().values(place=place, by=by))

    def watched(self, by: str) -> set[str]:
        """The keys of the places that a reviewer watches."""
        with self._engine.connect() as db:
            return set(db.execute(sa.select(_watched.c.place).where(_watched.c.by == by)).scalars())


def _undoable(db: sa.Connection, by: str, track: str) -> tuple[str, int] | None:
    """The gesture (and number) that the reviewer decided last and has not undone."""
    turned = _decision.alias()
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


def _redoable(db: sa.Connection, by: str, track: str, after: int) -> tuple[str, int] | None:
    """The gesture undone last, if it was decided after all that holds."""
    undone, turned = _decision.alias(), _decision.alias()
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


def _last(db: sa.Connection, item: str, track: str) -> Decision | None:
    query = _decision.select().where(_d.item == item, _d.track == track).order_by(_d.revision.desc()).limit(1)
    row = db.execute(query).first()
    return None if row is None else _row(row)


def _select(db: sa.Connection, where: sa.ColumnElement[bool]) -> list[Decision]:
    return [_row(row) for row in db.execute(_decision.select().where(where).order_by(_d.n))]


def _row(row: sa.Row[Any]) -> Decision:
    return Decision(
        row.n, row.kind, row.item, row.track, row.revision, row.gesture, row.action, row.undoes,
        _judgement.decode(row.before), _judgement.decode(row.after), row.result, _shown.decode(row.shown),
        row.by, row.at, row.seconds,
    )  # fmt: skip


def _by_item(decisions: Iterable[Decision]) -> Iterator[list[Decision]]:
    """Decisions that come in the order of items, those of one item together."""
    together: list[Decision] = []
    for decision in decisions:
        if together and together[0].item != decision.item:
            yield together
            together = []
        together.append(decision)
    if together:
        yield together


def agreed(tracks: Iterable[Decision]) -> Decision | None:
    """What holds of the last decisions on one item: the settled word, else what all who decided share."""
    decided = _decided(tracks)
    for decision in decided:
        if decision.track == SETTLED:
            return decision
    return decided[0] if len({stance(decision) for decision in decided}) == 1 else None


def _decided(tracks: Iterable[Decision]) -> list[Decision]:
    return [decision for decision in tracks if decision.after.verdict in ("accept", "reject")]


def stance(decision: Decision) -> str:
    """What two reviewers must share to agree: the verdict and the edited values, not the reasons."""
    after = decision.after
    return _json({"verdict": after.verdict, "edits": {n: e.value for n, e in sorted(after.edits.items())}})


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
