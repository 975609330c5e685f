"""What a count counts, by its own words."""

from __future__ import annotations

from typing import TypeVar

from extract.resolve.count_cues import TIES, Kind, has, measure_words, shape
from extract.resolve.count_setting import START, Setting

COUNTED = (*TIES, "friends")
_KindName = TypeVar("_KindName", str, str | None)


def classify(s: Setting) -> str | None:
    """What is counted; `friends` where only the document can tell, None where the words say nothing."""
    if s.lang == "en":
        return _english(s)
    noun = s.noun
    if not noun:
        return _without_measure(s)
    if noun in measure_words("continents"):
        return "continents"
    if noun in measure_words("countries"):
        s.own_noun = True
        return "countries"
    if noun in measure_words("places"):
        return _tie_near(s) or "places"
    if any(shape(cut).match(s.text, s.mention.end) for cut in ("divisions_tied", "ours_abroad")):
        return "places"
    if noun in measure_words("bearers") and shape("of_divisions").search(s.text, s.start, s.mention.start):
        return "places"
    ahead = s.kinds(s.mention.end, min(s.after, s.clause_end()))
    if not shape("closed").match(s.text[s.mention.end : s.mention.end + 4]):
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
            return _joined(s, named)
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
    if noun in measure_words("bearers") and shape("of_these").search(s.text[s.start : s.mention.start]):
        return None if shape("tells_of").match(s.text, s.mention.end) else "other"
    return "other"


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
    return _joined(s, last) if last.kind in COUNTED else last.kind


def _joined(s: Setting, kind: Kind) -> str:
    """A kind of tie with those that stand beside it without a number of their own: `ties` where they
    differ."""
    around = [k for k in s.kinds(s.start, s.end) if k.kind in COUNTED]
    at = around.index(kind)
    found = {plain(kind.kind)}
    for step in (-1, 1):
        i = at
        while 0 <= i + step < len(around):
            first, second = sorted((around[i], around[i + step]), key=START)
            if not shape("joined").fullmatch(s.text, first.end, second.start):
                break
            i += step
            found.add(plain(around[i].kind))
    return "ties" if len(found) > 1 else kind.kind


def plain(kind: _KindName) -> _KindName:
    """A kind of tie, 友城 and friendship cities taken for sister cities."""
    return "sister_cities" if kind == "friends" else kind


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
        return _joined(s, noun)
    return noun.kind


def _tie_near(s: Setting, noun: Kind | None = None) -> str | None:
    """The kind of tie that the clause speaks of: behind the count first, then before it."""
    if noun is not None and noun.kind in COUNTED and noun.kind != "ties":
        return _joined(s, noun)
    ahead = [k for k in s.kinds(s.mention.end, min(s.after, s.clause_end())) if k.kind in COUNTED]
    if ahead:
        return _joined(s, ahead[0])
    behind = [k for k in s.kinds(s.start, s.mention.start) if k.kind in COUNTED]
    if s.lang == "zh" and shape("memo").match(s.text, s.mention.end):
        return None
    if (
        behind
        and not has("attend", s.lang, s.text[s.clause_start() : s.clause_end()])
        and not has("recipients", s.lang, s.text[s.start : s.end])
    ):
        return _joined(s, behind[-1])
    return None


def _english(s: Setting) -> str | None:
    first, last = s.mention.noun or (s.mention.end, s.mention.end)
    if shape("group_of").search(s.text, s.start, s.mention.start):
        return "participants"
    if first == last:
        populated = shape("peopled").search(s.text, s.start, s.mention.start)
        return "other" if populated else _of_them(s)
    pairs = shape("pairs_of").match(s.text[first : last + 20])
    reach = min(s.after, s.clause_end()) if pairs else last
    inside = [k for k in s.kinds(first, s.end) if k.start < reach]
    head = s.noun.rpartition(" ")[2]
    if head in measure_words("pairs") and not inside:
        return None
    if shape("papers_en").match(head):
        return "agreements"
    if inside:
        s.own_noun = True
        kind = inside[-1].kind
        ties = [k for k in inside if k.kind in COUNTED]
        if ties and (pairs or kind in (*COUNTED, "places")):
            return _joined(s, ties[0])
        if kind != "places":
            return kind
        if only_places(s):
            return "places"
        behind = [k for k in s.kinds(s.before, s.mention.start) if k.kind in COUNTED]
        if behind:
            return _joined(s, behind[-1])
        ahead = [k for k in s.kinds(s.mention.end, s.after) if k.kind in COUNTED]
        attending = has("attend", "en", s.sentence) or has("recipients", "en", s.sentence)
        return _joined(s, ahead[0]) if ahead and not attending else "places"
    tied = [k for k in s.kinds(s.start, s.end) if k.kind in COUNTED]
    if tied and shape("bonds").match(head) and shape("bonds_with").match(s.text, last):
        return _joined(s, tied[0])
    if shape("partners").fullmatch(s.noun):
        return None
    if has("people", "en", head):
        rest = s.text[s.start : s.mention.start] + s.text[last : s.end]
        come = not has("locals", "en", head) or has("attend", "en", rest) or has("visit", "en", rest)
        there = has("bystanders", "en", s.text[s.clause_start() : s.end])
        return "participants" if come and not there else "other"
    return "other"


def only_places(s: Setting) -> bool:
    """Are these places no ties themselves: some that have them (60 U.S. cities had sister cities), or a kind
    of places that the one told of belongs to (one of the eight garden cities)?"""
    return (
        shape("they_have").match(s.text, s.mention.end) is not None
        or shape("one_of").search(s.text, s.start, s.mention.start) is not None
    )


def _of_them(s: Setting) -> str | None:
    """A number without a noun: seven of its members are people, `a dozen of them sister cities` says it,
    `three of them in Japan` does not."""
    if any(shape(people).match(s.text, s.mention.end) for people in ("some_people", "attended")):
        return "participants"
    if shape("of_divisions_en").match(s.text, s.mention.end):
        return "places"
    found = shape("of_them").match(s.text[s.mention.end : s.mention.end + 24])
    if found is None:
        named = next(reversed(s.kinds(s.before, s.mention.start)), None)
        if shape("the_rest").search(s.text, s.start, s.mention.start):
            return None  # (Japan 5, others 19)
        if named and shape("label").fullmatch(s.text, named.end, s.mention.start):
            s.own_noun = True
            return named.kind
        whose = shape("of_theirs").match(s.text[s.mention.end : s.mention.end + 24])
        named = whose and next((k for k in s.kinds(s.mention.end, s.after) if k.kind in COUNTED), None)
        return named.kind if named else None
    ahead = [k for k in s.kinds(s.mention.end, s.clause_end()) if k.kind in COUNTED]
    if ahead and ahead[0].start <= s.mention.end + found.end() + 2:
        s.own_noun = True
        return _joined(s, ahead[0])
    return None
