"""Counts of plain text against the cases in tests/cases/counts*.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.recognize.numerals import en_value, zh_value
from extract.temporal import count_mentions, counts

CASES = Path(__file__).parents[1] / "cases"


def cases(stem: str) -> list[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        pytest.param(case, id=f"{path.stem}-{n}")
        for path in sorted(CASES.glob(f"{stem}*.yaml"))
        for n, case in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
    ]


@pytest.mark.parametrize("case", [*cases("counts_zh"), *cases("counts_en")])
def test_counts_of_a_text(case: dict[str, Any]) -> None:
    found = [
        [case["text"][m.start : m.end], m.value, m.modifier, m.what, m.measure, m.upper]
        for m in count_mentions(case["text"])
    ]
    assert found == case["counts"]


def test_time_and_authority_of_a_count() -> None:
    (record,) = counts("据全国友协统计，截至2022年9月，全国共有友好城市2,940对")
    assert (record.value, record.as_of) == (2940, "2022-09")
    assert record.attributed_to is not None
    assert record.attributed_to.text == "据全国友协统计"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三千零五十四", 3054),
        ("廿四", 24),
        ("1.2万", 12000),
        ("3亿", 300_000_000),
        ("两千四百五", 2450),
        ("3万4000", 34000),
        ("二十万亿", 20 * 10**12),
        ("九百九", 990),
        ("十余万", 100_000),
        ("壹佰", 100),
        ("x", None),
    ],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert zh_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-four", 24),
        ("three dozen", 36),
        ("2.1 million", 2_100_000),
        ("two hundred and two thousand", 202_000),
        ("3,054", 3054),
        ("1 234 567", 1_234_567),
        ("sister", None),
    ],
)
def test_english_numerals(text: str, value: int | None) -> None:
    assert en_value(text) == value
