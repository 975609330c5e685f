"""Names to places: tests/cases/places_link.yaml, namesakes, the user's aliases and imports, bad files."""

from __future__ import annotations

import gzip
import json
import sqlite3
import time
from pathlib import Path

import pytest
import yaml

from extract.link import aliases, importers
from extract.link.evidence import Query
from extract.link.gazetteer import FOREIGN, STRONG, Gazetteer, GazetteerError, open_gazetteer
from extract.link.names import en_norm, en_strip, short_form, split_suffix, zh_norm
from extract.link.query import answers, candidates
from extract.link.rank import Ranker

CASES = Path(__file__).parents[1] / "cases" / "places_link.yaml"
try:
    open_gazetteer()
except GazetteerError as error:
    pytest.skip(str(error), allow_module_level=True)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker(open_gazetteer())


@pytest.mark.parametrize(
    "case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda c: f"{c[0]}-{c[1]}"
)
def test_link(ranker: Ranker, case: list[object]) -> None:
    name, country, english, level, number = case
    best = candidates(ranker, str(name), str(country) if country else None)[0]
    assert en_norm(en_strip(best.place.name_en or "")) == en_norm(en_strip(str(english)))
    assert best.place.level == level
    if number != 0:
        assert best.place.geonames_id == number
    assert best.probability >= 0.5


def test_qualifier_decides_between_namesakes(ranker: Ranker) -> None:
    inside = ranker.rank(Query("伯明翰市", "US", ("美国", "亚拉巴马州")))[0]
    assert inside.place.geonames_id == 4049979
    rome = ranker.rank(Query("罗马市", "US", ("美国", "佐治亚州")))[0]
    assert (rome.place.geonames_id, rome.method) == (4219762, "namesake")


def test_undecided_names_keep_several_candidates(ranker: Ranker) -> None:
    found = candidates(ranker, "Springfield", "US")
    assert len(found) > 3
    assert found[0].probability < 0.97


def test_unknown_name_keeps_country_and_level(ranker: Ranker) -> None:
    place = ranker.unknown(Query("卡卡卡卡县", "NP"))
    assert place is not None
    assert (place.country, place.level, place.geonames_id) == ("NP", "county", None)
    assert place.key == "NP|county|卡卡卡卡县"


def test_parent_is_the_division_above() -> None:
    row = open_gazetteer().find("gn:1785738")
    assert row is not None
    assert row.place.parent == "iso:CN-SX"
    assert row.place.gbt_2260 == "140800"


@pytest.mark.parametrize(
    ("name", "core", "suffix"),
    [
        ("休斯敦市", "休斯敦", "市"),
        ("全北特别自治道", "全北", "特别自治道"),
        ("单县", "单县", ""),
        ("新阿基坦大区", "新阿基坦", "大区"),
    ],
)
def test_suffix(name: str, core: str, suffix: str) -> None:
    assert split_suffix(name) == (core, suffix)


def test_normal_forms() -> None:
    assert zh_norm("巴登－符騰堡州") == "巴登符腾堡州"
    assert en_norm("St. Louis") == en_norm("Saint Louis")
    assert en_strip("Nara-shi") == "Nara"
    assert short_form("元江哈尼族彝族傣族自治县") == "元江"


def test_answers_read_json_lines() -> None:
    out = list(answers(['{"id": 1, "name": "休斯敦", "country": "US"}\n', "nonsense\n", "[]\n"]))
    assert '"geonames_id": 4699066' in out[0]
    assert '"error"' in out[1]
    assert '"error"' in out[2]


def test_foreign_files_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "other.sqlite"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE t (x)")
    with pytest.raises(GazetteerError, match="expected a youcheng gazetteer"):
        Gazetteer(foreign)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(open_gazetteer().path.read_bytes()[:5000])
    with pytest.raises(GazetteerError):
        Gazetteer(broken)
    with pytest.raises(GazetteerError, match="gazetteer build"):
        Gazetteer(tmp_path / "missing.sqlite")


def test_alias_and_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path))
    with pytest.raises(aliases.AliasError):
        aliases.add("杜市", "gn:0")
    aliases.add("杜市", "gn:2934691")
    dump = tmp_path / "dump.tsv"
    dump.write_text("1\t6573901\tzh\t義王城\t1\nx\ty\n", encoding="utf-8")
    report = importers.read_dump(dump, "alternate-names")
    assert (report.names, [line for line, _ in report.bad]) == (1, [2])
    fresh = Ranker(Gazetteer(open_gazetteer().path))
    assert candidates(fresh, "杜市", None)[0].place.name_en == "Duisburg"
    assert any(c.place.geonames_id == 6573901 for c in candidates(fresh, "義王城", "KR"))


