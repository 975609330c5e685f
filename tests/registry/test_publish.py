"""Ids that stay, publications that are kept, and why each thing changed."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from registry_runs import BRISBANE, HOUSTON, NAMPA, SHENZHEN, URAWA, Registry, document, pair
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.registry.build import build
from extract.registry.components import Components
from extract.registry.decisions import Decision, decide, undo
from extract.registry.publish import diff, last_before, latest, published
from extract.registry.store import RegistryError, open_store, transaction
from extract.registry.why import decisions_on, seen, statements


def say(registry: Registry, verdict: str, subject: str, other: str | None = None, **fields: str) -> int:
    db = registry.open()
    with transaction(db):
        number = decide(db, Decision(verdict, subject, other, reason="seen", by="r1", **fields))
    db.close()
    return number


def changes(registry: Registry) -> list[tuple[str, str, str | None]]:
    """Operation, tie and the other tie, of the last publication."""
    db = registry.open()
    last = latest(db)
    found = [(c.operation, c.tie, c.other) for c in diff(db, last - 1, last)]
    db.close()
    return found


def youcheng(registry: Registry, *words: str) -> Result:
    return CliRunner().invoke(app, ["registry", *words, "--db", str(registry.path)])


def test_ids_are_of_the_thing_not_of_the_build(registry: Registry, tmp_path: Path) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    other = Registry(tmp_path / "other")
    other.folder.mkdir()
    other.add(document("x", pair(SHENZHEN, BRISBANE)), document("y", pair(HOUSTON, SHENZHEN, date="1986")))
    assert registry.tie()["id"] in {tie["id"] for tie in other.ties()}


def test_an_id_stays_while_its_tie_changes(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON, status="proposed")))
    id_ = registry.tie()["id"]
    registry.add(document("d2", pair(SHENZHEN, HOUSTON, date="1986-03")))
    assert registry.tie()["id"] == id_
    db = registry.open()
    (change,) = diff(db, 1, 2)
    db.close()
    assert change.operation == "MOD"
    assert "status: proposed → established" in change.reason
    assert "since: null → 1986-03" in change.reason


def test_every_publication_is_kept_whole(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    registry.add(document("d2", pair(SHENZHEN, BRISBANE)))
    registry.add(document("d3", pair(SHENZHEN, HOUSTON, date="1986")))
    db = registry.open()
    assert [len(list(published(db, n))) for n in (0, 1, 2, 3)] == [0, 1, 2, 2]
    assert [t["since"] for t in published(db, 2)] == [None, None]
    assert [c.operation for c in diff(db, 0, 3)] == ["ADD", "ADD"]
    db.close()


def test_the_same_place_merges_and_can_be_split_again(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")), document("d2", pair(SHENZHEN, BRISBANE))
    )
    houston, brisbane = sorted(registry.ties(), key=lambda tie: tie["b"]["name_en"], reverse=True)
    number = say(registry, "same", HOUSTON, BRISBANE)
    merged = build([], registry.path)
    assert merged.changes == Counter(operation for operation, _, _ in changes(registry))
    left = registry.tie()
    gone = {houston["id"], brisbane["id"]} - {left["id"]}
    assert ("MERGE", gone.pop(), left["id"]) in changes(registry)
    db = registry.open()
    with transaction(db):
        undo(db, number, "were two", "r2", "")
    db.close()
    split = build([], registry.path)
    assert split.changes == Counter(operation for operation, _, _ in changes(registry))
    assert registry.ties() == sorted([houston, brisbane], key=lambda tie: tie["id"])
    assert "SPLIT" in {operation for operation, _, _ in changes(registry)}


def test_a_name_that_waits_is_given_a_place_of_the_gazetteer(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, URAWA)))
    number = say(registry, "same", URAWA, NAMPA)  # no record names Nampa
    build([], registry.path)
    assert (registry.tie()["b"]["key"], registry.tie()["b"]["name_en"]) == (NAMPA, "Nampa")
    with pytest.raises(RegistryError, match="knows a place gn:0"):
        say(registry, "same", URAWA, "gn:0")
    assert youcheng(registry, "undo", str(number), "--reason", "no", "--by", "r1").exit_code == 0
    build([], registry.path)
    assert registry.ties() == []


def test_sameness_is_transitive_and_contradictions_are_refused(registry: Registry) -> None:
    registry.add(document("d1", *(pair(SHENZHEN, key) for key in (HOUSTON, BRISBANE, NAMPA))))
    say(registry, "same", HOUSTON, BRISBANE)
    say(registry, "same", BRISBANE, NAMPA)
    with pytest.raises(RegistryError, match="two places"):
        say(registry, "not_same", HOUSTON, NAMPA)
    build([], registry.path)
    assert len(registry.ties()) == 1


def test_an_unlinked_place_is_let_in_by_a_decision(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, URAWA)), document("d2", pair(SHENZHEN, HOUSTON)))
    say(registry, "same", URAWA, HOUSTON)
    assert build([], registry.path).unlinked == 0
    db = registry.open()
    assert db.execute("SELECT documents FROM tie").fetchall() == [(2,)]
    db.close()


def test_edges_never_join_what_is_held_apart() -> None:
    groups = Components("abcd", apart=[("a", "d")])
    assert groups.join("a", "b")
    assert groups.join("c", "d")
    assert not groups.join("b", "c")
    assert groups.groups() == [["a", "b"], ["c", "d"]]


def test_a_reviewer_stands_above_what_was_extracted(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")),
        document("d2", pair(SHENZHEN, HOUSTON, date="1987"), source_id="https://www.sz.gov.cn/1"),
    )
    assert registry.tie()["since"] == "1987"
    db = registry.open()
    (right,) = (s.record for s in statements(db, registry.tie()["id"], "signed") if s.value == "1986")
    db.close()
    say(registry, "accept", right)
    build([], registry.path)
    assert registry.tie()["since"] == "1986"


def test_what_all_is_rejected_goes(registry: Registry) -> None:
    pair_ = pair(SHENZHEN, HOUSTON)
    registry.add(document("d1", pair_), document("d2", pair_))
    say(registry, "reject", pair_["fact_key"])
    assert build([], registry.path).changes == {"DEL": 1}
    db = registry.open()
    (change,) = diff(db, 1, 2)
    assert change.reason == "seen"
    db.close()
    registry.add(document("d3", pair_))
    assert registry.ties() == []


def test_a_value_that_is_set_and_an_event_by_whom(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    tie = registry.tie()
    say(registry, "set", tie["id"], field="since", value="1986-03-11")
    say(registry, "event", tie["id"], tie["b"]["id"], field="ended", value="2021")
    build([], registry.path)
    now = registry.tie()
    assert (now["since"], now["status"], now["until"]) == ("1986-03-11", "ended", "2021")
    assert {"kind": "ended", "date": "2021", "basis": "decided", "by": tie["b"]["id"]} in now["events"]


@pytest.mark.parametrize(
    ("verdict", "fields"),
    [
        ("set", {"field": "since", "value": "yesterday"}),
        ("set", {"field": "status", "value": "fine"}),
        ("set", {"field": "relation", "value": "alliance"}),
        ("bless", {}),
    ],
)
def test_a_decision_that_says_nothing_is_refused(
    registry: Registry, verdict: str, fields: dict[str, str]
) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    with pytest.raises(RegistryError):
        say(registry, verdict, registry.tie()["id"], **fields)


def test_a_retracted_tie_leaves_a_tombstone(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)), document("d2", pair(SHENZHEN, BRISBANE)))
    gone = next(tie for tie in registry.ties() if tie["b"]["name_en"] == "Houston")
    result = youcheng(registry, "retract", gone["id"], "--reason", "a misprint", "--by", "r1")
    assert result.exit_code == 0, result.output
    assert registry.tie()["b"]["name_en"] == "Brisbane"
    registry.add(document("d3", pair(SHENZHEN, HOUSTON, date="1986")))
    assert registry.tie()["b"]["name_en"] == "Brisbane"
    feed = [json.loads(line) for line in youcheng(registry, "diff", "1", "2", "--json").stdout.splitlines()]
    assert [(c["operation"], c["tie"], c["reason"]) for c in feed] == [("RETRACT", gone["id"], "a misprint")]
    assert youcheng(registry, "undo", "1", "--reason", "no misprint", "--by", "r1").exit_code == 0
    build([], registry.path)
    assert gone["id"] in {tie["id"] for tie in registry.ties()}


def test_what_is_not_published_cannot_be_retracted(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    tie = registry.tie()["id"]
    assert youcheng(registry, "retract", tie, "--reason", "a misprint", "--by", "r1").exit_code == 0
    again = youcheng(registry, "retract", tie, "--reason", "a misprint", "--by", "r1")
    assert (again.exit_code, "is not published" in again.output) == (2, True)


def test_publications_are_listed_and_found_by_day(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    registry.add(document("d2", pair(SHENZHEN, BRISBANE)))
    told = [json.loads(line) for line in youcheng(registry, "publications", "--json").stdout.splitlines()]
    assert [(each["publication"], each["ties"]) for each in told] == [(1, 1), (2, 2)]
    db = registry.open()
    db.execute("UPDATE publication SET at = '2024-03-06T23:59:59+00:00' WHERE n = 1")
    db.execute("UPDATE publication SET at = '2024-03-07T00:00:01+00:00' WHERE n = 2")
    found = [last_before(db, said) for said in ("2024-03-06", "2024-03-07", "2024-03-08", "1")]
    assert found == [0, 1, 2, 1]
    with pytest.raises(RegistryError, match="nor a day"):
        last_before(db, "yesterday")
    db.close()
    assert "布里斯班" in youcheng(registry, "digest", "--since", "2024-03-07").stdout
    assert "nothing since 2024-03-08" in youcheng(registry, "digest", "--since", "2024-03-08").stdout


def test_why_shows_all_that_is_said_and_decided(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986"), published="2001-01-01"),
        document("d2", pair(SHENZHEN, HOUSTON, date="1986"), published="2009-01-01"),
        document("d3", pair(HOUSTON, SHENZHEN, date="1987")),
    )
    tie = registry.tie()["id"]
    say(registry, "set", tie, field="since", value="1986")
    db = registry.open()
    assert [(s.value, s.doc_id) for s in statements(db, tie, "signed")] == [
        ("1986", "sha256:d1"), ("1986", "sha256:d2"), ("1987", "sha256:d3"),
    ]  # fmt: skip
    assert {s.value for s in statements(db, tie, "name_a")} == {"深圳市"}
    (first, _) = seen(db, tie, "signed")
    assert (first.value, first.sources, first.first_seen, first.last_seen) == (
        "1986",
        2,
        "2001-01-01",
        "2009-01-01",
    )
    assert [(d["verdict"], d["value"]) for d in decisions_on(db, tie)] == [("set", "1986")]
    db.close()
    shown = youcheng(registry, "why", tie, "signed").stdout
    assert "1987" in shown
    assert "深圳市与休斯敦结好。" in shown


def test_unlinked_places_are_listed(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, URAWA)), document("d2", pair(SHENZHEN, URAWA)))
    (place,) = map(json.loads, youcheng(registry, "unlinked").stdout.splitlines())
    assert (place["key"], place["documents"], place["ties"]) == (URAWA, 2, 1)


def test_a_build_killed_midway_writes_nothing(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    before = registry.ties()
    told = [pair(SHENZHEN, BRISBANE, date=f"{year}") for year in range(1950, 2020)]
    run = registry.run(*(document(f"m{i}", *[told[i % 70]] * 4) for i in range(3_000)))
    work = subprocess.Popen(
        [sys.executable, "-m", "extract.cli", "registry", "build", str(run), "--db", str(registry.path)],
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not is_being_written(registry.path):
        assert work.poll() is None, "the build was over before it could be killed"
        assert time.monotonic() < deadline
    work.send_signal(signal.SIGKILL)
    work.wait()
    assert registry.ties() == before
    assert build([run], registry.path).ties == 2
    db = open_store(registry.path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def is_being_written(path: Path) -> bool:
    """Whether another process is inside a transaction that writes."""
    probe = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        probe.close()
    return False


def test_commands_say_what_is_wrong(registry: Registry) -> None:
    assert youcheng(registry, "list").exit_code == 2
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    for words in (["why", "Tnone"], ["diff", "0", "9"], ["undo", "4", "--reason", "x", "--by", "y"]):
        result = youcheng(registry, *words)
        assert result.exit_code == 2, result.output
