"""The day of the week that stands beside a date without its year tells which year it is: Monday, June 17."""

from __future__ import annotations

import re
from datetime import date

from extract.edtf import iso_day
from extract.layers import DateMention

_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = "一二三四五六日"
_NAME = (
    "(?:(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?day|(?:s|r|rs)?(?=[.,)])\\.?)"
    "|(?:星期|周|礼拜|(?<=[(])(?=[一二三四五六日][)]))(?P<zh>[一二三四五六日天]))"
)
_BEFORE = re.compile(f"(?<![A-Za-z]){_NAME}[,(]? ?(?:the )?$", re.IGNORECASE)
_AFTER = re.compile(f",? ?\\(?{_NAME}(?![A-Za-z])", re.IGNORECASE)
_REACH = 20


def said_weekday(folded: str, mention: DateMention) -> int | None:
    """The day of the week right before or behind a date, 0 for Monday.

    >>> said_weekday("Monday, June 17", DateMention(8, 15, "en"))
    0
    """
    found = _AFTER.match(folded, mention.end) or _BEFORE.search(
        folded[max(0, mention.start - _REACH) : mention.start]
    )
    if found is None:
        return None
    if found["en"]:
        return _ENGLISH.index(found["en"].lower())
    return _CHINESE.index(found["zh"].replace("天", "日"))


def falls_on(value: str | None, weekday: int) -> bool:
    """Is an EDTF value a day, and of that day of the week?"""
    day: date | None = iso_day(value or "")
    return day is not None and day.weekday() == weekday
