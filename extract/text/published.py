"""When a page was published, as it says itself: which of its dates is the stamp, and which are not.

In order: a date beside a label (发布时间:), a bare date in the head of the page, a dateline with its year, a
bare date at the very end, the date of the last change, one in a URL, a dateline whose year another of
these gives, one in a picture's name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extract.layers import Boilerplate, Published, Sentence
from extract.text.datestamp import Day, days
from extract.text.vocabulary import furniture_rules, stamp_rules

_ORDER = ("label", "head", "dateline", "tail", "updated", "url", "image")
_BASIS = {
    "label": "stamp", "head": "stamp", "tail": "stamp", "dateline": "dateline",
    "updated": "updated", "url": "url", "image": "image_name",
}  # fmt: skip
_GAP = "[\\s:|\\]】)\\-]*(?:星期[一二三四五六日天]|周[一二三四五六日]|\\(?(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\\.?,?\\)?)?[\\s:,|]*$"
_TIME = re.compile(
    "[\\s,t]*(?:\\(?(?:星期|周|礼拜)[一二三四五六日天]\\)?[\\s,]*)?(?:[上下]午)?\\d{1,2}[:时]\\d{2}(?:[:分]\\d{2}秒?)?(?:\\.\\d+)?(?:z|[+-]\\d\\d:?\\d\\d)?\\s?(?:[ap]\\.?m\\.?)?"
)
_TAIL_JUNK = re.compile("[\\s|)\\]】>\\-—。.]*$")
_WEEKDAY = re.compile(
    "\\s*[,(]?\\s*(?:星期|周|礼拜)[一二三四五六日天]\\)?|\\s*,?\\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_URL_DATE = re.compile(
    "/(?:19|20)\\d\\d[-/]?[01]\\d[-/]?[0-3]\\d(?=[/_.-])|[/_]t?(?P<t>(?:19|20)\\d\\d[01]\\d[0-3]\\d)(?=_\\d)|/(?P<c>(?:19|20)\\d\\d-[01]\\d/[0-3]\\d)(?=/)"
)
_URL = re.compile("https?://[^\\s\"'<>，。]{4,300}")
_NAME_DATE = re.compile(
    "(?<!\\d)(?P<d>(?:19|20)\\d\\d[-_.]?[01]\\d[-_.]?[0-3]\\d)(?=\\d{6}(?!\\d)|\\d{0,4}(?!\\d)|[-_.t])"
)
_HEAD_LINES, _TAIL_LINES, _MAX_STAMP = 14, 4, 160


class Candidate(NamedTuple):
    """A date that may be the publication's, and why."""

    why: str
    day: Day


def published(
    low: str, sentences: list[Sentence], furniture: list[Boilerplate], hant: bool
) -> Published | None:
    """The publication date a page prints, or None.

    `low` is the folded text in lower case; `hant` says whether it is in Traditional characters, where a
    year of two or three digits is counted from 1911.
    """
    skip = [(b.start, b.end) for b in furniture if b.kind in ("related", "rights", "breadcrumb", "menu")]
    lines = [line for line in _lines(sentences) if not any(a <= line[0] < b for a, b in skip)]
    found = [*_labelled(low, skip, hant), *_bare(low, lines, hant), *_datelines(low, lines)]
    found += [*_urls(low), *_images(low, furniture)]
    found.sort(key=lambda c: (_ORDER.index(c.why), c.day.start))
    if not found:
        return None
    why, day = found[0]
    if why == "image":
        day = max((candidate.day for candidate in found), key=lambda d: d.value)
    if why in ("updated", "url", "image"):
        return _yearless(low, lines, day) or Published(day.value, _BASIS[why], day.start, day.end)
    return Published(day.value, _BASIS[why], day.start, day.end)


