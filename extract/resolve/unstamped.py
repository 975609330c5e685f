"""What counts from publication on a page that prints no day of it: only the month of an issue, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from extract.edtf import Known
from extract.layers import DateMention
from extract.resolve.antecedent import Reading
from extract.timex import Timex

_BY_THE_DAY = ("day", "week", "weekend", "workweek")
_REACH = 40


def needs_day(timex: Timex, reading: Reading) -> bool:
    """Does it count by the day from a publication of which only the month is known (今天)?"""
    return reading.coarse and timex.anchor == "published" and timex.unit in _BY_THE_DAY


def news_day(timex: Timex, reading: Reading) -> tuple[DateMention, Known] | None:
    """The day that today is in such an issue: the last one told of that is not to come, if it is of that
    month."""
    month = reading.published
    if month is None or timex.unit != "day" or timex.offset:
        return None
    for mention, reached in reversed(reading.history[-_REACH:]):
        if reached.precision == "day" and reached.last <= month:
            near = (reached.last.year, reached.last.month) == (month.year, month.month)
            return (mention, reached) if near else None
    return None


def latest_months(mentions: Sequence[DateMention]) -> tuple[int, frozenset[int]] | None:
    """The latest year that the text names in full, and the months of it that it names."""
    told = [(t.year, t.month) for t in (m.expr for m in mentions) if t.year is not None and not t.short]
    latest = max((year for year, _ in told), default=None)
    if latest is None:
        return None
    return latest, frozenset(month for year, month in told if year == latest and month is not None)


def year_of_month(timex: Timex, latest: tuple[int, frozenset[int]] | None, reading: Reading) -> int | None:
    """The year of April of this year where no publication is known: the latest of the text, if the text names
    April of that."""
    if reading.published is not None or timex.anchor != "published" or timex.unit != "year" or timex.offset:
        return None
    return latest[0] if latest is not None and timex.month in latest[1] else None
