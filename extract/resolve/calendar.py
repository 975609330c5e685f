"""From a Timex and the dates it may lean on to an EDTF value: the arithmetic of the calendar, no text.

`settle` is the one way in. Days are `datetime.date`; weeks begin on Monday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from extract.edtf import ONE_DAY, Known, add_months, interval, known, valid_day, write
from extract.timex import Timex

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_LONG_AGO_YEARS = 12


def settle(
    timex: Timex, published: date | None, previous: Known | None, ahead: bool = False
) -> tuple[str, str] | None:
    """The EDTF value of an expression and what it was read from (`absolute`, `published`, `previous`).

    `published` serves what is relative to publication or lacks a year, `previous` what points back in the
    text. `ahead` makes an open date the next one, not the last. None where the reference is missing or the
    calendar has no such day.
    """
    try:
        if timex.end is not None:
            return _range(timex, timex.end, published, previous, ahead)
        return _point(timex, published, previous, ahead or timex.ahead)
    except (ValueError, OverflowError):
        return None


def _range(
    start: Timex, end: Timex, published: date | None, previous: Known | None, ahead: bool
) -> tuple[str, str] | None:
    """A range: the end inherits what it leaves out from the start, or the start its year from the end."""
    open_end = end.year is None and not end.anchor and end.decade is None and end.century is None
    open_start = start.year is None and not start.anchor and start.decade is None
    if (
        open_start
        and not open_end
        and start.century is None
        and start.month is not None
        and end.month is not None
    ):
        last = _point(end, published, previous, ahead)
        if last is None or (reached := known(last[0])) is None:
            return None
        year = reached.last.year - (1 if start.month > reached.last.month else 0)
        first = _point(replace(start, end=None, year=year), published, previous, ahead)
        return (interval(first[0], last[0]), last[1]) if first else None
    first = _point(replace(start, end=None), published, previous, ahead)
    begun = known(first[0]) if first else None
    if first is None or begun is None:
        return None
    if open_end:
        end = _inherit(end, start, begun)
    last = _point(end, published, previous, ahead)
    if last is None:
        return None
    value = interval(first[0].partition("/")[0], last[0].rpartition("/")[2])
    if known(value) is None:
        return None
    return value, first[1] if first[1] != "absolute" else last[1]


def _inherit(end: Timex, start: Timex, begun: Known) -> Timex:
    """The end of a range with the year (and month) of its start, or of what follows it."""
    if end.month is None and end.day is not None and begun.precision == "day":
        month_on = begun.first if end.day >= begun.first.day else add_months(begun.first.replace(day=1), 1)
        return replace(end, year=month_on.year, month=month_on.month) if month_on else end
    if end.month is not None:
        before = begun.first.month > end.month
        return replace(end, year=begun.first.year + before)
    if end.weekday is not None:
        gap = (end.weekday - begun.first.weekday()) % 7
        day = begun.first + timedelta(days=gap)
        return Timex(year=day.year, month=day.month, day=day.day)
    if end.quarter is not None or end.half is not None or end.season is not None or end.part is not None:
        return replace(end, year=begun.first.year)
    return end


def _point(t: Timex, published: date | None, previous: Known | None, ahead: bool) -> tuple[str, str] | None:
    if t.year is not None:
        year = _full_year(t.year, published) if t.short else t.year
        value = _narrow(t, year, t.month, t.day)
        return (value, "absolute") if value else None
    if t.century is not None and not t.anchor:
        return f"{t.century:02d}{'X' if t.decade is None else t.decade}X", "absolute"
    if t.anchor == "previous":
        return _from(t, _edge(previous, t), "previous") if previous else None
    if published is None:
        return None
    if t.anchor == "published":
        return _from(t, published, "published")
    value = _open_decade(t.decade, published) if t.decade is not None else _open(t, published, ahead)
    return (value, "published") if value else None


def _edge(previous: Known, t: Timex) -> date:
    """The day of an earlier date that a step starts from: its last, or its first where the step stays or
    goes back."""
    return previous.last if t.offset > 0 else previous.first


def _full_year(year: int, published: date | None) -> int:
    """A year of two digits in full: this century up to twenty years ahead, else the last."""
    now = published.year if published else 2025
    century = now - now % 100
    return century + year if century + year <= now + 20 else century - 100 + year


def _open_decade(decade: int, published: date) -> str:
    """The latest decade of that name that has begun."""
    century = published.year // 100
    if century * 100 + decade * 10 > published.year:
        century -= 1
    return f"{century:02d}{decade}X"


def _from(t: Timex, reference: date, anchor: str) -> tuple[str, str] | None:
    """A step from a reference day, then what narrows it down."""
    value: str | None
    if t.window is not None and not t.nth_unit:
        value = _window(t, reference)
    elif t.unit in ("day", "week", "weekend", "workweek"):
        value = _day_step(t, reference)
    elif t.unit == "month":
        on = add_months(reference, t.offset)
        value = _narrow(t, on.year, on.month, on.day if t.same_day else t.day) if on else None
    elif t.unit == "named":
        value = _named(t, reference, anchor)
    elif t.unit == "quarter":
        on = add_months(reference.replace(day=1), 3 * t.offset)
        value = _quarter(on.year, (on.month - 1) // 3 + 1) if on else None
    elif t.unit == "decade":
        value = f"{reference.year // 10 + t.offset:03d}X"
    elif t.unit == "century":
        century = reference.year // 100 + t.offset
        value = f"{century:02d}{'X' if t.decade is None else t.decade}X"
    else:
        value = _year_step(t, reference)
    if t.to_end and value and (reach := known(value)) is not None:
        value = interval(reference.isoformat(), reach.last.isoformat())
    return (value, anchor) if value else None


def _named(t: Timex, reference: date, anchor: str) -> str | None:
    """A month by its name with a step: last December, the following March, this April."""
    month = t.month or 1
    year = reference.year
    if t.offset < 0 and month >= reference.month:
        year -= 1
    elif (
        t.offset > 0
        and month <= reference.month
        and not (anchor == "previous" and reference.month == 12 == month)
    ):
        year += 1
    return _narrow(t, year, month, t.day)


def _year_step(t: Timex, reference: date) -> str | None:
    year = reference.year + t.offset
    if not 1 <= year <= 9999:
        return None
    if t.steps:
        on: date | None = reference
        for unit, number in (("year", t.offset), *t.steps):
            if on is not None:
                on = (
                    on + timedelta(days=number * (7 if unit == "week" else 1))
                    if unit in ("day", "week")
                    else add_months(on, number * MONTHS_OF[unit])
                )
        return on.isoformat() if on else None
    if t.same_day:
        return _narrow(t, year, reference.month, t.day or reference.day)
    return _narrow(t, year, t.month, t.day)


def _day_step(t: Timex, reference: date) -> str | None:
    if t.unit == "day":
        on = reference + timedelta(days=t.offset)
        if t.day is not None and t.day != on.day:
            # 今（12）日 in a text put on the web a day or two later: the number is right
            return _open(Timex(day=t.day), on + timedelta(days=3), False)
        return on.isoformat()
    if t.weekday is None and t.unit == "week" and t.same_day:
        return (reference + timedelta(days=7 * t.offset)).isoformat()
    monday = reference - timedelta(days=reference.weekday()) + timedelta(days=7 * t.offset)
    if t.weekday is not None:
        return (monday + timedelta(days=t.weekday)).isoformat()
    if t.unit == "weekend":
        return interval((monday + timedelta(days=5)).isoformat(), (monday + timedelta(days=6)).isoformat())
    return interval(
        monday.isoformat(), (monday + timedelta(days=4 if t.unit == "workweek" else 6)).isoformat()
    )


def _window(t: Timex, reference: date) -> str | None:
    """A rolling window: the past three weeks, the coming two days; whole quarters where quarters are
    counted."""
    number = t.window or 0
    back = t.offset < 0
    if t.unit == "quarter":
        this = reference.replace(day=1, month=(reference.month - 1) // 3 * 3 + 1)
        first = add_months(this, -3 * number if back else 3)
        last = add_months(this, -1 if back else 3 * number + 2)
        return (
            interval(write(first.year, first.month), write(last.year, last.month)) if first and last else None
        )
    if t.unit in MONTHS_OF:
        far = add_months(reference, (-number if back else number) * MONTHS_OF[t.unit])
    else:
        days = number * (7 if t.unit == "week" else 1)
        far = reference + timedelta(days=-days if back else days)
    if far is None:
        return None
    return (
        interval(far.isoformat(), (reference - ONE_DAY).isoformat())
        if back
        else interval((reference + ONE_DAY).isoformat(), far.isoformat())
    )


def _quarter(year: int, quarter: int) -> str:
    return interval(write(year, 3 * quarter - 2), write(year, 3 * quarter))


def _narrow(t: Timex, year: int, month: int | None, day: int | None) -> str | None:
    """A year with the month, day, quarter, half, season or nth week or weekday that an expression adds."""
    if t.quarter is not None:
        return _quarter(year, t.quarter)
    if t.half is not None:
        return interval(write(year, 1 if t.half == 1 else 7), write(year, 6 if t.half == 1 else 12))
    if t.season is not None:
        return write(year, t.season)
    if t.nth_unit == "month":
        return write(year, t.nth) if t.nth and 1 <= t.nth <= 12 else None
    if t.nth_unit == "week_of":
        on = valid_day(year, month or 0, day or 0)
        return _whole_week(on) if on else None
    if t.nth is not None:
        return _nth(t, year, month)
    if month is None:
        return write(year) if day is None else None
    if not 1 <= month <= 12:
        return None
    if day is None:
        return write(year, month)
    return write(year, month, day) if valid_day(year if year > 0 else 4, month, day) else None


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
    return _whole_week(on)


def _whole_week(on: date) -> str:
    monday = on - timedelta(days=on.weekday())
    return interval(monday.isoformat(), (monday + timedelta(days=6)).isoformat())


def _open(t: Timex, published: date, ahead: bool) -> str | None:
    """A date without its year (or month): the last such day up to publication, or the next where the text
    looks ahead."""
    if t.weekday is not None and t.month is None and t.day is None and t.nth is None:
        back = (published.weekday() - t.weekday) % 7
        return (published + timedelta(days=(7 - back) % 7 if ahead else -back)).isoformat()
    if t.day is not None and t.month is None:
        return _open_day(t, published, ahead)
    step = 1 if ahead else -1
    for distance in range(_LONG_AGO_YEARS + 1):
        value = _narrow(t, published.year + step * distance, t.month, t.day)
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
