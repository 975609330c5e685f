"""From a Timex and the dates it may lean on to an EDTF value: the arithmetic of the calendar, no text.

`settle` is the one way in. Days are `datetime.date`; weeks begin on Monday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from extract.edtf import Known, add_months, interval, known
from extract.resolve.calendar_open import full_year, open_date, open_decade
from extract.resolve.calendar_parts import narrow
from extract.resolve.calendar_steps import step
from extract.timex import Timex


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
        end = _inherit(end, begun)
    last = _point(end, published, previous, ahead)
    if last is None:
        return None
    value = interval(first[0].partition("/")[0], last[0].rpartition("/")[2])
    if known(value) is None:
        return None
    return value, first[1] if first[1] != "absolute" else last[1]


def _inherit(end: Timex, begun: Known) -> Timex:
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
        year = full_year(t.year, published) if t.short else t.year
        if t.same_day and published is not None:
            value, anchor = narrow(t, year, published.month, published.day), "published"
        else:
            value, anchor = narrow(t, year, t.month, t.day), "absolute"
        return (value, anchor) if value else None
    if t.century is not None and not t.anchor:
        return f"{t.century:02d}{'X' if t.decade is None else t.decade}X", "absolute"
    if t.anchor == "previous":
        return step(t, _edge(previous, t), "previous") if previous else None
    if published is None:
        return None
    if t.anchor == "published":
        return step(t, published, "published")
    value = open_decade(t.decade, published) if t.decade is not None else open_date(t, published, ahead)
    return (value, "published") if value else None


def _edge(previous: Known, t: Timex) -> date:
    """The day of an earlier date that a step starts from: its last, or its first where the step stays or
    goes back."""
    return previous.last if t.offset > 0 else previous.first
