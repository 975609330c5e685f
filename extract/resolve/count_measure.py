"""Is a count a stock, a part of one, an increase or a target?"""

from __future__ import annotations

import re

from extract.layers import CountMention
from extract.resolve.count_cues import TIES, has, measure_words, shape, where
from extract.resolve.count_guests import attends, comes_from, delegates, where_guests_are
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_setting import Setting
from extract.resolve.count_sum import makes_up
from extract.resolve.count_what import in_headline
from extract.resolve.count_what_en import only_places

# how far before a count its plan may stand
_AHEAD = {"zh": 40, "en": 80}
# how far behind a count its level may stand (35对省级友城)
_LEVEL = 6
_SEVERAL = 2
_BRACKETS = re.compile(r"[(][^()]{0,30}[)]")


def measure(s: Setting, what: str, published: str | None = None) -> str | None:
    """Stock, part, increase or target; None for what is no tie. A year before that of publication is no
    target's."""
    if what in ("agreements", "participants", "other"):
        return None
    if s.row is not None:
        s.cut = True
        return "part" if s.mention.partner is not None else "stock"
    clause = s.clause_start()
    lead = max(clause, s.before)
    near_end = min(s.after, s.clause_end())
    window = s.text[lead : s.mention.start if s.lang == "zh" else near_end]
    if _planned(s, published):
        return "target"
    if (
        _came_new(s, near_end)
        or shape("label_new").search(s.text, s.start, lead)
        or has("increase", s.lang, window)
        or _listed_with_increase(s)
    ):
        return "increase"
    head = s.text[s.start : s.mention.start]
    aside = shape("which_has").search(head) is not None and s.mention.partner is None
    if aside or shape("all_of").search(head) or _divisions(s, head):
        return "stock"
    tie_sentence = any(k.kind in COUNTED for k in s.kinds(s.start, s.end))
    covers = has("covers", s.lang, s.text[s.before : s.mention.start])
    if what in ("countries", "places", "continents"):
        first = s.mention.noun[0] if s.mention.noun else s.mention.end
        if has("member", s.lang, s.text[first:near_end]) or _in_countries_of_members(s):
            return "stock"
        tied = shape("divisions_tied").match(s.text, s.mention.end)
        if tied is not None and (tied["all"] or tied["covered"]):
            return "stock"
        s.cut = (
            _spread_of_part(s)
            or (s.mention.partner is not None and what == "countries")
            or (s.own_noun and has("part", s.lang, s.text[lead : s.mention.start]))
            or shape("of_number").search(s.text[s.start : s.mention.start]) is not None
            or shape("of_divisions").search(s.text, s.start, s.mention.start) is not None
            or tied is not None
            or shape("of_divisions_en").match(s.text, s.mention.end) is not None
            or s.some is not None
        )
        if s.mention.partner is not None and not s.cut and only_places(s):
            return "stock"
        if shape("has_now").search(head) and what == "countries":
            return "stock"
        if s.cut or s.mention.partner is not None:
            return "part"
        if in_headline(s):
            return "stock"
        if shape("ties_from").search(s.text, clause, s.mention.start):
            return "stock"
        if comes_from(s, clause) or attends(s) or where_guests_are(s):
            return "part"
        if s.own_noun and s.lang == "zh" and has("grown", "zh", s.text[s.before : s.mention.start]):
            return "stock"
        if covers and not has("people", s.lang, s.sentence):
            return "stock"
        alone = shape("line_alone").fullmatch(s.sentence) is not None
        labelled = (
            alone
            or (s.own_noun and not s.noun)
            or has("kept", s.lang, s.text[s.mention.end : s.clause_end()])
        )
        return "stock" if tie_sentence or labelled or what == "continents" else "part"
    if shape("some_countries").search(head):
        return "part"
    if shape("sum").search(s.text, lead, s.mention.start):
        return "stock"
    if makes_up(s):
        return "stock"
    if shape("with_group").search(head):
        return "part"
    if shape("with_partners").search(head) and shape("deals_with").match(s.text, s.mention.end):
        return "part"
    if s.share or shape("those_who").search(head) or shape("few_there").search(head):
        return "part"
    if shape("each").search(head) or _of_others(s, head) or _cut_by_level(s, head, lead, near_end):
        return "part"
    if _cut_from(s) or _some(s) or shape("the_rest").search(head) or _listed_with_part(s):
        return "part"
    if has("part", s.lang, s.text[lead : s.mention.start]) and not (s.own_noun and not s.mention.partner):
        return "part"
    if s.mention.partner is not None or (s.lang == "zh" and has("part", "zh", head) and not s.own_noun):
        return "part"
    last = next((m for m in reversed(s.peers) if m.end <= s.mention.start), None)
    if last is not None and last.measure == "part" and last.what == what and _has_risen(s, last):
        return "part"
    if attends(s) or (last is not None and last.measure == "part" and shape("among").search(head)):
        s.receives = True
        return "part"
    if delegates(s, clause) or has(
        "recipients", s.lang, s.text[max(clause, s.mention.start - 12) : s.mention.start]
    ):
        s.receives = True
        return "part"
    if has("recipients", s.lang, s.text[s.start : s.end]) and (
        where("recipients", s.lang, s.text, s.mention.end, near_end) or shape("given_to").search(head)
    ):
        s.receives = True
        return "part"
    return "stock"


