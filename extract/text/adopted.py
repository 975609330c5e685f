"""The day a council took a decision, where its paper has no other date: PASSED AND ADOPTED this 5th day of
March, 2024; Meeting date: March 5, 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.text.datestamp import days
from extract.text.pagelines import Candidate
from extract.text.vocabulary import stamp_rules

_WEEKDAY = "(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_LONGEST_DATE = 40


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    rules = stamp_rules()
    labels = "|".join(map(re.escape, rules.meeting))
    return re.compile(f"{rules.adopted}|(?:^|\\n)(?:{labels})\\s?:\\s?{_WEEKDAY}")


def adopted(low: str) -> Iterator[Candidate]:
    """The day a resolution was adopted, and that of the meeting whose agenda the page is."""
    for found in _before().finditer(low):
        for day in days(low, found.end(), found.end() + _LONGEST_DATE)[:1]:
            if day.start == found.end():
                yield Candidate("given", day)
