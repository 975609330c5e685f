"""When a page was published, as it says itself: which of its dates is the stamp, and which are not.

In order: a date beside a label (发布时间:), a bare date in the head of the page, a dateline with its year, a
bare date at the very end, the date of the last change, one in a URL, a dateline whose year another of
these gives, one in a picture's name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.layers import Boilerplate, Published, Range, Sentence
from extract.text.datestamp import Day, days
from extract.text.labels import Label
from extract.text.vocabulary import furniture_rules, stamp_rules

_ORDER = ("label", "head", "dateline", "tail", "updated", "url", "image")
_BASIS = {
    "label": "stamp", "head": "stamp", "tail": "stamp", "dateline": "dateline",
    "updated": "updated", "url": "url", "image": "image_name",
}  # fmt: skip
_ZH_WEEKDAY = "(?:星期|周|礼拜)[一二三四五六日天]"
_EN_WEEKDAY = "(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\\.?"
_GAP = re.compile(f"[\\s:|\\]】)\\-]*(?:{_ZH_WEEKDAY}|\\(?{_EN_WEEKDAY}\\)?)?[\\s:,|]*$")
_WEEKDAY = re.compile(f"\\s*[,(]?\\s*(?:{_ZH_WEEKDAY}|{_EN_WEEKDAY}(?![a-z]))\\)?")
_TIME = re.compile(
    f"[\\s,t]*(?:\\(?{_ZH_WEEKDAY}\\)?[\\s,]*)?(?:[上下]午)?\\d{{1,2}}[:时]\\d{{2}}(?:[:分]\\d{{2}}秒?)?(?:\\.\\d+)?"
    "(?:z|[+-]\\d\\d:?\\d\\d)?\\s?(?:[ap]\\.?m\\.?)?"
)
_CLOSED = re.compile("[\\s|)\\]】>—。.-]*$")
_URL = re.compile("https?://[^\\s\"'<>，。]{4,300}")
_URL_DATES = (
    re.compile("(?<=/)(?:19|20)\\d\\d[-/][01]\\d[-/][0-3]\\d(?=[/_.-])"),
    re.compile("(?<=/)(?:19|20)\\d\\d-?[01]\\d/?[0-3]\\d(?=[/_.-])"),
    re.compile("(?<=[/_]t)(?:19|20)\\d\\d[01]\\d[0-3]\\d(?=_\\d)"),
)
_NAME_DATE = re.compile(
    "(?<!\\d)(?:19|20)\\d\\d[-_.]?[01]\\d[-_.]?[0-3]\\d(?=\\d{6}(?!\\d)|\\d{0,4}(?!\\d)|[-_.t])"
)
_ASIDE = re.compile("^\\s?\\([^()]{0,40}\\)")
_PLACE = re.compile("[a-z][a-z .'-]{2,30}(?:, [a-z .'-]{2,20})?,? $")
_DATED = re.compile("(?:19|20)\\d\\d")
_DASH = re.compile("\\s?(?:\\([^()]{2,40}\\)|/[^/]{2,40}/)?\\s?[-–—]{1,2}")
_FOREIGN = ("related", "rights", "breadcrumb", "menu")
_HEAD_LINES, _TAIL_LINES, _MAX_STAMP = 14, 4, 160


class Candidate(NamedTuple):
    """A date that may be the publication's, and why."""

    why: str
    day: Day


def published(
    low: str, sentences: list[Sentence], furniture: list[Boilerplate], labels: list[Label], hant: bool
) -> Published | None:
    """The publication date a page prints, or None.

    `low` is the folded text in lower case; `hant` says whether it is in Traditional characters, where a
    year of two or three digits is counted from 1911.
    """
    skip = [(span.start, span.end) for span in furniture if span.kind in _FOREIGN]
    lines = _lines(sentences, skip)
    labelled = list(_labelled(low, labels, skip, hant))
    known = {candidate.day.start for candidate in labelled}
    bare = [candidate for candidate in _bare(low, lines, hant) if candidate.day.start not in known]
    found = [*labelled, *bare, *_datelines(low, lines), *_urls(low), *_images(low, furniture)]
    found.sort(key=lambda c: (_ORDER.index(c.why), c.day.start))
    if not found:
        return None
    why, day = found[0]
    if why == "image":
        day = max((candidate.day for candidate in found), key=lambda d: d.value)
    if why in ("updated", "url", "image"):
        return _yearless(low, lines, day) or Published(day.value, _BASIS[why], day.start, day.end)
    return Published(day.value, _BASIS[why], day.start, day.end)


