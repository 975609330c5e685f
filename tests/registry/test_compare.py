"""Other people's lists against the registry."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from registry_runs import BRISBANE, HOUSTON, NAMPA, SHENZHEN, Registry, document, pair

from extract.registry.compare import compare
from extract.registry.naming import Naming
from extract.registry.store import RegistryError
from extract.registry.theirs import WIKIDATA, column_map, read

VANCOUVER = "gn:6173331"
HEAD = ("城市", "友城", "国家", "结好")
ROWS = [
    ("深圳市", "休斯敦", "US", "1986"),
    ("深圳", "Brisbane", "AU", "1991-06"),
    ("深圳市", "温哥华", "CA", ""),
]
MAP = "a_name=城市,b_name=友城,b_country=国家,since=结好"


@pytest.fixture
def filled(registry: Registry) -> Registry:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03")),
        document("d2", pair(SHENZHEN, BRISBANE, date="1992-06-22")),
        document("d3", pair(SHENZHEN, NAMPA)),
        document("d4", pair(VANCOUVER, "gn:2192362")),  # of places their list says nothing of
    )
    return registry


def held(registry: Registry, path: Path, columns: dict[str, str] | None) -> list[tuple[str, str]]:
    db = registry.open()
    found = [(c.what, c.b) for c in compare(db, read(path, columns), Naming(db))]
    db.close()
    return found


def write_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])
    return path


def write_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (HEAD, *ROWS):
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(("name", "write"), [("list.csv", write_csv), ("list.xlsx", write_xlsx)])
def test_a_table_is_held_against_ours(filled: Registry, name: str, write) -> None:  # type: ignore[no-untyped-def]
    path = write(filled.folder / name)
    assert held(filled, path, column_map(MAP)) == [
        ("both", "休斯敦"),
        ("differing", "Brisbane"),
        ("theirs", "温哥华"),
        ("ours", "楠帕"),
    ]


def test_a_place_new_to_us_is_only_theirs_and_one_unknown_to_all_waits(filled: Registry) -> None:
    path = filled.folder / "list.csv"
    path.write_text("a_name,b_name,b_country\n深圳市,维也纳,AT\n深圳市,Walla,US\n深圳市,某某,\n", "utf-8")
    assert held(filled, path, None)[:3] == [("theirs", "维也纳"), ("unlinked", "Walla"), ("unlinked", "某某")]


def test_differing_dates_are_said(filled: Registry) -> None:
    path = filled.folder / "list.csv"
    path.write_text("a,b,d\n深圳市,Brisbane,1991-06\n深圳市,Houston,1986\n", encoding="utf-8")
    db = filled.open()
    first, second, *_ = compare(db, read(path, column_map("a_name=a,b_name=b,since=d")), Naming(db))
    db.close()
    assert (first.what, first.differences) == ("differing", {"since": ("1992-06-22", "1991-06")})
    assert (second.what, second.differences) == ("both", {})


def test_a_wikidata_result_states_a_tie_from_both_sides(registry: Registry) -> None:
    told = pair(SHENZHEN, HOUSTON, date="1986")
    told["a"]["wikidata"], told["b"]["wikidata"] = "Q15174", "Q16555"
    registry.add(document("d1", told))

    def entity(qid: str) -> dict[str, str]:
        return {"type": "uri", "value": f"http://www.wikidata.org/entity/{qid}"}

    bindings = [
        {"item": entity("Q15174"), "twin": entity("Q16555"), "start": {"value": "1986-01-01T00:00:00Z"}},
        {"item": entity("Q16555"), "twin": entity("Q15174")},
        {"item": entity("Q15174"), "twin": entity("Q999999")},
    ]
    path = registry.folder / "query.json"
    path.write_text(
        json.dumps({"head": {"vars": list(WIKIDATA.values())}, "results": {"bindings": bindings}}),
        encoding="utf-8",
    )
    assert held(registry, path, WIKIDATA) == [("both", "Q16555"), ("unlinked", "Q999999")]


def test_what_cannot_be_read_is_said(filled: Registry) -> None:
    path = write_csv(filled.folder / "list.csv")
    with pytest.raises(RegistryError, match="no column Stadt"):
        list(read(path, {"a_name": "Stadt"}))
    with pytest.raises(RegistryError, match="names no field"):
        column_map("city=Stadt")
    with pytest.raises(RegistryError, match=r"\.csv, \.xlsx or \.json"):
        list(read(filled.path, WIKIDATA))
    (filled.folder / "broken.json").write_text("[", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"broken\.json"):
        list(read(filled.folder / "broken.json", WIKIDATA))


def test_columns_called_as_ours_need_no_map(filled: Registry, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a_name,b_name,b_country\n深圳市,休斯敦,US\n", encoding="utf-8")
    assert ("both", "休斯敦") in held(filled, path, None)


def test_a_wikidata_result_without_dates_will_do(filled: Registry, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("itemLabel,twinLabel\n深圳市,Houston\n", encoding="utf-8")
    assert ("both", "Houston") in held(filled, path, None)


def test_a_list_in_which_a_place_cannot_be_told_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("城市,友城\n深圳市,休斯敦\n", encoding="utf-8")
    with pytest.raises(
        RegistryError, match=r"no column says which place a is; say --columns .*among 城市, 友城"
    ):
        list(read(path))
