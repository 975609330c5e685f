"""The date that a line above a list gives to all ties: `In 2023, the council approved these twin towns:`"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.layers import DateMention
from extract.relate.mask import DATE, Masked
from extract.relate.rows import list_words, tells_making
from extract.rules.pattern import alternation


def lead_date(masked: Masked) -> DateMention | None:
    """The date with which a line begins that says that the ties below it were made then; None where it only
    counts them as of a day (截至…) or since one."""
    first = _first(masked.lang).match(masked.text)
    if first is None or not tells_making(masked, first.end()):
        return None
    date = masked.date_at(masked.text.index(DATE))
    return date if date is not None and "/" not in (date.value or "/") else None


@lru_cache(maxsize=2)
def _first(lang: str) -> re.Pattern[str]:
    """A date at the beginning of a line that opens no range and bounds no time."""
    words, *_ = list_words(lang)
    edge = r"\b" if lang == "en" else ""
    return re.compile(
        rf"\s*{alternation(words.lead)} ?{DATE}(?! ?[—–~-]| ?{alternation(words.lead_bounds)}{edge})"
    )
