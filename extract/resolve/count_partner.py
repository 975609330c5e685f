"""Which partner a count is limited to: 美国10对, six in Asia, 中韩两国206对."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extract.layers import Place, PlaceMention
from extract.resolve.count_cues import bilateral, has, shape
from extract.resolve.count_people import between_china, people_of
from extract.resolve.count_setting import Setting
from extract.territory import CHINESE, country_of

_FEWEST_LISTED = 2


def place_of(mention: PlaceMention) -> Place | None:
    """The place a mention stands for, through its anaphora."""
    if mention.place is None and mention.refers is not None:
        return mention.refers.place
    return mention.place


def partner(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The country (its code) or region (its name) a count is limited to, named right before it (美国10对,
    与新西兰结成的近十对)."""
    near = [
        p
        for p in places
        if s.before <= p.start
        and p.end <= s.mention.start
        and p.kind in ("country", "region")
        and country_of(p) != "CN"
    ]
    behind = next((p for p in places if p.start >= s.mention.end and p.kind in ("country", "region")), None)
    if behind is not None and not _whole_of_some(s):
        gap = s.text[s.mention.end : behind.start]
        if (shape("lies_in").match(gap) and not _one_of_several(s, behind, places)) or (
            s.lang == "en" and not s.noun and shape("theirs_in").match(gap)
        ):
            return country_of(behind) or _name(behind)
        if s.lang == "zh" and behind.kind == "country" and shape("with_behind").fullmatch(gap):
            return country_of(behind)
    if (country := _where_it_lies(s, places) or between_china(s, places)) is not None:
        return country
    if s.lang == "zh" and (abroad := _of_china(s, places) or with_region(s, places)) is not None:
        return abroad
    if near and s.lang == "zh" and pairs_with_china(s, near[-1]):
        return country_of(near[-1])
    if near and s.lang == "zh" and _in_country(s, near[-1]):
        return country_of(near[-1]) or _name(near[-1])
    if near and s.lang == "zh" and ranked_region(s, near[-1]):
        return country_of(near[-1]) or _name(near[-1])
    if near and s.lang == "zh":
        told = (shape("of_region"), shape("most_with"), shape("their_cities"))
        if any(p.fullmatch(s.text, near[-1].end, s.mention.start) for p in told):
            return country_of(near[-1]) or _name(near[-1])
    labelled = near[-1:] if s.lang == "en" and not s.noun else ()
    if any(
        shape("row_label_en").fullmatch(s.text, p.end, s.mention.start)
        and shape("label_within").search(s.text, s.start, p.start) is None
        for p in labelled
    ):
        return country_of(near[-1]) or _name(near[-1])
    if s.lang == "zh" and (division := _abroad(s, places)) is not None:
        return _name(division)
    if (country := _listed_in(s, places)) is not None:
        return country
    if (head := row_head(s, places)) is not None:
        return country_of(head) or _name(head)
    if near and s.lang == "en" and _has_of_them(s, near[-1]):
        return country_of(near[-1]) or _name(near[-1])
    if near and s.lang == "en" and shape("tops_with").fullmatch(s.text, near[-1].end, s.mention.start):
        return country_of(near[-1]) or _name(near[-1])
    if shared := _between_two(s, places):
        return shared
    if not near and (country := people_of(s) or bilateral_with(s) or _towards(s)):
        return country
    if not near and (head := headed_by(s, places)) is not None:
        return country_of(head) or _name(head)
    if len(near) != 1 or near[0].start < s.clause_start():
        return None
    if s.lang == "en" and with_china(s, near[0], places):
        return country_of(near[0])
    gap = s.text[near[0].end : s.mention.start]
    if len(gap) > 8 or has("people", s.lang, s.noun):
        return None
    return country_of(near[0]) or _name(near[0])


def _whole_of_some(s: Setting) -> bool:
    """Is it the English total that some were just taken from (five of the 30 are in Russia)?"""
    last = s.last
    return (
        s.lang == "en"
        and not s.noun
        and last is not None
        and s.text[last.end : s.mention.start] in (" of the ", " of its ", " of their ", " of those ")
    )


