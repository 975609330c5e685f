"""SQLite and PostgreSQL: the tables of public.sql, brought up to date in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from extract.registry.exports.tables import COLUMNS, KEYS, Row, Source
from extract.registry.store import RegistryError

_BATCH = 2_000


def ddl() -> str:
    """The tables, as SQL that both databases read; comments say what each column is."""
    return (Path(__file__).parent / "public.sql").read_text(encoding="utf-8")


def write_sqlite(source: Source, path: Path) -> None:
    """Bring a database up to this publication: rows new, changed and gone, all of them or none."""
    target = sqlite3.connect(path, isolation_level=None)
    try:
        target.execute("BEGIN IMMEDIATE")
        for statement in _statements():
            target.execute(statement)
        for table in COLUMNS:
            _check(table, target.execute(f"SELECT * FROM {table} LIMIT 0").description)
        publication = source.publication
        for table in COLUMNS:
            for rows in _batches(source, table, publication):
                target.executemany(_upsert(table, "?"), rows)
            target.execute(f"DELETE FROM {table} WHERE publication <> ?", (publication,))
        target.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise RegistryError(f"{path}: {error}") from error
    finally:
        target.close()


def write_postgresql(source: Source, dsn: str) -> None:
    """The same to a PostgreSQL server; `dsn` as libpq reads it (`postgresql://user@host/name`)."""
    import psycopg

    try:
        with psycopg.connect(dsn) as target, target.cursor() as cursor:
            for statement in _statements():
                cursor.execute(statement.encode())
            for table in COLUMNS:
                _check(table, cursor.execute(f"SELECT * FROM {table} LIMIT 0".encode()).description)
            publication = source.publication
            for table in COLUMNS:
                for rows in _batches(source, table, publication):
                    cursor.executemany(_upsert(table, "%s").encode(), rows)
                cursor.execute(f"DELETE FROM {table} WHERE publication <> %s".encode(), (publication,))
    except psycopg.Error as error:
        raise RegistryError(f"PostgreSQL: {error}") from error


def _statements() -> list[str]:
    lines = [line.partition("--")[0].rstrip() for line in ddl().splitlines()]
    return [statement for statement in "\n".join(lines).split(";") if statement.strip()]


def _check(table: str, description: Iterable[Sequence[Any]] | None) -> None:
    """Raises RegistryError where a table of the database has not the columns that are to be written."""
    if lacking := COLUMNS[table].keys() - {column[0] for column in description or ()}:
        raise RegistryError(
            f"table {table} has no column {', '.join(sorted(lacking))}: it was not made by this version of"
            " youcheng. Drop it, or export to another database"
        )


def _batches(source: Source, table: str, publication: int) -> Iterator[list[Row]]:
    rows = (_storable(row, publication) for row in source.rows(table))
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _storable(row: Row, publication: int) -> Row:
    """A row without NUL characters, which PostgreSQL's text cannot hold."""
    return (*(cell.replace("\0", "") if isinstance(cell, str) else cell for cell in row), publication)


def _upsert(table: str, mark: str) -> str:
    columns = [*COLUMNS[table], "publication"]
    changed = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in KEYS[table])
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})"
        f" ON CONFLICT ({', '.join(KEYS[table])}) DO UPDATE SET {changed}"
    )
