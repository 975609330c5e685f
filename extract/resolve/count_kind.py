"""Kinds that a count's own words leave open: what a bare number goes on from, and whether 友城 means one
kind of tie or the total of several."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from extract.resolve.count_cues import TIES, has, kinds_in, measure_words, shape
from extract.resolve.count_page import NEAR, Page
from extract.resolve.count_what import Setting
from extract.territory import CHINESE

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
    _tell_friends(placed, page)
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
    of_region = _follows_region(s, page) or _ends_list(s, page)
    head = s.text[max(s.before, s.clause_start()) : s.mention.start]
    if of_region and has("recipients", s.lang, s.text[s.start : s.mention.start]):
        return "places"
    if (
        s.lang == "zh"
        and not of_region
        and s.noun not in measure_words("pairs")
        and shape("headless").search(head) is None
    ):
        return "other"
    if not s.noun:
        last = next((o for o in reversed(earlier) if o.start == s.start and o.kind not in _WHERE), None)
        if last is not None and last.kind not in (None, *TIES, "friends"):
            return last.kind or "other"
    if _ends_list(s, page):
        said = [k.kind for k in s.kinds(s.start, s.mention.start) if k.kind in (*TIES, "friends")]
        return said[-1] if said else _topic(s) or "other"
    earlier = [o for o in earlier if o.kind in (*TIES, "friends")]
    s.source = next((o for o in earlier if o.mention.start >= s.start), None)
    if s.source is not None:
        return s.source.kind or "other"
    named = [k.kind for k in s.kinds(s.start, s.end) if k.kind in (*TIES, "friends")]
    if named:
        return named[-1]
    head = s.text[s.before : s.mention.start]
    if not (
        of_region
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
        return s.source.kind or "other"
    return _topic(s) or "other"


def _topic(s: Setting) -> str | None:
    """The kind of tie that the text last spoke of before the sentence."""
    low = max(0, s.start - TOPIC)
    topic = [k.kind for k in kinds_in(s.text, s.lang, low, s.start) if k.kind in (*TIES, "friends")]
    if not topic and (s.noun in measure_words("pairs") or shape("line").fullmatch(s.sentence)):
        # pairs are of ties wherever a text on ties counts them, and so are the lines of its tables
        high = min(len(s.text), s.end + TOPIC // 4)
        topic = [k.kind for k in kinds_in(s.text, s.lang, s.end, high) if k.kind in (*TIES, "friends")][:1]
    return topic[-1] if topic else None


def _follows_region(s: Setting, page: Page) -> bool:
    """Does the name of a country or continent stand right before the number (日本（3个）, 欧洲：2个)?"""
    for place in reversed(page.places_of(s)):
        if place.end <= s.mention.start and place.kind in ("country", "region", "division"):
            return shape("of_region").fullmatch(s.text, place.end, s.mention.start) is not None
    return False


def _ends_list(s: Setting, page: Page) -> bool:
    """Does it number the cities listed right before it (鸣门市、怡保市等9个)?"""
    last = next((p for p in reversed(page.places_of(s)) if p.end <= s.mention.start), None)
    return (
        last is not None
        and last.kind == "division"
        and shape("listed_number").fullmatch(s.text, last.end, s.mention.start) is not None
    )


def _told_apart(page: Page) -> bool:
    """Does the text name exchange or cooperation cities of the place whose text it is?"""
    home = page.home.key if page.home is not None else None
    for match in shape("apart").finditer(page.folded):
        at = bisect_right(page.starts, match.start()) - 1
        if at < 0:
            return True
        sentence = page.sentences[at]
        low, high = (
            bisect_left(page.place_starts, sentence.start),
            bisect_left(page.place_starts, sentence.end),
        )
        sides = {
            p.place.key
            for p in page.places[low:high]
            if p.place is not None and p.place.country in CHINESE and p.kind in ("division", "anaphor")
        }
        if not sides or home in sides:
            return True
    return False


def _make_total(s: Setting, near: Sequence[Setting]) -> bool:
    """Is the number the sum of two counts nearby of different kinds of tie?"""
    parts = {
        (o.mention.value, "sister_cities" if o.kind == "friends" else o.kind)
        for o in near
        if o is not s and o.kind in (*TIES, "friends") and o.lang == s.lang and o.kind != "ties"
    }
    kinds: dict[int, set[str]] = {}
    for value, kind in parts:
        kinds.setdefault(value, set()).add(kind)
    rest = ((kind, kinds.get(s.mention.value - value)) for value, kind in parts)
    return any(other is not None and other != {kind} for kind, other in rest)


def _tell_friends(placed: Sequence[Setting], page: Page) -> None:
    """友城 and friendship cities: a total over kinds where the document tells kinds apart, else sister
    cities."""
    apart = {s.mention.value for s in placed if s.kind in ("exchange_cities", "cooperation_cities")}
    others = Counter(s.mention.value for s in placed if s.kind in ("friends", "sister_cities"))
    chinese = {
        s.mention.value: s for s in reversed(placed) if s.lang == "zh" and s.kind in (*TIES, "friends")
    }
    told: dict[tuple[int, str], str] = {}
    named = False
    asked = False
    for i, s in enumerate(placed):
        if s.kind in (*TIES, "friends", "places") and s.kind != "ties":
            if s.kind == "friends" and _spells_out_kinds(s, placed[i + 1 : i + 3]):
                s.kind, s.source = "ties", None
                told[s.mention.value, s.lang] = "ties"
                continue
            tied = s.kind != "places" or any(k.kind in (*TIES, "friends") for k in s.words)
            if tied and _make_total(s, placed[max(0, i - NEAR) : i + NEAR]):
                s.kind, s.source = "ties", None
                told[s.mention.value, s.lang] = "ties"
    for i, s in enumerate(placed):
        if s.kind != "friends" or s.source is not None:
            continue
        near = [
            o for o in placed[max(0, i - NEAR) : i + NEAR] if o.start < s.mention.start < o.end and o is not s
        ]
        value = s.mention.value
        if (value, s.lang) in told:
            s.kind = told[value, s.lang]
            continue
        twin = chinese.get(value)
        if s.lang == "en" and twin is not None and twin.kind in TIES:
            s.kind = twin.kind
        elif s.lang == "en" and any(o.kind == "sister_cities" for o in near):
            s.kind = "exchange_cities"
        elif not apart:
            s.kind = "sister_cities"
            if s.lang == "zh" and shape("short").search(s.text, s.before, s.after):
                if not asked:
                    asked, named = True, _told_apart(page)
                whole = any(o.kind == "ties" and o.mention.value > value for o in placed)
                s.kind = "ties" if named and not whole and not _says_sister(s) else "sister_cities"
        elif any(others[value - part] > (value - part == value) for part in apart):
            s.kind = "ties"
        elif any(
            _beside(s, o) for o in near if o.kind in ("exchange_cities", "cooperation_cities")
        ) or _says_sister(s):
            s.kind = "sister_cities"
        else:
            s.kind = "ties" if value > max(apart) and _holds_kinds(s) else "sister_cities"
        told[value, s.lang] = s.kind


def _spells_out_kinds(s: Setting, following: Sequence[Setting]) -> bool:
    """Do brackets or 其中 behind it tell two kinds of tie apart (90个(友好城市24个、友好交流城市65个)),
    whatever their sum?"""
    if len(following) < 2 or any(o.start != s.start for o in following):
        return False
    kinds = {"sister_cities" if o.kind == "friends" else o.kind for o in following}
    opened = shape("holds_two").match(s.text, s.mention.end)
    return len(kinds) == 2 and kinds <= set(TIES) and "ties" not in kinds and opened is not None


def _holds_kinds(s: Setting) -> bool:
    """Is it called a total, or do its parts follow (国际友城23个,其中友好交流城市5个)?"""
    around = s.text[max(s.before, s.clause_start()) : s.after]
    return (
        s.mention.measure == "target"
        or shape("total").search(around) is not None
        or shape("holds").match(s.text[s.mention.end : s.end]) is not None
    )


def _beside(s: Setting, other: Setting) -> bool:
    """Do two counts stand side by side in a list of kinds, with a conjunction and no more between them?"""
    first, second = sorted((s.mention, other.mention), key=lambda m: m.start)
    gap = s.text[first.end : second.start]
    return (
        len(gap) < 40 and shape("and_conjunction").search(gap) is not None and not shape("breaks").search(gap)
    )


def _says_sister(s: Setting) -> bool:
    """Does it say 友好城市 in full, and not the short 友城 that may mean any kind?"""
    around = s.text[s.before : s.after]
    named = s.kinds(s.before, s.after)
    return shape("short").search(around) is None and any(
        k.kind in ("friends", "sister_cities") for k in named
    )
