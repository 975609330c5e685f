"""Whose count it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extract.layers import Place, PlaceMention
from extract.resolve.count_cues import has, shape, where
from extract.resolve.count_holder import (
    OWNED,
    clause_holder,
    doer,
    foreign_holder,
    has_share,
    holder,
    ranked,
)
from extract.resolve.count_partner import bilateral_with, pairs_with_china, place_of, with_china
from extract.resolve.count_people import people_of
from extract.resolve.count_self import CHINA, named_lately, owner
from extract.resolve.count_setting import Setting
from extract.resolve.count_what_en import only_places
from extract.territory import CHINESE, ISLANDS, country_of, is_chinese

_SENTENCE = 300
_OF = re.compile(r"\bof (?:the )?$|\bfor $")


def standard(place: Place) -> Place:
    """澳门 by the name it has as a place, not by its name among countries."""
    if place.country in ISLANDS and (place.name_zh or "").startswith("中国"):
        return replace(place, name_zh=(place.name_zh or "").removeprefix("中国"))
    return place


def subject(
    s: Setting,
    places: Sequence[PlaceMention],
    everywhere: Sequence[PlaceMention],
    carried: Place | None,
    home: Place | None,
) -> Place | None:
    """The place whose ties are counted: the first of the Chinese side named before the count, who is not
    the partner.

    Failing that whom 全省 or `the city` means, the one carried on from the count before, the place whose
    text it is.
    """
    here = _named_before(s, places)
    topics = [
        p
        for p in here
        if not shape("partner_before").search(s.text[max(s.start, p.start - 8) : p.extent[0]])
        and not has_share(s, p)
        and not _limits(s, p)
    ]
    if s.lang == "en" and (told := _told_of(s, here, everywhere)) is not None:
        return told
    if _is_of_china(s, here):
        return CHINA
    has_them = holder(s, here) if s.lang == "en" else doer(s, topics) or clause_holder(s, topics)
    if has_them is not None:
        return has_them
    first = next((m.start for m in s.peers if m.what in OWNED), s.mention.start)
    if s.lang == "en" and first < s.mention.start:
        topics = [p for p in topics if p.start < first]
    if s.lang == "en" and _is_between_china(s):
        return CHINA
    if s.lang == "zh" and _is_whole(s, topics):
        return owner(s, everywhere, home)
    found = _first_of_ours(topics)
    if found is None:
        named = has("self", "en", s.text[s.start : s.mention.start])
        behind = ranked(s, places) or (None if named else _behind(s, places))
        found = behind if s.lang == "en" else foreign_holder(s, topics)
    own = found or owner(s, everywhere, home)
    if own is not None:
        return own
    of_china = any(country_of(p) == "CN" and p.kind == "country" for p in here)
    abroad = carried is not None and carried.country not in CHINESE and home is None
    if s.mention.partner is not None and (bilateral_with(s) or of_china) and not abroad:
        return CHINA
    if carried is not None or home is not None:
        return carried or home
    last = next((place_of(p) for p in topics if p.kind != "country" and place_of(p) is not None), None)
    if last is None and s.lang == "en" and shape("they").search(s.text[s.start : s.mention.start]):
        return _named_last(s, everywhere)
    return last


def _limits(s: Setting, mention: PlaceMention) -> bool:
    """Is it the country that the ties counted are with, and no owner of them?"""
    return mention.kind == "country" and country_of(mention) == s.mention.partner is not None


def _is_of_china(s: Setting, here: Sequence[PlaceMention]) -> bool:
    """Is it China's count with another country (中韩两国, sister cities of China and Korea)?"""
    if bilateral_with(s) or (s.lang == "zh" and not here and _of_two_countries(s)):
        return True
    return any(with_china(s, p, here) if s.lang == "en" else pairs_with_china(s, p) for p in here)


def _of_two_countries(s: Setting) -> bool:
    """Is it what China and another country named before have (两国已建立友好省市关系36对)?"""
    told = shape("two_countries").search(s.text, s.clause_start(), s.mention.start)
    return told is not None and s.mention.partner is not None


def _is_between_china(s: Setting) -> bool:
    """Does an English sentence count what there is between China and another?"""
    parts = (s.text[s.start : s.mention.start], s.text[s.mention.end : s.end])
    return any(shape("between_china").search(part) for part in parts)


def _is_whole(s: Setting, topics: Sequence[PlaceMention]) -> bool:
    """Does 全省 or the like, behind the names, mean another than those it stands behind?"""
    whole = where("self", "zh", s.text, s.start, s.mention.start)
    if whole is None or not topics or topics[-1].end >= whole.start():
        return False
    return not any((p.name or "").endswith(whole.group()[-1]) for p in topics)


def _first_of_ours(topics: Sequence[PlaceMention]) -> Place | None:
    """The first Chinese place of a sentence; the country only where no other is named."""
    named = any(t.kind != "country" for t in topics)
    ours = (p for p in topics if is_chinese(p) and (p.kind != "country" or not named))
    return next((place for p in ours if (place := place_of(p)) is not None), None)