def test_an_alias_is_taken_back_to_what_was_said_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path))
    duisburg, boston = "gn:2934691", "gn:4930956"
    aliases.add("杜市", duisburg)
    aliases.add("杜市", boston)
    aliases.take_back("杜市", duisburg)  # no longer what it means
    assert aliases.load() == {("杜市", None): boston}
    aliases.take_back("杜市", boston)
    assert aliases.load() == {("杜市", None): duisburg}
    aliases.add("波城", boston)
    aliases.take_back("波城", boston)
    assert ("波城", None) not in aliases.load()


def _all_countries(*rows: tuple[int, str, str, str, str, int]) -> str:
    """Lines of GeoNames' allCountries: 19 columns."""
    return "".join(
        f"{number}\t{name}\t{name}\t{more}\t51.5\t-1.2\t{kind}\t{code}\tGB\t\tENG\t\t\t\t{people}\t\t87\t"
        "Europe/London\t2026-01-01\n"
        for number, name, more, kind, code, people in rows
    )


def test_imported_names_are_found_in_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path))
    dump = tmp_path / "allCountries.txt"
    rows = _all_countries(
        (900000001, "Springvale Mill", "春谷磨坊镇,Springvale", "P", "PPL", 340),
        (900000002, "Vale County", "谷地郡", "A", "ADM2", 90_000),
        (900000003, "Mill Brook", "", "H", "STM", 0),
    )
    dump.write_text(rows + "broken line\n", encoding="utf-8")
    report = importers.read_dump(dump, "geonames")
    assert (report.places, [line for line, _ in report.bad]) == (2, [4])
    fresh = Gazetteer(open_gazetteer().path)
    flags = dict(zip(fresh.scan_names, fresh.scan_flags, strict=True))
    assert flags["春谷磨坊镇"] & FOREIGN
    assert not flags["春谷磨坊镇"] & STRONG
    best = candidates(Ranker(fresh), "谷地郡", "GB")[0].place
    assert (best.geonames_id, best.level) == (900000002, "county")


def test_dumps_of_wikidata_and_csc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path))
    claim = {"mainsnak": {"datavalue": {"value": "2934691", "type": "string"}}, "type": "statement"}
    labels = {"en": {"value": "Duisburg"}, "zh-tw": {"value": "杜伊斯保"}}
    item = {
        "id": "Q2100",
        "claims": {"P1566": [claim]},
        "labels": labels,
        "aliases": {"zh": [{"value": "杜易斯堡"}]},
    }
    wikidata = tmp_path / "latest-all.json.gz"
    wikidata.write_bytes(gzip.compress(f"[\n{json.dumps(item)},\n{{}}\n]\n".encode()))
    report = importers.read_dump(wikidata, "wikidata")
    assert (report.names, [line for line, _ in report.bad]) == (3, [3])
    city = {
        "id": 7,
        "name": "Springvale",
        "state_code": "ENG",
        "country_code": "GB",
        "translations": {"cn": "斯普林韦尔"},
    }
    csc = tmp_path / "cities.json"
    csc.write_text(json.dumps([city, {"id": 8}], ensure_ascii=False), encoding="utf-8")
    report = importers.read_dump(csc, "csc", accept_licence=True)
    assert (report.names, [line for line, _ in report.bad]) == (2, [2])
    ranker = Ranker(Gazetteer(open_gazetteer().path))
    assert candidates(ranker, "杜易斯堡", "DE")[0].place.geonames_id == 2934691
    assert candidates(ranker, "斯普林韦尔", "GB")[0].place.name_en == "Springvale"
    assert importers.licences() == ("Wikidata, CC0 1.0", "countries-states-cities-database, ODbL 1.0")


def test_share_alike_needs_consent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUCHENG_DATA", str(tmp_path))
    dump = tmp_path / "cities.json"
    dump.write_text("[]", encoding="utf-8")
    with pytest.raises(importers.ImportRefused, match="--accept-licence"):
        importers.read_dump(dump, "csc")
    with pytest.raises(importers.ImportRefused, match="unknown format"):
        importers.read_dump(dump, "xml")
    dump.write_text('[{"name": ', encoding="utf-8")
    with pytest.raises(importers.ImportRefused, match="truncated"):
        importers.read_dump(dump, "csc", accept_licence=True)


def test_opens_fast_and_looks_up_fast() -> None:
    start = time.process_time()
    gazetteer = Gazetteer(open_gazetteer().path)
    assert time.process_time() - start < 0.5
    start = time.process_time()
    for i in range(5000):
        gazetteer._lookup(gazetteer.scan_names[i * 7])
    assert time.process_time() - start < 1.0
