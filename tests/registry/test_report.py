"""The report as a reader has it: opened offline in Chromium, looked at, clicked through."""

from __future__ import annotations

import json
import shutil
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from registry_runs import (
    BRISBANE,
    HOUSTON,
    ISHIKAWA,
    SHENZHEN,
    URAWA,
    XIANGYANG,
    Registry,
    count,
    document,
    pair,
)
from typer.testing import CliRunner

from extract.cli import app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = "</script><script>document.title='run'</script>"

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")


def conflict(zh: str, en: str) -> dict:
    spans = [
        {"span": {"lang": lang, "start": 0, "end": 2, "text": f"{value}个"}, "value": value}
        for lang, value in (("zh", zh), ("en", en))
    ]
    return {"rules": ["agree.count"], "between": "languages", "kind": "count", "sides": spans}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    registry = Registry(tmp_path_factory.mktemp("filled"))
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03-11"), conflict("29", "26"),
                 languages=["zh-Hans"], source_id="https://www.sz.gov.cn/a"),
        document("d2", pair(SHENZHEN, HOUSTON, date="1987"),
                 pair(SHENZHEN, BRISBANE, date="1992", agreement="both"),
                 count(SHENZHEN, "sister_cities", 24, as_of="2022-09"), source_id="javascript:alert(1)"),
        document("d3", pair(XIANGYANG, ISHIKAWA, "friendly_exchange", status="proposed"), source_id=HOSTILE),
        document("d4", pair(SHENZHEN, URAWA)),
    )  # fmt: skip
    return registry


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@cache
def report(source: Path, *options: str, again: int = 0) -> Path:
    """A report of its own for each source and options, made once; `again` makes another."""
    out = source.parent / f"report{abs(hash((source, options, again)))}.html"
    done = CliRunner().invoke(app, ["report", str(source), "-o", str(out), *options])
    assert done.exit_code == 0, done.output
    return out


