"""The index: items over documents and runs, beside what the registry holds; decisions outlive runs."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "registry"))

from registry_runs import BRISBANE, HOUSTON, SHENZHEN, URAWA, count, document, pair, write_run

from extract.records import KINDS, fact_key
from extract.registry.build import build
from extract.registry.policy import load_policy
from extract.registry.publish import latest, published
from extract.registry.store import open_store, value
from extract.registry.totals import totals
from extract.review.decision import Change
from extract.review.following import follow
from extract.review.index import open_index
from extract.review.items import contradict, key_of, shown_value
from extract.review.judgement import Edit, Judgement, Shown, evidence_key
from extract.review.queue import Filters, find, left, page
from extract.review.store import Store, new_gesture, open_decisions

TIE = fact_key(SHENZHEN, HOUSTON, "sister_city")
ACCEPT = Judgement(verdict="accept")
NOT_A_TIE = Judgement(verdict="reject", why="extraction", wrong="tie")


class Desk:
    """Runs, a registry, decisions and an index in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runs, self.number = folder, [], 0
        self.path = folder / "registry.db"
        self.store: Store = open_decisions(self.path)

    def run(self, *documents: dict[str, Any], keep: bool = False) -> None:
        """A run of these documents, instead of those before it."""
        self.number += 1
        folder = write_run(self.folder / f"run{self.number}", *(self._whole(told) for told in documents))
        for kind in KINDS:
            (folder / f"{kind}.jsonl").touch()
        self.runs = [*self.runs, folder] if keep else [folder]

    @staticmethod
    def _whole(told: dict[str, Any]) -> dict[str, Any]:
        """Records with all their fields, as a run writes them."""
        for found in told["pairs"]:
            found.setdefault("status", "established")
            found.setdefault("events", [])
            found.setdefault("agreement", "monolingual")
            found.setdefault("relation_terms", [])
            for side in (found["a"], found["b"]):
                side.setdefault("qualifiers", [])
        for found in told["counts"]:
            defaults = {"as_of": None, "partner": None, "upper": None, "modifier": "exact", "confidence": 1.0}
            for name, default in (defaults | {"agreement": "monolingual", "rules": []}).items():
                found.setdefault(name, default)
        return told

    def open(self) -> sqlite3.Connection:
        db = open_index(self.runs, self.folder / "index.sqlite", self.path)
        follow(db, self.store)
        return db

    def decide(self, after: Judgement, item: str = TIE) -> None:
        row = find(self.open(), item)
        assert row is not None
        import msgspec

        shown = msgspec.json.decode(row["shown"], type=Shown)
        current = self.store.current(item)
        change = Change(row["kind"], item, current.revision if current else 0, after, shown)
        self.store.decide([change], by="qx", gesture=new_gesture())

    def ties(self) -> dict[frozenset[str], dict[str, Any]]:
        """What the registry publishes after a build: places to tie."""
        with self.built() as db:
            return {frozenset((t["a"]["key"], t["b"]["key"])): t for t in published(db, latest(db))}

    def totals(self) -> list[tuple[str, int, str | None, int]]:
        """The control totals after a build: what, how many, as of when, by how many sources."""
        with self.built() as db:
            found = totals(db, load_policy())
            return sorted((t.what, t.value, t.as_of, len(t.sources)) for t in found)

    def events(self) -> list[tuple[str, str]]:
        """The stages of the only tie after a build."""
        with self.built() as db:
            found = db.execute("SELECT kind, date FROM event WHERE shown ORDER BY kind")
            return [tuple(row) for row in found]

    @contextmanager
    def built(self) -> Iterator[sqlite3.Connection]:
        build(self.runs, self.path)
        db = open_store(self.path)
        yield db
        db.close()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def sentence(text: str) -> list[dict[str, Any]]:
    return [{"lang": "zh", "start": 0, "end": len(text), "text": text}]


def test_fifty_papers_on_one_signing_are_one_item_best_first(desk: Desk) -> None:
    papers = [document(f"d{i}", pair(SHENZHEN, HOUSTON, confidence=i / 50)) for i in range(50)]
    desk.run(*papers)
    rows = page(desk.open(), Filters(), "qx", ())
    assert [(row["key"], row["documents"], row["confidence"]) for row in rows] == [(TIE, 50, 49 / 50)]


