"""The arithmetic of the calendar, without any text."""

from __future__ import annotations

from datetime import date

import pytest

from extract.edtf import Known, iso_day, known
from extract.resolve.calendar import settle
from extract.timex import Timex

NOW = date(2024, 3, 7)


@pytest.mark.parametrize(
    ("timex", "value", "anchor"),
    [
        (Timex(year=2024, month=2, day=29), "2024-02-29", "absolute"),
        (Timex(year=2023, quarter=3), "2023-07/2023-09", "absolute"),
        (Timex(century=19, decade=8), "198X", "absolute"),
        (Timex(anchor="published", unit="century", offset=-1, decade=8), "198X", "published"),
        (Timex(anchor="published", unit="month", offset=-3), "2023-12", "published"),
        (Timex(anchor="published", unit="week", offset=1), "2024-03-11/2024-03-17", "published"),
        (Timex(anchor="published", unit="year", offset=-50, same_day=True), "1974-03-07", "published"),
        (Timex(month=11, day=19), "2023-11-19", "published"),
        (Timex(month=2, day=29), "2024-02-29", "published"),
        (Timex(day=8), "2024-02-08", "published"),
        (Timex(month=6, day=2, end=Timex(day=4)), "2023-06-02/2023-06-04", "published"),
        (Timex(month=12, day=30, end=Timex(month=1, day=2)), "2023-12-30/2024-01-02", "published"),
    ],
)
def test_from_publication(timex: Timex, value: str, anchor: str) -> None:
    assert settle(timex, NOW, None) == (value, anchor)


@pytest.mark.parametrize(
    ("timex", "value"),
    [
        (Timex(month=6, day=2), "2024-06-02"),
        (Timex(month=1, day=8), "2025-01-08"),
        (Timex(day=5), "2024-04-05"),
        (Timex(weekday=2), "2024-03-13"),
    ],
)
def test_ahead(timex: Timex, value: str) -> None:
    assert settle(timex, NOW, None, ahead=True) == (value, "published")


@pytest.mark.parametrize(
    ("timex", "earlier", "value"),
    [
        (Timex(anchor="previous", unit="year", offset=1, month=3), "1985-02-01", "1986-03"),
        (Timex(anchor="previous", unit="month", offset=0, day=9), "1994-06-02", "1994-06-09"),
        (Timex(anchor="previous", unit="day", offset=1), "2010-12-31", "2011-01-01"),
        (Timex(anchor="previous", unit="day", offset=1), "2010-12-30/2010-12-31", "2011-01-01"),
    ],
)
def test_from_an_earlier_date(timex: Timex, earlier: str, value: str) -> None:
    assert settle(timex, NOW, known(earlier)) == (value, "previous")


@pytest.mark.parametrize(
    "timex",
    [
        Timex(year=2023, month=2, day=30),
        Timex(anchor="previous", unit="year", offset=1),
        Timex(year=2024, month=13),
        Timex(year=2024, month=5, end=Timex(year=2023)),
    ],
)
def test_no_such_date(timex: Timex) -> None:
    assert settle(timex, NOW, None) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("198X", Known("198X", date(1980, 1, 1), date(1989, 12, 31), "decade")),
        ("19XX", Known("19XX", date(1900, 1, 1), date(1999, 12, 31), "century")),
        ("2024-02", Known("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month")),
        ("2018/2022", Known("2018/2022", date(2018, 1, 1), date(2022, 12, 31), "interval")),
        ("2024-02-30", None),
        ("2024/2023", None),
        ("soon", None),
        ("2020-24", Known("2020-24", date(2020, 12, 1), date(2021, 2, 28), "season")),
    ],
)
def test_days_of_an_edtf_value(value: str, expected: Known | None) -> None:
    assert known(value) == expected


def test_iso_day() -> None:
    assert iso_day("2016-11-07T00:00:00") == date(2016, 11, 7)
    assert iso_day("soon") is None