def _has_of_them(s: Setting, country: PlaceMention) -> bool:
    """Does a country have so many of them (Japan alone has 11 of them)?"""
    return (
        shape("has_of_them").fullmatch(s.text, country.end, s.mention.start) is not None
        and shape("taken_from_them").match(s.text, s.mention.end) is not None
    )


def ranked_region(s: Setting, region: PlaceMention) -> bool:
    """Does it stand in an order of places, its number behind a comma (其次是韩国,有3座)?"""
    return (
        shape("ranked_before").search(s.text, s.start, region.start) is not None
        and shape("ranked_behind").fullmatch(s.text, region.end, s.mention.start) is not None
    )


def partner_of_theirs(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The country that the sister cities of the counted places lie in (60 U.S. cities had sister cities in
    Peru)."""
    behind = next((p for p in places if p.start >= s.mention.end), None)
    if behind is None or behind.kind not in ("country", "region"):
        return None
    told = shape("theirs_are_in").fullmatch(s.text, s.mention.end, behind.start)
    return country_of(behind) or _name(behind) if told is not None else None


def _abroad(s: Setting, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The state or prefecture abroad that has a share of them (千叶县就占了6个, 加州13个姊妹市)."""
    last = next((p for p in reversed(places) if s.before <= p.start and p.end <= s.mention.start), None)
    if last is None or last.kind != "division" or last.place is None or country_of(last) in (None, *CHINESE):
        return None
    share = shape("has_share").fullmatch(s.text, last.end, s.mention.start) is not None
    state = last.place.level == "province" and last.end == s.mention.start and s.own_noun
    return last if share or state else None


def _listed_in(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The country that a clause begins with, for the cities it lists and numbers (日本则有…鸣门市等3个)."""
    clause = s.clause_start()
    named = [p for p in places if clause <= p.start and p.end <= s.mention.start]
    if (
        s.lang != "zh"
        or len(named) < _FEWEST_LISTED
        or named[0].start != clause
        or named[0].kind != "country"
    ):
        return None
    opens = shape("there_list").match(s.text, named[0].end) is not None
    closes = shape("listed_number").fullmatch(s.text, named[-1].end, s.mention.start) is not None
    return country_of(named[0]) if opens and closes else None


def _in_country(s: Setting, country: PlaceMention) -> bool:
    """Does the sentence lay the scene in a country, and tell what there is (在日本,我市还有两座友城)?"""
    return (
        shape("stands_in").search(s.text, max(0, s.start - 1), country.start) is not None
        and shape("in_country").fullmatch(s.text, country.end, s.mention.start) is not None
    )


def _of_china(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """China or Taiwan, for what a place abroad has with it (岐阜县各市与中国结好…3对)."""
    named = [p for p in places if s.start <= p.start and p.end <= s.mention.start]
    for holder, other in itertools.pairwise(named):
        abroad = holder.kind == "division" and country_of(holder) not in (None, *CHINESE)
        chinese = other.kind == "country" and country_of(other) in CHINESE
        if abroad and chinese and shape("with_china_zh").fullmatch(s.text, holder.end, other.start):
            return country_of(other)
    return None


def with_region(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The region the ties are with (与16个非洲国家建立友城29对), as all numbers go on to say."""
    for region in places:
        if region.kind != "region" or not s.start <= region.start <= s.mention.end:
            continue
        before = shape("with_region").search(s.text, s.start, region.start)
        goes_on = shape("region_goes_on").fullmatch(s.text, region.end, max(region.end, s.mention.start))
        if before is not None and (s.mention.end == region.start or goes_on is not None):
            return _name(region)
    return None


def _where_it_lies(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The country named with the one place that ends a list by countries (four in Japan and one, the city of
    Ulsan, in South Korea)."""
    if s.mention.value != 1:
        return None
    last = s.last
    one = next((p for p in places if p.start >= s.mention.end), None)
    if one is None or last is None or last.partner is None:
        return None
    named = one.kind == "division" and one.span_end > one.end
    told = named and shape("that_one").fullmatch(s.text, s.mention.end, one.start) is not None
    return country_of(one) if told else None


def _one_of_several(s: Setting, country: PlaceMention, places: Sequence[PlaceMention]) -> bool:
    """Does the list of partners go on (ties with Japan and the ROK)?"""
    following = next((p for p in places if p.start >= country.end), None)
    return (
        following is not None
        and following.kind in ("country", "region")
        and shape("also_with").fullmatch(s.text, country.end, following.start) is not None
    )


def row_head(s: Setting, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The country or region that a row of a list begins with (日本:友好省县5对,友好城市12对)."""
    head = next((p for p in places if p.start >= s.start), None)
    if (
        head is not None
        and head.end < s.mention.start
        and head.kind in ("country", "region")
        and shape("region_line").fullmatch(s.text, s.start, head.start)
        and shape("region_head").match(s.text, head.end)
    ):
        return head
    return None


def of_row(s: Setting, line: Sequence[PlaceMention]) -> str | None:
    """The country or region that the row of a table is about (亚洲 22 5, Spain ..... 5)."""
    head = next((p for p in line if p.kind in ("country", "region")), None)
    named = head is not None and s.row is not None and s.text[head.start : head.end] in s.row
    return (country_of(head) or _name(head)) if head is not None and named else None


def headed_by(s: Setting, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The country or region at the head of a clause that all its counts are limited to (欧洲有17个国家、
    33对友城)."""
    if s.lang != "zh":
        return None
    before = [p for p in places if s.start <= p.start and p.end <= s.mention.start]
    head = before[-1] if before else None
    if head is None or head.kind not in ("country", "region") or country_of(head) == "CN":
        return None
    opens = shape("head_opens").search(s.text, s.start, head.start) or head.start == s.start
    return head if opens and shape("of_head").fullmatch(s.text, head.end, s.mention.start) else None


def _between_two(s: Setting, places: Sequence[PlaceMention]) -> str | None:
    """The one foreign country of the sentence, where two countries share the count (两国共有友城103对)."""
    if s.lang != "zh" or shape("two_countries").search(s.text, s.clause_start(), s.mention.start) is None:
        return None
    named = {country_of(p) for p in places if p.kind == "country" and p.end <= s.mention.start} - {None, "CN"}
    return named.pop() if len(named) == 1 else None


def _towards(s: Setting) -> str | None:
    """The country that one letter names (对俄友城7个)."""
    found = shape("towards").search(s.text, s.before, s.mention.start) if s.lang == "zh" else None
    return bilateral()[1].get(found["with"]) if found is not None else None


def with_china(s: Setting, other: PlaceMention, places: Sequence[PlaceMention]) -> bool:
    """Do China and this country share the count (China and France have formed)?"""
    return any(
        p.kind == "country"
        and country_of(p) == "CN"
        and shape("bilateral_en").fullmatch(s.text, *sorted((p.end, p.start, other.start, other.end))[1:3])
        for p in places
        if s.start <= p.start < s.mention.start
    )


def pairs_with_china(s: Setting, other: PlaceMention) -> bool:
    """Are the pairs told as a foreign country's with China (日本与我国结好城市最多,共251对)?"""
    if other.kind != "country" or country_of(other) in (None, *CHINESE):
        return False
    return shape("pairs_with_china").match(s.text, other.end) is not None


def _name(mention: PlaceMention) -> str | None:
    place = place_of(mention)
    return place.name_zh if place is not None else None


def bilateral_with(s: Setting) -> str | None:
    """The country whose ties with China are counted (中韩两国已建立…206对)."""
    if s.lang != "zh":
        return None
    pattern, countries = bilateral()
    found = pattern.search(s.text[s.clause_start() : s.mention.start])
    return countries[found["with"]] if found else None
