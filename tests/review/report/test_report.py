"""The report of decisions that were really taken, as data and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract.cli import app
from extract.review.decision import SETTLED, Change
from extract.review.index import open_index
from extract.review.judgement import Edit, Judgement, Shown
from extract.review.report.page import page
from extract.review.report.whole import report
from extract.review.store import Store, new_gesture, open_decisions

ACCEPT = Judgement(verdict="accept")
WRONG = Judgement(verdict="reject", why="extraction", wrong="tie")
OUTDATED = Judgement(verdict="reject", why="outdated")
FIELDS = {"a": "gn:1", "b": "gn:2", "relation": "sister_city", "status": "established", "date": "1985"}


def dated(value: str, why: str = "extraction") -> Judgement:
    return Judgement(verdict="accept", edits={"date": Edit(value=value, was="1985", why=why)})  # type: ignore[arg-type]


def tie(confidence: float = 0.9, rule: str = "zh.pair.conclude", **more: object) -> Shown:
    return Shown(fields=FIELDS, rules=[rule], confidence=confidence, names={"a.name_zh": "甲市"}, **more)  # type: ignore[arg-type]


def say(
    store: Store, item: str, after: Judgement, by: str, track: str | None = None, shown: Shown | None = None,
    kind: str = "tie", seconds: float | None = 2.0,
) -> None:  # fmt: skip
    change = Change(kind, item, 0, after, shown or tie(), seconds)  # type: ignore[arg-type]
    store.decide([change], by=by, gesture=new_gesture(), track=by if track is None else track)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_decisions(tmp_path / "registry.db")


def test_two_reviewers_are_held_against_each_other_and_the_third_settles(store: Store) -> None:
    for number in range(8):
        say(store, f"f{number}", ACCEPT, "lm")
        say(store, f"f{number}", ACCEPT if number < 6 else WRONG, "qx")
    say(store, "f6", WRONG, "zhou", track=SETTLED)
    say(store, "only lm", WRONG, "lm")
    measured = report(store)
    [pair] = measured["agreement"]
    assert (pair["reviewers"], pair["items"], pair["alike"]["hits"]) == (["lm", "qx"], 8, 6)
    assert pair["table"][0] == [6, 0, 2, 0]
    assert [(d["item"], d["settled"] and d["settled"]["by"]) for d in measured["disagreements"]] == [
        ("f7", None), ("f6", "zhou"),
    ]  # fmt: skip
    assert measured["progress"]["tie"] == {"right": 6, "edited": 0, "wrong": 2, "unsure": 0, "disputed": 1}


def test_other_values_are_a_disagreement_though_both_edit(store: Store) -> None:
    say(store, "f", dated("1986"), "lm")
    say(store, "f", dated("1987"), "qx")
    measured = report(store)
    assert measured["agreement"][0]["table"][1][1] == 1
    assert measured["agreement"][0]["alike"]["hits"] == 0
    words = measured["disagreements"][0]["words"]
    assert [word["edits"] for word in words] == [{"date": "1986"}, {"date": "1987"}]


def test_only_a_wrong_extraction_counts_against_a_rule(store: Store) -> None:
    for item, after in (
        ("right", ACCEPT), ("outdated", OUTDATED), ("sic", dated("1986", why="source")),
        ("date", dated("1986")), ("no tie", WRONG), ("unsure", Judgement(verdict="unsure")),
    ):  # fmt: skip
        say(store, item, after, "lm", track="")
    [rule] = report(store)["precision"]["rules"]
    assert (rule["rule"], rule["cases"]) == ("zh.pair.conclude", 5)
    assert (rule["right"]["hits"], rule["tie_right"]["hits"]) == (3, 4)


def test_a_tie_whose_places_were_swapped_is_the_same_tie(store: Store) -> None:
    edits = {
        "a": Edit(value="gn:2", was="gn:1", why="extraction"),
        "b": Edit(value="gn:1", was="gn:2", why="extraction"),
    }
    say(store, "swapped", Judgement(verdict="accept", edits=edits), "lm", track="")
    say(store, "planted", Judgement(verdict="accept", edits=edits), "lm", track="", shown=tie(planted="b"))
    measured = report(store)
    [rule] = measured["precision"]["rules"]
    assert (rule["right"]["hits"], rule["tie_right"]["hits"]) == (0, 1)
    assert [(row["hits"], row["cases"]) for row in measured["planted"]["reviewers"]] == [(0, 1)]


def test_a_tie_that_a_reviewer_added_is_no_extraction(store: Store) -> None:
    say(store, "added", ACCEPT, "lm", track="", shown=Shown(fields=FIELDS, rules=["reviewer"]))
    assert report(store)["precision"]["ties"] == 0


def test_a_threshold_is_advised_where_the_evidence_suffices(store: Store) -> None:
    for number in range(400):
        say(store, f"sure{number}", ACCEPT, "lm", track="", shown=tie(0.96))
    for number in range(40):
        say(store, f"less{number}", ACCEPT if number % 4 else WRONG, "lm", track="", shown=tie(0.6))
    calibration = report(store)["calibration"]
    assert calibration["advised"] == {"0.95": 0.6, "0.98": 0.95, "0.99": 0.95}
    low, high = calibration["bins"]
    assert (low["cases"], low["right"]["hits"], high["confidence"]) == (40, 30, 0.96)
    assert calibration["thresholds"][0]["right"]["high"] < 0.99


def test_planted_errors_are_caught_by_rejecting_or_mending_them_and_count_nowhere_else(store: Store) -> None:
    wrong_date = tie(planted="date")
    say(store, "p1", WRONG, "lm", shown=wrong_date)
    say(store, "p2", dated("1986"), "lm", shown=wrong_date)
    say(store, "p3", ACCEPT, "lm", shown=wrong_date)
    say(store, "p4", Judgement(verdict="unsure"), "lm", shown=wrong_date)
    say(store, "p1", ACCEPT, "qx", shown=wrong_date)
    measured = report(store)
    planted = measured["planted"]
    rows = [(row["by"], row["hits"], row["cases"]) for row in planted["reviewers"]]
    assert rows == [("lm", 2, 3), ("qx", 0, 1)]
    assert {(m["by"], m["item"], m["wrong"]) for m in planted["missed"]} == {
        ("lm", "p3", "date"), ("qx", "p1", "date"),
    }  # fmt: skip
    assert measured["agreement"] == measured["disagreements"] == []
    assert measured["progress"] == {} and measured["precision"]["ties"] == 0
    assert list(store.standing()) == []


def test_seconds_are_told_by_reviewer_and_kind(store: Store) -> None:
    for number, seconds in enumerate((1.0, 2.0, 3.0, 4.0, 100.0, None)):
        say(store, f"f{number}", ACCEPT, "lm", track="", seconds=seconds)
    store.undo(by="lm")
    [row] = report(store)["seconds"]
    assert (row["decisions"], row["median"], row["quarter"], row["three_quarters"]) == (5, 3.0, 2.0, 4.0)


def test_recall_is_estimated_from_the_sample_that_was_looked_at(
    store: Store, run_dir: Path, tmp_path: Path
) -> None:
    index = open_index([run_dir], tmp_path / "index.sqlite")
    before = report(store, index)["recall"]
    sample = index.execute("SELECT kind, key, shown FROM item WHERE kind IN ('sentence', 'page')").fetchall()
    drawn = len(sample)
    assert before["recall"] is None or drawn == 0
    for number, row in enumerate(sample):
        after = Judgement(verdict="reject", why="extraction") if number == 0 else ACCEPT
        say(store, row["key"], after, "lm", track="", kind=row["kind"], shown=Shown(fields={}))
    say(store, "of another run", WRONG, "lm", track="", kind="sentence", shown=Shown(fields={}))
    after_all = report(store, index)["recall"]
    stating = after_all["stating"]
    assert stating > 0 and after_all["sentences"]["drawn"] + after_all["pages"]["drawn"] == drawn
    assert after_all["missed"]["value"] == min(drawn, 1)
    assert after_all["recall"]["value"] == pytest.approx(stating / (stating + min(drawn, 1)), abs=1e-4)


def test_the_page_holds_everything_and_asks_for_nothing(store: Store, run_dir: Path, tmp_path: Path) -> None:
    hostile = Shown(
        fields=FIELDS, rules=["<img src=x>"], confidence=0.7, names={"a.name_zh": "<script>alert(1)</script>"}
    )
    say(store, "f", ACCEPT, "lm", shown=hostile)
    say(store, "f", WRONG, "qx", shown=hostile)
    say(store, "f", WRONG, "zhou", track=SETTLED, shown=hostile)
    index = open_index([run_dir], tmp_path / "index.sqlite")
    measured = report(store, index)
    assert json.loads(json.dumps(measured)) == measured
    for language in ("en", "zh"):
        html = page(measured, language)
        assert "&lt;script&gt;alert(1)" in html and "<script" not in html and "<img" not in html
        assert "http://" not in html and "https://" not in html and "default-src 'none'" in html
        assert "<svg" in html and 'class="interval"' in html
    assert page(report(open_decisions(tmp_path / "empty.db")), "en").count("<section") == 8


def test_the_command_writes_json_and_a_page(
    store: Store, run_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path / "data"))
    say(store, "f", ACCEPT, "lm")
    say(store, "f", WRONG, "qx")
    db = str(tmp_path / "registry.db")
    runner = CliRunner()
    told = runner.invoke(app, ["review", "report", str(run_dir), "--db", db, "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["agreement"][0]["items"] == 1
    out = tmp_path / "report.html"
    assert runner.invoke(app, ["review", "report", "--db", db, "-o", str(out), "--lang", "zh"]).exit_code == 0
    assert "审核结果分析" in out.read_text(encoding="utf-8")
    assert "lm and qx on 1 tie items" in runner.invoke(app, ["review", "report", "--db", db]).output
    nowhere = runner.invoke(app, ["review", "report", "--db", str(tmp_path / "no.db")])
    assert nowhere.exit_code == 2 and not (tmp_path / "no.db").exists()
