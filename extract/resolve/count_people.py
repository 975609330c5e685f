"""The country that a count is limited to, where a people names it (220 Japanese cities, two of them
Polish), and China, where the count is of a place abroad or of two countries."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence

from extract.layers import PlaceMention
from extract.link.gazetteer import open_gazetteer
from extract.resolve.count_cues import shape
from extract.resolve.count_setting import Setting
from extract.territory import CHINESE, country_of

# how many places, and how far back, the sentence before may name
_NAMED = 4
_SENTENCE = 60


def people_of(s: Setting, *, chinese: bool = False) -> str | None:
    """The foreign country whose people's places are counted (220 Japanese cities, 73 ROK cities, 19 of the
    Canadian pairs, two of them Polish); with `chinese` China, too."""
    if s.lang != "en":
        return None
    words = s.noun.split(" ")
    if (theirs := shape("pairs_of_people").match(s.text, s.mention.end)) is not None:
        words = [theirs["people"].strip(), ""]
    elif (theirs := shape("people_with").match(s.text, s.mention.end)) is not None:
        words = [*words[:-1], theirs["people"], ""]
    elif not s.noun and (called := shape("people_behind").match(s.text, s.mention.end)) is not None:
        words = [called["people"], ""]
    for word in (*words[:-1], " ".join(words[:2])):
        country = open_gazetteer().people(word) if word not in ("sister", "friendship") else None
        if country is not None:
            return country if chinese or country not in CHINESE else None
    return None


def china_of(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """China, where what a place abroad has is limited to it (其中中国5个, two of them Chinese)."""
    if s.lang == "en":
        return people_of(s, chinese=True)
    last = next((p for p in reversed(places) if s.before <= p.start and p.end <= s.mention.start), None)
    if last is None or last.kind != "country" or country_of(last) not in CHINESE:
        return None
    return country_of(last) if shape("of_china").fullmatch(s.text, last.end, s.mention.start) else None


def two_countries_told(
    s: Setting, places: Sequence[PlaceMention], everywhere: Sequence[PlaceMention]
) -> str | None:
    """The country that `两国` means with China, where the sentence before names the two and its own no
    country."""
    if s.lang != "zh" or shape("two_countries").search(s.text, s.clause_start(), s.mention.start) is None:
        return None
    if any(p.kind in ("country", "division") and p.end <= s.mention.start for p in places):
        return None
    at = bisect_left(everywhere, s.start, key=lambda p: p.start)
    near = [p for p in everywhere[max(0, at - _NAMED) : at] if s.start - p.end < _SENTENCE]
    named = {country_of(p) for p in near if p.kind == "country"}
    others = named - {None, "CN"}
    return others.pop() if "CN" in named and len(others) == 1 else None


def between_china(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The one country that shares an English count with China (157 pairs between China and Russia)."""
    if s.lang != "en":
        return None
    behind = [p for p in places if p.start >= s.mention.end and p.kind in ("country", "region")]
    for first, second in itertools.pairwise(behind):
        led = shape("between").fullmatch(s.text, s.mention.end, first.start)
        if led is None or shape("bilateral_en").fullmatch(s.text, first.end, second.start) is None:
            continue
        codes = [country_of(first), country_of(second)]
        if codes.count("CN") == 1:
            return next(code for code in codes if code != "CN")
    return None
