"""Numbers by value, stems and readings: what both languages share."""

from __future__ import annotations

import pytest

from extract.align.readings import load_readings
from extract.align.stem import stem
from extract.align.tokens import chinese_units, english_tokens


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("57个国家", "57 countries"),
        ("五十七个国家", "57 countries"),
        ("1,200人", "1200 people"),
        ("3万", "30,000"),
        ("4.5万", "45,000"),
        ("1.2亿", "120 million"),
        ("三百二十份", "320 papers"),
        ("二〇二三年", "2023"),
        ("3月", "March"),
        ("十一月", "November"),
        ("80年代", "the 1980s"),
        ("八十年代", "the 1980's"),
        ("三国", "three countries"),
        ("两百", "two hundred"),
        ("50%", "50 percent"),
    ],
)
def test_shared_numbers(zh: str, en: str) -> None:
    left = {unit.name for unit in chinese_units(zh)}
    right = set(english_tokens([en]).names)
    assert {name for name in left if name[0] == "#"} <= right


def test_units_say_where() -> None:
    units = chinese_units("有57个BYD展台？")
    assert [(u.start, u.length, u.name) for u in units] == [(1, 2, "#57"), (4, 3, "byd")]


@pytest.mark.parametrize(
    ("word", "other"),
    [("cities", "city"), ("twinned", "twin"), ("establishing", "established"), ("relations", "relational"),
     ("agreed", "agree"), ("hoping", "hope"), ("friendly", "friendli")],
)  # fmt: skip
def test_stems_meet(word: str, other: str) -> None:
    assert stem(word) == stem(other)


@pytest.mark.parametrize(
    ("word", "syllables"), [("Shenzhen", 2), ("Xi'an", 2), ("Lüshun", 2), ("Shourui", 2), ("Bao’an", 2)]
)
def test_pinyin_is_read(word: str, syllables: int) -> None:
    readings = load_readings()
    assert readings is not None
    assert any(len(way) == syllables for way in readings.parses(word))


@pytest.mark.parametrize("word", ["Houston", "Moscow", "x" * 500, "''", "Zzz"])
def test_what_is_no_pinyin(word: str) -> None:
    readings = load_readings()
    assert readings is not None
    assert readings.parses(word) == ()