def test_several_runs_are_one_queue_and_the_newest_reads_a_text(desk: Desk) -> None:
    first = document("d1", pair(SHENZHEN, HOUSTON, date="1986"))
    desk.run(first)
    desk.run(first, document("d2", pair(SHENZHEN, BRISBANE)), keep=True)
    assert {row["documents"] for row in page(desk.open(), Filters(), "qx", ())} == {1}


@pytest.mark.parametrize(
    ("values", "shown", "torn"),
    [
        (["1986", "1986-03", "1986"], "1986-03", False),
        (["1986", "1987", "1987"], "1987", True),
        (["1986-03", None], "1986-03", False),
        ([None, None], None, False),
        (["198X", "1986"], "1986", False),
        (["established", "ended"], "established", True),
        ([26, 28], 26, True),
    ],
)  # fmt: skip
def test_of_different_values_one_is_shown(values: list[Any], shown: object, torn: bool) -> None:
    assert (shown_value(values), contradict(values)) == (shown, torn)


def test_a_tie_stands_beside_what_the_registry_holds(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    assert find(desk.open(), TIE)["beside"] == "new"
    build(desk.runs, desk.path)
    for date, beside in (("1986", "same"), ("1986-03", "finer"), ("1987", "contradicts"), (None, "same")):
        desk.run(document("d2", pair(SHENZHEN, HOUSTON, date=date)))
        assert find(desk.open(), TIE)["beside"] == beside


def test_the_date_of_an_end_stands_beside_the_end(desk: Desk) -> None:
    signed = [{"kind": "signed", "date": "1986", "span": {"lang": "zh", "start": 0, "end": 1, "text": "1"}}]
    ended = pair(SHENZHEN, HOUSTON, date="2016-03", status="ended", events=signed)
    desk.run(document("d1", ended, pair(SHENZHEN, BRISBANE, date="2024-05", status="proposed")))
    build(desk.runs, desk.path)
    held = {
        row["b"]: json.loads(find(desk.open(), row["key"])["held"])
        for row in page(desk.open(), Filters(), "qx", ())
    }
    assert held[HOUSTON]["dates"] == {"signed": "1986", "ended": "2016-03"}
    assert held[BRISBANE]["dates"] == {"proposed": "2024-05"}
    assert {row["beside"] for row in page(desk.open(), Filters(), "qx", ())} == {"same"}
    desk.run(document("d2", pair(SHENZHEN, HOUSTON, date="2017", status="ended", events=signed)))
    assert find(desk.open(), TIE)["beside"] == "contradicts"


def test_conflicts_come_first_then_the_least_sure(desk: Desk) -> None:
    first, second = (
        pair(SHENZHEN, HOUSTON, date=d, confidence=c) for d, c in (("1986", 0.99), ("1999", 0.98))
    )
    desk.run(
        document("d1", first, pair(SHENZHEN, BRISBANE, confidence=0.6)),
        document("d2", second, pair(HOUSTON, BRISBANE, confidence=0.5)),
    )
    rows = page(desk.open(), Filters(), "qx", ())
    assert [row["confidence"] for row in rows] == [0.99, 0.5, 0.6]


def test_what_came_since_is_new(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON)))
    assert left(desk.open(), Filters(new="1"), "qx", ()) == 0
    desk.run(document("d2", pair(SHENZHEN, BRISBANE)), keep=True)
    assert [row["b"] for row in page(desk.open(), Filters(new="1"), "qx", ())] == [BRISBANE]


def test_filters_are_what_the_address_says() -> None:
    asked = {"kind": "count", "order": "place", "state": "all", "q": "青岛", "evil": "x"}
    filters = Filters.read(asked | {"beside": "nonsense"})
    assert filters == Filters(kind="count", order="place", state="all", q="青岛")
    assert Filters.read({"kind": "'; DROP TABLE item"}) == Filters()
    assert "order=place" in filters.address() and "evil" not in filters.address()


