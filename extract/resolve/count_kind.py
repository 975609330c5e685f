"""Kinds that a count's own words leave open: what a bare number goes on from, and what it stands among."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extract.resolve.count_cues import TIES, has, kinds_in, measure_words, shape
from extract.resolve.count_friends import tell_friends
from extract.resolve.count_page import NEAR, Page
from extract.resolve.count_what import Setting, only_places

# how far back the ties may be told of that partners are
PARTNERS = 600
# how far back a list's heading may say what it lists
TOPIC = 800
# what tells where counted things are, and is not what a number without a noun goes on counting
_WHERE = ("countries", "continents", "places")


def tell_kinds(placed: Sequence[Setting], page: Page) -> None:
    """Give every count a kind: counts in order of the text, as `classify` left them."""
    for i, s in enumerate(placed):
        if s.kind is None:
            s.kind = _inherited(s, placed[max(0, i - NEAR) : i], page)
    _respectively(placed)
    for s in placed:
        if (
            s.kind == "places"
            and s.own_noun
            and ((s.lang == "zh" and _follows_region(s, page)) or shape("total_line").match(s.sentence))
            and not has("attend", s.lang, s.sentence)
        ):
            kind = _topic(s)
            s.kind, s.own_noun = kind or s.kind, kind is None
    for i in range(len(placed) - 2, -1, -1):
        _shared(placed[i], placed[i + 1])
    for s, following in itertools.pairwise(placed):
        _goes_on_listing(s, following)
    tell_friends(placed, page)
    for s in placed:
        if s.source is not None:
            s.kind = s.source.kind


def _respectively(placed: Sequence[Setting]) -> None:
    """Numbers and kinds told off in order: 友好城市和友好交流城市分别达到13个和15个."""
    for i, s in enumerate(placed):
        lead = s.text[s.clause_start() : s.mention.start]
        if s.lang != "zh" or not has("respectively", "zh", lead):
            continue
        run = [s]
        for following in placed[i + 1 : i + NEAR]:
            if shape("listed").fullmatch(s.text, run[-1].mention.end, following.mention.start) is None:
                break
            run.append(following)
        named = [k for k in s.kinds(s.clause_start(), s.mention.start) if k.kind in (*TIES, "friends")]
        if len(run) > 1 and len(named) == len(run):
            for one, kind in zip(run, named, strict=True):
                one.kind, one.own_noun, one.source = kind.kind, True, None


def _shared(s: Setting, following: Setting) -> None:
    """Places listed with places that are ties (588个省州、1800多个城市建立友城关系) are ties like them."""
    if (
        s.kind == "places"
        and following.kind in (*TIES, "friends")
        and s.start <= following.mention.start < s.end
        and shape("listed_places").fullmatch(s.text, s.mention.end, following.mention.start)
    ):
        s.kind = following.kind


def _goes_on_listing(s: Setting, following: Setting) -> None:
    """English places listed behind places that are ties (ties with 220 Japanese cities and 73 ROK cities)
    are ties like them."""
    if (
        s.lang == following.lang == "en"
        and following.kind == "places"
        and s.kind in (*TIES, "friends")
        and s.start == following.start
        and any(k.kind == "places" for k in kinds_in(s.text, "en", s.mention.start, s.mention.end))
        and shape("listed_en").fullmatch(s.text, s.mention.end, following.mention.start)
    ):
        following.kind, following.source = s.kind, s


def _inherited(s: Setting, earlier: Sequence[Setting], page: Page) -> str:
    """What a bare 10对 or 新增8个 counts: what its sentence, or the count before it, counts; else what
    the text was about, where a region limits the number (亚洲（3个） in a list of sister cities)."""
    if s.lang == "en" and shape("partners").fullmatch(s.noun):
        return _partners(s)
    of_region = _follows_region(s, page) or _ends_list(s, page)
    head = s.text[max(s.before, s.clause_start()) : s.mention.start]
    if of_region and has("recipients", s.lang, s.text[s.start : s.mention.start]):
        return "places"
    target = shape("target_label").search(s.text, s.start, s.mention.start) is not None
    if (
        s.lang == "zh"
        and not (of_region or target or _lies_there(s, page))
        and s.noun not in measure_words("pairs")
        and shape("headless").search(head) is None
    ):
        return "other"
    last = next((o for o in reversed(earlier) if o.start == s.start), None)
    gap = (last.mention.end, s.mention.start) if last is not None else (0, 0)
    if last is not None and last.kind and shape("more_than_before").fullmatch(s.text, *gap):
        s.source = last if last.kind in (*TIES, "friends") else None
        return last.kind
    if last is not None and last.kind and shape("risen_to").fullmatch(s.text, *gap):
        s.source = last if last.kind in (*TIES, "friends") else None
        return last.kind
    if not s.noun:
        numbered = next(reversed(s.kinds(s.before, s.mention.start)), None)
        if (
            numbered is not None
            and numbered.kind in (*TIES, "friends", "countries")
            and shape("number_to").fullmatch(s.text, numbered.end, s.mention.start)
        ):
            return numbered.kind
        if last is not None and last.kind == "places" and last.own_noun and only_places(last):
            s.some = last  # of 60 cities that had sister cities, ten
            return "places"
        last = next((o for o in reversed(earlier) if o.start == s.start and o.kind not in _WHERE), None)
        if last is not None and last.kind not in (None, *TIES, "friends"):
            return last.kind or "other"
    of_these = shape("of_number").search(s.text, s.start, s.mention.start)
    if of_these is not None and s.lang == "zh" and not s.own_noun:
        whole = next((o for o in reversed(earlier) if o.mention.start >= s.start), None)
        if whole is not None and whole.kind == "places":
            return "places"
    if _ends_list(s, page):
        said = [k.kind for k in s.kinds(s.start, s.mention.start) if k.kind in (*TIES, "friends")]
        return said[-1] if said else _topic(s) or "other"
    earlier = [o for o in earlier if o.kind in (*TIES, "friends")]
    s.source = next((o for o in earlier if o.mention.start >= s.start), None)
    if s.source is not None:
        return _kind_of_all(s, [o for o in earlier if o.start == s.start])
    named = [] if target else [k for k in s.kinds(s.start, s.end) if k.kind in (*TIES, "friends")]
    if named:
        before = [k for k in named if k.end <= s.mention.start]
        return (before or named)[-1].kind
    head = s.text[s.before : s.mention.start]
    if not (
        of_region
        or target
        or not s.noun
        or s.noun in measure_words("pairs")
        or shape("of_them").match(s.text[s.mention.end : s.mention.end + 24])
        or has("increase", s.lang, head)
        or has("grown", s.lang, head)
        or (s.lang == "zh" and has("now", "zh", head))
    ):
        return "other"
    if earlier:
        # of the sentence that counted last, the total comes first
        s.source = next(o for o in earlier if o.start == earlier[-1].start)
        counted = [o for o in earlier if o.start == earlier[-1].start]
        if len(counted) == 1 and s.lang == "zh" and shape("line").fullmatch(s.sentence):
            counted = list(earlier[-2:])  # rows of a list, a kind each
        return _kind_of_all(s, counted)
    return _topic(s) or "other"


def _kind_of_all(s: Setting, counted: Sequence[Setting]) -> str:
    """The kind of what a sentence counts: of its first number, but `ties` where two kinds stand side by side
    without a total (友好城市9对、友好交流城市23对)."""
    for one, other in itertools.pairwise(counted[:2]):
        kinds = {"sister_cities" if o.kind == "friends" else o.kind for o in (one, other)}
        apart = len(kinds) == 2 and "ties" not in kinds and one.own_noun and other.own_noun
        if apart and shape("holds_other").search(s.text[one.mention.end : other.mention.start]) is None:
            s.source = None
            return "ties"
    return (s.source and s.source.kind) or "other"


def _partners(s: Setting) -> str:
    """The ties that partners are, by the kinds the text has told of a little before."""
    near = kinds_in(s.text, "en", max(0, s.start - PARTNERS), s.mention.start)
    told = {"sister_cities" if k.kind == "friends" else k.kind for k in near if k.kind in (*TIES, "friends")}
    return "other" if not told else "ties" if len(told) > 1 else told.pop()


def _topic(s: Setting) -> str | None:
    """The kind of tie that the text last spoke of before the sentence."""
    low = max(0, s.start - TOPIC)
    topic = [k.kind for k in kinds_in(s.text, s.lang, low, s.start) if k.kind in (*TIES, "friends")]
    if not topic and (s.noun in measure_words("pairs") or shape("line").fullmatch(s.sentence)):
        # pairs are of ties wherever a text on ties counts them, and so are the lines of its tables
        high = min(len(s.text), s.end + TOPIC // 4)
        topic = [k.kind for k in kinds_in(s.text, s.lang, s.end, high) if k.kind in (*TIES, "friends")][:1]
    if not topic and s.noun in measure_words("pairs") and shape("short").search(s.text, low, s.start):
        return "friends"
    return topic[-1] if topic else None


def _follows_region(s: Setting, page: Page) -> bool:
    """Does the name of a country or continent stand right before the number (日本（3个）, 欧洲：2个)?"""
    for place in reversed(page.places_of(s)):
        if place.end <= s.mention.start and place.kind in ("country", "region", "division"):
            return shape("of_region").fullmatch(s.text, place.end, s.mention.start) is not None
    return False


def _lies_there(s: Setting, page: Page) -> bool:
    """Does it say behind the number where they lie (1个在秘鲁)?"""
    behind = next((p for p in page.places_of(s) if p.start >= s.mention.end), None)
    return (
        behind is not None
        and behind.kind in ("country", "region", "division")
        and shape("there").fullmatch(s.text, s.mention.end, behind.start) is not None
    )


def _ends_list(s: Setting, page: Page) -> bool:
    """Does it number the cities listed right before it (鸣门市、怡保市等9个)?"""
    last = next((p for p in reversed(page.places_of(s)) if p.end <= s.mention.start), None)
    return (
        last is not None
        and last.kind == "division"
        and shape("listed_number").fullmatch(s.text, last.end, s.mention.start) is not None
    )
