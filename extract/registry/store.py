"""The registry's file: SQLite, made where it is missing, changed in one transaction or not at all.

A file of an older format is brought to today's when it is opened: `migrations/N.sql` leads from N - 1 to N
and keeps every id, decision, publication and statement. Who changes schema.sql raises FORMAT and writes one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

APPLICATION_ID = 0x594F5252
FORMAT = 3
OLDEST = 2  # the first format that there is a way from
_SQL = Path(__file__).parent


class RegistryError(ValueError):
    """A registry that cannot be read or written, or an answer that it does not hold."""


def open_store(path: Path, *, create: bool = False, threads: bool = False) -> sqlite3.Connection:
    """A connection to the registry at `path`; rows come as tuples, transactions are the caller's.

    `threads`: one may open it and another use it. A registry of an older format is brought up to date first.
    Raises RegistryError where there is none (unless `create`), or where the file is something else.
    """
    if not create and not path.is_file():
        raise RegistryError(f"no registry at {path}: youcheng registry build RUN_DIR --db {path}")
    try:
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=not threads)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA cache_size = -131072")
        found = (value(db, "PRAGMA application_id"), value(db, "PRAGMA user_version"))
        if found == (0, 0) and value(db, "SELECT count(*) FROM sqlite_master") == 0 and create:
            with transaction(db):
                _make(db)
        elif found != (APPLICATION_ID, FORMAT):
            _bring_up_to_date(db, path, *found)
    except sqlite3.Error as error:
        raise RegistryError(f"{path}: {error}") from error
    return db


def _make(db: sqlite3.Connection) -> None:
    run_sql(db, "schema.sql")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {FORMAT}")


def _bring_up_to_date(db: sqlite3.Connection, path: Path, application: int, found: int) -> None:
    """All steps to today's format, or none."""
    if application != APPLICATION_ID:
        raise RegistryError(f"{path} is no registry")
    if found > FORMAT:
        raise RegistryError(f"{path} is a registry of format {found}, of a newer youcheng: install that")
    if found < OLDEST:
        raise RegistryError(f"{path} is a registry of format {found}, from which no way leads: build it anew")
    with transaction(db):
        for step in range(value(db, "PRAGMA user_version") + 1, FORMAT + 1):
            run_sql(db, f"migrations/{step}.sql")
        db.execute(f"PRAGMA user_version = {FORMAT}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that is done inside holds, or nothing: one writer at a time, readers see what was before."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def without_indexes(db: sqlite3.Connection, *names: str) -> Iterator[None]:
    """Drop indexes and make them again at the end: to sort a million keys beats finding each its place."""
    made = [
        value(db, "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", name) for name in names
    ]
    for name in names:
        db.execute(f"DROP INDEX {name}")
    yield
    for sql in made:
        db.execute(sql)


def run_sql(db: sqlite3.Connection, name: str, values: dict[str, Any] | None = None, **parts: str) -> None:
    """Execute the statements of a SQL file beside this module; `{part}` in it is replaced by `parts`.

    A statement ends with a semicolon at its line's end, as sqlite3's `executescript` would commit midway.
    """
    text = (_SQL / name).read_text(encoding="utf-8")
    for part, sql in parts.items():
        text = text.replace("{" + part + "}", sql)
    statement = ""
    for line in text.splitlines(keepends=True):
        if line.startswith("--"):
            continue
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement, values or {})
            statement = ""


def value(db: sqlite3.Connection, sql: str, *args: object) -> Any:
    """The first column of a query's first row; None where there is no row."""
    row = db.execute(sql, args).fetchone()
    return row[0] if row else None


def setting(db: sqlite3.Connection, key: str) -> str | None:
    """What the registry noted of itself under `key`."""
    found = value(db, "SELECT value FROM meta WHERE key = ?", key)
    return None if found is None else str(found)


def note(db: sqlite3.Connection, key: str, text: str) -> None:
    db.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, text)
    )
