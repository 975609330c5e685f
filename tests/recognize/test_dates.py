"""Dates of plain text against the cases in tests/cases/dates*.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.temporal import date_mentions, dates

CASES = Path(__file__).parents[1] / "cases"


def cases(stem: str) -> list[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        pytest.param(case, id=f"{path.stem}-{n}")
        for path in sorted(CASES.glob(f"{stem}*.yaml"))
        for n, case in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
    ]


@pytest.mark.parametrize("case", cases("dates_"))
def test_dates_of_a_text(case: dict[str, Any]) -> None:
    found = [
        [case["text"][m.start : m.end], m.value, m.mod, m.anchor]
        for m in date_mentions(case["text"], published=case["published"])
        if m.value
    ]
    assert found == case["dates"]


def test_records_name_what_they_were_resolved_from() -> None:
    first, second = dates("1985年2月1日致函。次年3月结好", published="2023-03-18")
    assert (second.value, second.anchor, second.relative_to) == ("1986-03", "previous", first.id)
    assert second.rules == ["zh.date.year_month"]


def test_without_publication_only_what_is_absolute_is_resolved() -> None:
    assert [d.value for d in dates("去年5月来访，2019年6月结好")] == ["2019-06"]


def test_messages_read_more_than_releases() -> None:
    assert dates("see you tmrw", published="2024-03-07") == []
    assert [d.value for d in dates("see you tmrw", published="2024-03-07", message=True)] == ["2024-03-08"]


def test_language_can_be_given() -> None:
    text = "2019年6月, June 2020"
    assert [d.value for d in dates(text, lang="en")] == ["2020-06"]
    assert [d.value for d in dates(text, lang="zh-Hant")] == ["2019-06"]
