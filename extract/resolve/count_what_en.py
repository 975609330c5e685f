"""What an English count counts, by its own words."""

from __future__ import annotations

from extract.resolve.count_cues import Kind, has, measure_words, shape
from extract.resolve.count_joined import COUNTED, joined, numbered
from extract.resolve.count_setting import Setting


def english(s: Setting) -> str | None:
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
            return joined(s, ties[0])
        if kind != "places":
            return kind
        if only_places(s):
            return "places"
        if pairs:
            return "sister_cities"  # 103 pairs of provinces, states and cities
        behind = [k for k in s.kinds(s.before, s.mention.start) if k.kind in COUNTED]
        if behind:
            return joined(s, behind[-1])
        ahead = [k for k in s.kinds(s.mention.end, s.after) if k.kind in COUNTED and not numbered(s, k)]
        attending = has("attend", "en", s.sentence) or has("recipients", "en", s.sentence)
        return joined(s, ahead[0]) if ahead and not attending else "places"
    tied = [k for k in s.kinds(s.start, s.end) if k.kind in COUNTED]
    if shape("governed").search(head) and (governed := _governing(s)) is not None:
        return joined(s, governed)
    if tied and shape("bonds").match(head) and shape("bonds_with").match(s.text, last):
        return joined(s, tied[0])
    if shape("partners").fullmatch(s.noun):
        return None
    if has("people", "en", head):
        rest = s.text[s.start : s.mention.start] + s.text[last : s.end]
        come = not has("locals", "en", head) or has("attend", "en", rest) or has("visit", "en", rest)
        there = has("bystanders", "en", s.text[s.clause_start() : s.end])
        return "participants" if come and not there else "other"
    return "other"


def _governing(s: Setting) -> Kind | None:
    """The kind of tie that an English number is right behind (exchange ties with a further 31)."""
    last = next(reversed(s.kinds(s.before, s.mention.start)), None)
    if last is None or last.kind not in COUNTED:
        return None
    pattern = shape("own_number") if not s.noun else shape("governs")
    return last if pattern.fullmatch(s.text, last.end, s.mention.start) else None


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
    if (governed := _governing(s)) is not None:
        s.own_noun = True
        return joined(s, governed)
    called = next((k for k in s.kinds(s.mention.end, s.clause_end()) if k.kind in COUNTED), None)
    if called is not None and shape("are_kind").fullmatch(s.text, s.mention.end, called.start):
        s.own_noun = True
        return joined(s, called)
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
        return joined(s, ahead[0])
    return None