def _behind(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """The place behind an English count that has them or that they are of (12 sister cities, which Denver
    has; the sister cities of Wuxi)."""
    behind = [
        p for p in places if s.mention.end <= p.start and p.end <= s.end and p.kind in ("division", "anaphor")
    ]
    if behind and shape("relative").match(s.text[s.mention.end : behind[0].start]):
        has_them = holder(s, behind[:1], s.end)
        if has_them is not None:
            return has_them
    if shape("we_have").search(s.text, s.start, s.mention.start):
        speaker = (p for p in behind if shape("of_speaker").search(s.text, s.mention.end, p.start))
        return next((place_of(p) for p in speaker), None)
    of = (p for p in behind if _OF.search(s.text[s.mention.end : p.start]) and is_chinese(p))
    mention = next(of, None)
    return place_of(mention) if mention is not None else None


def _lies_within(s: Setting, part: PlaceMention, whole: PlaceMention) -> bool:
    """Is a country named only to say where the place before it lies (Hubei in central China)?"""
    return (
        whole.kind == "country"
        and part.kind == "division"
        and shape("lies_within").fullmatch(s.text, part.end, whole.start) is not None
    )


def _told_of(s: Setting, here: Sequence[PlaceMention], everywhere: Sequence[PlaceMention]) -> Place | None:
    """Whom an English sentence without a name means: China by `the two countries`, the country of 60 U.S.
    cities, whoever the sentence, or the one before, began with by `it has`, whoever the question was about
    by `there is one`, the last one named by what it has under its jurisdiction."""
    if any(
        shape(told).search(s.text, s.start, s.mention.start) for told in ("two_countries_en", "chinese_have")
    ):
        return CHINA
    if only_places(s) and (code := people_of(s)) is not None:
        return next((p.place for p in everywhere if p.kind == "country" and country_of(p) == code), None)
    if shape("it_has").match(s.text, s.start, s.mention.start):
        return _began(s, everywhere)
    if shape("it_has_behind").search(s.text, s.start, s.mention.start):
        first = next((p for p in here if p.kind == "division"), None)
        return place_of(first) if first is not None else None
    if shape("answers").search(s.text, s.start, s.mention.start):
        return _asked_of(s, everywhere)
    if s.mention.what == "places" and shape("divisions_en").search(s.text, s.start, s.end):
        return _named_last(s, everywhere)
    return None


def _began(s: Setting, everywhere: Sequence[PlaceMention]) -> Place | None:
    """The division that the sentence before this one begins with."""
    low = max(0, s.start - _SENTENCE)
    end = low + len(s.text[low : s.start].rstrip())
    stop = s.text.rfind(". ", low, end)
    start = max(low, stop + 2 if stop >= 0 else 0, s.text.rfind("\n", low, end) + 1)
    at = bisect_left(everywhere, start, key=lambda p: p.start)
    first = everywhere[at] if at < len(everywhere) else None
    begins = first is not None and first.end <= end and not s.text[start : first.start].strip()
    return place_of(first) if first is not None and begins and first.kind == "division" else None


def _asked_of(s: Setting, everywhere: Sequence[PlaceMention]) -> Place | None:
    """The place of a question that the number answers (how many sister cities Lima has)."""
    low = max(0, s.start - _SENTENCE)
    for mention in named_lately(s, everywhere):
        if mention.start >= low and shape("how_many").search(s.text, low, mention.start):
            return place_of(mention)
    return None


def share_of(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """Whose part of a total it is (其中南岸区3对、渝中区2对); no other count is theirs."""
    here = _named_before(s, places) if s.lang == "zh" else []
    last = here[-1] if here else None
    if last is None or last.kind != "division" or not is_chinese(last):
        return None
    of_total = any(m.what in OWNED and m.start < last.start for m in s.peers)
    if last.start < s.before or not (of_total or has("part", "zh", s.text[s.start : last.start])):
        return None
    return place_of(last) if shape("of_region").fullmatch(s.text, last.end, s.mention.start) else None


def _named_before(s: Setting, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places of the sentence named before the count, but for those within a word for ties (其中国际) and,
    in English, those that say where another lies."""
    words = s.kinds(s.start, s.mention.start)
    here = [
        p
        for p in places
        if s.start <= p.start
        and p.end <= s.mention.start
        and p.kind in ("division", "anaphor", "country")
        and all(k.end <= p.start or p.end <= k.start for k in words)
        and not shape("split_name").search(s.text[max(0, p.start - 1) : p.start])
    ]
    if s.lang == "zh":
        return here
    here = [p for i, p in enumerate(here) if not (i and _lies_within(s, here[i - 1], p))]
    return [p for p in here if not shape("place_in").search(s.text, s.start, p.start)]


def _named_last(s: Setting, everywhere: Sequence[PlaceMention]) -> Place | None:
    """The division that `it` at the head of a sentence means: the last one named before."""
    return next((place_of(p) for p in named_lately(s, everywhere) if p.kind == "division"), None)


def part_subject(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """Whose the places are that came or got something: China's where they are Chinese, nobody's else."""
    behind = s.text[s.mention.end : s.mention.end + 8]
    if has("foreign", s.lang, behind):
        return None
    if has("domestic", s.lang, behind) or has("domestic", s.lang, s.noun):
        return CHINA
    listed = [p for p in places if s.start <= p.start and p.end <= s.mention.start]
    if listed and shape("and_more").search(s.text[listed[-1].end : s.mention.start].strip()):
        return CHINA if is_chinese(listed[-1]) else None
    return None
