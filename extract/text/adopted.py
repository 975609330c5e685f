"""The day a council took a decision, where its paper has no other date: PASSED AND ADOPTED this 5th day of
March, 2024; City Council meeting date: March 5, 2024; For the meeting of March 5, 2024; of minutes, Held on
March 5, 2024, or Held in the Town Hall on 5 March 2024, commencing at 7pm; COUNCIL AGENDA – 5 March 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.text.datestamp import days
from extract.text.pagelines import Candidate
from extract.text.vocabulary import stamp_rules

_WEEKDAY = "(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_LONGEST_DATE = 40
_HEAD = 300


_HELD_HEAD = 600  # where the head of minutes ends, in which the line of their day stands
_ENDS = re.compile(
    " ?(?:,? (?:(?:commencing|commenced|starting|beginning|opening|from) )?(?:at )?"
    "\\d{1,2}(?:[:.]\\d\\d)? ?[ap]\\.?m\\.?)?[ .)]*(?=\\n|$)"
)


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    """What stands before the day; with `of` (meeting of) or `held`, it must end its line."""
    rules = stamp_rules()
    lists = (rules.meeting, rules.meetings_of, rules.other_meetings, rules.held)
    papers = "|".join(map(re.escape, rules.papers))
    labels, of, others, held = ("|".join(map(re.escape, words)) for words in lists)
    whose = f"[ \\t]{{0,4}}(?:\\(?(?!(?:{others}) )[a-z][a-z'&.]{{1,14}}\\)? ){{0,5}}"
    written = "|".join(map(re.escape, rules.written))
    return re.compile(
        f"(?:{written}) ?: ?|{rules.adopted}"
        f"|(?:^|\\n){whose}(?:(?:{labels})\\s?:\\s?|(?P<of>(?:{labels}|{of}):? )"
        f"|(?P<paper>(?:{papers})(?: {{2,}}|\\t+| ?[,|:–-] ?))){_WEEKDAY}"
        f"|\\n\\s?(?P<held>(?:(?:{held}) [^\\n\\d]{{2,80}}[ ,]on|{held}|on):? ){_WEEKDAY}"
    )


def adopted(low: str) -> Iterator[Candidate]:
    """The day a resolution was adopted, a letter written, or the meeting held whose agenda the page is."""
    for found in _before().finditer(low):
        for day in days(low, found.end(), found.end() + _LONGEST_DATE)[:1]:
            if found["held"] and ("minutes" not in low[:_HEAD] or found.start() > _HELD_HEAD):
                continue
            if found["paper"] and found.start() > _HEAD:
                continue
            line = found["of"] or found["held"] or found["paper"]
            if day.start == found.end() and (not line or _ENDS.match(low, day.end)):
                yield Candidate("given", day)
