"""Is an open date still to come? What the words around it say, and what the calendar allows."""

from __future__ import annotations

from datetime import date

from extract.edtf import Known, known
from extract.layers import DateMention
from extract.resolve.antecedent import Reading, told_year
from extract.resolve.calendar import settle
from extract.resolve.context import looks_ahead, tells_opening, tells_past
from extract.timex import Timex

_SOON_DAYS = 45
_NEAR_DAYS = 21
_LOOKS_BACK = 2
_VISIT_DAYS = 7
_QUARTER_DAYS = 91


def is_open(timex: Timex) -> bool:
    """Does it lack its year, with nothing said of where to take it from?"""
    return (
        timex.year is None
        and not timex.anchor
        and timex.century is None
        and timex.decade is None
        and (timex.end is None or (timex.end.year is None and not timex.end.anchor))
    )


def not_yet(mention: DateMention, timex: Timex, reading: Reading) -> bool:
    """Is it a half or some quarters of a year that are not over, told of as past: 下半年 or 前三季度 in
    January?"""
    if reading.published is None or (timex.half is None and timex.quarter is None):
        return False
    reach = _reached(timex, reading)
    if reach is None or looks_ahead(reading.folded, mention):
        return False
    ends = (reach.last - reading.published).days
    return reach.first > reading.published or (timex.end is not None and ends > _QUARTER_DAYS)


def is_to_come(mention: DateMention, reading: Reading) -> bool:
    """Is it still to come: will sign in June, or would sign, where no year long past is told of?"""
    begins = not _was_lately(mention.expr, reading)
    if not looks_ahead(reading.folded, mention, begins=begins):
        return False
    if looks_ahead(reading.folded, mention, told=False, begins=begins):
        return True
    told = told_year(mention, reading)
    return told is None or (reading.published is not None and told[1].last.year >= reading.published.year - 1)


def is_near(mention: DateMention, reading: Reading) -> bool:
    """Is the next such day within weeks, and the last almost a year ago, with nothing told as done? Nobody
    says 17 June of last year's on the 12th; but early in the year the last is looked back at."""
    timex: Timex = mention.expr
    now = reading.published
    if timex.day is None or timex.weekday is not None or now is None or reading.coarse:
        return False
    reached = _reached(timex, reading, ahead=True)
    if reached is None or not 0 < (reached.first - now).days <= _NEAR_DAYS:
        return False
    if timex.month is None:
        if not _goes_on(mention, reached.first, reading):
            return False
    elif now.month <= _LOOKS_BACK:
        return False
    if told_year(mention, reading) is not None:
        return False
    return not tells_past(reading.folded, mention)


def _goes_on(mention: DateMention, day: date, reading: Reading) -> bool:
    """Does a bare day go on from one just told: 18日抵达,19日签约,21日离开, written on the 20th?"""
    if not reading.history:
        return False
    earlier, reached = reading.history[-1]
    near = reached.precision == "day" and 0 < (day - reached.first).days <= _VISIT_DAYS
    return near and reading.same_paragraph(earlier, mention)


def _was_lately(timex: Timex, reading: Reading) -> bool:
    """Was there such a day in the weeks before publication?"""
    if reading.published is None:
        return False
    reached = _reached(timex, reading)
    return reached is not None and 0 <= (reading.published - reached.first).days <= _SOON_DAYS


def opens_soon(mention: DateMention, timex: Timex, reading: Reading) -> bool:
    """Is it a span of days that something is shown, which begins within weeks of publication?"""
    if timex.end is None or reading.published is None or not tells_opening(reading.folded, mention):
        return False
    reached = _reached(timex, reading, ahead=True)
    return reached is not None and 0 <= (reached.first - reading.published).days <= _SOON_DAYS


def _reached(timex: Timex, reading: Reading, *, ahead: bool = False) -> Known | None:
    """The days of an expression by the publication: of the last such, or of the next one `ahead`."""
    settled = settle(timex, reading.published, None, ahead)
    return known(settled[0]) if settled is not None else None
