"""The morning's work."""

from __future__ import annotations

import re

from registry_runs import (
    BRISBANE,
    HOUSTON,
    NAMPA,
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
from extract.registry.digest import Section, as_html, digest
from extract.registry.naming import Naming
from extract.registry.policy import load_policy
from extract.registry.publish import latest


def told(registry: Registry, since: int, *watched: str) -> dict[str, list[str]]:
    db = registry.open()
    sections = digest(db, load_policy(), Naming(db), since, latest(db), watched, 60)
    db.close()
    return {section.title: section.lines for section in sections}


def test_what_changed_is_told_in_its_section(registry: Registry) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, "friendly_exchange")),
        document("d2", pair(SHENZHEN, BRISBANE, date="1992")),
        document("d3", pair(XIANGYANG, HOUSTON)),
    )
    registry.add(
        document("d4", pair(SHENZHEN, HOUSTON, date="1986")),
        document("d5", pair(SHENZHEN, BRISBANE, date="1993")),
        document("d6", pair(XIANGYANG, HOUSTON, status="ended"), published="2024-05-01"),
        document("d7", pair(SHENZHEN, NAMPA), pair(SHENZHEN, URAWA)),
        document("d8", count(SHENZHEN, "sister_cities", 1, as_of="2024")),
    )
    found = told(registry, 1, NAMPA)
    assert [line.split(":")[0] for line in found["Watched places"]] == ["深圳市 – 楠帕"]
    assert {line.split(":")[0] for line in found["New"]} == {"深圳市 – 休斯敦", "深圳市 – 楠帕"}
    assert [line.split(":")[0] for line in found["Upgraded"]] == ["深圳市 – 休斯敦"]
    assert [line.split(":")[0] for line in found["Ended or suspended"]] == ["襄阳市 – 休斯敦"]
    assert ["told as 1992, 1993" in line for line in found["Sources disagree on the year"]] == [True]
    assert [line.split(":")[0] for line in found["Totals that contradict the registry"]] == ["深圳市"]
    assert URAWA in found["Names that wait for a place"][0]


def test_a_source_that_says_nothing_any_more_is_told(registry: Registry) -> None:
    old = [
        document(
            f"o{i}", pair(SHENZHEN, HOUSTON), published="2023-01-01", source_id=f"https://old.gov.cn/{i}"
        )
        for i in range(2)
    ]
    new = document("n", pair(SHENZHEN, HOUSTON), published="2024-01-01", source_id="https://new.gov.cn/1")
    misdated = document(
        "m", pair(SHENZHEN, HOUSTON), published="2999-01-01", source_id="https://new.gov.cn/2"
    )
    registry.add(*old, new, misdated)
    assert told(registry, 0)["Silent sources"] == [
        "old.gov.cn: nothing since 2023-01-01 (2 documents before)"
    ]


def test_the_page_holds_no_markup_of_others() -> None:
    page = as_html("Ties", [Section("New", ["<script>alert(1)</script>"])])
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_address_is_a_link_and_nothing_else_is() -> None:
    line = 'A – B [T1; stated by https://a.gov.cn/x?y=1&z=2], "https://b.cn/"onclick=x", javascript:alert(1)'
    page = as_html("Ties", [Section("New", [line])])
    assert re.findall('<a href="([^"]*)"', page) == ["https://a.gov.cn/x?y=1&amp;z=2", "https://b.cn/"]
    assert 'onclick="' not in page and 'href="javascript' not in page


def test_as_a_user_runs_it(registry: Registry) -> None:
    registry.add(document("d1", pair(SHENZHEN, HOUSTON)))
    page = registry.folder / "digest.html"
    command = ["registry", "digest", "--since", "0", "--db", str(registry.path)]
    assert "New (1)\n  深圳市 – 休斯敦: sister_city, established" in CliRunner().invoke(app, command).stdout
    assert CliRunner().invoke(app, [*command, "-o", str(page)]).exit_code == 0
    registry.add(document("d9", pair(SHENZHEN, BRISBANE)))
    registry.open().close()
    last = CliRunner().invoke(app, ["registry", "digest", "--db", str(registry.path)]).stdout
    assert "New (1)\n  深圳市 – 布里斯班" in last and "休斯敦: sister" not in last
    assert "<h2>New (1)</h2>" in page.read_text("utf-8")
