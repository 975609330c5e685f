"""The export to PostgreSQL, on a real server started for the test by an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from registry_runs import BRISBANE, HOUSTON, NAMPA, SHENZHEN, Registry, document, pair

from extract.registry.exports.tables import Source
from extract.registry.exports.write import export

_INITDB = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))

pytestmark = pytest.mark.skipif(not _INITDB, reason="no PostgreSQL here: apt-get install postgresql")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that listens on a socket in a folder of its own."""
    programs = _INITDB[-1].parent
    # The server refuses to run as root: as `nobody`, then, with the folder theirs.
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="registry-pg-"))
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C"],
        user=user, check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    work = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
        user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"postgresql://owner@/postgres?host={folder}"
    try:
        _wait_for(address)
        yield address
    finally:
        work.send_signal(signal.SIGINT)
        work.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)


def write(registry: Registry, address: str) -> None:
    db = registry.open()
    export(Source(db, "full"), "postgresql", address)
    db.close()


def rows(address: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as db:
        return db.execute(sql.encode()).fetchall()


def test_a_server_is_brought_up_to_date(registry: Registry, server: str) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")), document("d2", pair(SHENZHEN, BRISBANE))
    )
    write(registry, server)
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03")), document("d2", pair(SHENZHEN, NAMPA))
    )
    write(registry, server)
    asked = (
        "SELECT b.name_en, t.since, e.quote FROM tie t JOIN place b ON b.id = t.b"
        " JOIN evidence e ON e.tie = t.id ORDER BY b.name_en"
    )
    assert rows(server, asked) == [
        ("Houston", "1986-03", "深圳市与休斯敦结好。"),
        ("Nampa", None, "深圳市与楠帕结好。"),
    ]
    assert rows(server, "SELECT count(*) FROM credit WHERE source LIKE 'GeoNames%'") == [(1,)]


def test_an_export_killed_midway_leaves_what_was_there(registry: Registry, server: str) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    write(registry, server)
    before = rows(server, "SELECT * FROM tie"), rows(server, "SELECT * FROM evidence")
    one = pair(SHENZHEN, BRISBANE)
    registry.add(*(document(f"m{i}", one, one, one, one) for i in range(4_000)))
    work = subprocess.Popen(
        [sys.executable, "-m", "extract.cli", "registry", "export", "postgresql", "--out", server,
         "--db", str(registry.path), "--evidence", "full"],
    )  # fmt: skip
    inserting = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO evidence%'"
    deadline = time.monotonic() + 60
    while rows(server, inserting) == [(0,)]:
        assert work.poll() is None, "the export was over before it could be killed"
        assert time.monotonic() < deadline
    work.send_signal(signal.SIGKILL)
    work.wait()
    assert (rows(server, "SELECT * FROM tie"), rows(server, "SELECT * FROM evidence")) == before
    write(registry, server)
    assert rows(server, "SELECT count(*) FROM evidence") == [(16_001,)]