@dataclass(slots=True)
class PageLine:
    """A line by its sentences: its extent, how many they are, and what the first of them is."""

    start: int
    end: int
    number: int
    size: int
    item: bool
    heading: bool

    def is_text(self, low: str) -> bool:
        """Whether the line is running text."""
        closed = low[max(self.start, self.end - 4) : self.end].rstrip("”’\"')」』】")
        return self.size > 2 or (self.end - self.start > 30 and closed.endswith(("。", ".", "!", "?", ";")))


def _lines(sentences: list[Sentence], skip: list[Range]) -> list[PageLine]:
    """The lines of the sentences that lie in none of the ranges to skip."""
    lines: list[PageLine] = []
    for s in sentences:
        if lines and lines[-1].number == s.line:
            lines[-1].end, lines[-1].size = s.end, lines[-1].size + 1
        elif not any(a <= s.start < b for a, b in skip):
            lines.append(PageLine(s.start, s.end, s.line, 1, s.item, s.heading))
    return lines


def _labelled(low: str, labels: list[Label], skip: list[Range], hant: bool) -> Iterator[Candidate]:
    """Dates right after a label: 发布时间:2024-03-07, Posted on March 6, 2024."""
    rules = stamp_rules()
    for kind, start, end in labels:
        if kind not in ("published", "updated") or any(a <= start < b for a, b in skip):
            continue
        first = next(iter(days(low, end, _line_end(low, end))), None)
        if first is None or (first.roc and not hant) or not _GAP.match(low[end : first.start]):
            continue
        if low[start:end] in rules.need_colon and ":" not in low[end : first.start]:
            continue
        if not (_other(low, start) or low[max(0, start - 24) : end].endswith(rules.other_labels)):
            yield Candidate("updated" if kind == "updated" else "label", first)


def _line_end(low: str, start: int) -> int:
    """Where the line ends, or what may follow a label does."""
    end = low.find("\n", start, start + 60)
    return min(len(low), start + 60) if end < 0 else end


def _other(low: str, start: int) -> bool:
    """Whether the words before an offset say that the date is of something else (签署时间:)."""
    return low[max(0, start - 24) : start].rstrip(" (:的").endswith(stamp_rules().others)


def _bare(low: str, lines: list[PageLine], hant: bool) -> Iterator[Candidate]:
    """Dates without a label: alone or beginning a line in the page's head, or alone at its very end."""
    body = next((i for i, line in enumerate(lines) if line.is_text(low)), len(lines))
    top = min(body, _HEAD_LINES)
    sole = sum(_begins_with_day(low, line) for line in lines[:top]) == 1
    for i, line in enumerate(lines):
        head = i < top
        tail = i >= max(len(lines) - _TAIL_LINES, body)
        if not (head or tail) or line.end - line.start > _MAX_STAMP or line.item:
            continue
        found = days(low, line.start, line.end)
        for day in found if len(found) == 1 or ":" in low[line.start : line.end] else ():
            if len(day.value) < 10 or (day.roc and not (hant and day.numeric)) or _other(low, day.start):
                continue
            if head and _stands_as_stamp(low, line, day, sole=sole):
                updated = low[day.end : day.end + 3].strip().startswith(stamp_rules().updated)
                yield Candidate("updated" if updated else "head", day)
                break
            if tail and _stands_alone(low, line, day):
                yield Candidate("tail", day)
                break


def _begins_with_day(low: str, line: PageLine) -> bool:
    return any(not low[line.start : day.start].strip(" [(【|-") for day in days(low, line.start, line.end))


def _stands_as_stamp(low: str, line: PageLine, day: Day, *, sole: bool) -> bool:
    """Whether a date in the page's head dates the page: it begins the line, or ends it after a byline.

    Of several lines that begin with a date (`sole` is False) each is a row of a list, if words follow.
    """
    before = _WEEKDAY.sub("", low[line.start : day.start]).strip(" [(【|-—·:,")
    after = low[day.end : line.end]
    clock, weekday = _TIME.match(after), _WEEKDAY.match(after)
    rest = after[clock.end() if clock else weekday.end() if weekday else 0 :]
    if not before:
        if clock or weekday or not rest.strip(" )]】|-—"):
            return True
        if rest.strip(" |/([【").startswith(stamp_rules().after):
            return True
        paper = rest.rstrip(" )]】").endswith(stamp_rules().media)
        short = len(rest) <= (24 if sole else 6)
        return (day.numeric or rest[0] in " |\t([【/") and (short or paper or ":" in rest)
    paper = before.endswith((*furniture_rules().site_names, *stamp_rules().agencies, *stamp_rules().media))
    if low[line.start : day.start].rstrip().endswith(":"):  # a label that is none of ours
        return False
    if (line.heading and not (clock or paper)) or len(before) > 40 or re.search("[。,;!?]", before):
        return False
    bylined = (
        paper
        or day.numeric
        or ":" in before
        or "|" in low[line.start : day.start]
        or before.startswith("by ")
    )
    return clock is not None or (bylined and _CLOSED.match(rest) is not None)


