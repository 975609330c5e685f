"""The export to PostgreSQL, on a real server started for the test by an unprivileged user."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import psycopg
from registry_runs import BRISBANE, HOUSTON, NAMPA, SHENZHEN, Registry, document, pair

from extract.registry.exports.tables import Source
from extract.registry.exports.write import export


def write(registry: Registry, address: str) -> None:
    db = registry.open()
    export(Source(db, "full"), "postgresql", address)
    db.close()


def rows(address: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as db:
        return db.execute(sql.encode()).fetchall()


def test_a_server_is_brought_up_to_date(registry: Registry, postgresql: str) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")), document("d2", pair(SHENZHEN, BRISBANE))
    )
    write(registry, postgresql)
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03")), document("d2", pair(SHENZHEN, NAMPA))
    )
    write(registry, postgresql)
    asked = (
        "SELECT b.name_en, t.since, e.quote FROM tie t JOIN place b ON b.id = t.b"
        " JOIN evidence e ON e.tie = t.id ORDER BY b.name_en"
    )
    assert rows(postgresql, asked) == [
        ("Houston", "1986-03", "深圳市与休斯敦结好。"),
        ("Nampa", None, "深圳市与楠帕结好。"),
    ]
    assert rows(postgresql, "SELECT count(*) FROM credit WHERE source LIKE 'GeoNames%'") == [(1,)]


def test_an_export_killed_midway_leaves_what_was_there(registry: Registry, postgresql: str) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    write(registry, postgresql)
    before = rows(postgresql, "SELECT * FROM tie"), rows(postgresql, "SELECT * FROM evidence")
    one = pair(SHENZHEN, BRISBANE)
    registry.add(*(document(f"m{i}", one, one, one, one) for i in range(4_000)))
    work = subprocess.Popen(
        [sys.executable, "-m", "extract.cli", "registry", "export", "postgresql", "--out", postgresql,
         "--db", str(registry.path), "--evidence", "full"],
    )  # fmt: skip
    inserting = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO evidence%'"
    deadline = time.monotonic() + 60
    while rows(postgresql, inserting) == [(0,)]:
        assert work.poll() is None, "the export was over before it could be killed"
        assert time.monotonic() < deadline
    work.send_signal(signal.SIGKILL)
    work.wait()
    assert (rows(postgresql, "SELECT * FROM tie"), rows(postgresql, "SELECT * FROM evidence")) == before
    write(registry, postgresql)
    assert rows(postgresql, "SELECT count(*) FROM evidence") == [(16_001,)]