def opened(browser: Browser, path: Path, **context: str) -> Page:
    """The page, drawn; nothing it does may fail or reach for the network."""
    page = browser.new_context(**context).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("request", lambda asked: asked.url.startswith(("file:", "blob:")) or pytest.fail(asked.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached")
    return page


def cells(page: Page) -> list[list[str]]:
    return [row.locator("td").all_inner_texts() for row in page.locator("#ties-table tbody tr").all()]


@needs_chromium
def test_the_table_searches_sorts_and_filters(filled: Registry, browser: Browser) -> None:
    page = opened(browser, report(filled.path), locale="en-GB")
    assert [row[1] for row in cells(page)] == ["Brisbane", "Houston", "Ishikawa"]  # the latest signing first
    page.get_by_role("button", name="Partner").click()
    page.get_by_role("button", name="Partner").click()
    assert [row[1] for row in cells(page)] == ["Ishikawa", "Houston", "Brisbane"]
    page.get_by_label("Search").fill("休斯敦")
    assert [row[:6] for row in cells(page)] == [
        ["Shenzhen", "Houston", "United States", "sister city", "established", "1986-03-11"]
    ]
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#ties-table tbody tr")).to_have_count(3)
    page.locator("#status").select_option("proposed")
    assert [row[1] for row in cells(page)] == ["Ishikawa"]


@needs_chromium
def test_a_tie_leads_to_its_evidence(filled: Registry, browser: Browser) -> None:
    page = opened(browser, report(filled.path), locale="en-GB")
    page.locator("#ties-table tbody tr", has_text="Houston").get_by_role("button", name="Shenzhen").click()
    dialog = page.get_by_role("dialog")
    assert "1986-03-11: signed (stated)" in dialog.inner_text()
    links = dialog.get_by_role("link")
    assert [link.get_attribute("href") for link in links.all()] == ["https://www.sz.gov.cn/a"]
    assert "javascript:alert(1)" in dialog.inner_text()  # named, but no link
    assert "结好" not in dialog.inner_text()  # scraped texts have owners
    (houston,) = (tie for tie in filled.ties() if tie["since"] == "1986-03-11")
    assert page.url.endswith("#" + houston["id"])


@needs_chromium
def test_sentences_are_quoted_when_asked_for(filled: Registry, browser: Browser) -> None:
    page = opened(browser, report(filled.path, "--evidence", "sentence"), locale="en-GB")
    page.locator("#ties-table tbody tr", has_text="Houston").get_by_role("button", name="Shenzhen").click()
    assert page.locator("dialog blockquote").first.inner_text() == "深圳市与休斯敦结好。"


@needs_chromium
def test_what_pages_wrote_is_text(filled: Registry, browser: Browser) -> None:
    page = opened(browser, report(filled.path, "--evidence", "full", "--title", HOSTILE), locale="en-GB")
    assert page.title() == HOSTILE
    page.locator("#ties-table tbody tr", has_text="Ishikawa").get_by_role("button").first.click()
    assert HOSTILE in page.get_by_role("dialog").inner_text()


@needs_chromium
@pytest.mark.parametrize(
    ("locale", "title", "country"),
    [
        ("en-US", "Signings by year", "United States"),
        ("zh-CN", "逐年签署", "美国"),
        ("zh-TW", "逐年簽署", "美國"),
    ],
)
def test_it_speaks_the_readers_language(
    filled: Registry, browser: Browser, locale: str, title: str, country: str
) -> None:
    page = opened(browser, report(filled.path), locale=locale)
    assert page.locator("#timeline-title").inner_text() == title
    assert country in page.locator("#ties-table").inner_text()
    assert page.locator("[data-label]:visible", has_text="undefined").count() == 0


@needs_chromium
def test_conflicts_totals_and_waiting_names_are_told(filled: Registry, browser: Browser) -> None:
    page = opened(browser, report(filled.path), locale="en-GB")
    conflicts = page.locator("#conflicts").inner_text()
    assert "1986, 1987 (shown: 1986-03-11)" in conflicts
    assert "29 (zh 0–2) ≠ 26 (en 0–2)" in conflicts
    assert "24 sister cities" in page.locator("#totals").inner_text()
    assert "missing 22" in page.locator("#totals").inner_text()
    assert "浦和市" in page.locator("#waiting").inner_text()
    coverage = page.locator("#coverage").inner_text()
    assert "in Chinese only" in coverage and "both say it" in coverage
    assert "GeoNames" in page.locator("footer").inner_text()


@needs_chromium
def test_a_place_on_the_map_is_chosen(filled: Registry, browser: Browser) -> None:
    page = opened(browser, report(filled.path), locale="en-GB")
    box = page.locator("#lines").bounding_box()
    assert box is not None
    longitude, latitude, unit = -95.36, 29.76, box["width"] / 360  # Houston
    at = {"x": ((longitude + 30) % 360) * unit, "y": (85 - latitude) * unit}
    page.locator("#lines").hover(position=at)
    assert page.locator("#tip").inner_text() == "Houston · 1 ties"
    page.locator("#lines").click(position=at)
    assert [row[1] for row in cells(page)] == ["Houston"]


@needs_chromium
def test_dark_and_light(filled: Registry, browser: Browser) -> None:
    path = report(filled.path)
    paper = "document => getComputedStyle(document).backgroundColor"
    dark = opened(browser, path, color_scheme="dark")
    seen = dark.locator("body").evaluate(paper)
    dark.locator("#theme").select_option("light")
    assert (seen, dark.locator("body").evaluate(paper)) == ("rgb(20, 23, 26)", "rgb(253, 252, 250)")


def test_figures_and_pages_are_the_same_bytes_again(filled: Registry, tmp_path: Path) -> None:
    figures = tmp_path / "figures"
    first = report(filled.path, "--figures", str(figures)).read_bytes()
    drawn = {path.name: path.read_bytes() for path in figures.iterdir()}
    time.sleep(1.1)  # a second on, in case one is written down
    assert report(filled.path, "--figures", str(figures), again=1).read_bytes() == first
    assert {path.name: path.read_bytes() for path in figures.iterdir()} == drawn
    assert set(drawn) == {"map.svg", "map.png", "timeline.svg", "timeline.png"}
    words = " ".join(ET.fromstring(drawn["timeline.svg"]).itertext())
    assert "Signings by year" in words and "Australia" in words
    assert drawn["map.png"][:8] == b"\x89PNG\r\n\x1a\n"


def test_a_run_is_reported_without_a_registry(registry: Registry) -> None:
    run = registry.run(document("d1", pair(SHENZHEN, HOUSTON)))
    assert "Houston" in report(run).read_text("utf-8")
    assert not registry.path.exists()


@needs_chromium
def test_a_run_without_a_linked_tie_is_shown_with_what_waits(registry: Registry, browser: Browser) -> None:
    run = registry.run(document("d1", pair(SHENZHEN, URAWA)))
    page = opened(browser, report(run, "--figures", str(run / "figures")), locale="en-GB")
    assert "No tie is like that." in page.locator("#ties-table").inner_text()
    assert "浦和市" in page.locator("#waiting").inner_text()


@needs_chromium
def test_outlines_are_drawn_with_their_credit(filled: Registry, browser: Browser, tmp_path: Path) -> None:
    given = tmp_path / "coast.geojson"
    square = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]}
    given.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": square}), "utf-8")
    path = report(filled.path, "--basemap", str(given), "--basemap-credit", "A Survey")
    page = opened(browser, path, locale="en-GB")
    assert "A Survey" in page.locator("#map-note").inner_text()
    assert "A Survey" in page.locator("footer").inner_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--basemap", "x.geojson"], "go together"),
        (["--evidence", "some"], "--evidence is one of"),
        (["--language", "fr"], "--language is one of"),
    ],
)
def test_bad_use_is_told(filled: Registry, options: list[str], told: str) -> None:
    out = filled.folder / "report.html"
    done = CliRunner().invoke(app, ["report", str(filled.path), "-o", str(out), *options])
    assert (done.exit_code, out.exists()) == (2, False)
    assert told in done.output


def test_a_file_that_is_no_geojson_is_told(filled: Registry, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"type": "Point"}', "utf-8")
    arguments = ["report", str(filled.path), "-o", str(tmp_path / "r.html")]
    done = CliRunner().invoke(
        app, [*arguments, "--basemap", str(tmp_path / "x.json"), "--basemap-credit", "me"]
    )
    assert done.exit_code == 2
    assert "no line and no polygon" in done.output
