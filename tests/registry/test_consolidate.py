"""From records to ties: what is one tie, which value is shown, and what counts."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from registry_runs import (
    BRISBANE,
    HOUSTON,
    ISHIKAWA,
    JINAN,
    LAIWU,
    NAMPA,
    SHENZHEN,
    URAWA,
    XIANGYANG,
    Registry,
    document,
    pair,
    write_run,
)  # fmt: skip

from extract.registry.build import build
from extract.registry.decisions import Decision, decide
from extract.registry.policy import load_policy
from extract.registry.publish import published
from extract.registry.store import RegistryError, open_store
from extract.relate import entries


def events(tie: dict) -> list[tuple[str, str | None]]:
    return [(event["kind"], event["date"]) for event in tie["events"]]


def test_a_tie_is_symmetric_and_has_the_chinese_side_first(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)), document("d2", pair(HOUSTON, SHENZHEN)))
    tie = registry.tie()
    assert (tie["a"]["name_en"], tie["b"]["name_en"]) == ("Shenzhen", "Houston")


def test_kinds_of_relation_are_ties_of_their_own(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON, "alliance"), pair(SHENZHEN, HOUSTON)))
    assert sorted(tie["relation"] for tie in registry.ties()) == ["alliance", "sister_city"]


def test_a_place_without_an_id_waits(registry: Registry) -> None:
    built = registry.add(document("d1", pair(SHENZHEN, URAWA)), document("d2", pair(SHENZHEN, URAWA)))
    assert (built.ties, built.unlinked) == (0, 2)


def test_what_is_unsure_does_not_count(registry: Registry) -> None:
    built = registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, confidence=0.3)),
        document("d2", pair(SHENZHEN, BRISBANE, link=0.3)),
    )
    assert built.ties == 0


def test_what_is_less_sure_is_heard_beside_what_is_sure(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON)),
        document("d2", pair(SHENZHEN, HOUSTON, date="1986", link=0.3)),
        document("d3", pair(SHENZHEN, HOUSTON, date="1987", link=0.1)),
    )
    assert registry.tie()["since"] == "1986"


def test_a_finer_date_of_the_agreed_year_is_shown(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")),
        document("d2", pair(SHENZHEN, HOUSTON, date="1986-03")),
        document("d3", pair(SHENZHEN, HOUSTON, date="1968-03-01")),
    )
    assert registry.tie()["since"] == "1986-03"


def test_all_dates_stay(registry: Registry, opened: Callable[[], sqlite3.Connection]) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")),
        document("d2", pair(SHENZHEN, HOUSTON, date="1987")),
    )
    kept = opened().execute("SELECT date, shown FROM event WHERE kind = 'signed' ORDER BY date").fetchall()
    assert [date for date, _ in kept] == ["1986", "1987"]
    assert sum(shown for _, shown in kept) == 1


def test_an_official_date_stands_before_more_sources(registry: Registry) -> None:
    official = document("d1", pair(SHENZHEN, HOUSTON, date="1986"), source_id="https://www.sz.gov.cn/a")
    others = [document(f"o{i}", pair(SHENZHEN, HOUSTON, date="1987")) for i in range(3)]
    registry.add(official, *others)
    assert registry.tie()["since"] == "1986"


def test_a_host_that_only_looks_official_is_not(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986"), source_id="https://sz.gov.cn.example.org/a"),
        document("d2", pair(SHENZHEN, HOUSTON, date="1987")),
        document("d3", pair(SHENZHEN, HOUSTON, date="1987")),
    )
    assert registry.tie()["since"] == "1987"


def test_copies_are_one_source(registry: Registry) -> None:
    first = document("d1", pair(SHENZHEN, HOUSTON, date="1987"))
    copies = [
        document(f"c{i}", pair(SHENZHEN, HOUSTON, date="1987"), near_duplicate_of="sha256:d1")
        for i in range(5)
    ]
    others = [document(f"o{i}", pair(SHENZHEN, HOUSTON, date="1986")) for i in range(2)]
    registry.add(first, *copies, *others)
    assert registry.tie()["since"] == "1986"


def test_the_newer_status_is_shown(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986"), published="2010-01-01"),
        document("d2", pair(SHENZHEN, HOUSTON, status="ended", date="2020"), published="2020-06-01"),
    )
    tie = registry.tie()
    assert (tie["status"], tie["since"], tie["until"]) == ("ended", "1986", "2020")


def test_a_later_copy_of_a_plan_undoes_no_tie(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986"), published="1990-01-01"),
        document("d2", pair(SHENZHEN, HOUSTON, status="proposed", date="1985-02"), published="2023-01-01"),
    )
    tie = registry.tie()
    assert tie["status"] == "established"
    assert events(tie) == [("proposed", "1985-02"), ("signed", "1986")]


def test_a_superseded_page_gives_way_and_stays(
    registry: Registry, opened: Callable[[], sqlite3.Connection]
) -> None:
    page = "https://www.sz.gov.cn/list"
    old = document(
        "d1", pair(SHENZHEN, HOUSTON, date="1968"), source_id=page, retrieved_at="2020-01-01T00:00:00Z"
    )
    new = document(
        "d2", pair(SHENZHEN, HOUSTON, date="1986"), source_id=page, retrieved_at="2024-01-01T00:00:00Z"
    )
    registry.add(old, new)
    assert registry.tie()["since"] == "1986"
    db = opened()
    assert db.execute("SELECT doc_id FROM document WHERE superseded").fetchall() == [("sha256:d1",)]
    assert db.execute("SELECT sources, documents FROM tie").fetchall() == [(1, 2)]


def test_an_upgraded_tie_does_not_count_twice(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, "friendly_exchange", "2001-05")),
        document("d2", pair(SHENZHEN, HOUSTON, "sister_city", "2010-03-01")),
    )
    exchange, sister = sorted(registry.ties(), key=lambda tie: tie["relation"])
    assert (sister["status"], sister["since"]) == ("established", "2010-03-01")
    assert (exchange["status"], exchange["until"]) == ("upgraded", "2010-03-01")
    assert exchange["upgraded_to"] == sister["id"]
    assert events(exchange) == [("signed", "2001-05"), ("upgraded", "2010-03-01")]


def test_a_plan_of_a_higher_tie_upgrades_nothing(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, "friendly_exchange", "2001-05")),
        document("d2", pair(SHENZHEN, HOUSTON, "sister_city", "2010-03-01", status="proposed")),
    )
    assert sorted(tie["status"] for tie in registry.ties()) == ["established", "proposed"]


def test_suspended_until_resumed(registry: Registry) -> None:
    def stage(kind: str, date: str) -> dict:
        return {"kind": kind, "date": date, "span": {"lang": "zh", "start": 0, "end": 2, "text": "中止"}}

    registry.add(document("d1", pair(SHENZHEN, HOUSTON, events=[stage("suspended", "2016")])))
    assert registry.tie()["status"] == "suspended"
    registry.add(document("d2", pair(SHENZHEN, HOUSTON, events=[stage("resumed", "2019-04")])))
    assert registry.tie()["status"] == "established"


def test_one_that_holds_again_has_no_end(registry: Registry) -> None:
    ended = pair(SHENZHEN, HOUSTON, date="2010", status="ended")
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986")), document("d2", ended, published="2024-02-01")
    )
    assert (registry.tie()["status"], registry.tie()["until"]) == ("ended", "2010")
    resumed = {"kind": "resumed", "date": "2015", "span": {"lang": "zh", "start": 0, "end": 1, "text": "复"}}
    registry.add(document("d3", pair(SHENZHEN, HOUSTON, events=[resumed]), published="2024-03-01"))
    assert (registry.tie()["status"], registry.tie()["until"]) == ("established", None)
    assert events(registry.tie()) == [("signed", "1986"), ("ended", "2010"), ("resumed", "2015")]


@pytest.mark.parametrize(
    ("later", "status"),
    [
        ({"date": "1986"}, "ended"),  # 1986年结好: what was, not what is
        ({"date": "1986", "verdict": "accept"}, "ended"),  # that it was so, a reviewer agrees
        ({"date": "1986", "stages": [("renewed", "2005")]}, "ended"),
        ({}, "established"),  # 我市友城休斯敦: as of that page's day
        (
            {"date": "1986", "rules": ["zh.pair.list_row"]},
            "established",
        ),  # in a list of ties
        ({"date": "1986", "basis": "anniversary"}, "established"),  # 结好38周年 is celebrated
        ({"date": "1986", "stages": [("resumed", None)]}, "established"),
        ({"date": "1986", "stages": [("resumed", "2021-05")]}, "established"),
        ({"date": "1986", "stages": [("resumed", "2020")]}, "established"),
        ({"date": "2022"}, "ended"),  # a second date of signing, from one source of two: it is not shown
    ],
)
def test_what_is_only_recalled_resumes_nothing(registry: Registry, later: dict, status: str) -> None:
    def stage(kind: str, date: str | None) -> dict:
        return {"kind": kind, "date": date, "span": {"lang": "zh", "start": 0, "end": 2, "text": "恢复"}}

    told = pair(SHENZHEN, HOUSTON, date=later.get("date"), rules=later.get("rules", ["zh.pair.conclude"]))
    told["events"] = [stage(*each) for each in later.get("stages", [])]
    if "basis" in later:
        told["date"]["basis"] = later["basis"]
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03-11"), published="2010-01-01"),
        document("d2", pair(SHENZHEN, HOUSTON, date="1986-03-11"), published="2011-01-01"),
        document("d3", pair(SHENZHEN, HOUSTON, status="ended", date="2020-06"), published="2020-07-01"),
    )
    assert registry.tie()["status"] == "ended"
    registry.add(document("d4", told, published="2024-05-01"))
    if "verdict" in later:
        db = registry.open()
        (record,) = db.execute("SELECT r.id FROM record r JOIN document d ON d.n = document"
                               " WHERE doc_id = 'sha256:d4'").fetchone()  # fmt: skip
        decide(db, Decision("accept", record, reason="so it says", by="r1", at="2024-06-01"))
        db.close()
        build([], registry.path)
    assert (registry.tie()["status"], registry.tie()["until"] is None) == (status, status != "ended")


def test_a_tie_signed_anew_holds(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, status="ended", date="2010"), published="2024-02-01"),
        document("d2", pair(SHENZHEN, HOUSTON, date="2015-04-01"), published="2015-04-02"),
    )
    assert (registry.tie()["status"], registry.tie()["since"]) == ("established", "2015-04-01")


def test_an_end_without_a_date_is_undone_by_what_came_later(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, status="ended"), published="2012-02-01"),
        document("d2", pair(SHENZHEN, HOUSTON, date="1986"), published="2024-04-02"),
    )
    assert registry.tie()["status"] == "ended"
    registry.add(document("d3", pair(SHENZHEN, HOUSTON, date="2015"), published="2015-04-02"))
    registry.add(document("d4", pair(SHENZHEN, HOUSTON, date="2015"), published="2015-04-03"))
    assert (registry.tie()["status"], registry.tie()["since"]) == ("established", "2015")


def test_the_rules_that_say_a_tie_holds_are_rules() -> None:
    assert load_policy().in_force == [entries.RULE.format(lang=lang) for lang in ("zh", "en")]


def test_a_renamed_place_keeps_its_name_at_signing(registry: Registry) -> None:
    registry.add(document("d1", pair(XIANGYANG, ISHIKAWA, date="1985")))
    tie = registry.tie()
    assert (tie["a"]["name_zh"], tie["a"]["name_then"]) == ("襄阳市", "襄樊市")
    assert tie["b"]["name_then"] is None


def test_a_merged_place_hands_its_ties_on(registry: Registry) -> None:
    registry.add(
        document("d1", pair(LAIWU, NAMPA, date="2002")), document("d2", pair(JINAN, HOUSTON, date="2003"))
    )
    carried, own = sorted(registry.ties(), key=lambda tie: tie["since"])
    assert carried["a"]["id"] == own["a"]["id"]
    assert (carried["a"]["name_zh"], carried["a"]["name_then"]) == ("济南市", "莱芜市")
    assert own["a"]["name_then"] is None


def test_a_document_read_anew_replaces_what_was_read(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON), pair(SHENZHEN, BRISBANE)))
    built = registry.add(document("d1", pair(SHENZHEN, HOUSTON, date="1986")))
    assert registry.tie()["since"] == "1986"
    assert built.changes == {"MOD": 1, "DEL": 1}


def test_the_same_run_again_changes_nothing(registry: Registry) -> None:
    run = registry.run(document("d1", pair(SHENZHEN, HOUSTON)))
    first, again = build([run], registry.path), build([run, run], registry.path)
    assert (again.publication, again.runs, again.changes) == (first.publication, 0, {})


def test_order_and_portions_do_not_matter(tmp_path: Path) -> None:
    """Runs given in any order, at once or one by one, make the same ties with the same ids."""
    chance = random.Random(7)
    keys = [SHENZHEN, HOUSTON, BRISBANE, XIANGYANG, ISHIKAWA, JINAN, NAMPA, URAWA]
    runs = []
    for i in range(6):
        told = [
            document(
                f"d{i}-{j}",
                *(
                    pair(
                        *chance.sample(keys, 2),
                        chance.choice(["sister_city", "friendly_exchange"]),
                        chance.choice([None, "1999", "1999-05", "2003"]),
                        status=chance.choice(["established", "proposed", "ended"]),
                    )
                    for _ in range(3)
                ),
                published=chance.choice([None, "2020-01-01", "2021-05-05"]),
                source_id=chance.choice(["https://www.sz.gov.cn/1", "https://example.org/2"]),
            )
            for j in range(5)
        ]
        runs.append(write_run(tmp_path / f"r{i}", *told))
    build(runs, tmp_path / "once.db")
    build(reversed(runs), tmp_path / "turned.db")
    for run in chance.sample(runs, len(runs)):
        build([run], tmp_path / "portions.db")
    shown = []
    for name in ("once.db", "turned.db", "portions.db"):
        db = open_store(tmp_path / name)
        shown.append(list(published(db, 1_000)))
        db.close()
    assert shown[0] == shown[1]
    assert shown[0] == shown[2]


def test_a_folder_that_is_no_run_is_refused(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RegistryError, match="no run"):
        build([tmp_path / "empty"], registry.path)


def test_a_broken_line_is_named_and_nothing_written(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    run = registry.run(document("d2", pair(SHENZHEN, BRISBANE)))
    (run / "pairs.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(RegistryError, match=r"pairs\.jsonl:1"):
        build([run], registry.path)
    assert len(registry.ties()) == 1


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (x)")
    other.close()
    with pytest.raises(RegistryError, match="no registry"):
        open_store(tmp_path / "other.db", create=True)
