"""What tests of several packages share: a PostgreSQL server, started when the first of them asks for it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_INITDB = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real server, run by an unprivileged user, on a socket in a folder of its own."""
    if not _INITDB:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    programs = _INITDB[-1].parent
    # The server refuses to run as root: as `nobody`, then, with the folder theirs.
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="youcheng-pg-"))
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
