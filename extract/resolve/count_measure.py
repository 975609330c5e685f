"""Is a count a stock, a part of one, an increase or a target?"""

from __future__ import annotations

import re

from extract.resolve.count_cues import TIES, has, measure_words, shape, where
from extract.resolve.count_guests import attends, delegates
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_places import of_places
from extract.resolve.count_setting import Setting
from extract.resolve.count_sum import makes_up

# how far before a count its plan may stand
_AHEAD = {"zh": 40, "en": 80}
# how far behind a count its level may stand (35对省级友城)
_LEVEL = 6
_SEVERAL = 2
_BRACKETS = re.compile(r"[(][^()]{0,30}[)]")


def measure(s: Setting, what: str, published: str | None = None) -> str | None:
    """Stock, part, increase or target; None for what is no tie. A year before that of publication is no
    target's. Sets `s.cut`, where places are some of the subject's own, and `s.receives`, where those counted
    came or got something."""
    if what in ("agreements", "participants", "other"):
        return None
    if s.row is not None:
        s.cut = True
        return "part" if s.mention.partner is not None else "stock"
    clause, end = s.clause_start(), min(s.after, s.clause_end())
    lead = max(clause, s.before)
    if _planned(s, published):
        return "target"
    if _is_increase(s, lead, end):
        return "increase"
    aside = shape("which_has").search(s.head) is not None and s.mention.partner is None
    if aside or shape("all_of").search(s.head) or _divisions(s):
        return "stock"
    if what in ("countries", "places", "continents"):
        return of_places(s, what, clause, lead, end)
    return _of_ties(s, clause, lead, end)


def _is_increase(s: Setting, lead: int, end: int) -> bool:
    """Are these said to have come new, or listed with some that are?"""
    window = s.text[lead : s.mention.start if s.lang == "zh" else end]
    return (
        _came_new(s, end)
        or shape("label_new").search(s.text, s.start, lead) is not None
        or has("increase", s.lang, window)
        or _listed_with_increase(s)
    )


def _of_ties(s: Setting, clause: int, lead: int, end: int) -> str:
    """Stock or part, of ties."""
    if shape("some_countries").search(s.head):
        return "part"
    if shape("sum").search(s.text, lead, s.mention.start) or makes_up(s):
        return "stock"
    if _is_told_of_some(s) or _is_cut(s, lead, end):
        return "part"
    s.receives = _receives(s, clause, end)
    return "part" if s.receives else "stock"


def _is_told_of_some(s: Setting) -> bool:
    """Do the words before it, or right behind, say that these are some: those with a group, each one's, the
    rest?"""
    names = ("with_group", "those_who", "few_there", "each", "the_rest")
    with_partners = shape("with_partners").search(s.head) is not None
    return (
        any(shape(name).search(s.head) for name in names)
        or (with_partners and shape("deals_with").match(s.text, s.mention.end) is not None)
        or s.share
        or _of_others(s)
        or _some(s)
    )


def _is_cut(s: Setting, lead: int, end: int) -> bool:
    """Is it a part of a total, or of the ties of a level or with a partner?"""
    return (
        s.mention.partner is not None
        or _cut_by_level(s, lead, end)
        or _cut_from(s)
        or _listed_with_part(s)
        or (has("part", s.lang, s.text[lead : s.mention.start]) and not s.own_noun)
        or (s.lang == "zh" and has("part", "zh", s.head) and not s.own_noun)
        or _has_risen(s)
    )


def _receives(s: Setting, clause: int, end: int) -> bool:
    """Do those counted come to something, or get something?"""
    among = s.last is not None and s.last.measure == "part" and shape("among").search(s.head) is not None
    near = s.text[max(clause, s.mention.start - 12) : s.mention.start]
    if attends(s) or among or delegates(s, clause) or has("recipients", s.lang, near):
        return True
    given = where("recipients", s.lang, s.text, s.mention.end, end) or shape("given_to").search(s.head)
    return given is not None and has("recipients", s.lang, s.sentence)


def _has_risen(s: Setting) -> bool:
    """Is it what a part just counted has become (县级友城由6对增至15对)?"""
    last = s.last
    return (
        last is not None
        and (last.what, last.measure) == (s.mention.what, "part")
        and shape("risen_to").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def _divisions(s: Setting) -> bool:
    """Are these the counties and districts that a place has (下辖12个县, 11 counties under its
    jurisdiction)?"""
    if s.mention.what != "places":
        return False
    if s.lang == "en":
        return shape("divisions_en").search(s.sentence) is not None
    noun = shape("division_noun").match(s.text, s.mention.noun[0] if s.mention.noun else s.mention.end)
    noun = noun or shape("division_noun").match(s.text, s.mention.end)
    return noun is not None and shape("divisions").search(s.head) is not None


def _listed_with_part(s: Setting) -> bool:
    """Does it go on from a part of a total (其中3个友好城市和6个交流城市在非洲)?"""
    last = s.last
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


def _cut_by_level(s: Setting, lead: int, end: int) -> bool:
    """Is it the number of one level, beside the total or the other levels (省级友城35对, 21 at the
    provincial level), or said to be one (其中,县级友城1个)?"""
    if s.levels or shape("of_level").search(s.head):
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


def _some(s: Setting) -> bool:
    """Does the clause tell something of these, and so not of all (有4对友城连续三年无往来)?"""
    if s.lang != "zh" or not s.own_noun or not s.noun:
        return False
    noun = next(iter(s.kinds(s.mention.end, s.end)), None)
    if noun is None:
        return False
    if s.mention.start in (s.start, s.clause_start()) and shape("idle").match(s.text, noun.end):
        return True
    there_are = shape("there_are").search(s.head) is not None
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


def _of_others(s: Setting) -> bool:
    """Is it said to be some of a number (three of them, of which two, seven of its sister cities)?"""
    tail = s.text[s.mention.end : s.mention.end + 24]
    if shape("of_them").match(tail) and not s.own_noun:
        return True
    if s.lang == "en" and s.noun in measure_words("pairs") and shape("of_which").search(s.head):
        return True
    return (
        s.lang == "en"
        and not s.noun
        and any(
            (
                shape("of_which").search(s.head),
                shape("of_theirs").match(tail),
                shape("at_level").match(tail),
                shape("fares").match(s.text, s.mention.end),
            )
        )
    )


def _listed_with_increase(s: Setting) -> bool:
    """Does it go on from an increase (新增友城2对、友好交流关系3对)?"""
    last = s.last
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
