"""Is a count of places or countries a stock or a part?"""

from __future__ import annotations

from extract.resolve.count_cues import has, shape
from extract.resolve.count_guests import attends, comes_from, where_guests_are
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_setting import Setting
from extract.resolve.count_what import in_headline
from extract.resolve.count_what_en import only_places

_NEAR = 6  # characters between a part and the countries it is spread over


def of_places(s: Setting, what: str, clause: int, lead: int, end: int) -> str:
    """Stock or part, of places, countries or continents: all that the subject has ties with, or some, or
    guests. Sets `s.cut`."""
    first = s.mention.noun[0] if s.mention.noun else s.mention.end
    if has("member", s.lang, s.text[first:end]) or _in_countries_of_members(s):
        return "stock"
    tied = shape("divisions_tied").match(s.text, s.mention.end)
    if tied is not None and (tied["all"] or tied["covered"]):
        return "stock"
    s.cut = tied is not None or _is_cut(s, what, lead)
    if s.mention.partner is not None and not s.cut and only_places(s):
        return "stock"
    if what == "countries" and shape("has_now").search(s.head):
        return "stock"
    if s.cut or s.mention.partner is not None:
        return "part"
    if in_headline(s) or shape("ties_from").search(s.text, clause, s.mention.start):
        return "stock"
    if comes_from(s, clause) or attends(s) or where_guests_are(s):
        return "part"
    return "stock" if what == "continents" or _are_all(s) else "part"


def _is_cut(s: Setting, what: str, lead: int) -> bool:
    """Are these some of the subject's own?"""
    return (
        _spread_of_part(s)
        or (s.mention.partner is not None and what == "countries")
        or (s.own_noun and has("part", s.lang, s.text[lead : s.mention.start]))
        or shape("of_number").search(s.head) is not None
        or shape("of_divisions").search(s.text, s.start, s.mention.start) is not None
        or shape("of_divisions_en").match(s.text, s.mention.end) is not None
        or s.some is not None
    )


def _are_all(s: Setting) -> bool:
    """Does the sentence tell of ties, or a label, or words for what has come to be or is covered, so that
    these are all?"""
    before = s.text[s.before : s.mention.start]
    return (
        (s.own_noun and s.lang == "zh" and has("grown", "zh", before))
        or (has("covers", s.lang, before) and not has("people", s.lang, s.sentence))
        or any(k.kind in COUNTED for k in s.kinds(s.start, s.end))
        or shape("line_alone").fullmatch(s.sentence) is not None
        or (s.own_noun and not s.noun)
        or has("kept", s.lang, s.text[s.mention.end : s.clause_end()])
    )


def _in_countries_of_members(s: Setting) -> bool:
    """Are these the countries that members just counted are in (320 member cities in 41 countries)?"""
    last = s.last
    return (
        s.lang == "en"
        and last is not None
        and (last.what, last.measure) == ("places", "stock")
        and has("member", "en", s.text[last.start : last.end])
        and shape("in_countries").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def _spread_of_part(s: Setting) -> bool:
    """Are these the countries of a part just named (亚洲7个,分属3国)?"""
    last = s.last
    return (
        last is not None
        and last.measure == "part"
        and last.partner is not None
        and last.value >= s.mention.value
        and s.mention.start - last.end <= _NEAR
        and has("covers", s.lang, s.text[last.end : s.mention.start])
    )
