"""The earlier date of a text that another one leans on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.edtf import Known
from extract.layers import Bead, DateMention, Range, Sentence
from extract.resolve.context import (
    back_to_now,
    goes_back,
    is_original,
    is_past_history,
    is_recalled,
    still_running,
)
from extract.resolve.frames import Frame, Layout, begins_line, frames_over
from extract.timex import Timex

_CLAUSE_END = re.compile(r"[。!?;\n]|\.(?=\s)")
_CLOCK = re.compile(r" ?[0-9]{1,2}:[0-9]{2}")
_NEAR = 25
_QUOTED = 120
_QUOTES = (("“", "”"), ("「", "」"), ("『", "』"))
_LONG_AGO_DAYS = 45
_NEWS_DAYS = 15
_TOLD = 8
_FINE_ENOUGH = {
    "year": ("day", "month", "year", "season", "interval"),
    "named": ("day", "month", "year", "season", "interval"),
    "month": ("day", "month", "interval"),
    "quarter": ("day", "month"),
    "week": ("day",),
    "day": ("day", "interval"),
}


@dataclass(slots=True)
class Reading:
    """What a document offers to lean on. Sentences and beads may be missing (plain text); `coarse` where the
    page names the month of its publication only, whose last day `published` is."""

    folded: str
    published: date | None = None
    basis: str | None = None
    stamp: DateMention | None = None
    sentences: Sequence[Sentence] = ()
    beads: Sequence[Bead] = ()
    title: Range | None = None
    coarse: bool = False
    history: list[tuple[DateMention, Known]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    layout: Layout = field(init=False)

    def __post_init__(self) -> None:
        self.layout = Layout(self.folded)

    def sentence_of(self, mention: DateMention) -> int:
        """The index of the sentence a mention stands in, -1 where sentences are unknown."""
        if not self.starts and self.sentences:
            self.starts = [s.start for s in self.sentences]
        return bisect_right(self.starts, mention.start) - 1 if self.starts else -1

    def same_sentence(self, a: DateMention, b: DateMention) -> bool:
        if self.sentences:
            return self.sentence_of(a) == self.sentence_of(b)
        return _CLAUSE_END.search(self.folded, a.end, b.start) is None

    def same_paragraph(self, a: DateMention, b: DateMention) -> bool:
        return b.start - a.end < 400 and "\n" not in self.folded[a.end : b.start]


def antecedent(mention: DateMention, timex: Timex, reading: Reading) -> tuple[DateMention, Known] | None:
    """The earlier date that an expression points back to: near, fine enough, not in brackets, in its own
    language if any."""
    fine = _FINE_ENOUGH.get(timex.unit, ("day", "month", "year", "interval"))
    fits = [
        item for item in reading.history[-40:] if item[1].precision in fine and item[0].end <= mention.start
    ]
    own = [item for item in fits if item[0].lang == mention.lang]
    if not own:
        own = _in_translation(mention, fits, reading)
    if not own:
        return None
    if timex.unit == "day" and (story := _day_of_story(mention, own, reading)) is not None:
        return story
    if timex.unit == "year" and timex.offset >= 0 and not timex.ahead:
        own = [item for item in own[-_TOLD:] if not _of_now(item, mention, reading)] or own
    bracketed = _set_apart(reading.folded, mention.start)
    for item in reversed(own[-4:]):
        if bracketed or not _set_apart(reading.folded, item[0].start):
            return item
    return own[-1]


def _of_now(item: tuple[DateMention, Known], mention: DateMention, reading: Reading) -> bool:
    """Is it a date of the year of publication, told from there (今年, 昨日), and no month that the sentence
    goes on from (今年3月签约,次年…)? 同年 and 十年后 mean the year of the story: 1998年结好,今年是20周年。
    同年5月 is May 1998."""
    earlier, reached = item
    if reading.published is None or earlier.anchor != "published":
        return False
    goes_on = earlier.expr.month is not None and reading.same_sentence(earlier, mention)
    return reached.last.year == reading.published.year and not goes_on


def _day_of_story(
    mention: DateMention, fits: list[tuple[DateMention, Known]], reading: Reading
) -> tuple[DateMention, Known] | None:
    """The day of the news, for 当天 that opens a paragraph: behind one that told of days long past, or of
    years only since its last day."""
    earlier, reached = fits[-1]
    if (
        reading.published is None
        or reading.same_paragraph(earlier, mention)
        or not begins_line(reading.folded, mention.start)
    ):
        return None
    lines = reading.folded[earlier.end : mention.start].split("\n")[1:-1]
    moved_on = any(line.strip() for line in lines) and reading.history[-1][0] is not earlier
    if not moved_on and (reading.published - reached.last).days <= _LONG_AGO_DAYS:
        return None
    news = [f for f in fits if f[1].precision == "day"]
    news = [f for f in news if 0 <= (reading.published - f[1].last).days <= _NEWS_DAYS]
    return max(news, key=lambda f: f[1].last, default=None)


def _in_translation(
    mention: DateMention, fits: list[tuple[DateMention, Known]], reading: Reading
) -> list[tuple[DateMention, Known]]:
    """Those dates that stand in, or right before, the sentences a bead ties to this mention's."""
    here = reading.sentence_of(mention)
    for bead in reading.beads:
        mine, other = (bead.zh, bead.en) if mention.lang == "zh" else (bead.en, bead.zh)
        if here in mine and other:
            return [item for item in fits if reading.sentence_of(item[0]) <= max(other)]
    return [] if reading.beads else fits


