"""The year or month that a heading gives to what stands under it: 2023年友城工作回顾, 【5月】, 2018年,全市….

A frame is a resolved date and how far it reaches. Open dates inside it (3月, 16日) are of its year or month.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extract.edtf import Known
from extract.layers import DateMention, Range
from extract.resolve.context import concludes, rules
from extract.text.lines import BULLETS
from extract.timex import Timex

_MARKS = re.compile(rf"(?:[\s\[【〔({BULLETS}*#-]|[0-9]{{1,2}}[.、)]|[一二三四五六七八九十]{{1,3}}、)*$")
_TITLED = re.compile(r"(?:[\[【][^\]】\n]{1,12}[\]】]|[^,。;:!?\n0-9]{2,8}:)\s?$")
_CLOSES = re.compile(r"[\s\]】〕):份度-]*(?=\n|$)")
_BETWEEN = re.compile(rf"[\s\]】〕):份度\[【({BULLETS}*#-]*")
_YEAR_LINE = re.compile(r"^[ \t]*(?:19|20)[0-9]{2} ?年?:?[ \t]*$", re.MULTILINE)
_FEWEST_YEARS = 3
_ITEM = re.compile(r"^[ \t]*【[^】\n]{1,30}】", re.MULTILINE)
_IN_BRACKETS = re.compile(r"份?[\]】]|份?:")
_COMMA = re.compile(r"(?:年?度)?,")
_PREPOSITION = re.compile(r"(?:in|during|throughout) $", re.IGNORECASE)
_STOP = re.compile(r"[。;!?]")
_LIST_MARKS = f" \t\n\r[【〔({BULLETS}*#-"
_LONGEST_LINE, _LONGEST_HEADING, _NEAREST = 2000, 60, 12


@dataclass(frozen=True, slots=True)
class Frame:
    """`[start, end)` is what stands under the date; `heads` says that only what begins its line does."""

    mention: DateMention
    known: Known
    start: int
    end: int
    heads: bool = False


class Layout:
    """How the lines of a document set its parts apart, found out once, when the first date asks."""

    def __init__(self, folded: str) -> None:
        self.folded = folded

    @cached_property
    def year_lines(self) -> list[int]:
        """Where lines begin that hold a year alone."""
        return [line.start() for line in _YEAR_LINE.finditer(self.folded)]

    @cached_property
    def items(self) -> int:
        """How many lines begin with a heading in brackets (【概况】), as in a yearbook."""
        return len(_ITEM.findall(self.folded))


def begins_line(folded: str, start: int) -> bool:
    """Does nothing but a list mark or an opening bracket stand before it in its line?"""
    return _MARKS.fullmatch(_before(folded, start)) is not None


def _before(folded: str, start: int) -> str:
    return folded[max(0, start - 60) : start].rpartition("\n")[2]


def _line_end(folded: str, offset: int) -> int:
    found = folded.find("\n", offset, offset + _LONGEST_LINE)
    return found if found >= 0 else min(len(folded), offset + _LONGEST_LINE)


@lru_cache(maxsize=1)
def _review() -> re.Pattern[str]:
    return re.compile(rules().review, re.IGNORECASE)


def frame_of(
    mention: DateMention,
    known: Known,
    following: DateMention | None,
    layout: Layout,
    title: Range | None,
    published_year: int | None,
) -> Frame | None:
    """The frame that a resolved date makes, or None.

    A year in the heading of a review; a year or month alone in its line, over a line that begins with an open
    date; a month that heads an item, or a year that opens a paragraph; the first date of a list. A page
    without a date of its own, such as a yearbook's, is of the year that opens it.
    """
    if known.precision not in ("year", "month", "day"):
        return None
    folded = layout.folded
    of_year, past = known.precision == "year", published_year is None or known.last.year < published_year
    before, end = _before(folded, mention.start), _line_end(folded, mention.end)
    if past and following is not None and _lists(mention, following, folded):
        return Frame(mention, known, end, len(folded), heads=True)
    if known.precision == "day" or (of_year and not past):
        return None
    if of_year and _reviews(mention, following, folded, title, end):
        return Frame(mention, known, mention.end, len(folded))
    if of_year and (timeline := _timeline(mention, following, layout)) is not None:
        return Frame(mention, known, mention.end, timeline)
    if _MARKS.fullmatch(before) is not None and _CLOSES.match(folded, mention.end) is not None:
        under = following is not None and _is_under(mention, following, folded)
        return Frame(mention, known, mention.end, len(folded), heads=True) if under else None
    if not of_year:
        item = _MARKS.fullmatch(before) is not None and _IN_BRACKETS.match(folded, mention.end) is not None
        return Frame(mention, known, mention.end, end) if item else None
    if past and _ITEM.fullmatch(before.rstrip()) and layout.items >= _FEWEST_YEARS:
        return Frame(mention, known, mention.end, len(folded))  # 【概况】 2022年, a yearbook's first item
    opens = _MARKS.fullmatch(_PREPOSITION.sub("", _TITLED.sub("", before))) is not None
    if not opens or _COMMA.match(folded, mention.end) is None:
        return None
    if published_year is None:
        return Frame(mention, known, mention.end, len(folded))
    if published_year - known.last.year > 1 and concludes(folded, mention):
        return None
    return Frame(mention, known, mention.end, end)


def _reviews(
    mention: DateMention, following: DateMention | None, folded: str, title: Range | None, end: int
) -> bool:
    """Does the year stand in the title, or in a short line over an open date, that says that it is
    reviewed?"""
    start = mention.start - len(_before(folded, mention.start))
    if title is not None and title[0] <= mention.start < title[1]:
        start, end = title
    else:
        over = following is not None and following.start >= end and _lacks_year(following)
        if not over or end - start > _LONGEST_HEADING or _STOP.search(folded, start, end):
            return False
    told = folded[start : mention.start] + " " + folded[mention.end : end]
    return _review().search(told) is not None


def _lists(mention: DateMention, following: DateMention, folded: str) -> bool:
    """Do this line, with its year, and the next, without, begin items of a list (● 2020年3月 …\n● 9月 …)?"""
    mine: Timex = mention.expr
    next_one: Timex = following.expr
    line_end = folded.find("\n", mention.end, mention.end + _LONGEST_HEADING)
    return (
        mine.year is not None
        and mine.month is not None
        and next_one.year is None
        and not next_one.anchor
        and next_one.month is not None
        and next_one.month >= mine.month
        and 0 <= line_end < following.start
        and begins_line(folded, mention.start)
        and not folded[line_end : following.start].strip(_LIST_MARKS)
    )


def _lacks_year(mention: DateMention) -> bool:
    timex: Timex = mention.expr
    lacks = timex.year is None and not timex.anchor and (timex.month is not None or timex.day is not None)
    return lacks or timex.of_story


def _is_under(mention: DateMention, following: DateMention, folded: str) -> bool:
    """Does the next line begin with a date that lacks what this one gives?"""
    between = folded[mention.end : following.start]
    return _lacks_year(following) and "\n" in between and _BETWEEN.fullmatch(between) is not None


def _timeline(mention: DateMention, following: DateMention | None, layout: Layout) -> int | None:
    """Where the part under a year alone in its line ends, in a text with at least two more such lines; a year
    without 年, as in the cells of a table, has a date in the line under it."""
    line = layout.folded.rfind("\n", 0, mention.start) + 1
    if layout.folded[mention.end - 1] != "年" and (
        following is None or "\n" in layout.folded[mention.end : following.start].strip()
    ):
        return None
    if _YEAR_LINE.match(layout.folded, line) is None or len(layout.year_lines) < _FEWEST_YEARS:
        return None
    below = bisect_right(layout.year_lines, line)
    return layout.year_lines[below] if below < len(layout.year_lines) else len(layout.folded)


def _later(mention: DateMention, frame: Frame) -> bool:
    """Can it be of the frame's year: not of a month before the one that the frame names?"""
    timex: Timex = mention.expr
    first: Timex = frame.mention.expr
    return timex.month is None or first.month is None or timex.month >= first.month


def frames_over(mention: DateMention, frames: list[Frame], folded: str) -> list[Frame]:
    """The frames that a date stands in, the nearest first; of those of the same fineness the last alone.
    Of very many only the page's first and the last few are looked at."""
    over: list[Frame] = []
    for frame in (*reversed(frames[-_NEAREST:]), *frames[:1]):
        if not frame.start <= mention.start < frame.end:
            continue
        if frame.heads and not (begins_line(folded, mention.start) and _later(mention, frame)):
            continue
        if all(frame.known.precision != nearer.known.precision for nearer in over):
            over.append(frame)
    return over