def _lines(sentences: list[Sentence]) -> list[tuple[int, int, list[Sentence]]]:
    """Each line's extent and sentences."""
    lines: list[tuple[int, int, list[Sentence]]] = []
    for sentence in sentences:
        if lines and lines[-1][2][0].line == sentence.line:
            lines[-1] = (lines[-1][0], sentence.end, [*lines[-1][2], sentence])
        else:
            lines.append((sentence.start, sentence.end, [sentence]))
    return lines


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    rules = stamp_rules()

    def union(words: tuple[str, ...]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    return re.compile(f"(?P<updated>{union(rules.updated)})|(?P<published>{union(rules.published)})")


def _labelled(low: str, skip: list[tuple[int, int]], hant: bool) -> Iterator[Candidate]:
    """Dates right after a label: 发布时间:2024-03-07, Posted on March 6, 2024."""
    for label in _labels().finditer(low):
        start, end = label.span()
        if any(a <= start < b for a, b in skip) or (
            start and low[start].isascii() and low[start - 1].isalnum() and low[start - 1].isascii()
        ):
            continue
        line_end = min(_line_end(low, end), end + 60)
        first = next(iter(days(low, end, line_end)), None)
        if first is None or not _GAP_RE.match(low[end : first.start]):
            continue
        colon = ":" in low[end : first.start]
        explicit = len(label[0]) > 2 or colon
        if not explicit or (first.roc and not hant) or _other(low, start):
            continue
        if label[0] in ("日期", "时间", "date", "time", "发布", "更新", "update") and not colon:
            continue
        yield Candidate("updated" if label["updated"] else "label", first)


_GAP_RE = re.compile(_GAP)


def _line_end(low: str, start: int) -> int:
    end = low.find("\n", start)
    return len(low) if end < 0 else end


def _other(low: str, start: int) -> bool:
    """Whether the words before an offset say that the date is of something else (签署时间:)."""
    return low[max(0, start - 12) : start].rstrip(" (:的").endswith(stamp_rules().others)


def _bare(low: str, lines: list[tuple[int, int, list[Sentence]]], hant: bool) -> Iterator[Candidate]:
    """Dates without a label: alone or beginning a line in the page's head, or alone at its very end."""
    body = next((i for i, (a, b, s) in enumerate(lines) if _is_body(low, a, b, s)), len(lines))
    for i, (start, end, sentences) in enumerate(lines):
        head = i < min(body, _HEAD_LINES)
        tail = i >= len(lines) - _TAIL_LINES and i >= body
        if not (head or tail) or end - start > _MAX_STAMP or sentences[0].item:
            continue
        for day in days(low, start, end):
            if len(day.value) < 10 or (day.roc and not (hant and day.numeric)) or _other(low, day.start):
                continue
            if head and _stands_as_stamp(low, start, end, day, sentences[0].heading):
                yield Candidate(
                    "updated" if low[day.end : day.end + 3].strip().startswith("更新") else "head", day
                )
                break
            if tail and _stands_alone(low, start, end, day):
                yield Candidate("tail", day)
                break


def _is_body(low: str, start: int, end: int, sentences: list[Sentence]) -> bool:
    """Whether a line is running text."""
    return len(sentences) > 2 or (
        end - start > 30 and low[start:end].rstrip("”’\"')」』】").endswith(("。", ".", "!", "?", ";"))
    )


def _stands_as_stamp(low: str, start: int, end: int, day: Day, heading: bool) -> bool:
    """Whether a date in the page's head dates the page: it begins the line, or ends it after a byline."""
    before = _WEEKDAY.sub("", low[start : day.start]).strip(" [(【|-—·:,")
    after = low[day.end : end]
    clock = _TIME.match(after)
    weekday = _WEEKDAY.match(after)
    rest = after[clock.end() if clock else weekday.end() if weekday else 0 :]
    if not before:
        if clock or weekday or not rest.strip(" )]】|-—"):
            return True
        if rest[0] in " |\t([【/" or day.numeric:
            return rest.strip(" |/([【").startswith(stamp_rules().after) or len(rest) <= 24 or ":" in rest
        return rest.startswith(stamp_rules().after)
    closed = _TAIL_JUNK.match(rest) is not None
    if heading and not clock:
        return False
    byline = len(before) <= 40 and not re.search("[。,;!?]", before)
    return byline and (
        clock is not None or (closed and (day.numeric or ":" in before or "|" in low[start : day.start]))
    )


def _stands_alone(low: str, start: int, end: int, day: Day) -> bool:
    """Whether a date is all of a line but for brackets or the name of an office before it."""
    before, after = low[start : day.start].strip(" ([【"), low[day.end : end].strip(" )]】。.")
    clock = _TIME.fullmatch(low[day.end : end]) is not None
    office = before.rstrip(" ").endswith(furniture_rules().site_names) and len(before) <= 30
    return (not after or clock) and (not before or office)


@lru_cache(maxsize=1)
def _dateline() -> re.Pattern[str]:
    """The head of a line up to 电 or 讯 with a month and a day, and no year, before it."""
    rules = stamp_rules()
    agencies, ends = "|".join(rules.agencies), "|".join(rules.dateline)
    return re.compile(
        f"[(【〔]?[^。;!?\\d]{{0,8}}(?:{agencies})[^。;!?\\d]{{0,16}}(?P<day>(?P<m>\\d{{1,2}})月(?P<d>\\d{{1,2}})日)"
        f"\\s?(?:\\([^()]{{0,40}}\\))?\\s?(?:{ends})"
    )


def _datelines(low: str, lines: list[tuple[int, int, list[Sentence]]]) -> Iterator[Candidate]:
    """Dates of datelines: 新华社武汉2024年5月28日电, 【本报2019年9月6日讯】, WUHAN, May 28, 2024 (Xinhua)."""
    rules = stamp_rules()
    for start, end, _ in lines:
        stretch = low[start : min(end, start + 90)]
        if not stretch[:12].startswith(("(", "[", "【", "〔", *rules.agencies)) and not re.match(
            "[a-z ,.'-]{3,40}, ", stretch
        ):
            if not any(agency in stretch[:24] for agency in rules.agencies):
                continue
        for day in days(low, start, start + len(stretch))[:1]:
            if len(day.value) < 10 or day.roc:
                continue
            after = low[day.end : day.end + 48]
            closed = re.sub("^\\s?\\([^()]{0,40}\\)", "", after).lstrip(" )】〕")
            zh = closed.startswith(rules.dateline)
            en = (
                re.match("\\s?(?:\\([^()]{2,40}\\)|/[^/]{2,40}/)\\s?[-–—]|\\s?[-–—]{1,2}\\s?", after)
                is not None
            )
            if zh or (en and low[start].isascii()):
                yield Candidate("dateline", day)


def _yearless(low: str, lines: list[tuple[int, int, list[Sentence]]], later: Day) -> Published | None:
    """A dateline without its year (新华社武汉5月28日电) in the month before a date that gives the year."""
    latest = datetime.date.fromisoformat(later.value)
    for start, end, _ in lines:
        found = _dateline().match(low[start : min(end, start + 60)])
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
        found = _URL_DATE.search(low, url.start(), url.end())
        if found:
            group = found.lastgroup or 0
            start, end = found.span(group)
            start += low[start] == "/"
            value = _compact(re.sub("\\D", "", low[start:end]))
            if value:
                yield Candidate("url", Day(start, end, value, True, False))


def _images(low: str, furniture: list[Boilerplate]) -> Iterator[Candidate]:
    """Dates in the names of pictures: 微信图片_20211025125148.png."""
    for span in furniture:
        if span.kind == "image":
            for found in _NAME_DATE.finditer(low, span.start, span.end):
                value = _compact(re.sub("\\D", "", found["d"]))
                if value:
                    yield Candidate("image", Day(*found.span("d"), value, True, False))


def _compact(digits: str) -> str | None:
    """YYYYMMDD as EDTF, None where there is no such day."""
    found = days(digits, 0, len(digits))
    return found[0].value if len(digits) == 8 and found and len(found[0].value) == 10 else None