def _set_apart(folded: str, position: int) -> bool:
    """Does it stand in brackets or in a quotation, beside the story?"""
    line = folded[max(0, position - _QUOTED) : position].rpartition("\n")[2]
    return _in_brackets(folded, position) or any(
        line.count(left) > line.count(right) for left, right in _QUOTES
    )


def _in_brackets(folded: str, position: int) -> bool:
    before = folded[max(0, position - 60) : position].rpartition("\n")[2]
    return before.count("(") > before.count(")")


def names_year(earlier: DateMention) -> bool:
    """Does an earlier date name its year, by number or as 去年, and not only as a day of the year of
    publication?"""
    timex: Timex = earlier.expr
    return timex.year is not None or (timex.unit == "year" and timex.offset != 0)


def is_stamp(mention: DateMention, reading: Reading) -> bool:
    """Is this the page's own stamp? Nothing in the story leans on that, but what counts from publication."""
    stamp = reading.stamp
    return (stamp is not None and stamp.start == mention.start) or _CLOCK.match(
        reading.folded, mention.end
    ) is not None


def inherit(timex: Timex, reached: Known) -> Timex | None:
    """The open expression with the year (and month) of an earlier date; None where that is too coarse."""
    if reached.precision not in ("day", "month", "year", "interval"):
        return None
    if timex.month is not None or timex.quarter is not None or timex.half is not None:
        return replace(timex, year=reached.last.year)
    if timex.day is not None and timex.weekday is None and reached.precision in ("day", "month", "interval"):
        first = reached.first.month != reached.last.month and timex.day >= reached.first.day
        month = reached.first if first and reached.precision == "interval" else reached.last
        return replace(timex, year=month.year, month=month.month)
    return None


def latest(mention: DateMention, reading: Reading) -> tuple[DateMention, Known]:
    """The last date of the story; without a day of publication not one that only says when a tie was
    concluded (1999年结为友好城市,8月…)."""
    if reading.published is None:
        for item in reversed(reading.history[-4:]):
            if not is_past_history(reading.folded, item[0], mention) and not still_running(
                reading.folded, item[0]
            ):
                return item
    return reading.history[-1]


