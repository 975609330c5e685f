"""Dates beside the byline that begins a report: 2021/05/28 18:05 〔记者某甲/某地报道〕."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.text.datestamp import Day, days
from extract.text.pagelines import Candidate, PageLine
from extract.text.vocabulary import sentence_rules, stamp_rules

ZH_WEEKDAY = "(?:星期|周|礼拜)[一二三四五六日天]"
EN_WEEKDAY = "(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\\.?"
TIME = re.compile(
    f"[\\s,t]*(?:\\(?{ZH_WEEKDAY}\\)?[\\s,]*)?(?:[上下]午)?\\s?\\d{{1,2}}[:时]\\d{{2}}(?:[:分](?:\\d{{2}}秒?)?)?"
    "(?:\\.\\d+)?(?:z|[+-]\\d\\d:?\\d\\d)?\\s?(?:[ap]\\.?m\\.?)?(?:\\s[a-z]{2,4}t(?![a-z]))?"
)
WEEKDAY = re.compile(f"\\s*[,(]?\\s*(?:{ZH_WEEKDAY}|{EN_WEEKDAY}(?![a-z]))\\)?")
_MAX_BYLINE = 90
_AGENCY = re.compile("[)】。](?P<day>(1[01]\\d)(\\d\\d)(\\d\\d))[ \t]{0,2}(?=\\r?\\n|$)")


@lru_cache(maxsize=1)
def _byline() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A byline after a date, in brackets or not, and one in brackets before it."""
    names = "|".join(map(re.escape, (*sentence_rules().bylines, *stamp_rules().agencies)))
    return (
        re.compile(f"[\\s|]*[〔(【\\[]?\\s?(?:[^\\s,。;:!?]{{0,12}} )?(?:{names})"),
        re.compile(f"[〔(【\\[](?:{names})[^〕)】\\],。;]{{0,30}}[〕)】\\]]\\s?$"),
    )


def opening_text(low: str, line: PageLine, *, timed: bool = False) -> Iterator[Candidate]:
    """The date before or after the byline that begins the text: 2021/05/28 18:05 〔记者某甲/某地报道〕.

    `timed` asks for a clock time, where a teaser or a notice of the site stands over it.
    """
    after, before = _byline()
    for day in days(low, line.start, min(line.end, line.start + _MAX_BYLINE))[:1]:
        head = low[line.start : day.start]
        clock = TIME.match(low, day.end, line.end)
        leads = not head.strip(" [(【") and after.match(low, clock.end() if clock else day.end, line.end)
        if timed and not (leads and clock):
            continue
        if day.numeric and not day.roc and (leads or before.match(head)):
            yield Candidate("head", day)


def agency_stamps(low: str) -> Iterator[Candidate]:
    """The stamp that Taiwan's agency puts behind a report, with the year counted from 1911:
    (编辑:某甲)1130307."""
    for found in _AGENCY.finditer(low):
        _, year, month, day = found.groups()
        plain = f"{year}-{month}-{day}"
        for read in days(plain, 0, len(plain)):
            yield Candidate("tail", Day(*found.span("day"), read.value, True, True))