def _has_risen(s: Setting, last: CountMention) -> bool:
    """Is it what those just counted have become (县级友城由6对增至15对)?"""
    return shape("risen_to").fullmatch(s.text, last.end, s.mention.start) is not None


def _divisions(s: Setting, head: str) -> bool:
    """Are these the counties and districts that a place has (下辖12个县, 11 counties under its
    jurisdiction)?"""
    if s.mention.what != "places":
        return False
    if s.lang == "en":
        return shape("divisions_en").search(s.sentence) is not None
    noun = shape("division_noun").match(s.text, s.mention.noun[0] if s.mention.noun else s.mention.end)
    noun = noun or shape("division_noun").match(s.text, s.mention.end)
    return noun is not None and shape("divisions").search(head) is not None


def _in_countries_of_members(s: Setting) -> bool:
    """Are these the countries that members just counted are in (320 member cities in 41 countries)?"""
    last = next((m for m in reversed(s.peers) if m.end <= s.mention.start), None)
    return (
        s.lang == "en"
        and last is not None
        and (last.what, last.measure) == ("places", "stock")
        and has("member", "en", s.text[last.start : last.end])
        and shape("in_countries").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def _listed_with_part(s: Setting) -> bool:
    """Does it go on from a part of a total (其中3个友好城市和6个交流城市在非洲)?"""
    last = next((m for m in reversed(s.peers) if m.end <= s.mention.start), None)
    return (
        last is not None
        and last.measure == "part"
        and last.what in TIES
        and s.own_noun
        and shape("part_goes_on").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def _came_new(s: Setting, end: int) -> bool:
    """Do words behind it say that these came new (其中4个为2021年至2022年新增, four of which were added)?"""
    if s.lang == "zh" and shape("new_behind").match(s.text, s.mention.end):
        return True
    tail = s.text[s.mention.end : end if s.lang == "zh" else s.end]
    return shape(f"added_behind_{s.lang}").match(tail) is not None


def _cut_by_level(s: Setting, head: str, lead: int, end: int) -> bool:
    """Is it the number of one level, beside the total or the other levels (省级友城35对, 21 at the
    provincial level), or said to be one (其中,县级友城1个)?"""
    if s.levels or shape("of_level").search(head):
        return True
    if len([p for p in s.peers if p.what == s.mention.what]) < _SEVERAL:
        return False
    if s.lang == "en":
        return has("level", "en", s.text[s.mention.start : end])
    return has("level", "zh", s.text[lead : s.mention.start]) or (
        s.own_noun
        and shape("level_behind").match(s.text, s.mention.end) is None
        and has("level", "zh", s.text[s.mention.end : min(end, s.mention.end + _LEVEL)])
    )


def _cut_from(s: Setting) -> bool:
    """Does 其中 cut it from a total of the same kind (友城118对,其中友好省州43对), or does it say that it is
    a share of one (占全市友城总数的三成)?"""
    total = shape("total").search(s.text, s.start, s.mention.start) is not None
    if s.lang == "zh" and (
        (shape("share").match(s.text, s.mention.end) and not total)
        or shape("takes_share").search(s.text, s.before, s.mention.start)
    ):
        return True
    m = s.mention
    whole = next((p for p in s.peers if p.what in TIES and p.end <= m.start), None)
    return (
        whole is not None
        and whole.what == m.what != "ties"
        and whole.measure == "stock"
        and whole.value > m.value
        and has("part", s.lang, s.text[whole.end : m.start])
    )


def _spread_of_part(s: Setting) -> bool:
    """Are these the countries of a part just named (亚洲7个,分属3国)?"""
    last = next((m for m in reversed(s.peers) if m.end <= s.mention.start), None)
    return (
        last is not None
        and last.measure == "part"
        and last.partner is not None
        and last.value >= s.mention.value
        and s.mention.start - last.end <= _LEVEL
        and has("covers", s.lang, s.text[last.end : s.mention.start])
    )


def _some(s: Setting) -> bool:
    """Does the clause tell something of these, and so not of all (有4对友城连续三年无往来)?"""
    if s.lang != "zh" or not s.own_noun or not s.noun:
        return False
    noun = next(iter(s.kinds(s.mention.end, s.end)), None)
    if noun is None:
        return False
    if s.mention.start in (s.start, s.clause_start()) and shape("idle").match(s.text, noun.end):
        return True
    there_are = shape("there_are").search(s.text[s.start : s.mention.start]) is not None
    return there_are and shape("told_of").match(s.text, noun.end) is not None


def _planned(s: Setting, published: str | None) -> bool:
    """Is the number what is aimed at? 到2025年达到 looks ahead only from before 2025."""
    if shape("as_target").match(s.text, s.mention.end):
        return True
    if shape("target_label").search(s.text, s.start, s.mention.start):
        return True
    if shape("plans_with").search(s.text, s.start, s.mention.start) and shape("plans_tie").match(
        s.text, s.mention.end
    ):
        return True
    found = where("target", s.lang, s.text, max(s.start, s.mention.start - _AHEAD[s.lang]), s.mention.end)
    if found is None or shape("starts_from").search(s.text, s.start, s.mention.start):
        return False
    if found.end() <= s.before and has("now", s.lang, s.text[s.before : s.mention.start]):
        return False  # 力争突破20个,目前已有16个
    year = found["by"]
    return year is None or published is None or year >= published[:4]


def _of_others(s: Setting, head: str) -> bool:
    """Is it said to be some of a number (three of them, of which two, seven of its sister cities)?"""
    tail = s.text[s.mention.end : s.mention.end + 24]
    if shape("of_them").match(tail) and not s.own_noun:
        return True
    if s.lang == "en" and s.noun in measure_words("pairs") and shape("of_which").search(head):
        return True
    return (
        s.lang == "en"
        and not s.noun
        and any(
            (
                shape("of_which").search(head),
                shape("of_theirs").match(tail),
                shape("at_level").match(tail),
                shape("fares").match(s.text, s.mention.end),
            )
        )
    )


def _listed_with_increase(s: Setting) -> bool:
    """Does it go on from an increase (新增友城2对、友好交流关系3对)?"""
    last = next((m for m in reversed(s.peers) if m.end <= s.mention.start), None)
    if last is None or last.measure != "increase":
        return False
    if shape("year_goes_on").fullmatch(s.text, last.end, s.mention.start):
        return True
    if s.lang == "en" and shape("added_too").fullmatch(s.text, last.end, s.mention.start):
        return True
    words = [k for k in s.kinds(last.end, s.mention.start) if k.kind in COUNTED]
    if len(words) == 1 and shape("noun_goes_on").fullmatch(s.text, words[0].end, s.mention.start):
        return not s.text[last.end : words[0].start].strip()
    gap = _BRACKETS.sub("", s.text[last.end : s.mention.start])
    if len(gap) > 14 or shape("goes_on").match(gap.lstrip()) is None:
        return False
    # 新增友好交流关系120对,友好城市20对
    if s.lang == "zh" and len(words) == 1 and len(gap) - (words[0].end - words[0].start) <= 1:
        return True
    return shape("breaks").search(gap) is None
