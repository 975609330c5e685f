"""The tables of the store, and opening a database that has them: SQLite or PostgreSQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()
_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
decision_table = sa.Table(
    "review_decision",
    metadata,
    sa.Column("n", _number, primary_key=True, autoincrement=True),
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
draft_table = sa.Table(
    "review_draft",
    metadata,
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # JSON
    sa.Column("at", sa.Text, nullable=False),
)
# Who is to judge an item: the last row of it counts, nobody where `to` is empty.
assignment_table = sa.Table(
    "review_assigned",
    metadata,
    sa.Column("n", _number, primary_key=True, autoincrement=True),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("to", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
# Places that a reviewer watches.
watched_table = sa.Table(
    "review_watched",
    metadata,
    sa.Column("place", sa.Text, primary_key=True),  # key
    sa.Column("by", sa.Text, primary_key=True),
)


def open_engine(url: str) -> sa.Engine:
    """The database at a URL, with its tables. Raises SQLAlchemyError, ImportError (no driver)."""
    engine = sa.create_engine(url, connect_args=_connect_args(url))
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin)
    metadata.create_all(engine)
    return engine


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
