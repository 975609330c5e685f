"""What a count counts, by its own words."""

from __future__ import annotations

from extract.resolve.count_cues import Kind, has, measure_words, shape
from extract.resolve.count_joined import COUNTED, joined, plain
from extract.resolve.count_setting import Setting
from extract.resolve.count_what_en import english

# how far before a number its headline may begin
_HEADLINE = 12


def classify(s: Setting) -> str | None:
    """What is counted; `friends` where only the document can tell, None where the words say nothing."""
    if s.lang == "en":
        return english(s)
    noun = s.noun
    if not noun:
        return _without_measure(s)
    if noun in measure_words("continents"):
        return "continents"
    if noun in measure_words("countries"):
        s.own_noun = True
        return "countries"
    if noun in measure_words("places"):
        if s.mention.noun and shape("division_words").match(s.text, s.mention.noun[0]):
            return "places"
        return _tie_near(s) or ("friends" if in_headline(s) else "places")
    if any(shape(cut).match(s.text, s.mention.end) for cut in ("divisions_tied", "ours_abroad")):
        return "places"
    if noun in measure_words("bearers") and shape("of_divisions").search(s.text, s.start, s.mention.start):
        return "places"
    ahead = s.kinds(s.mention.end, min(s.after, s.clause_end()))
    if not _closed(s):
        near = [
            k
            for k in ahead
            if shape("gap").fullmatch(s.text, s.mention.end, k.start)
            and (noun in measure_words("ties") or k.kind in ("agreements", "countries"))
        ]
        if near:
            s.own_noun = True
            return _of_noun(s, near[0])
        named = next((k for k in ahead if k.kind in COUNTED), None)
        if (
            named is not None
            and noun in measure_words("ties")
            and shape("named_as").fullmatch(s.text, s.mention.end, named.start)
        ):
            s.own_noun = True
            return joined(s, named)
    elif noun in (*measure_words("ties"), *measure_words("papers")):
        behind = [
            k
            for k in s.kinds(s.before, s.mention.start)
            if shape("filler").fullmatch(s.text, k.end, s.mention.start)
        ]
        lead = s.text[s.start : s.mention.start]
        if behind and (behind[-1].kind != "countries" or noun in measure_words("plain")):
            if shape("just_tied").match(s.text, behind[-1].start) and has("part", "zh", lead):
                return None
            kind = _of_list(s, behind[-1])
            s.own_noun = behind[-1].kind != "places" or kind not in COUNTED
            return kind
    if noun in measure_words("papers") and shape("papers_before").search(s.text, s.start, s.mention.start):
        return "agreements"
    if noun in measure_words("votes"):
        return "participants"
    if has("people", "zh", noun):
        if shape("peopled").search(s.text, s.start, s.mention.start):
            return "other"
        clause = s.text[s.clause_start() : s.end]
        come = has("attend", "zh", clause) or has("visit", "zh", s.text[s.clause_start() : s.clause_end()])
        return "participants" if come or not has("bystanders", "zh", s.sentence) else "other"
    if noun in measure_words("visits"):
        return "other" if has("travellers", "zh", s.sentence) else "participants"
    alone = shape("closed").match(s.text[s.mention.end : s.mention.end + 4]) is not None
    of_ties = alone or shape("pair_ends").match(s.text[s.mention.end : s.mention.end + 4]) or ahead
    if (noun in measure_words("pairs") and of_ties) or (noun in measure_words("bearers") and alone):
        return None
    if noun in measure_words("ties") and shape("of_these").search(s.text[s.start : s.mention.start]):
        return None if shape("tells_of").match(s.text, s.mention.end) else "other"
    return "other"


