"""Whole calendar dates as stamps print them: 2024年03月07日, 112-10-05, 二〇二四年三月七日, 7 March 2024.

Small on purpose: only what names a day (or, beside a label, a month) in full. The dates of the text
itself are the business of `extract.recognize`.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from extract.rules.first import gated
from extract.text.vocabulary import stamp_rules

_ERA = 1911
_SEPARATOR = " ?[-/.年] ?"
_FIGURE = re.compile("[\\d年]")  # without one there is no date
_SECOND = " ?[-/.月] ?"
_ORDERED = re.compile("(?<![\\d/.-])([0-3]?\\d)[-/.]([0-3]?\\d)[-/.](?:19|20)\\d\\d(?!\\d)")


class Day(NamedTuple):
    """A date `value` (EDTF) at `[start, end)`; `numeric` where it is written with - / or . between digits.

    `roc` says that the year was counted from 1911 without the era's name beside it. Of a date that may be
    read either way (04/05/2021), `value` takes the day first and `swapped` the month.
    """

    start: int
    end: int
    value: str
    numeric: bool
    roc: bool
    swapped: str | None = None


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    rules = stamp_rules()
    months = "|".join(sorted(rules.months, key=len, reverse=True))
    numeral = "".join([*rules.digits, *rules.tens])
    hundreds = f"{numeral}百"
    year = "(?:19|20)\\d\\d"
    month, day, nth = "\\d{1,2}", "\\d{1,2}", "(?:st|nd|rd|th)?"

    def rest(name: str) -> str:
        return f"{_SEPARATOR}(?P<{name}m>{month}){_SECOND}(?P<{name}d>{day})(?: ?[日号])?"

    ways = (
        f"(?P<y>{year}){_SEPARATOR}(?P<m>{month})(?:{_SECOND}(?P<d>{day})(?: ?[日号])?|月)"
        f"|(?P<cy>{year})(?P<cm>[01]\\d)(?P<cd>[0-3]\\d)"
        f"|(?P<p>{day})(?P<by_sign>[-/.])(?P<q>{day})(?P=by_sign)(?P<py>{year})"
        f"|(?:民国|中华民国) ?(?P<ey>\\d{{1,3}}){rest('e')}"
        f"|(?P<ry>\\d{{2,3}}){rest('r')}"
        f"|(?P<era>民国|中华民国)?(?P<hy>[{hundreds}]{{2,5}})年"
        f"(?P<hm>[{numeral}]{{1,2}})月(?P<hd>[{numeral}]{{1,3}})[日号]"
        f"|(?<![a-z])(?P<am>{months})\\.? (?P<ad>{day}){nth}(?:, ?| )(?P<ay>{year})"
        f"|(?P<bd>{day}){nth}(?: day)?(?: of)?[ -](?P<bm>{months})[.,]?[ -](?P<by>{year})"
        f"|(?<![a-z\\d])(?<!\\d )(?P<xm>{months})\\.?,? (?P<xy>{year})"
    )
    # a clock time may stand right after the day, 2021-05-2809:25, and a month after a year, 2021May 2;
    # a day right after the clock, 09:252021/5/28
    return re.compile(f"(?:(?<![0-9])|(?=[a-z])|(?<=[0-9]:[0-5][0-9])){gated(ways)}(?!\\d(?!\\d:\\d))")


def days(low: str, start: int, end: int) -> list[Day]:
    """The dates in `[start, end)` of the folded text in lower case; impossible ones are left out."""
    found: list[Day] = []
    if _FIGURE.search(low, start, end) is None:
        return found
    for match in _pattern().finditer(low, start, end):
        day = _day(match)
        if day is not None:
            found.append(day)
    return found


def _day(match: re.Match[str]) -> Day | None:
    start, end = match.span()
    group = match.groupdict()
    roc = numeric = False
    day: int | None
    if group["y"]:
        year, month = int(group["y"]), int(group["m"])
        day = int(group["d"]) if group["d"] else None
        numeric = "年" not in match[0]
        if day is None and numeric:
            return None
    elif group["cy"]:
        year, month, day = int(group["cy"]), int(group["cm"]), int(group["cd"])
    elif group["py"]:
        return _either_way(start, end, int(group["p"]), int(group["q"]), int(group["py"]))
    elif group["ey"]:
        year, month, day = int(group["ey"]) + _ERA, int(group["em"]), int(group["ed"])
    elif group["ry"]:
        year, month, day = int(group["ry"]) + _ERA, int(group["rm"]), int(group["rd"])
        roc, numeric = True, "年" not in match[0]
    elif group["hy"]:
        year = _chinese_year(group["hy"], group["era"])
        month, day = _number(group["hm"]), _number(group["hd"])
        roc = not group["era"] and len(group["hy"]) < 4
    elif group["am"]:
        year, month, day = int(group["ay"]), stamp_rules().months[group["am"]], int(group["ad"])
    elif group["xm"]:
        year, month, day = int(group["xy"]), stamp_rules().months[group["xm"]], None
    else:
        year, month, day = int(group["by"]), stamp_rules().months[group["bm"]], int(group["bd"])
    value = _edtf(year, month, day)
    return Day(start, end, value, numeric, roc) if value else None


def _either_way(start: int, end: int, first: int, second: int, year: int) -> Day | None:
    """28/05/2021 and 05/28/2021; where both readings are days, the other one too."""
    values = [value for value in (_edtf(year, second, first), _edtf(year, first, second)) if value]
    if not values:
        return None
    return Day(start, end, values[0], True, False, values[1] if len(set(values)) > 1 else None)


def month_first(low: str, english: bool) -> bool | None:
    """Whether dates such as 04/05/2021 have the month first on this page; None where nothing tells.

    A date that can be read in one way only tells; else, on a page in English, American signs do.
    """
    for first, second in _ORDERED.findall(low):
        if max(int(first), int(second)) > 12:
            return int(second) > 12
    if not english:
        return None
    rules = stamp_rules()
    return any(sign in low for sign in rules.american) and not any(sign in low for sign in rules.british)


def _edtf(year: int, month: int, day: int | None) -> str | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        date = datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[:7]


def _chinese_year(text: str, era: str | None) -> int:
    """二〇二四 as 2024; 一〇八, 一百零八 …, counted from 1911 where it is short or the era is named."""
    digits = stamp_rules().digits
    if "十" in text or "百" in text or era or len(text) < 4:
        plain = "十" not in text and "百" not in text and len(text) > 1
        years = int("".join(str(digits[c]) for c in text)) if plain else _number(text)
        return years + _ERA
    return int("".join(str(digits[c]) for c in text))


def _number(text: str) -> int:
    """十, 十二, 二十, 三十一, 一二, 一百一十三 as numbers; 0 where it is none."""
    digits = stamp_rules().digits
    for short, long in stamp_rules().tens.items():
        text = text.replace(short, long)
    hundred, sign, rest = text.partition("百")
    if sign:
        return 100 * digits.get(hundred, 1) + (_number(rest.lstrip("零〇○")) if rest else 0)
    if "十" not in text:
        return int("".join(str(digits[c]) for c in text))
    tens, _, ones = text.partition("十")
    return 10 * (digits.get(tens, 1) if tens else 1) + (digits.get(ones, 0) if ones else 0)
