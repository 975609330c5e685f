"""Pages about the ties of China and one other country: the pairs that they count are those of the two."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from extract.layers import PlaceMention
from extract.resolve.count_cues import bilateral, measure_words, shape
from extract.resolve.count_setting import Setting
from extract.territory import country_of

_FEWEST = 2  # times that a page names the two countries together
_JOINT = re.compile(r"(?: and |-|–|/|&| & )(?:the )?|[和与、]")


def two_countries(folded: str, places: Sequence[PlaceMention]) -> str | None:
    """The code of the one country that a page names together with China, more than once: 中美, China-U.S.,
    China and the United States, Chinese and American cities."""
    _, codes = bilateral()
    named = [codes[found["with"]] for found in shape("two_on_page").finditer(folded)]
    countries = [p for p in places if p.kind == "country"]
    for first, second in itertools.pairwise(countries):
        pair = {country_of(first), country_of(second)}
        joined = _JOINT.fullmatch(folded, first.end, second.start) is not None
        if joined and len(pair) == 2 and "CN" in pair:
            named += [code for code in pair if code not in ("CN", None)]
    return named[0] if len(named) >= _FEWEST and len(set(named)) == 1 else None


def of_the_two(s: Setting, places: Sequence[PlaceMention]) -> bool:
    """Whether a count of pairs is of two countries: no place but those stands before it in its sentence."""
    pairs = measure_words("pairs")
    unit = s.noun.split(" ")[0] in pairs or s.text[s.mention.end - 1] in pairs
    others = (p for p in places if s.start <= p.start and p.end <= s.mention.start)
    return unit and all(p.kind == "country" for p in others)
