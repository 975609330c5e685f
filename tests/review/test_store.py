"""Decisions are appended, undone without limit, and never lost or doubled; on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from extract.records import fact_key
from extract.registry.build import build
from extract.review.decision import SETTLED, Change, Decision, Stale
from extract.review.judgement import OPEN, Edit, Judgement, JudgementError, Shown
from extract.review.store import Store, StoreError, new_gesture, open_decisions

ACCEPT = Judgement(verdict="accept")
REJECT = Judgement(verdict="reject", why="extraction", wrong="tie")
FIELDS = {"a": "gn:1", "b": "gn:2", "relation": "sister_city", "status": "established", "date": "1985"}
SHOWN = Shown(
    fields=FIELDS,
    rules=["zh.pair.conclude"],
    confidence=0.9,
    evidence=[{"doc_id": "sha256:d1", "text": "甲市与乙市结好。"}],
)


def say(
    store: Store, item: str, after: Judgement, revision: int = 0, by: str = "qx", track: str = ""
) -> Decision:
    change = Change("tie", item, revision, after, SHOWN, seconds=1.5)
    return store.decide([change], by=by, gesture=new_gesture(), track=track)[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "registry.db")
    server: str = request.getfixturevalue("postgresql")
    import psycopg

    name = f"review_{new_gesture()}"
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}".encode())
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_decisions(address)
    yield opened
    opened.close()


def test_a_decision_keeps_who_when_before_and_after(store: Store) -> None:
    first = say(store, "f1", ACCEPT)
    second = say(store, "f1", REJECT, revision=1, by="lm")
    assert (first.before, first.after, first.by, first.revision) == (OPEN, ACCEPT, "qx", 1)
    assert (second.before, second.after, second.by, second.revision) == (ACCEPT, REJECT, "lm", 2)
    assert second.at.endswith("+00:00")
    assert second.shown == SHOWN
    assert store.history("f1") == [first, second]
    assert list(store.decisions(first.n)) == [second]
    assert store.current("f1") == second


def test_a_stale_decision_is_refused_and_told_what_stands(store: Store) -> None:
    say(store, "f1", ACCEPT, by="lm")
    with pytest.raises(Stale) as refused:
        say(store, "f1", REJECT, revision=0)
    assert refused.value.current.by == "lm"
    assert len(store.history("f1")) == 1


def test_all_changes_of_a_gesture_or_none(store: Store) -> None:
    say(store, "f2", ACCEPT, by="lm")
    both = [Change("tie", item, 0, ACCEPT, SHOWN) for item in ("f1", "f2")]
    with pytest.raises(Stale):
        store.decide(both, by="qx", gesture=new_gesture())
    assert store.current("f1") is None


def test_a_repeated_request_decides_once(store: Store) -> None:
    change, gesture = Change("tie", "f1", 0, ACCEPT, SHOWN), new_gesture()
    first = store.decide([change], by="qx", gesture=gesture)
    assert store.decide([change], by="qx", gesture=gesture) == first
    assert len(list(store.decisions())) == 1


def test_of_many_who_decide_at_once_one_wins(store: Store) -> None:
    def attempt(number: int) -> bool:
        try:
            say(store, "f1", ACCEPT, by=f"r{number}")
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, range(24))) == 1
    assert len(store.history("f1")) == 1


def test_tracks_do_not_see_each_other_until_one_settles(store: Store) -> None:
    say(store, "f1", ACCEPT, by="qx", track="qx")
    say(store, "f1", REJECT, by="lm", track="lm")
    say(store, "f2", ACCEPT, by="qx", track="qx")
    say(store, "f2", ACCEPT, by="lm", track="lm")
    assert [[d.by for d in item] for item in store.disagreements()] == [["lm", "qx"]]
    assert [d.item for d in store.standing()] == ["f2"]
    say(store, "f1", REJECT, by="th", track=SETTLED)
    assert list(store.disagreements()) == []
    assert [(d.item, d.after.verdict) for d in store.standing()] == [("f1", "reject"), ("f2", "accept")]


def test_what_holds_leaves_out_open_unsure_and_undone(store: Store) -> None:
    say(store, "f1", Judgement(verdict="unsure"))
    say(store, "f2", Judgement(verdict="skip", comment="later"))
    say(store, "f3", ACCEPT)
    store.undo(by="qx")
    assert list(store.standing()) == []


def test_an_edited_tie_is_found_under_the_key_it_has_then(store: Store) -> None:
    edit = Edit(value="gn:3", was="gn:2", why="extraction")
    made = say(store, "f1", Judgement(verdict="accept", edits={"b": edit}))
    assert made.result == fact_key("gn:1", "gn:3", "sister_city")
    assert say(store, "f2", ACCEPT).result == "f2"


def test_what_the_source_got_wrong_is_kept_with_sic() -> None:
    edits = {
        "date": Edit(value="1985", was="1958", why="source"),
        "status": Edit(value="ended", was="established", why="outdated"),
        "b": Edit(value="gn:3", was="gn:2", why="extraction"),
    }
    assert Judgement(edits=edits).sic() == {"date": "1958", "status": "established"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "1985-13"), ("date", "last year"), ("date", 1985), ("relation", "friends"),
        ("status", "gone"),
        ("a", ""), ("b", None), ("events", "renewed"), ("events", [{"date": "1990"}]),
        ("events", [{"kind": "renewed", "date": "31.2.1990"}]), ("colour", "red"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_hold_is_refused(tmp_path: Path, field: str, value: object) -> None:
    store = open_decisions(tmp_path / "registry.db")
    with pytest.raises(JudgementError, match=field):
        say(store, "f1", Judgement(verdict="accept", edits={field: Edit(value=value, why="extraction")}))
    assert list(store.decisions()) == []


def test_a_rejection_says_why(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match="extraction, source, outdated or policy"):
        say(open_decisions(tmp_path / "registry.db"), "f1", Judgement(verdict="reject"))


def test_undoing_what_another_changed_since_is_refused(store: Store) -> None:
    say(store, "f1", ACCEPT)
    say(store, "f1", REJECT, revision=1, by="lm")
    with pytest.raises(Stale):
        store.undo(by="qx")
    assert store.undo(by="lm")[0].after == ACCEPT


def test_a_gesture_on_many_items_is_undone_as_one(store: Store) -> None:
    store.decide([Change("tie", f"f{i}", 0, ACCEPT, SHOWN) for i in range(5)], by="qx", gesture=new_gesture())
    assert len(store.undo(by="qx")) == 5
    assert [d.after for d in store.latest()] == [OPEN] * 5
    assert len(store.redo(by="qx")) == 5
    assert len(list(store.standing())) == 5


def test_drafts_assignments_and_watched_places_survive(store: Store, address: str) -> None:
    store.notes.keep_draft("f1", "qx", '{"date": "19"}')
    store.notes.keep_draft("f1", "qx", '{"date": "1985"}')
    store.notes.keep_draft("f2", "qx", "{}")
    store.notes.keep_draft("f2", "qx", None)
    store.notes.assign(["f1", "f2"], to="lm", by="qx")
    store.notes.assign(["f2"], to="qx", by="qx")
    store.notes.watch("gn:1", "qx")
    store.notes.watch("gn:2", "qx")
    store.notes.watch("gn:2", "qx", on=False)
    again = open_decisions(address)
    assert again.notes.draft("f1", "qx") == '{"date": "1985"}'
    assert again.notes.draft("f1", "lm") is None and again.notes.draft("f2", "qx") is None
    assert [told[1:] for told in again.notes.assignments()] == [("f1", "lm"), ("f2", "lm"), ("f2", "qx")]
    assert again.notes.assignments(2) == [(again.notes.newest_assignment(), "f2", "qx")]
    assert again.notes.watched("qx") == {"gn:1"}
    again.close()


def test_the_file_is_a_registry_too_and_safe_when_the_power_goes(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    store = open_decisions(path)
    say(store, "f1", ACCEPT)
    build([], path)
    assert len(store.history("f1")) == 1
    with store._engine.connect() as db:
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_what_is_no_store_is_said(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (n)")
    with pytest.raises(StoreError, match=r"other\.db is no registry"):
        open_decisions(other)
    with pytest.raises(StoreError, match="nowhere"):
        open_decisions("postgresql+psycopg://owner@/nowhere?host=/nowhere")


class Undoing(RuleBasedStateMachine):
    """Undo and redo as in an editor, against a model of two stacks."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_decisions(Path(self.folder.name) / "registry.db")
        self.state: dict[str, Judgement] = {}
        self.done: list[dict[str, tuple[Judgement, Judgement]]] = []
        self.undone: list[dict[str, tuple[Judgement, Judgement]]] = []

    @rule(items=st.sets(st.sampled_from("abcd"), min_size=1), word=st.sampled_from(["accept", "unsure"]))
    def decide(self, items: set[str], word: str) -> None:
        after = Judgement(verdict=word)  # type: ignore[arg-type]
        changes = []
        for item in sorted(items):
            current = self.store.current(item)
            changes.append(Change("tie", item, current.revision if current else 0, after, SHOWN))
        self.store.decide(changes, by="qx", gesture=new_gesture())
        self.done.append({item: (self.state.get(item, OPEN), after) for item in items})
        self.undone.clear()
        self.state |= dict.fromkeys(items, after)

    @rule()
    def undo(self) -> None:
        turned = self.store.undo(by="qx")
        assert bool(turned) == bool(self.done)
        if self.done:
            self.undone.append(self.done.pop())
            self.state |= {item: before for item, (before, _) in self.undone[-1].items()}

    @precondition(lambda self: self.undone or not self.done)
    @rule()
    def redo(self) -> None:
        turned = self.store.redo(by="qx")
        assert bool(turned) == bool(self.undone)
        if self.undone:
            self.done.append(self.undone.pop())
            self.state |= {item: after for item, (_, after) in self.done[-1].items()}

    @invariant()
    def the_store_holds_what_the_model_does(self) -> None:
        assert {d.item: d.after for d in self.store.latest()} == self.state

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


Undoing.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestUndoing = Undoing.TestCase
