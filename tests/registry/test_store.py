"""The registry's file over the years: an older format is brought up to date and loses nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from registry_runs import HOUSTON, SHENZHEN, Registry, document, pair

from extract.registry.build import build
from extract.registry.decisions import standing
from extract.registry.publish import diff
from extract.registry.store import APPLICATION_ID, FORMAT, RegistryError, open_store

OLD = Path(__file__).parent / "format2.sql"  # dumped in format 2: three ties, one set, one retracted


@pytest.fixture
def old(registry: Registry) -> Registry:
    db = sqlite3.connect(registry.path)
    db.executescript(OLD.read_text("utf-8"))
    db.close()
    return registry


def schema(db: sqlite3.Connection) -> set[str]:
    return {
        " ".join(sql.split()) for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")
    }


def test_a_file_brought_up_to_date_is_like_a_new_one(old: Registry, tmp_path: Path) -> None:
    fresh = open_store(tmp_path / "fresh.db", create=True)
    db = old.open()
    assert schema(db) == schema(fresh)
    assert db.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    db.close()
    fresh.close()


def test_ids_decisions_and_publications_are_carried_on(old: Registry) -> None:
    assert {tie["id"]: tie["since"] for tie in old.ties()} == {
        "Tmfd27tbn6n": "1986-03-11",
        "Tfdt6wsexr7": None,
    }
    built = old.add(document("d9", pair(SHENZHEN, HOUSTON, date="1986")))
    assert built.ties == 2
    assert build([], old.path).changes == {}
    db = old.open()
    assert [decision.verdict for decision in standing(db)] == ["set", "retract"]
    told = {change.operation: change.reason for change in diff(db, 1, 2)}
    assert told["RETRACT"] == "a misprint"
    db.close()


@pytest.mark.parametrize(
    ("application", "version", "told"),
    [
        (APPLICATION_ID, FORMAT + 1, "of a newer youcheng"),
        (APPLICATION_ID, 1, "from which no way leads"),
        (7, 1, "is no registry"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, application: int, version: int, told: str) -> None:
    path = tmp_path / "other.db"
    db = sqlite3.connect(path)
    db.executescript(f"PRAGMA application_id = {application}; PRAGMA user_version = {version}")
    db.close()
    with pytest.raises(RegistryError, match=told):
        open_store(path)
