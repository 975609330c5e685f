"""Dates that leave out their century, year or month: the nearest such date before or after publication."""

from __future__ import annotations

from datetime import date, timedelta

from extract.edtf import add_months, known, valid_day
from extract.resolve.calendar_parts import narrow
from extract.timex import Timex

_LONG_AGO_YEARS = 12


def open_date(t: Timex, published: date, ahead: bool) -> str | None:
    """A date without its year (or month): the last such day up to publication, or the next where the text
    looks ahead."""
    if t.weekday is not None and t.month is None and t.day is None and t.nth is None:
        back = (published.weekday() - t.weekday) % 7
        return (published + timedelta(days=(7 - back) % 7 if ahead else -back)).isoformat()
    if t.day is not None and t.month is None:
        return _open_day(t, published, ahead)
    step = 1 if ahead else -1
    for distance in range(_LONG_AGO_YEARS + 1):
        value = narrow(t, published.year + step * distance, t.month, t.day)
        reach = known(value) if value else None
        if reach is not None and (reach.last >= published if ahead else reach.first <= published):
            return value
    return None


def _open_day(t: Timex, published: date, ahead: bool) -> str | None:
    """A bare day of the month (with its weekday, where that is said)."""
    for distance in range(60 if t.weekday is not None else 3):
        month = add_months(published.replace(day=1), distance if ahead else -distance)
        on = valid_day(month.year, month.month, t.day or 0) if month else None
        if on and (on >= published if ahead else on <= published) and t.weekday in (None, on.weekday()):
            return on.isoformat()
    return None


def open_decade(decade: int, published: date) -> str:
    """The latest decade of that name that has begun."""
    century = published.year // 100
    if century * 100 + decade * 10 > published.year:
        century -= 1
    return f"{century:02d}{decade}X"


def full_year(year: int, published: date | None) -> int:
    """A year of two digits in full: this century up to twenty years ahead, else the last."""
    now = published.year if published else 2025
    century = now - now % 100
    return century + year if century + year <= now + 20 else century - 100 + year
