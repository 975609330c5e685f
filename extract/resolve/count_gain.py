"""What was gained within a time, and so is an increase and no stock (2023年缔结友城5对)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.layers import DateMention
from extract.resolve.count_cues import cues, has, measure_words, shape, where
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_setting import Setting
from extract.resolve.count_time import begins

_YEAR = 4


def gained(s: Setting, dates: Sequence[DateMention]) -> bool:
    """Does the sentence say that so many ties were made within a time it names, and not that so many there
    are by then (截至2023年缔结156对, 2023年已缔结156对)?"""
    if s.noun in measure_words("pairs") and shape("pairs_sign").match(s.text, s.mention.end):
        return True
    deed = _deed(s)
    if deed is None:
        return _in_another_time(s, dates)
    if _recent(s) or _plan(s) is not None or _whole_year(s):
        return True
    if any(_spans_years(date) and _bounds(s, date, deed) for date in _own_dates(s, dates)):
        return True
    if has("all_told", s.lang, s.text[s.clause_start() : s.mention.start]):
        return False
    own = _own_dates(s, dates)
    if s.lang == "zh" and any(d.end <= deed and _up_to(s, d) for d in own):
        return False  # 新华社3月4日电 截至2月底共缔结90对
    return any(_bounds(s, date, deed) for date in own)


def _own_dates(s: Setting, dates: Sequence[DateMention]) -> list[DateMention]:
    return [date for date in dates if s.start <= date.start and date.end <= s.end]


def _spans_years(date: DateMention) -> bool:
    """Does it name several years (1973年至1983年, 上世纪80年代), in which things add up?"""
    value = date.value or ""
    first, through, last = value.partition("/")
    return value.endswith("X") or (bool(through) and first[:_YEAR] < last[:_YEAR])


def _in_another_time(s: Setting, dates: Sequence[DateMention]) -> bool:
    """Does it tell for other years what the sentence before told of some (1984年至1993年为420对)?"""
    if s.lang != "zh" or s.source is None or s.source.mention.measure != "increase":
        return False
    return any(
        _spans_years(date) and shape("in_time").fullmatch(s.text, date.end, s.mention.start) is not None
        for date in _own_dates(s, dates)
    )


def period(s: Setting, published: str | None, then: str | None) -> tuple[str | None, str | None]:
    """The end and the whole of the time of an increase whose sentence names none by date: a plan's years, a
    year the text named before (`then`), or the time up to the day of publication. EDTF or None each."""
    plan = _plan(s)
    if plan is not None:
        years = cues().plans[plan["plan"]]
        return (published, None) if plan["since"] else (years.rpartition("/")[2], years)
    if _whole_year(s) and then is not None:
        year = then.rpartition("/")[2][:_YEAR]
        return year, f"{year}/{year}"
    since = shape("since_event").search(s.text, s.start, s.mention.start) is not None
    return (published, None) if since or _recent(s) else (None, None)


def _deed(s: Setting) -> int | None:
    """Where the words stand that make ties: before the count, or behind it where it counts the partners
    (与10个国家的12个城市签署友好城市协议)."""
    before = where("gained", s.lang, s.text, max(s.clause_start(), s.before - 1), s.mention.start)
    if before is not None:
        return before.start()
    if s.lang == "en":
        return None
    behind = where("gained", s.lang, s.text, s.mention.end, min(s.after, s.clause_end()))
    partners = shape("with_partners").search(s.text, s.start, s.mention.start)
    if behind is None or partners is None:
        came = shape("came_about").match(s.text, s.mention.end)
        return came.start() if came is not None and s.noun else None
    return behind.start()


def _bounds(s: Setting, date: DateMention, deed: int) -> bool:
    """Is this the time the deed was done in?"""
    value = date.value
    if value is None or date.mod is not None or _up_to(s, date):
        return False
    if begins(s.text, date) or shape("dateline").match(s.text, date.end):
        return False
    low, high = sorted((date.end, deed))
    if date.start > deed:
        bare = shape("relative_day").match(s.text, date.start) is not None
        gap = shape("bare_behind" if bare else "in_year_behind")
        return s.lang == "en" and gap.fullmatch(s.text, s.mention.end, date.start) is not None
    return _spans_years(date) or not any(k.kind in COUNTED for k in s.kinds(low, high))


def _up_to(s: Setting, date: DateMention) -> bool:
    """Do they count all there are by then (截至2023年)?"""
    return shape("up_to").search(s.text, s.start, date.start) is not None


def _recent(s: Setting) -> bool:
    return where("recent", s.lang, s.text, s.start, _reach(s)) is not None


def _whole_year(s: Setting) -> bool:
    return where("whole_year", s.lang, s.text, s.start, _reach(s)) is not None


def _plan(s: Setting) -> re.Match[str] | None:
    return shape("of_plan").search(s.text, s.start, s.mention.start)


def _reach(s: Setting) -> int:
    return s.mention.start if s.lang == "zh" else s.end
