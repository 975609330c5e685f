"""As of when a count holds: a date of its sentence, or 目前 and its like, which take the publication or the
event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.edtf import is_day
from extract.layers import DateMention
from extract.resolve.count_cues import cues, has, shape, where
from extract.resolve.count_setting import Setting

_SHORT = 100
_NOW_BEHIND = 12
_COMPARED = 16
_DATED = {"zh": "until", "en": "dated_behind"}  # what stands between a count and its date behind it


@lru_cache(maxsize=8)
def _since(name: str) -> re.Pattern[str]:
    return re.compile(cues().since[name])


def begins(text: str, date: DateMention) -> bool:
    """Does a date only say since when (自1980年, since 1980), and not until when, too (自2016年至2021年)?"""
    if _has_two_ends(text, date):
        return False
    before = text[max(0, date.start - _SHORT) : date.start]
    after = text[date.end : date.end + _SHORT]
    if shape("of_then").match(after):
        return False
    return bool(_since(f"{date.lang}_before").search(before) or _since(f"{date.lang}_after").search(after))


def _has_two_ends(text: str, date: DateMention) -> bool:
    return "/" in (date.value or "") and shape("spans").search(text, date.start, date.end) is not None


def _of_another(s: Setting, date: DateMention) -> bool:
    """Is it the time of another count alone (由2022年底的152对增至156对)?"""
    if shape("of_then").match(s.text, date.end) is None:
        return False
    counted = next((m for m in s.peers if m.start >= date.end), None)
    return counted is not None and counted.start == date.end + 1 and counted.start != s.mention.start


def _to_come(s: Setting, date: DateMention) -> bool:
    """Is it when something will be done, beside a number that is no target (将于2026年优先访问3个友城)?"""
    planned = s.lang == "zh" and shape("to_come").search(s.text, s.start, date.start) is not None
    return planned and s.mention.measure in ("stock", "part")


def _of_words(s: Setting, date: DateMention) -> bool:
    """Is it only the day on which somebody told what is counted (15日答询说,基隆市有…; said on Friday
    that)?"""
    if not is_day(date.value) or shape("up_to").search(s.text, s.start, date.start):
        return False
    if s.lang == "zh":
        words = shape("words_zh").match(s.text, date.end, s.mention.start)
        return words is not None and shape("signing").search(words.group()) is None
    if shape("released_on").search(s.text, s.start, date.start):
        return True
    told = where_told(s)
    return (
        told is not None and date.end <= told and shape("words_en").search(s.text, s.start, told) is not None
    )


def where_told(s: Setting) -> int | None:
    """Where an English clause begins that tells what somebody said (said that Lima has)."""
    last = None
    for found in shape("told_that").finditer(s.text, s.start, s.mention.start):
        last = found.start()
    return last


def _compared(text: str, date: DateMention) -> bool:
    """Is it only what a number is compared with (较2019年, 与2019年相比)?"""
    if _has_two_ends(text, date):
        return False
    if shape("compared_behind").match(text, date.end):
        return True
    return has("compared", date.lang, text[max(0, date.start - _COMPARED) : date.start])


def as_of(
    s: Setting,
    dates: Sequence[DateMention],
    published: str | None,
    event: str | None,
    then: str | None = None,
) -> tuple[str | None, str | None]:
    """The time a count holds at and, of an increase, the period: EDTF or None each.

    The nearest of the sentence's dates and now-words before the count; in English also one behind it (as of
    June). `event` is the day the story tells of, which 至此 means, `then` the last date before,
    which 当时 means.
    """
    start = _start(s)
    usable = [
        d
        for d in dates
        if start <= d.start
        and d.end <= s.end
        and d.value is not None
        and not begins(s.text, d)
        and not _compared(s.text, d)
        and not _of_another(s, d)
        and not _to_come(s, d)
        and shape("dateline").match(s.text, d.end) is None
        and (not _in_brackets(s.text, s.start, d, s.mention.start) or _says_now(s, d))
    ]
    behind = _right_behind(s, dates)
    if behind is not None:
        return behind.rpartition("/")[2], behind if "/" in behind else None
    before = [d for d in usable if d.end <= s.mention.start]
    timely = [d for d in before if not _of_words(s, d)]
    now = where("now", s.lang, s.text, start, s.mention.start)
    date = timely[-1] if timely else None
    began = any(
        s.start <= d.start and d.end <= s.mention.start and d.value is not None and begins(s.text, d)
        for d in dates
    )
    if s.mention.measure == "increase" and date is None and began:
        # 2012年以来新增51个: up to now
        return published, None
    if now is None and date is None and s.lang == "zh":
        now = where(
            "now", "zh", s.text, s.mention.end, min(s.after, s.clause_end(), s.mention.end + _NOW_BEHIND)
        )
    if now is not None and date is not None and shape("weak_now").match(now.group()):
        now = None
    said = where("then", s.lang, s.text, s.start, s.mention.start)
    if said is not None and (date is None or said.start() >= date.end):
        return then, None
    if now is not None and (date is None or now.start() >= date.end or now.start() <= date.start < now.end()):
        if event is not None and where("event_now", s.lang, s.text, now.start(), now.end()):
            told = (d.value for d in reversed(before) if d.end <= now.start() and is_day(d.value))
            return next(told, event), None
        return published, None
    if date is None and s.lang == "en":
        if where("now", "en", s.text, s.mention.end, min(s.end, s.mention.end + _NOW_BEHIND)):
            return published, None
        date = next((d for d in usable if d.start >= s.mention.end and _reaches(s, d)), None)
        late = where("now", "en", s.text, s.mention.end, s.end)
        if date is None and late is not None and "but" not in s.text[s.mention.end : late.start()].split():
            return published, None
    if date is None or date.value is None:
        return None, None
    if s.mention.measure == "increase" and date.value.endswith("X"):
        low, high = (date.value.replace("X", digit) for digit in "09")
        return high, f"{low}/{high}"
    first, through, last = date.value.rpartition("/")
    if through and shape("from_number").search(s.text, s.start, s.mention.start):
        return first, None  # 2017年9月至2022年9月,从57对增至66对
    return last, date.value if through else None


def _start(s: Setting) -> int:
    """Where the words begin that may tell the time: of a Chinese part that 其中 behind a semicolon
    begins (截至6月共有12对;其中亚洲5对)."""
    if s.lang != "zh" or s.mention.measure != "part":
        return s.start
    begins_anew = s.text.rfind(";", s.start, s.mention.start) + 1
    return begins_anew if has("part", "zh", s.text[begins_anew : begins_anew + 4]) else s.start


def _reaches(s: Setting, date: DateMention) -> bool:
    """Does an English date behind the count say when it holds (sister cities in 33 countries by 2020), and
    not when something else was done (40 sister cities, signed its first in 1974)?"""
    gap = s.text[s.mention.end : date.start]
    if any(shape(other).search(gap) for other in ("plans_behind", "said_behind", "then_behind")):
        return False
    if shape("until_behind").fullmatch(gap):
        return True
    if s.mention.measure == "target" and shape("before_behind").fullmatch(gap):
        return True
    if shape("deed_behind").search(gap):
        return False
    bare = shape("relative_day").match(s.text, date.start) is not None
    return shape("bare_behind" if bare else "in_behind").fullmatch(gap) is not None


def _right_behind(s: Setting, dates: Sequence[DateMention]) -> str | None:
    """A date right behind the count (68 in 2012), or behind 截至 in its sentence (共19个，截至6月)."""
    for date in dates:
        if date.start < s.mention.end or date.end > s.end:
            continue
        gap = s.text[s.mention.end : date.start]
        if shape(_DATED[s.lang]).search(gap) or _added_then(s, date):
            return date.value
    return None


def _added_then(s: Setting, date: DateMention) -> bool:
    """Is it the time in which these came new, behind the count (其中4个为2021年至2022年新增)?"""
    if s.mention.measure != "increase":
        return False
    found = shape(f"added_behind_{s.lang}").match(s.text, s.mention.end)
    if found is None:
        return False
    if s.lang == "zh":
        return date.end <= found.end()
    return shape("in_year_behind").fullmatch(s.text, s.mention.end, date.start) is not None


def _says_now(s: Setting, date: DateMention) -> bool:
    """Does a date in brackets say when now is (迄今(112年2月底)共有8个), or what the last years are?"""
    if s.text[date.start - 1 : date.start] != "(":
        return False
    words = (where(name, s.lang, s.text, s.start, date.start - 1) for name in ("now", "recent"))
    return any(found is not None and not s.text[found.end() : date.start - 1].strip() for found in words)


def _in_brackets(text: str, start: int, date: DateMention, position: int) -> bool:
    """Does the date stand in brackets of a clause that ends before the count?"""
    head, gap = text[start : date.start], text[date.end : position]
    return head.count("(") > head.count(")") and ")" in gap and re.search("[,。;]", gap) is not None