def test_watched_assigned_and_named(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON), pair(SHENZHEN, BRISBANE)))
    desk.store.notes.assign([TIE], to="lm", by="qx")
    desk.store.notes.watch(BRISBANE, "qx")
    desk.decide(Judgement(verdict="unsure"))
    db = desk.open()
    assert left(db, Filters(assigned="me", state="all"), "lm", ()) == 1
    assert left(db, Filters(assigned="@lm", state="all"), "qx", ()) == 1
    assert left(db, Filters(assigned="nobody", state="all"), "qx", ()) == 1
    assert [r["b"] for r in page(db, Filters(watched="1"), "qx", desk.store.notes.watched("qx"))] == [
        BRISBANE
    ]
    assert left(db, Filters(q="休斯", state="all"), "qx", ()) == 1
    assert left(db, Filters(q="%", state="all"), "qx", ()) == 0


def test_counts_are_one_item_over_documents(desk: Desk) -> None:
    desk.run(document("d1", count(SHENZHEN, "ties", 24)), document("d2", count(SHENZHEN, "ties", 25)))
    row = page(desk.open(), Filters(kind="count"), "qx", ())[0]
    assert (row["documents"], row["calm"]) == (2, 0)


# -- decisions outlive runs


def test_a_decision_holds_while_its_sentence_stands(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    desk.decide(ACCEPT)
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1987"), text_sha256="sha256:other"))
    row = find(desk.open(), TIE)
    assert (row["verdict"], row["changed"], row["stale"]) == ("accept", 1, None)
    assert left(desk.open(), Filters(state="changed"), "qx", ()) == 1


def test_a_decision_holds_while_the_same_is_read(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    desk.decide(ACCEPT)
    desk.run(document("d9", pair(SHENZHEN, HOUSTON, date="1986", evidence=sentence("另一句。"))))
    assert find(desk.open(), TIE)["verdict"] == "accept"


def test_another_layout_is_the_same_sentence() -> None:
    assert evidence_key("甲市与乙市 结好。\n") == evidence_key("甲市与乙市结好。")


def test_where_sentence_and_values_are_others_it_is_decided_again(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    desk.decide(ACCEPT)
    desk.run(document("d9", pair(SHENZHEN, HOUSTON, date="1999", evidence=sentence("另一句。"))))
    row = find(desk.open(), TIE)
    assert row["verdict"] is None and json.loads(row["stale"])["fields"]["date"] == "1986"
    desk.decide(NOT_A_TIE)
    assert find(desk.open(), TIE)["verdict"] == "reject"


def test_a_rejection_is_remembered(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON)))
    desk.decide(NOT_A_TIE)
    again = pair(SHENZHEN, HOUSTON, evidence=sentence("又一句。"))
    desk.run(document("d5", again, pair(SHENZHEN, BRISBANE)))
    assert find(desk.open(), TIE)["verdict"] == "reject"
    assert set(desk.ties()) == {frozenset((SHENZHEN, BRISBANE))}


def test_what_is_later_read_as_the_reviewer_edited_it_is_accepted(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON)))
    desk.decide(Judgement(verdict="accept", edits={"b": Edit(value=BRISBANE, was=HOUSTON, why="extraction")}))
    desk.run(document("d1", pair(SHENZHEN, BRISBANE)))
    assert page(desk.open(), Filters(state="accept"), "qx", ())[0]["b"] == BRISBANE


def test_the_index_is_made_anew_from_the_store(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON), pair(SHENZHEN, BRISBANE)))
    desk.decide(ACCEPT)
    (desk.folder / "index.sqlite").unlink()
    assert find(desk.open(), TIE)["verdict"] == "accept"


