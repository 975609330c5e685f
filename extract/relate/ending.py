"""The date of the end of a tie, and the years through which it lasted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.layers import DateMention
from extract.relate import lexicon
from extract.relate.dating import date_behind, dates_between, made_behind, position_of
from extract.relate.mask import DATE, PLACE, Masked
from extract.rules.pattern import alternation

_EXPIRED = re.compile(rf"(?:[a-z ]{{3,14}} (?:in|on)|until) {DATE}")  # expired in 2019; sisters until 2019
_RAN_OUT = re.compile(rf"\b(?:expired|ended|lapsed) (?:in|on) {DATE}")  # not renewed when it expired in 2019
_LASTED = re.compile(rf"(?: (?:of|with) {PLACE})?[^,;.{PLACE[1:-1]}]{{0,24}} (?:from|between) {DATE}")


def end_of(masked: Masked, floor: int, cue: int, used: Sequence[DateMention] = ()) -> DateMention | None:
    """The date of an end told at position `cue` of the mask: one right before a word for an end, the nearest
    before the cue, else one bound behind. What statements before it have `used` is not its own."""
    ahead = [d for d in dates_between(masked, floor, cue) if not any(d is u for u in used)]
    behind = date_behind(masked, cue + 1)
    if masked.lang == "en":
        comma = masked.text.find(",", cue, cue + 60)
        own = _EXPIRED.match(masked.text, cue) or _RAN_OUT.search(masked.text, cue, cue + 60)
        if own:
            return masked.date_at(own.end() - 1)
        near = dates_between(masked, cue, comma if comma >= 0 else min(len(masked.text), cue + 60))
        after = dates_between(masked, cue, min(len(masked.text), cue + 60))
        return next(iter([*near, *ahead[-1:], *after]), None) or behind
    if found := _ending().search(masked.text, floor):
        return masked.date_at(found.start())
    kept = [d for d in ahead if not _dates_making(masked, d)]
    return kept[-1] if kept else behind


def _dates_making(masked: Masked, date: DateMention) -> bool:
    """Whether a date is told of the making of the tie that ended: 1986年缔结,后因断交终止."""
    before = max(0, position_of(masked, date) - 1)
    return made_behind().match(masked.text, before) is not None and masked.text[before] != "的"


@lru_cache(maxsize=1)
def _ending() -> re.Pattern[str]:
    """A date right before a word for an end: `期满未续,2015年自动终止`."""
    return re.compile(rf"{DATE}[^,。;{DATE}]{{0,8}}{alternation(lexicon.words()['zh']['ending'])}")


def lasted(masked: Masked, term: int) -> DateMention | None:
    """The years behind an English term through which the tie lasted: sister cities from 1993 to 2010."""
    found = _LASTED.match(masked.text, term + 1) if masked.lang == "en" else None
    years = masked.date_at(found.end() - 1) if found else None
    return years if years is not None and "/" in (years.value or "") else None
