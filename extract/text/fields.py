"""Dates that are fields of a record more than words of a page: the one a scraper wrote before the text
(`date 2024-03-07 Two cities …`), those of the rows of a list (Date: 1985.3.7), years of two digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.text.datestamp import Day, days
from extract.text.pagelines import Candidate
from extract.text.vocabulary import stamp_rules

_SHORT = re.compile("(\\d\\d)([-/.])(\\d\\d)\\2(\\d\\d)")
_CLOCK = re.compile("[\\s,]{0,3}\\d{1,2}:\\d\\d(?!\\s?(?:[ap]\\.?m))")
_AFTER_FIELD = re.compile("[\\s\"',;|}\\])]|t\\d\\d:\\d\\d|$")
_THIS_CENTURY, _WEB_BEGAN = 50, 90


@lru_cache(maxsize=1)
def _field() -> re.Pattern[str]:
    """The name of a field at the very head of the text, and a year behind it; other fields may go before."""
    rules = stamp_rules()
    names, others = ("|".join(map(re.escape, words)) for words in (rules.fields, rules.other_fields))
    ahead = f"(?:[\"'<{{]?(?:{others})[\"'>]?[ :=][^\\n]{{0,200}}\\n\\s?){{0,4}}"
    return re.compile(
        f"[\\s\"'{{\\[(<#-]{{0,6}}{ahead}[\"'<]?(?:{names})[\"'>]?[ :=|]{{1,4}}[\"']?(?=\\d{{4}})"
    )


@lru_cache(maxsize=1)
def _no_stamp() -> re.Pattern[str]:
    """What makes the date before it an event's: the end of a span of days, a place, an hour to come at."""
    words = "|".join(map(re.escape, stamp_rules().not_after_field))
    return re.compile(f"[\\s,;|]{{0,4}}(?:[-–—~至到]|(?:{words})(?![a-z]))")


def field_dates(low: str) -> Iterator[Candidate]:
    """The date that a scraper wrote before the text it saved."""
    named = _field().match(low)
    if named is None:
        return
    for day in days(low, named.end(), named.end() + 12)[:1]:
        if day.start != named.end() or not (day.numeric or low[day.start : day.end].isdigit()):
            continue
        if _AFTER_FIELD.match(low, day.end) and not _no_stamp().match(low, day.end):
            yield Candidate("label", day)


def without_rows(found: list[Candidate], text_start: int) -> list[Candidate]:
    """The labelled dates without those of a list's rows, `plain` ones such as Date: that differ from each
    other or from the page's stamp; one above the text stands."""
    plain = [candidate for candidate in found if candidate.why == "plain"]
    others = [candidate for candidate in found if candidate.why != "plain"]
    values = {candidate.day.value for candidate in plain}
    if len(values) > 1 or any(other.day.start < text_start for other in others):
        above = [candidate for candidate in plain if candidate.day.start < text_start]
        rows = len(values) > 2 and len({candidate.day.value for candidate in above}) > 1
        plain = [] if rows else above[:1]
    return [*others, *(candidate._replace(why="label") for candidate in plain)]


def short_year(low: str, day: Day, *, hant: bool, timed: bool) -> Day:
    """A date beside a label whose year has two digits (24-03-07 08:05), as software in China prints it.

    Where it is `timed`, beside an English label, or the page is in Traditional characters, in which 98-05-06
    counts from 1911, a clock time of 24 hours must stand behind it.
    """
    written = _SHORT.fullmatch(low, day.start, day.end)
    if written is None or ((timed or hant) and not _CLOCK.match(low, day.end)):
        return day
    year = int(written[1])
    if _THIS_CENTURY <= year < _WEB_BEGAN or (hant and year >= _THIS_CENTURY):
        return day
    century = 2000 if year < _THIS_CENTURY else 1900
    read = f"{century + year}-{written[3]}-{written[4]}"
    full = next(iter(days(read, 0, len(read))), None)
    return day._replace(value=full.value, roc=False) if full else day
