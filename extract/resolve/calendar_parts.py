"""What narrows a year down: month and day, quarter, half, season, the nth week or weekday."""

from __future__ import annotations

from datetime import date, timedelta

from extract.edtf import ONE_DAY, add_months, interval, valid_day, write
from extract.timex import Timex


def narrow(t: Timex, year: int, month: int | None, day: int | None) -> str | None:
    """A year with the month, day, quarter, half, season or nth week or weekday that an expression adds."""
    if t.quarter is not None:
        return quarter(year, t.quarter)
    if t.half is not None:
        return interval(write(year, 1 if t.half == 1 else 7), write(year, 6 if t.half == 1 else 12))
    if t.season is not None:
        return write(year, t.season)
    if t.nth_unit == "month":
        return write(year, t.nth) if t.nth and 1 <= t.nth <= 12 else None
    if t.nth_unit == "week_of":
        on = valid_day(year, month or 0, day or 0)
        return whole_week(on) if on else None
    if t.nth is not None:
        return _nth(t, year, month)
    if month is None:
        return write(year) if day is None else None
    if not 1 <= month <= 12:
        return None
    if day is None:
        return write(year, month)
    return write(year, month, day) if valid_day(year if year > 0 else 4, month, day) else None


def quarter(year: int, quarter: int) -> str:
    return interval(write(year, 3 * quarter - 2), write(year, 3 * quarter))


def _nth(t: Timex, year: int, month: int | None) -> str | None:
    """The nth weekday of a month, or the nth week of a year or month; -1 is the last."""
    first = date(year, month or 1, 1)
    after = add_months(first, 1 if month else 12)
    if after is None or t.nth is None:
        return None
    weekday = t.weekday if t.nth_unit == "weekday" and t.weekday is not None else 3
    on = first + timedelta(days=(weekday - first.weekday()) % 7)
    on += (
        timedelta(days=7 * (t.nth - 1)) if t.nth > 0 else timedelta(days=(after - ONE_DAY - on).days // 7 * 7)
    )
    if t.nth_unit == "weeks":
        # the last n weeks that lie whole in the year
        sunday = after - ONE_DAY - timedelta(days=after.isoweekday() - 1 if after.isoweekday() > 1 else 0)
        return interval((sunday - timedelta(days=7 * (t.window or 1) - 1)).isoformat(), sunday.isoformat())
    if t.nth_unit == "weekday":
        return on.isoformat() if first <= on < after else None
    return whole_week(on)


def whole_week(on: date) -> str:
    monday = on - timedelta(days=on.weekday())
    return interval(monday.isoformat(), (monday + timedelta(days=6)).isoformat())
