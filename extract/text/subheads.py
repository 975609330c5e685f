"""The day in the line under a page's title that else only says who, where or in which paper: 湖上日报讯
2024年3月7日; OAKDALE, Ohio, March 7, 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.text.bylines import TIME, WEEKDAY
from extract.text.datestamp import Day, days
from extract.text.pagelines import Candidate, PageLine
from extract.text.vocabulary import sentence_rules, stamp_rules

_HEAD_LINES = 5
# The longest name of an office or paper, and what of it may stand behind the day without a sign between.
_LONGEST, _LONGEST_CHINESE, _SHORT = 60, 24, 4
_SIGNS = " |/-–—·•,:()[]【】〔〕《》>."
_SENTENCE = re.compile("[。;!?]|, and ")
_PAGE_NUMBER = "第?\\s?[a-z]?[\\d一二三四五六七八九十]{1,3}\\s?版"
_PAGE = re.compile(f"(?:{_PAGE_NUMBER}|总?第\\s?\\d+\\s?期)$")
# What tells that a page begins with the head of a paper: 湖上周报 第828期 2019年8月15日 星期四 第三版.
_ISSUE = re.compile(f"第\\s?\\d+\\s?期|{_PAGE_NUMBER}|(?:no|issue|vol)\\.? ?\\d")


def subheads(low: str, lines: list[PageLine], body: int) -> Iterator[Candidate]:
    """The only day in the lines above the first running text but the title, at an end of its line.

    `body` is the number of the first line of running text. Nothing where the text goes on to days more than a
    year later: then the day is one of those it tells of.
    """
    heads = lines[: min(body, _HEAD_LINES)] if body < len(lines) else []
    dates = [(line, day) for line in heads for day in days(low, line.start, line.end)]
    if len({day.value for _, day in dates}) != 1 or len(dates[0][1].value) < len("2024-03-07"):
        return
    line, day = dates[-1]
    first = line == lines[0] and not _ISSUE.search(low, line.start, line.end)
    if first or line.item or day.roc or not _names(low, line, day):
        return
    year = int(day.value[:4])
    if all(int(other.value[:4]) <= year + 1 for other in days(low, line.end, len(low))):
        yield Candidate("subhead", day)


def _names(low: str, line: PageLine, day: Day) -> bool:
    """Whether all that a line says besides the day is a name."""
    rules, captions = stamp_rules(), sentence_rules().captions
    before = WEEKDAY.sub("", low[line.start : day.start])
    after = TIME.sub("", WEEKDAY.sub("", low[day.end : line.end], count=1), count=1)
    name, rest = before.strip(_SIGNS), after.strip(_SIGNS)
    if name and rest and not (rest in rules.dateline or _PAGE.match(rest) or len(rest) <= _SHORT):
        return False
    if low.startswith(captions.begins, line.start) or low.endswith(captions.ends, line.start, line.end):
        return False
    if name.startswith(rules.updated) or (name and before.rstrip(" ").endswith((":", "("))):
        return False  # a label, which others read; Lakeport (28/05/2021)
    if name.endswith((*rules.others, *rules.plain, *rules.other_labels)) and not name.endswith(rules.printed):
        return False
    said = name or rest
    chinese = not said.isascii()
    apart = (before[-1:] if name else after[:1]) in _SIGNS or len(said) <= _SHORT or rest in rules.dateline
    longest = _LONGEST_CHINESE if chinese else _LONGEST
    return apart and len(said) <= longest and not (_SENTENCE.search(said) or _occasion().search(said))


@lru_cache(maxsize=1)
def _occasion() -> re.Pattern[str]:
    """What is done on a day, so that a line with it says when that was."""
    words = sorted(stamp_rules().occasions)
    chinese = "|".join(word for word in words if not word.isascii())
    english = "|".join(re.escape(word) for word in words if word.isascii())
    return re.compile(f"{chinese}|(?<![a-z])(?:{english})(?![a-z])")