def test_statements_are_split_off_and_put_back(desk: Desk) -> None:
    other = sentence("深圳市与另一休斯敦结好。")
    desk.run(document("d1", pair(SHENZHEN, HOUSTON)), document("d2", pair(SHENZHEN, HOUSTON, evidence=other)))
    desk.decide(Judgement(split=(evidence_key(other[0]["text"]),)))
    keys = [row["key"] for row in page(desk.open(), Filters(), "qx", ())]
    child = next(key for key in keys if key.startswith("split:"))
    assert len(keys) == 2
    desk.decide(NOT_A_TIE, child)
    assert left(desk.open(), Filters(), "qx", ()) == 1
    desk.store.undo(by="qx")
    desk.store.undo(by="qx")
    assert [row["key"] for row in page(desk.open(), Filters(), "qx", ())] == [TIE]


def test_all_documents_that_were_split_off_go_with_their_tie(desk: Desk) -> None:
    texts = ["深圳市与休斯敦结好。", "深圳市与另一市结好。", "深圳市与那一市结好。"]
    desk.run(*(
        document(f"d{i}", pair(SHENZHEN, HOUSTON, date=f"198{i}", evidence=sentence(text)))
        for i, text in enumerate(texts)
    ))  # fmt: skip
    desk.decide(Judgement(split=tuple(evidence_key(text) for text in texts[1:])))
    rows = {row["key"]: row for row in page(desk.open(), Filters(), "qx", ())}
    part = next(key for key in rows if key.startswith("split:"))
    assert (rows[TIE]["documents"], rows[part]["documents"]) == (1, 2)
    assert (rows[TIE]["calm"], rows[part]["calm"]) == (1, 0)  # 1980 alone; 1981 or 1982
    edits = {"b": Edit(value=BRISBANE, was=HOUSTON, why="extraction")}
    desk.decide(Judgement(verdict="accept", edits=edits), part)
    split = desk.store.history(TIE)[-1].after.split
    desk.decide(Judgement(split=split, comment="a word on the rest"))
    assert find(desk.open(), part)["verdict"] == "accept"
    (desk.folder / "index.sqlite").unlink()
    assert (find(desk.open(), part)["verdict"], find(desk.open(), TIE)["changed"]) == ("accept", 0)
    ids = {places: tie["id"] for places, tie in desk.ties().items()}
    with desk.built() as db:
        sources = {p: value(db, "SELECT sources FROM tie WHERE id = ?", id_) for p, id_ in ids.items()}
    assert sources == {frozenset((SHENZHEN, HOUSTON)): 1, frozenset((SHENZHEN, BRISBANE)): 2}


# -- what the registry makes of it


def test_the_registry_honours_what_was_decided(desk: Desk) -> None:
    unsure = pair(SHENZHEN, HOUSTON, confidence=0.2)
    desk.run(document("d1", unsure, pair(SHENZHEN, BRISBANE)))
    assert set(desk.ties()) == {frozenset((SHENZHEN, BRISBANE))}
    desk.decide(ACCEPT)
    desk.decide(NOT_A_TIE, fact_key(SHENZHEN, BRISBANE, "sister_city"))
    assert set(desk.ties()) == {frozenset((SHENZHEN, HOUSTON))}
    desk.store.undo(by="qx")
    assert len(desk.ties()) == 2
    desk.store.undo(by="qx")
    assert set(desk.ties()) == {frozenset((SHENZHEN, BRISBANE))}


def test_an_edited_tie_keeps_its_sources(desk: Desk) -> None:
    desk.run(*(document(f"d{i}", pair(SHENZHEN, HOUSTON, date="1986")) for i in range(3)))
    edits = {
        "b": Edit(value=BRISBANE, was=HOUSTON, why="extraction"),
        "date": Edit(value="1992-06", was="1986", why="source"),
    }
    desk.decide(Judgement(verdict="accept", edits=edits))
    found = desk.ties()
    assert set(found) == {frozenset((SHENZHEN, BRISBANE))}
    tie = found[frozenset((SHENZHEN, BRISBANE))]
    assert tie["since"] == "1992-06"
    db = open_store(desk.path)
    assert value(db, "SELECT sources FROM tie WHERE id = ?", tie["id"]) == 3
    db.close()
    assert desk.ties() == found
    desk.store.undo(by="qx")
    assert set(desk.ties()) == {frozenset((SHENZHEN, HOUSTON))}


