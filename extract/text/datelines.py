"""Dates of datelines, with which an agency's or a paper's text begins: 新华社武汉5月28日电."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache

from extract.layers import Published
from extract.text.datestamp import Day, days
from extract.text.pagelines import Candidate, PageLine
from extract.text.vocabulary import stamp_rules

_ASIDE = re.compile("^\\s?\\([^()]{0,40}\\)")
_PLACE = re.compile("[a-z][a-z .'-]{2,30}(?:, [a-z .'-]{2,20})?(?:,? \\(?| ?[-–—]{1,2} ?)$")
_DATED = re.compile("(?:19|20)\\d\\d")
_DASH = re.compile("\\)?\\s?(?:\\([^()]{2,40}\\)|/[^/]{2,40}/)?\\s?[-–—]{1,2}")
_OPEN = "([【〔"
_SHUT = (")", "]", "】", "〕")
_NAME = re.compile("[(\\[【〔]?[^\\s,。;:!?\\d]{0,16}\\s?$")
_REACH = 90
_NEWS_DAYS = 31


@lru_cache(maxsize=1)
def _yearless_dateline() -> re.Pattern[str]:
    """The head of a line up to 电 or 讯 with a month and a day, and no year, before it."""
    rules = stamp_rules()
    agencies, ends = "|".join(rules.agencies), "|".join(rules.dateline)
    return re.compile(
        f"[(【〔]?[^。;!?\\d]{{0,8}}(?:{agencies})[^。;!?\\d]{{0,16}}(?P<day>(?P<m>\\d{{1,2}})月(?P<d>\\d{{1,2}})日)"
        f"\\s?(?:\\([^()]{{0,40}}\\))?\\s?(?:{ends})"
    )


@lru_cache(maxsize=1)
def _close() -> re.Pattern[str]:
    """What makes a dateline of a date at the head of a line with no agency: 电, 延吉讯, 消息."""
    ends = "|".join(stamp_rules().dateline)
    return re.compile(f"\\s?[^\\s\\d,。;:()]{{0,8}}(?:{ends})(?=[\\s)\\]】〕(:—-]|$)")


def dated_lines(low: str, lines: list[PageLine], body: int) -> Iterator[Candidate]:
    """Dates of datelines: 新华社武汉2024年5月28日电, WUHAN, May 28, 2024 (Xinhua) --.

    `body` is the number of the first line of running text.
    """
    rules = stamp_rules()
    for i, line in enumerate(lines):
        if not _DATED.search(low, line.start, min(line.end, line.start + 44)):
            continue
        stop = min(line.end, line.start + _REACH)
        first = next(iter(days(low, line.start, stop)), None)
        if first is None or first.start - line.start > 40 or len(first.value) < 10 or first.roc:
            continue
        before = low[line.start : first.start]
        after = _ASIDE.sub("", low[first.end : first.end + 48])
        if any(agency in before for agency in rules.agencies):
            named = after.lstrip(" )】〕,").startswith(rules.dateline)
        elif not before.strip(_OPEN + " "):
            dashed = i == body and not line.item and _dashed(low, lines, first)
            named = dashed or _close().match(after) is not None
        elif _NAME.match(before) and any(name in before for name in rules.media):
            inside = before[0] in _OPEN and after.lstrip()[:1] in tuple(_SHUT)  # (松花江晨报 2019年9月2日)
            named = inside or _close().match(after) is not None
        elif before[0] in _OPEN and _NAME.match(before):
            named = _close().match(after) is not None and after.lstrip()[1:2] in _SHUT
        else:
            dashed = _DASH.match(low, first.end) is not None
            named = _PLACE.match(before) is not None and (dashed or _leads(low, first, i == body))
        if named:
            yield Candidate("dateline", first)


def _leads(low: str, first: Day, opens: bool) -> bool:
    """Whether the text begins with its place and day: Wellington, 5 March 2024: … or, at a stop, 2024. …"""
    if not opens or low[first.end : first.end + 2] not in (": ", ". "):
        return False
    place = low[low.rfind("\n", 0, first.start) + 1 : first.start]
    words = place.split(",")[0].split()
    return low[first.end] == ":" or (len(words) <= 3 and not stamp_rules().no_place & set(words))


def _dashed(low: str, lines: list[PageLine], first: Day) -> bool:
    """Whether a dash parts the date from the text it begins, and no other line begins with a date."""
    if low[first.start].isdigit() and low[first.end - 1] in "日号":
        return False
    dash = _DASH.match(low, first.end)
    if dash is None or first.numeric:
        return False
    return not any(
        _DATED.search(low, line.start, line.start + 18)
        and any(day.start - line.start < 3 for day in days(low, line.start, min(line.end, line.start + 24)))
        for line in lines
        if not line.start <= first.start < line.end
    )


@lru_cache(maxsize=1)
def _yearless_english() -> re.Pattern[str]:
    """The head of a line up to the agency in brackets: WUHAN, May 28 (Xinhua) --."""
    rules = stamp_rules()
    months = "|".join(sorted(rules.months, key=len, reverse=True))
    wires = "|".join(map(re.escape, rules.wires))
    return re.compile(
        f"[a-z][a-z .'-]{{2,30}}(?:, [a-z .'-]{{2,20}})?,? (?P<day>(?P<m>{months})\\.? (?P<d>\\d{{1,2}}))"
        f" ?\\((?:[a-z' ]{{1,20}} )?(?:{wires})\\)"
    )


def yearless(low: str, lines: list[PageLine], later: Day) -> Published | None:
    """A dateline without its year (新华社武汉5月28日电) in the month before a day that gives the year."""
    if len(later.value) < len("2021-05-28"):
        return None
    latest = datetime.date.fromisoformat(later.value)
    for line in lines:
        start = line.start
        head = low[start : min(line.end, start + _REACH)]
        found = _yearless_dateline().match(head) or _yearless_english().match(head)
        date = _latest_before(latest, found["m"], found["d"]) if found else None
        if found and date and (latest - date).days <= _NEWS_DAYS:
            return Published(
                date.isoformat(), "dateline", start + found.start("day"), start + found.end("day")
            )
    return None


def yearless_days(low: str, lines: list[PageLine]) -> set[str]:
    """The days of English datelines without a year, as `05-03`: SEOUL, May 3 (Yonhap)."""
    heads = (low[line.start : min(line.end, line.start + _REACH)] for line in lines)
    found = (_yearless_english().match(head) for head in heads)
    return {f"{stamp_rules().months[m['m']]:02}-{int(m['d']):02}" for m in found if m}


def _latest_before(latest: datetime.date, month: str, day: str) -> datetime.date | None:
    """The last such day of a month, in figures or by name, up to a day."""
    number = int(month) if month.isdigit() else stamp_rules().months[month]
    for year in (latest.year, latest.year - 1):
        try:
            date = datetime.date(year, number, int(day))
        except ValueError:
            continue
        if date <= latest:
            return date
    return None
