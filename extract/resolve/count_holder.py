"""The place that has the ties, by the grammar of its sentence: it `has` them, they are its own, or its clause
tells of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extract.layers import Place, PlaceMention
from extract.resolve.count_cues import TIES, shape, where
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_order import told_in_order
from extract.resolve.count_partner import place_of
from extract.resolve.count_setting import Setting
from extract.territory import is_chinese

OWNED = (*TIES, "countries", "continents", "places")

_SEVERAL = 2


def holder(s: Setting, here: Sequence[PlaceMention], end: int | None = None) -> Place | None:
    """The place whose the count is by its grammar: it `has` them, or they are its own (Denver's ten)."""
    for mention in reversed(here):
        place = place_of(mention)
        tail = s.text[mention.extent[1] : end or s.mention.start + 1]
        if mention.kind == "country" and shape("taken_from_them").match(s.text, s.mention.end):
            continue  # Japan alone has 11 of them
        if place is None or (mention.kind == "country" and not shape("has_en").match(tail)):
            continue
        if shape("holds_en").match(tail):
            return place
        followed = shape("followed_by").search(s.text, s.start, mention.start) is not None
        if mention.kind == "division" and shape("with_so_many").match("," + tail if followed else tail):
            return place
    return None


def ranked(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """The place right behind that has them (With 27 sister cities, Lima ranks second)."""
    behind = next((p for p in places if p.start >= s.mention.end), None)
    if behind is None or behind.kind != "division":
        return None
    led = shape("with_them").search(s.text, s.start, s.mention.start) is not None
    return place_of(behind) if led and shape("ranks").fullmatch(s.text, s.mention.end, behind.start) else None


def doer(s: Setting, topics: Sequence[PlaceMention]) -> Place | None:
    """The Chinese place right before the verb, where others were told of before (…,全省已与40国…)."""
    for mention in reversed(topics):
        if is_chinese(mention) and shape("does_zh").match(s.text, mention.extent[1]):
            return place_of(mention)
    return None


def clause_holder(s: Setting, topics: Sequence[PlaceMention]) -> Place | None:
    """The place that the clause tells of, whatever others the sentence names (我县友城2个,合阳县全县友城
    达到4个; 敦煌有3个姊妹市), for its first count and those that go on from it."""
    for mention in reversed(topics):
        place = place_of(mention) if mention.kind == "division" else None
        counted = next((m for m in s.peers if m.start >= mention.end), s.mention)
        found = shape("clause_holder").fullmatch(s.text, mention.extent[1], counted.start)
        if place is None or found is None:
            continue
        if shape("clause_opens").search(s.text[max(0, s.start - 1) : mention.extent[0]]) is None:
            continue
        if where("self", "zh", s.text, counted.start, s.mention.start) is not None:
            continue
        if found["all"] or (is_chinese(mention) and (found["sum"] or found["verb"])):
            return place
        earlier = any(m.what in OWNED and m.end <= mention.start for m in s.peers)
        if s.own_noun and s.noun and counted.start == s.mention.start and not earlier:
            return place
    return None


def aside_holder(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """The place that has them by the words right beside the number, whatever the sentence tells of (ahead of
    Lima, which has 11; six of Lima's are in Asia); no other count is its."""
    if s.lang != "en":
        return None
    aside = shape("which_has").search(s.text, s.start, s.mention.start)
    for p in places:
        before = aside is not None and p.extent[1] == aside.start()
        behind = p.start > s.mention.end and shape("of_place").fullmatch(s.text, s.mention.end, p.start)
        if p.kind == "division" and (before or (behind and shape("theirs_alone").match(s.text, p.end))):
            return place_of(p)
    return None


def of_organisation(s: Setting) -> bool:
    """Are these the countries of an organisation's partners, in a sentence that tells of no ties (协会与21个
    国家的团体签约)?"""
    if s.lang != "zh" or s.mention.what != "countries" or any(k.kind in COUNTED for k in s.words):
        return False
    return shape("organisation").search(s.text, s.start, s.mention.start) is not None


def told_off(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """The place whose number it is in a list of places with their numbers in order (Lima and Cusco have 31
    and 14 respectively)."""
    run = told_in_order(s)
    listed = "listed" if s.lang == "zh" else "listed_en"
    if len(run) < _SEVERAL:
        return None
    named = [p for p in places if p.end <= run[0].start][-len(run) :]
    if len(named) < len(run) or any(p.kind != "division" for p in named):
        return None
    joined = (shape(listed).fullmatch(s.text, a.end, b.start) for a, b in itertools.pairwise(named))
    if not all(joined) or shape("clause").search(s.text, named[-1].end, run[0].start):
        return None
    return place_of(named[run.index(s.mention)])


def foreign_holder(s: Setting, topics: Sequence[PlaceMention]) -> Place | None:
    """A place abroad that the sentence says has them: 目前美国各地与140多国建立了…, 该市的四个姊妹市."""
    holds = (p for p in reversed(topics) if shape("holds_zh").match(s.text[p.extent[1] : s.mention.start]))
    return next((place for p in holds if (place := place_of(p)) is not None), None)


def has_share(s: Setting, place: PlaceMention) -> bool:
    """Is it named for its part of a total alone (其中贵阳市16对,其他市州12对)?"""
    if s.lang != "zh" or place.kind != "division":
        return False
    theirs = next((m for m in s.peers if m.start >= place.end and m.start < s.mention.start), None)
    total = any(m.what in OWNED and m.end <= place.start for m in s.peers)
    shared = theirs is not None and theirs.measure == "part" and theirs.subject == place_of(place)
    if theirs is None or not (total or shared):
        return False
    return shape("of_region").fullmatch(s.text, place.end, theirs.start) is not None