def _closed(s: Setting) -> bool:
    """Does no noun follow the number: does its clause end, or, where the noun stands right before it, a
    headline break off?"""
    if shape("closed").match(s.text[s.mention.end : s.mention.end + 4]):
        return True
    if shape("sum").search(s.text, s.before, s.mention.start) and not s.kinds(s.mention.end, s.clause_end()):
        return True
    last = next(reversed(s.kinds(s.before, s.mention.start)), None)
    return (
        last is not None
        and last.kind in COUNTED
        and shape("breaks_off").match(s.text, s.mention.end) is not None
        and shape("filler").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def in_headline(s: Setting) -> bool:
    """Is it a number that a headline of ties begins with (9国11城!某市“朋友圈”又大了)?"""
    first = max(0, s.mention.start - _HEADLINE)
    return (
        s.lang == "zh"
        and shape("headline").match(s.text, s.mention.end) is not None
        and shape("headline_opens").search(s.text, first, s.mention.start) is not None
    )


def _without_measure(s: Setting) -> str:
    """The kind of a Chinese number alone: what its label says (友城总数:12), people where it is a
    population."""
    named = next(reversed(s.kinds(s.start, s.mention.start)), None)
    if named is None or shape("label_zh").fullmatch(s.text, named.end, s.mention.start) is None:
        return "other"
    s.own_noun = True
    return named.kind


def _of_list(s: Setting, last: Kind) -> str:
    """The kind of a noun before the number; a list of several kinds (友城、友好交流城市共计52个) is
    `ties`."""
    if last.kind == "places":
        divisions = shape("division_words").match(s.text, last.start) is not None
        have = divisions and shape("that_have").search(s.text, s.start, last.start) is not None
        return (None if have else _tie_near(s)) or "places"
    if last.kind in COUNTED and shape("with_kind").match(s.text, last.end):
        held = next(iter(s.kinds(last.end, s.mention.start)), None)
        if held is not None and held.kind in COUNTED and plain(held.kind) != plain(last.kind):
            return "ties"
    if last.kind in COUNTED and shape("plus").search(s.text[max(s.start, last.start - 8) : last.start]):
        return "ties"
    return joined(s, last) if last.kind in COUNTED else last.kind


def _of_noun(s: Setting, noun: Kind) -> str:
    """The kind of a noun behind the number: a plain 城市 is what the clause makes of it (结为友好城市)."""
    if noun.kind == "places" and (
        shape("among_them").match(s.text, noun.end)
        or (
            shape("division_words").match(s.text, s.mention.end)
            and shape("covers_own").search(s.text, s.start, s.mention.start)
        )
        or shape("own_divisions").search(s.text, s.start, s.mention.start)
    ):
        return "places"
    if noun.kind in ("places", "ties"):
        return _tie_near(s, noun) or noun.kind
    if noun.kind in COUNTED:
        # 12个友好城市协议 are papers
        paper = next((k for k in s.kinds(noun.end, s.end)), None)
        if (
            paper is not None
            and paper.kind == "agreements"
            and shape("papers").fullmatch(s.text, noun.end, paper.start)
        ):
            return "agreements"
        return joined(s, noun)
    return noun.kind


def _tie_near(s: Setting, noun: Kind | None = None) -> str | None:
    """The kind of tie that the clause speaks of: behind the count first, then before it."""
    if noun is not None and noun.kind in COUNTED and noun.kind != "ties":
        return joined(s, noun)
    ahead = [k for k in s.kinds(s.mention.end, min(s.after, s.clause_end())) if k.kind in COUNTED]
    if ahead:
        return joined(s, ahead[0])
    behind = [k for k in s.kinds(s.start, s.mention.start) if k.kind in COUNTED]
    if shape("sum").search(s.text, s.start, s.mention.start) and len({plain(k.kind) for k in behind}) > 1:
        return "ties"
    if s.lang == "zh" and shape("memo").match(s.text, s.mention.end):
        return None
    if (
        behind
        and not has("attend", s.lang, s.text[s.clause_start() : s.clause_end()])
        and not has("recipients", s.lang, s.text[s.start : s.end])
    ):
        return joined(s, behind[-1])
    return None