def _stands_alone(low: str, line: PageLine, day: Day) -> bool:
    """Whether a date is all of a line but for brackets or the name of an office before it."""
    before = low[line.start : day.start].strip(" ([【")
    after = low[day.end : line.end]
    office = before.endswith(furniture_rules().site_names) and len(before) <= 30
    alone = not after.strip(" )]】。.") or _TIME.fullmatch(after) is not None
    return alone and (not before or office)


@lru_cache(maxsize=1)
def _dateline() -> re.Pattern[str]:
    """The head of a line up to 电 or 讯 with a month and a day, and no year, before it."""
    rules = stamp_rules()
    agencies, ends = "|".join(rules.agencies), "|".join(rules.dateline)
    return re.compile(
        f"[(【〔]?[^。;!?\\d]{{0,8}}(?:{agencies})[^。;!?\\d]{{0,16}}(?P<day>(?P<m>\\d{{1,2}})月(?P<d>\\d{{1,2}})日)"
        f"\\s?(?:\\([^()]{{0,40}}\\))?\\s?(?:{ends})"
    )


def _datelines(low: str, lines: list[PageLine]) -> Iterator[Candidate]:
    """Dates of datelines: 新华社武汉2024年5月28日电, WUHAN, May 28, 2024 (Xinhua) --."""
    rules = stamp_rules()
    for line in lines:
        stop = min(line.end, line.start + 90)
        if not _DATED.search(low, line.start, min(stop, line.start + 44)):
            continue
        first = next(iter(days(low, line.start, stop)), None)
        if first is None or first.start - line.start > 40 or len(first.value) < 10 or first.roc:
            continue
        before = low[line.start : first.start]
        after = _ASIDE.sub("", low[first.end : first.end + 48])
        if any(agency in before for agency in rules.agencies):
            if after.lstrip(" )】〕,").startswith(rules.dateline):
                yield Candidate("dateline", first)
        elif _PLACE.match(before) and _DASH.match(low, first.end):
            yield Candidate("dateline", first)


def _yearless(low: str, lines: list[PageLine], later: Day) -> Published | None:
    """A dateline without its year (新华社武汉5月28日电) in the month before a date that gives the year."""
    latest = datetime.date.fromisoformat(later.value)
    for line in lines:
        start = line.start
        found = _dateline().match(low[start : min(line.end, start + 60)])
        if found is None:
            continue
        try:
            date = datetime.date(latest.year, int(found["m"]), int(found["d"]))
        except ValueError:
            continue
        if 0 <= (latest - date).days <= 31:
            return Published(date.isoformat(), "dateline", start + found.start("m"), start + found.end("day"))
    return None


def _urls(low: str) -> Iterator[Candidate]:
    """Dates in a URL printed on the page: …/2024/03/07/…, …/202403/t20240307_1.html."""
    for url in _URL.finditer(low):
        for pattern in _URL_DATES:
            found = pattern.search(low, url.start(), url.end())
            value = _compact(found[0]) if found else None
            if found and value:
                yield Candidate("url", Day(*found.span(), value, True, False))
                break


def _images(low: str, furniture: list[Boilerplate]) -> Iterator[Candidate]:
    """Dates in the names of pictures: 微信图片_20211025125148.png."""
    for span in furniture:
        if span.kind == "image":
            for found in _NAME_DATE.finditer(low, span.start, span.end):
                value = _compact(found[0])
                if value:
                    yield Candidate("image", Day(*found.span(), value, True, False))


def _compact(written: str) -> str | None:
    """YYYYMMDD, whatever stands between, as EDTF; None where there is no such day."""
    digits = re.sub("\\D", "", written)
    found = days(digits, 0, len(digits))
    return found[0].value if len(digits) == 8 and found and len(found[0].value) == 10 else None
