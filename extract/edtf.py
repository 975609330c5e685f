"""EDTF (ISO 8601-2) as far as records hold it: days, months, years, 198X, 19XX, seasons and intervals, and
the days they span."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_POINT = re.compile(r"(-?[0-9]{1,4}X{0,3})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A resolved date: its EDTF value, its first and last day, and how fine it is.

    `precision` is day, month, year, season, decade, century or interval (of any ends).
    """

    value: str
    first: date
    last: date
    precision: str


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def valid_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such (30 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(day: date, months: int) -> date | None:
    """The same day so many months on, or the month's last where it is shorter; None outside the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def write(year: int, month: int | None = None, day: int | None = None) -> str:
    """EDTF of a year, month or day; years before 1 as ISO 8601 has them (221 BCE is -0220)."""
    text = f"{year:04d}" if year >= 0 else f"-{-year:04d}"
    if month is not None:
        text += f"-{month:02d}"
        if day is not None:
            text += f"-{day:02d}"
    return text


def interval(first: str, last: str) -> str:
    """EDTF of a span from one point to another; the point itself where both are one."""
    return first if first == last else f"{first}/{last}"


@lru_cache(maxsize=4096)
def known(value: str) -> Known | None:
    """An EDTF value with the days it spans; None for what is open, unknown or outside year 1 to 9999.

    >>> known("2024-02").last.isoformat()
    '2024-02-29'
    """
    if "/" in value:
        first, _, last = value.partition("/")
        start, end = known(first), known(last)
        if start is None or end is None or end.last < start.first:
            return None
        return Known(value, start.first, end.last, "interval")
    found = _POINT.fullmatch(value)
    if found is None or value.startswith("-"):
        return None
    digits, month, day = found.groups()
    if len(digits) != 4 or ("X" in digits and month):
        return None
    try:
        if "X" in digits:
            low, high = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
            kind = {1: "decade", 2: "century"}.get(digits.count("X"), "interval")
            return Known(value, date(max(low, 1), 1, 1), date(high, 12, 31), kind)
        year = int(digits)
        if month is None:
            return Known(value, date(year, 1, 1), date(year, 12, 31), "year")
        number = int(month)
        if 21 <= number <= 24:
            start_month = (number - 21) * 3 + 3
            closing = add_months(date(year, start_month, 1), 2)
            if closing is None:
                return None
            return Known(value, date(year, start_month, 1), month_end(closing.year, closing.month), "season")
        if day is None:
            return Known(value, date(year, number, 1), month_end(year, number), "month")
        exact = date(year, number, int(day))
        return Known(value, exact, exact, "day")
    except ValueError:
        return None


def names_day(text: str) -> bool:
    """Whether an ISO date or date-time is as fine as a day, not a month or year alone."""
    return len(text) >= len("2024-03-07")


def is_day(value: str | None) -> bool:
    """Whether an EDTF value is one day, and no month, year or interval."""
    return value is not None and _DAY.fullmatch(value) is not None


def iso_day(text: str | None) -> date | None:
    """The day at the head of an ISO date or date-time; a month or year gives its last day; None for no
    date."""
    if not text:
        return None
    found = known(text[:10]) or known(text[:7]) or known(text[:4])
    return found.last if found else None
