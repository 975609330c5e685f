"""Whose counts they are, as of when and of what kind: whole releases through the pipeline."""

from __future__ import annotations

from typing import Any

import pytest

import extract
from extract import layers
from extract.relate.arithmetic import find_conflicts

HEFEI = """合肥市与大阪府举行友城交流会
发布日期：2023-11-08 来源：合肥日报
11月6日至7日，合肥市与日本大阪府友城交流会在合肥举行，来自12个国家的80余名嘉宾参加。
据市外办介绍，截至2023年10月底，合肥市已在31个国家缔结友好城市16个、友好交流城市36个。
去年，合肥市新增友好城市2个。到2025年，友好城市总数将达到20个。
"""
TAICHUNG = """臺中市與美國鳳凰城締結姊妹市
中華民國110年4月22日
臺中市長今（22）日與鳳凰城市長簽署協定。臺中市迄今已與美國、日本等19國40餘個城市締結姊妹市。
"""
CHONGQING = """Chongqing marks a decade of ties
Published: Oct 12, 2020
By the end of 2019, Chongqing had sister city ties with 51 cities in 39 countries.
More than 60 people attended.
"""


def read(text: str) -> list[tuple[Any, ...]]:
    doc = extract.load()(text)
    return [
        (m.value, m.what, m.measure, m.subject.name_zh if m.subject else None, m.as_of, m.period)
        for m in layers.counts(doc)
    ]


def test_a_release_in_simplified_script() -> None:
    assert read(HEFEI) == [
        (12, "countries", "part", None, None, None),
        (80, "participants", None, None, None, None),
        (31, "countries", "stock", "合肥市", "2023-10", None),
        (16, "sister_cities", "stock", "合肥市", "2023-10", None),
        (36, "exchange_cities", "stock", "合肥市", "2023-10", None),
        (2, "sister_cities", "increase", "合肥市", "2022", None),
        (20, "sister_cities", "target", "合肥市", "2025", None),
    ]


def test_a_release_in_traditional_script() -> None:
    assert read(TAICHUNG) == [
        (19, "countries", "stock", "台中市", "2021-04-22", None),
        (40, "sister_cities", "stock", "台中市", "2021-04-22", None),
    ]


def test_a_release_in_english() -> None:
    assert read(CHONGQING) == [
        (51, "sister_cities", "stock", "重庆市", "2019", None),
        (39, "countries", "stock", "重庆市", "2019", None),
        (60, "participants", None, None, None, None),
    ]


def test_who_says_so() -> None:
    doc = extract.load()(HEFEI)
    said = layers.counts(doc)[2].attributed_to
    assert said is not None
    assert HEFEI[slice(*said)] == "据市外办介绍"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("我市与57个国家的90个省市缔结友好关系（包括24对友城和66对友好交流城市）。", []),
        ("我市与57个国家的91个省市缔结友好关系（包括24对友城和66对友好交流城市）。", [["91", "24", "66"]]),
        ("我市与57个国家的90余个省市缔结友好关系（包括24对友城和68对友好交流城市）。", []),
        ("我市共结好90对，其中与美国结好10对，与法国结好6对。", []),
    ],
)
def test_parts_make_their_total(text: str, values: list[list[str]]) -> None:
    assert [c.values for c in find_conflicts(extract.load()(text))] == values


def test_an_earlier_date_in_the_other_language() -> None:
    text = "On February 1, 1985, the mayor wrote.\n1985年2月1日，市长致函我市。\n次年3月，两市结好。\n"
    doc = extract.load()(text)
    assert [m.value for m in layers.dates(doc)] == ["1985-02-01", "1985-02-01", "1986-03"]
