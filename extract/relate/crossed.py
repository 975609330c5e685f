"""Rows that name both sides of each tie with a sign between them: `2016: Accra – Chicago; Mumbai – Busan`.

Whose list it is does not matter then: both sides of a tie may be anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.layers import DateMention, PlaceMention
from extract.relate.mask import DATE, PLACES, Masked
from extract.relate.rows import tells_making, tells_tie
from extract.relate.sides import different
from extract.territory import country_of, is_chinese
from extract.text.lines import BULLETS

LONGEST_STORY = 200  # characters of a masked sentence that dates the tie whose two sides head it
_AROUND = f" ,;:/()–—-{BULLETS}{DATE}"
Placed = tuple[int, PlaceMention]


@dataclass(frozen=True, slots=True)
class Crossing:
    """The places on the two sides of one sign, each with its position in the mask."""

    left: Placed
    right: tuple[Placed, ...]


def crossings(masked: Masked) -> list[Crossing]:
    """The crossings of a row in which every place stands in one, and which tells of several ties or of one
    between two places abroad; none where a sign may only part a place from its region, or from the next."""
    places = dict(masked.parties())
    found = [_crossing(match, places) for match in _sign().finditer(masked.text)]
    named = sum(1 + len(one.right) for one in found)
    if not found or named != len(places) or any(_is_within(one) for one in found):
        return []
    return found if len(found) > 1 or not any(map(is_chinese, places.values())) else []


def is_crossed(masked: Masked) -> bool:
    """Whether a line is no more than the two sides of one tie or of several, with their dates."""
    return bool(_sign().search(masked.text)) and not _sign().sub("", masked.text).strip(_AROUND)


def dates_crossed(masked: Masked, sides: Sequence[PlaceMention]) -> DateMention | None:
    """The date that a sentence gives to the tie whose two sides head it, if it tells of a making and names no
    other place: `An agreement was concluded in Shanghai on 8 November 2001.`"""
    text, names = masked.text, {place.name for place in sides}
    dates = [s for _, s in sorted(masked.symbols.items()) if isinstance(s, DateMention)]
    told = tells_tie(masked) or tells_making(masked, 0)
    others = any(place.name not in names for _, place in masked.parties())
    apt = told and not others and len(text) <= LONGEST_STORY
    return dates[-1] if apt and dates else None


def _crossing(match: re.Match[str], places: dict[int, PlaceMention]) -> Crossing:
    low, high = match.span("right")
    left = match.start("left")
    return Crossing((left, places[left]), tuple((i, p) for i, p in places.items() if low <= i < high))


def _is_within(one: Crossing) -> bool:
    """Whether the two sides lie in one country or are not known to be two places."""
    (_, left), lands = one.left, {country_of(place) for _, place in one.right}
    return country_of(left) in lands or not all(different(left, place) for _, place in one.right)


def partners(found: Sequence[Crossing]) -> list[Placed]:
    """All places on the right, in order."""
    return [placed for one in found for placed in one.right]


def owners(found: Sequence[Crossing]) -> dict[int, PlaceMention]:
    """The place on the left of each on the right, by the position of the latter."""
    return {at: one.left[1] for one in found for at, _ in one.right}


@lru_cache(maxsize=1)
def _sign() -> re.Pattern[str]:
    gloss = rf"(?:\s?\([^(){PLACES}]{{0,40}}\))?"
    joint = r"(?:\s?(?:,|、|和|与|及|\band\b|&)\s?)"
    next_ = rf"(?!\s?(?:×|↔|—|–|-|with)\s?[{PLACES}])"  # a third place behind a sign, and not a date
    right = rf"[{PLACES}]{gloss}(?:{joint}[{PLACES}]{gloss}{next_})*"
    sign = r"\s?(?:×|↔|⇄|—{1,2}|–|(?<=\s)(?:-|with)(?=\s))\s?"
    first = rf"(?<![{PLACES}]\s[-–—↔×]\s)(?<![{PLACES}][–—↔×])"
    return re.compile(rf"{first}(?P<left>[{PLACES}]){gloss}{sign}(?P<right>{right}){next_}")
