"""Ties made wrong on purpose: wrong indeed, not to be told from others, and without effect."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from serving import Served

from extract.emit.reader import Run
from extract.records import fact_key
from extract.review.decision import Change
from extract.review.following import follow
from extract.review.index import open_index
from extract.review.items import key_of
from extract.review.judgement import Edit, Judgement, Shown
from extract.review.planting import share_of
from extract.review.report.whole import report
from extract.review.store import new_gesture, open_decisions


def planted(index: sqlite3.Connection) -> list[tuple[Any, Shown]]:
    rows = index.execute("SELECT * FROM item WHERE kind = 'tie' ORDER BY key").fetchall()
    told = [(row, msgspec.json.decode(row["shown"], type=Shown)) for row in rows]
    return [(row, shown) for row, shown in told if shown.planted is not None]


def test_a_share_is_a_percentage_or_a_fraction() -> None:
    assert (share_of("2%"), share_of("0.02"), share_of("0%")) == (0.02, 0.02, 0.0)
    for wrong in ("two", "200%", "-1%", "0.9", ""):
        with pytest.raises(ValueError):
            share_of(wrong)


def test_each_is_wrong_in_one_field_and_stated_nowhere(run_dir: Path, tmp_path: Path) -> None:
    index = open_index([run_dir], tmp_path / "index.sqlite", planted=0.5)
    known = {pair["fact_key"] for pair in Run(run_dir).lines("pairs")}
    found = planted(index)
    ties = index.execute("SELECT count(*) FROM item WHERE kind = 'tie'").fetchone()[0] - len(found)
    assert ties == len(known) and len(found) == round(0.5 * ties)
    for row, shown in found:
        fields, field = shown.fields, str(shown.planted)
        donor = next(key for key in known if key_of("tie", "planted", key, field) == row["key"])
        [told] = index.execute("SELECT shown FROM item WHERE key = ?", (donor,)).fetchone()
        original = msgspec.json.decode(told, type=Shown)
        assert {n for n, v in fields.items() if v != original.fields[n]} == {field}
        assert shown.rules == original.rules and shown.evidence == original.evidence
        assert row["key"] not in known
        if field in ("b", "relation"):
            assert fact_key(fields["a"], fields["b"], fields["relation"]) not in known
        assert index.execute("SELECT 1 FROM statement WHERE item = ?", (row["n"],)).fetchone()


def test_the_same_runs_are_given_the_same_ones_and_none_unless_asked(run_dir: Path, tmp_path: Path) -> None:
    first = planted(open_index([run_dir], tmp_path / "1.sqlite", planted=0.5))
    again = planted(open_index([run_dir], tmp_path / "2.sqlite", planted=0.5))
    assert [row["key"] for row, _ in first] == [row["key"] for row, _ in again]
    assert planted(open_index([run_dir], tmp_path / "1.sqlite")) == []


def test_the_page_does_not_tell_and_the_report_does(run_dir: Path, tmp_path: Path, serve: Any) -> None:
    served: Served = serve(run_dir, "--plant", "50%")
    with sqlite3.connect(next((tmp_path / "data" / "review").glob("*.sqlite"))) as index:
        index.row_factory = sqlite3.Row
        found = planted(index)
    assert "planted" not in served.client.get("/").text
    for number, (row, _) in enumerate(found):
        page = served.client.get(f"/item/{row['key']}")
        assert page.status_code == 200 and "planted" not in page.text
        judgement = {"verdict": "accept"} if number == 0 else {"verdict": "reject", "why": "extraction"}
        change = {"item": row["key"], "revision": 0, "judgement": judgement, "seconds": 2.0}
        answer = served.post("/decide", {"gesture": new_gesture(), "changes": [change]})
        assert answer.status_code == 200 and "planted" not in answer.text
    store = open_decisions(tmp_path / "registry.db")
    assert list(store.standing()) == []
    told = report(store)["planted"]
    assert (told["all"]["hits"], told["all"]["cases"]) == (len(found) - 1, len(found))
    assert [missed["item"] for missed in told["missed"]] == [found[0][0]["key"]]


def test_a_wrong_one_that_was_mended_says_nothing_of_the_right_one(run_dir: Path, tmp_path: Path) -> None:
    """The next index, without wrong ones, has nothing decided."""
    store = open_decisions(tmp_path / "registry.db")
    index = open_index([run_dir], tmp_path / "index.sqlite", planted=0.5)
    for row, shown in planted(index):
        edit = Edit(value=shown.fields["a"], was=shown.fields["b"], why="extraction")
        after = Judgement(verdict="accept", edits={"b": edit})
        store.decide([Change("tie", row["key"], 0, after, shown)], by="lm", gesture=new_gesture())
    plain = open_index([run_dir], tmp_path / "plain.sqlite")
    follow(plain, store)
    assert plain.execute("SELECT count(*) FROM item WHERE verdict IS NOT NULL").fetchone()[0] == 0
