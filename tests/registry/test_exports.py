"""Every export, read back by a program of the kind that will read it."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import rdflib
from registry_runs import BRISBANE, HOUSTON, SHENZHEN, XIANGYANG, Registry, document, pair
from typer.testing import CliRunner

from extract.cli import app
from extract.registry.build import build
from extract.registry.coordinates import _Alike, _cities
from extract.registry.exports.tables import LEVELS, Evidence, Source
from extract.registry.exports.wikidata import write_quickstatements
from extract.registry.exports.write import FORMS, Options, export
from extract.registry.store import RegistryError

FILES = [form for form in FORMS if form != "postgresql"]
SCHEMA = rdflib.Namespace("https://schema.org/")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")


def linked(key: str, qid: str, told: dict) -> dict:
    """A pair whose place with that key a source links to Wikidata."""
    for side in ("a", "b"):
        if told[side]["key"] == key:
            told[side] = told[side] | {"wikidata": qid}
    return told


def two_sided(**fields: object) -> dict:
    return linked(
        SHENZHEN, "Q15174", linked(HOUSTON, "Q16555", pair(SHENZHEN, HOUSTON, date="1986-03", **fields))
    )


@pytest.fixture
def filled(registry: Registry) -> Registry:
    url = "https://www.sz.gov.cn/a?b=1"
    registry.add(
        document("d1", two_sided(), source_id=url, retrieved_at="2024-03-08T10:00:00Z"),
        document("d2", pair(SHENZHEN, BRISBANE, date="1992"), source_id="=cmd|'/c calc'!A1"),
        document("d3", pair(XIANGYANG, HOUSTON, status="proposed")),
    )
    return registry


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folder_named_as_a_file_is_refused(filled: Registry, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"ties.{form}"
    asked = ["registry", "export", form, "--out", str(out), "--db", str(filled.path)]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 2 and not out.exists()
    assert f"--out {tmp_path}/ties, not {out};" in result.stderr
    out.mkdir()
    assert CliRunner().invoke(app, asked).exit_code == 0  # one that is there is what was meant


def duckdb(sql: str) -> list[list[object]]:
    """What DuckDB answers, in a process of its own: at its end it complains of lost references."""
    asked = "import duckdb, json, sys; print(json.dumps(duckdb.sql(sys.argv[1]).fetchall()))"
    done = subprocess.run([sys.executable, "-c", asked, sql], capture_output=True, check=True)
    return list(json.loads(done.stdout))


def write(registry: Registry, form: str, evidence: Evidence = "offsets", **options: bool) -> Path:
    out = registry.folder / f"out.{form}"
    db = registry.open()
    export(Source(db, evidence), form, str(out), Options(**options))
    db.close()
    return out


def test_csv_is_read_by_duckdb(filled: Registry) -> None:
    out = write(filled, "csv")
    rows = duckdb(
        f"SELECT a.name_zh, b.name_zh, t.since FROM read_csv('{out}/tie.csv', all_varchar = true) t"
        f" JOIN read_csv('{out}/place.csv', all_varchar = true) a ON a.id = t.a"
        f" JOIN read_csv('{out}/place.csv', all_varchar = true) b ON b.id = t.b ORDER BY t.since"
    )
    assert rows == [
        ["深圳市", "休斯敦", "1986-03"],
        ["深圳市", "布里斯班", "1992"],
        ["襄阳市", "休斯敦", None],
    ]


@pytest.mark.parametrize(("bom", "neutralise"), [(True, True), (False, False)])
def test_csv_for_a_spreadsheet(filled: Registry, bom: bool, neutralise: bool) -> None:
    out = write(filled, "csv", bom=bom, neutralise=neutralise)
    assert (out / "tie.csv").read_bytes().startswith(b"\xef\xbb\xbf") == bom
    with (out / "evidence.csv").open(encoding="utf-8-sig", newline="") as file:
        sources = {row["source"] for row in csv.DictReader(file)}
    assert ("'=cmd|'/c calc'!A1" in sources) == neutralise
    assert ("=cmd|'/c calc'!A1" in sources) != neutralise


@pytest.mark.parametrize("neutralise", [True, False])
def test_xlsx_is_read_by_openpyxl_and_holds_no_formula(filled: Registry, neutralise: bool) -> None:
    book = openpyxl.load_workbook(write(filled, "xlsx", neutralise=neutralise))
    assert book.sheetnames == ["place", "tie", "event", "evidence", "credit"]
    names = [row[1] for row in book["place"].iter_rows(min_row=2, values_only=True)]
    assert "深圳市" in names
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


def test_parquet_is_read_by_duckdb(filled: Registry) -> None:
    out = write(filled, "parquet")
    assert duckdb(f"SELECT count(*), sum(sources)::BIGINT FROM '{out}/tie.parquet'") == [[3, 3]]
    kinds = duckdb(f"DESCRIBE SELECT ordinal, quote FROM '{out}/evidence.parquet'")
    assert [kind[1] for kind in kinds] == ["BIGINT", "VARCHAR"]
    ((credits,),) = duckdb(
        f"SELECT decode(value) FROM parquet_kv_metadata('{out}/tie.parquet') WHERE key = 'credits'"
    )
    assert "GeoNames" in str(credits)


def test_sqlite_is_brought_up_to_date(filled: Registry) -> None:
    import sqlite3

    out = write(filled, "sqlite")
    filled.add(document("d1", pair(SHENZHEN, HOUSTON, date="1986-03-11")))
    filled.add(document("d3"))
    write(filled, "sqlite")
    with sqlite3.connect(out) as db:
        assert db.execute("SELECT since FROM tie ORDER BY since").fetchall() == [("1986-03-11",), ("1992",)]
        assert db.execute("SELECT count(*) FROM credit WHERE source LIKE 'GeoNames%'").fetchall() == [(1,)]


def test_a_database_of_another_shape_is_left_alone(filled: Registry) -> None:
    import sqlite3

    out = filled.folder / "out.sqlite"
    with sqlite3.connect(out) as db:
        db.execute("CREATE TABLE place (id TEXT PRIMARY KEY, mine TEXT)")
    with pytest.raises(RegistryError, match="table place has no column country"):
        write(filled, "sqlite")
    with sqlite3.connect(out) as db:
        assert db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("place",)]


def test_geojson_is_points_and_lines(filled: Registry) -> None:
    found = json.loads(write(filled, "geojson").read_text("utf-8"))
    assert "GeoNames" in found["credits"][0]["source"]
    kinds = {}
    for feature in found["features"]:
        kinds.setdefault(feature["id"][0], []).append(feature)
    (houston,) = (f for f in kinds["P"] if f["properties"].get("name_en") == "Houston")
    longitude, latitude = houston["geometry"]["coordinates"]
    assert (round(longitude), round(latitude)) == (-95, 30)
    assert {f["geometry"]["type"] for f in kinds["T"]} <= {"LineString", "MultiLineString"}
    points = {f["properties"]["name_en"]: f for f in kinds["P"]}
    assert points["Houston"]["properties"]["point_of"] == "place"
    texas, shown = points["Texas"], points["Texas"]["properties"]["point_of"]  # in no list of cities
    assert (shown, texas["geometry"]) == ("largest_city", points["Houston"]["geometry"])


def test_a_place_that_no_list_of_cities_has_is_shown_near(registry: Registry) -> None:
    told = {
        "KR|county|江南区": "country",  # in Seoul, but no list says so
        "iso:PS-NBS": "namesake",  # the governorate of a city
        "iso:FR-86": "country",  # Vienne: not the city of that name, which is elsewhere
    }
    registry.add(document("d1", *(pair(SHENZHEN, key) for key in told)))
    found = json.loads(write(registry, "geojson").read_text("utf-8"))
    db = registry.open()
    keys = dict(db.execute("SELECT id, key FROM place"))
    db.close()
    shown = {keys[f["id"]]: f["properties"].get("point_of") for f in found["features"] if f["id"][0] == "P"}
    assert {key: shown[key] for key in told} == told


def test_in_a_wide_country_nobody_guesses_where_a_place_lies() -> None:
    assert _Alike(_cities()).find("Nowhere", "RU", "county") is None
    assert _Alike(_cities()).find(None, None, "county") is None


@pytest.mark.parametrize(("form", "parser"), [("jsonld", "json-ld"), ("turtle", "turtle")])
def test_linked_data_is_read_by_rdflib(filled: Registry, form: str, parser: str) -> None:
    graph = rdflib.Graph().parse(write(filled, form, "full"), format=parser)
    asked = """
      PREFIX schema: <https://schema.org/> PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX prov: <http://www.w3.org/ns/prov#>
      SELECT DISTINCT ?since ?words WHERE {
        ?tie a schema:Role; schema:startDate ?since; schema:about ?place; prov:wasDerivedFrom ?document.
        ?place schema:name "休斯敦"@zh-Hans.
        ?note oa:hasBody ?tie; oa:hasTarget ?target. ?target oa:hasSource ?document;
          oa:hasSelector [ oa:exact ?words ].
      }"""
    assert [(str(since), str(words)) for since, words in graph.query(asked)] == [
        ("1986-03", "深圳市与休斯敦结好。")
    ]
    assert any("GeoNames" in str(credit) for credit in graph.objects(None, SCHEMA.creditText))


def test_quickstatements_say_both_directions(filled: Registry) -> None:
    out = filled.folder / "statements.tsv"
    db = filled.open()
    written = write_quickstatements(Source(db), out)
    db.close()
    said = (
        'P580\t+1986-03-00T00:00:00Z/10\tS854\t"https://www.sz.gov.cn/a?b=1"\tS813\t+2024-03-08T00:00:00Z/11'
    )
    assert sorted(out.read_text("utf-8").splitlines()) == [
        f"Q15174\tP190\tQ16555\t{said}",
        f"Q16555\tP190\tQ15174\t{said}",
    ]
    assert written.startswith("1 sister cities; 1 whose QIDs")
    with out.with_name("statements.left_out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["a_qid"], row["b"]) for row in csv.DictReader(file)] == [("Q15174", "布里斯班")]


def test_a_reconciled_table_gives_the_codes_that_lack(filled: Registry) -> None:
    out = write(filled, "reconciliation")
    lacking = "QuickStatements: Brisbane has no QID"
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    found = {"Brisbane": "http://www.wikidata.org/entity/Q34932", "Houston": "Q16555"}
    table = filled.folder / "reconciled.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"wikidata": found.get(row["name"], row["wikidata"])} for row in rows)
    said = ["--reason", lacking, "--by", "r1", "--db", str(filled.path)]
    done = CliRunner().invoke(app, ["registry", "reconcile", str(table), *said])
    assert done.stdout.startswith("1 decisions"), done.output
    build([], filled.path)
    statements = write(filled, "quickstatements").read_text("utf-8")
    assert "Q15174\tP190\tQ34932\tP580\t+1992-00-00T00:00:00Z/9" in statements
    table.write_text("id,wikidata\nP1,Houston\n", "utf-8")
    assert "is no QID" in CliRunner().invoke(app, ["registry", "reconcile", str(table), *said]).output


def test_one_code_is_of_one_place(filled: Registry) -> None:
    said = ["--field", "wikidata", "--reason", "seen", "--by", "r1", "--db", str(filled.path)]
    done = CliRunner().invoke(app, ["registry", "decide", "code", BRISBANE, "--value", "Q16555", *said])
    assert (done.exit_code, "if they are one place" in done.output) == (2, True)


def test_reconciliation_is_a_table_of_places(filled: Registry) -> None:
    with write(filled, "reconciliation").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert (rows["Houston"]["name_zh"], rows["Houston"]["country"], rows["Houston"]["wikidata"]) == (
        "休斯敦",
        "US",
        "Q16555",
    )


@pytest.mark.parametrize("level", LEVELS)
def test_evidence_goes_out_as_far_as_asked(registry: Registry, level: Evidence) -> None:
    spans = [{"lang": "zh", "start": i * 10, "end": i * 10 + 5, "text": f"第{i}句话。"} for i in range(2)]
    registry.add(document("d1", pair(SHENZHEN, HOUSTON, evidence=spans)))
    db = registry.open()
    rows = list(Source(db, level).rows("evidence"))
    db.close()
    quotes = [row[-1] for row in rows]
    assert (
        quotes
        == {"full": ["第0句话。", "第1句话。"], "sentence": ["第0句话。"], "offsets": [None] * 2, "none": []}[
            level
        ]
    )


@pytest.mark.parametrize("form", FILES)
def test_order_of_input_changes_no_byte(tmp_path: Path, form: str) -> None:
    """The same documents in runs given in either order, their lines too: the same bytes."""
    digests = []
    for turn in (1, -1):
        registry = Registry(tmp_path / str(turn))
        registry.folder.mkdir()
        runs = [
            registry.run(document("d1", two_sided()), document("d2", pair(HOUSTON, SHENZHEN, date="1986"))),
            registry.run(document("d3", pair(SHENZHEN, BRISBANE)), document("d4", pair(XIANGYANG, HOUSTON))),
        ]
        for file in registry.folder.glob("run*/*.jsonl"):
            file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[::turn]), "utf-8")
        build(runs[::turn], registry.path)
        out = write(registry, form, "full")
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        digests.append([(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files])
    assert digests[0] == digests[1]


def test_nothing_is_written_of_an_empty_registry(registry: Registry) -> None:
    build([], registry.path)
    for form in FILES:
        with pytest.raises(RegistryError, match="nothing has been published"):
            write(registry, form)
        assert not (registry.folder / f"out.{form}").exists()