def told_year(mention: DateMention, reading: Reading) -> tuple[DateMention, Known] | None:
    """The earlier date of the paragraph (or, where the page has no date, of the text) that names the year
    the story tells of, before that of publication."""
    over = [f for f in frames_over(mention, reading.frames, reading.folded) if f.known.precision == "year"]
    framed = (over[0].mention, over[0].known) if over else None
    for earlier, reached in reversed(reading.history[-40:]):
        if (
            earlier.lang != mention.lang
            or not names_year(earlier)
            or is_past_history(reading.folded, earlier, mention)
            or (
                _in_brackets(reading.folded, earlier.start)
                and not _in_brackets(reading.folded, mention.start)
            )
        ):
            continue
        if framed is not None and not reading.same_paragraph(earlier, mention):
            return framed
        if reading.published is None:
            return earlier, reached
        if reached.last.year >= reading.published.year or not reading.same_paragraph(earlier, mention):
            return None
        return earlier, reached
    return framed


def framed(mention: DateMention, timex: Timex, reading: Reading) -> tuple[DateMention, Known] | None:
    """The heading that gives an open date its year or month."""
    for frame in frames_over(mention, reading.frames, reading.folded):
        if inherit(timex, frame.known) is not None:
            return frame.mention, frame.known
    return None


def goes_on(
    mention: DateMention, timex: Timex, earlier: DateMention, reached: Known, reading: Reading
) -> bool:
    """Does an open date go on from the earlier one (2015年3月…, 6月…), rather than count from
    publication?"""
    if still_running(reading.folded, earlier) or _in_brackets(reading.folded, earlier.start) != _in_brackets(
        reading.folded, mention.start
    ):
        return False
    same = reading.same_sentence(earlier, mention)
    if is_original(reading.folded, earlier) or (not same and is_recalled(reading.folded, earlier)):
        return False
    if back_to_now(reading.folded, earlier, mention):
        return False
    if timex.quarter is not None:
        past = reading.published is None or reached.last.year < reading.published.year
        return past and reading.same_paragraph(earlier, mention)
    if timex.month is None:
        long_ago = reading.published is None or (reading.published - reached.last).days > _LONG_AGO_DAYS
        if reached.precision == "month":
            return long_ago and same
        days = reached.precision == "day" or (
            reached.precision == "interval" and (reached.last - reached.first).days <= _LONG_AGO_DAYS
        )
        if reading.published is not None and reached.first > reading.published:
            return days and same  # 明日赴台北,16日返国
        return days and long_ago and (same or reading.same_paragraph(earlier, mention))
    if not names_year(earlier) and earlier.anchor == "published":
        return False
    if reading.published is not None and (
        reached.last.year == reading.published.year
        or (reached.last.year > reading.published.year and reached.precision == "year")
    ):
        return False
    if reached.precision == "year":
        near = same and mention.start - earlier.end <= _NEAR
        return near and not is_past_history(reading.folded, earlier, mention)
    if not same and not reading.same_paragraph(earlier, mention):
        return False
    to_come = reading.published is not None and reached.first > reading.published
    return same or (timex.month == reached.last.month if to_come else timex.month >= reached.last.month)


def turned(timex: Timex, mention: DateMention, told: tuple[DateMention, Known], reading: Reading) -> Timex:
    """A Chinese date that goes on from a later day of the year in its sentence is of the next year, if that
    is past: 2023年12月28日通过,3月5日获批."""
    earlier, reached = told
    month, now = mention.expr.month, reading.published
    if month is None or timex.year != reached.last.year or now is None or mention.lang != "zh":
        return timex
    behind = (month, timex.day or 31) < (reached.last.month, reached.last.day)
    past = (timex.year + 1, month, timex.day or 1) <= (now.year, now.month, now.day)
    goes_on = reached.precision in ("day", "month") and reading.same_sentence(earlier, mention)
    if behind and past and goes_on and not goes_back(reading.folded, mention):
        return replace(timex, year=timex.year + 1)
    return timex