def test_a_date_edited_alone_is_shown(desk: Desk) -> None:
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    desk.decide(Judgement(verdict="accept", edits={"date": Edit(value="1985", was="1986", why="extraction")}))
    assert desk.ties()[frozenset((SHENZHEN, HOUSTON))]["since"] == "1985"


def test_a_rejected_count_is_no_control_total_and_an_edited_one_is_as_edited(desk: Desk) -> None:
    desk.run(
        document("d1", count(SHENZHEN, "ties", 24, as_of="2022"), pair(SHENZHEN, HOUSTON)),
        document("d2", count(SHENZHEN, "ties", 24, as_of="2022")),
        document("d3", count(SHENZHEN, "sister_cities", 7)),
    )
    rows = page(desk.open(), Filters(kind="count"), "qx", ())
    many = next(row["key"] for row in rows if row["documents"] == 2)
    assert desk.totals() == [("sister_cities", 7, "2024-01-01", 1), ("ties", 24, "2022", 2)]
    desk.decide(Judgement(verdict="reject", why="extraction"), many)
    assert desk.totals() == [("sister_cities", 7, "2024-01-01", 1)]
    edits = {
        "value": Edit(value=26, was=24, why="source"),
        "as_of": Edit(value="2023", was="2022", why="source"),
    }
    desk.decide(Judgement(verdict="accept", edits=edits), many)
    assert desk.totals() == [("sister_cities", 7, "2024-01-01", 1), ("ties", 26, "2023", 2)]
    for _ in range(2):
        desk.store.undo(by="qx")
    assert desk.totals() == [("sister_cities", 7, "2024-01-01", 1), ("ties", 24, "2022", 2)]


def test_a_rejected_event_is_not_told_and_an_edited_one_has_the_reviewers_date(desk: Desk) -> None:
    span = sentence("签署")[0]
    stages = (("renewed", "2015"), ("signed", "1985"))
    told = [{"kind": kind, "date": date, "span": span} for kind, date in stages]
    desk.run(document("d1", pair(SHENZHEN, HOUSTON, date="1986", events=told)))
    renewed, signed = (key_of("event", TIE, kind) for kind in ("renewed", "signed"))
    assert desk.events() == [("renewed", "2015"), ("signed", "1985")]
    desk.decide(Judgement(verdict="reject", why="extraction"), signed)  # the date of the tie itself stands
    assert desk.events() == [("renewed", "2015"), ("signed", "1986")]
    edits = {"date": Edit(value="2016-05", was="2015", why="extraction")}
    desk.decide(Judgement(verdict="accept", edits=edits), renewed)
    assert desk.events() == [("renewed", "2016-05"), ("signed", "1986")]
    desk.decide(Judgement(verdict="reject", why="extraction"), renewed)
    assert desk.events() == [("signed", "1986")]
    for _ in range(3):
        desk.store.undo(by="qx")
    assert desk.events() == [("renewed", "2015"), ("signed", "1985")]


def test_a_name_that_was_linked_makes_ties_until_that_is_undone(desk: Desk) -> None:
    unlinked = pair(SHENZHEN, URAWA, date="1986")
    unlinked["b"]["link_confidence"] = 0.3
    desk.run(document("d1", unlinked, pair(SHENZHEN, HOUSTON)))
    codes = dict.fromkeys(("geonames_id", "iso_3166_2", "gbt_2260", "wikidata", "name_en"))
    mention = codes | unlinked["b"] | {"id": "p1", "doc_id": "sha256:d1", "rules": [], "candidates": []}
    (desk.runs[0] / "places.jsonl").write_text(json.dumps(mention) + "\n")
    item = key_of("place", URAWA)
    assert set(desk.ties()) == {frozenset((SHENZHEN, HOUSTON))}
    desk.decide(Judgement(verdict="accept", edits={"place": Edit(value=BRISBANE, why="extraction")}), item)
    assert set(desk.ties()) == {frozenset((SHENZHEN, HOUSTON)), frozenset((SHENZHEN, BRISBANE))}
    desk.store.undo(by="qx")
    assert set(desk.ties()) == {frozenset((SHENZHEN, HOUSTON))}
