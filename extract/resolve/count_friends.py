"""Whether 友城 and friendship cities mean one kind of tie or a total of several: a total where the document
tells the kinds apart, else sister cities."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extract.resolve.count_cues import TIES, has, shape
from extract.resolve.count_joined import COUNTED, plain
from extract.resolve.count_page import NEAR, Page
from extract.resolve.count_setting import Setting
from extract.territory import CHINESE

_OTHER_KINDS = frozenset({"exchange_cities", "cooperation_cities"})
# how far from each other two kinds may be counted that are set against each other
_AGAINST = 60
# small numbers of different sentences add up by chance
_TELLING = 20
# how far behind a number `of which` may end
_OF_WHICH = 12


def tell_friends(placed: Sequence[Setting], page: Page) -> None:
    """Give each count of 友城 or friendship cities its kind: counts in order, `friends` where it is open."""
    beside = _beside_sisters(placed)
    spelled = [
        s for i, s in enumerate(placed) if s.kind == "friends" and _spells_out_kinds(s, placed[i + 1 : i + 3])
    ]
    told = {**beside, **_totals(placed, spelled)}
    of_ties = [s for s in placed if s.kind in COUNTED]
    document = _read(of_ties, page, umbrella=any(s.lang == "zh" for s in spelled))
    chinese = {s.mention.value: s for s in reversed(of_ties) if s.lang == "zh"}
    for i, s in enumerate(placed):
        if s.kind != "friends" or s.source is not None:
            continue
        near = [
            o for o in placed[max(0, i - NEAR) : i + NEAR] if o.start < s.mention.start < o.end and o is not s
        ]
        value = s.mention.value
        if (value, s.lang) in told:
            s.kind = told[value, s.lang]
        elif s.lang == "en":
            s.kind = _english(s, near, chinese.get(value), document)
        else:
            s.kind = _chinese(s, near, document)
        told[value, s.lang] = s.kind


@dataclass(slots=True)
class _Document:
    """What the document says of kinds: the largest number of another kind counted apart (0 for none),
    the languages that set 友城 against one, whether 友城 is its word for the total, the largest total it
    names, and the sum of the kinds set against each other."""

    page: Page
    apart: int
    contrasted: frozenset[str]
    umbrella: bool
    largest_total: int
    sum_of_kinds: int
    _named: bool | None = None

    def names_other_kinds(self) -> bool:
        """Whether it names, uncounted, other kinds of tie of its own place; looked for once."""
        if self._named is None:
            self._named = _told_apart(self.page)
        return self._named


def _read(of_ties: Sequence[Setting], page: Page, *, umbrella: bool) -> _Document:
    """What a document says of kinds, by its counts of ties in order."""
    against = [(a, b) for a, b in itertools.pairwise(of_ties) if _set_against(a, b) or _set_against(b, a)]
    return _Document(
        page,
        apart=max((s.mention.value for s in of_ties if s.kind in _OTHER_KINDS), default=0),
        contrasted=frozenset(a.lang for a, b in against if a.lang == b.lang),
        sum_of_kinds=max((a.mention.value + b.mention.value for a, b in against), default=0),
        umbrella=umbrella,
        largest_total=max((s.mention.value for s in of_ties if s.kind == "ties"), default=0),
    )


def _english(s: Setting, near: Sequence[Setting], twin: Setting | None, document: _Document) -> str:
    if twin is not None and twin.kind in TIES:
        return twin.kind
    sisters = [o for o in near if o.kind == "sister_cities"]
    if any(_holds(s, o) for o in sisters):
        return "ties"
    if sisters:
        return "exchange_cities"
    return "ties" if document.apart and "en" not in document.contrasted else "sister_cities"


def _holds(s: Setting, other: Setting) -> bool:
    """Are the other some of these (friendship links with 19 cities, seven of which are sister cities)?"""
    return shape("some_of").search(s.text, s.mention.end, other.mention.end + _OF_WHICH) is not None


def _chinese(s: Setting, near: Sequence[Setting], document: _Document) -> str:
    formal = shape("formal")
    if _says_sister(s) or formal.search(s.text, max(s.before, s.clause_start()), s.mention.start):
        return "sister_cities"
    if _calls_itself_total(s) and formal.search(s.text, s.mention.end, s.end):
        return "ties"
    short = shape("short").search(s.text, s.before, s.after) is not None
    if document.umbrella and short and "zh" not in document.contrasted:
        return "ties"
    if document.apart:
        if _calls_itself_total(s) and _about(s.mention.value, document.sum_of_kinds):
            return "ties"
        alone = "zh" in document.contrasted or (
            s.mention.value < document.apart and not _of_some(s) and not _calls_itself_total(s)
        )
        return "sister_cities" if alone and not _sums_up(s, near) else "ties"
    total = short and document.largest_total <= s.mention.value and document.names_other_kinds()
    return "ties" if total else "sister_cities"


def _beside_sisters(placed: Sequence[Setting]) -> dict[tuple[int, str], str]:
    """Make exchange cities of English friendship cities counted right beside sister cities (9 sister cities
    and 3 friendship cities), unless the Chinese counts as many; their numbers by language."""
    told: dict[tuple[int, str], str] = {}
    counted = [s for s in placed if s.kind in COUNTED]
    chinese = {s.mention.value for s in counted if s.lang == "zh"}
    for pair in itertools.pairwise(s for s in counted if s.lang == "en" and s.own_noun):
        first, second = pair
        rows = second.start - first.end < _AGAINST and all(shape("line").fullmatch(s.sentence) for s in pair)
        if {s.kind for s in pair} != {"sister_cities", "friends"} or not (
            rows or first.start == second.start
        ):
            continue
        if _holds(first, second):
            continue
        friends = first if first.kind == "friends" else second
        if friends.mention.value not in chinese:
            friends.kind = told[friends.mention.value, "en"] = "exchange_cities"
    return told


def _totals(placed: Sequence[Setting], spelled: Sequence[Setting]) -> dict[tuple[int, str], str]:
    """Make totals of the counts whose kinds are spelled out (`spelled`) or add up; their numbers by
    language."""
    told: dict[tuple[int, str], str] = {}
    for i, s in enumerate(placed):
        if s.kind not in (*COUNTED, "places") or s.kind == "ties" or _some_of_those(s):
            continue
        tied = s.kind != "places" or any(k.kind in COUNTED for k in s.words)
        if any(s is o for o in spelled) or (
            tied and s.row is None and _make_total(s, placed[max(0, i - NEAR) : i + NEAR])
        ):
            s.kind, s.source = "ties", None
            told[s.mention.value, s.lang] = "ties"
    return told


def _some_of_those(s: Setting) -> bool:
    """Is it told of some of those counted before (12个友城中,往来频繁的只有4个), and so no sum?"""
    return s.source is not None and shape("those_who").search(s.text, s.start, s.mention.start) is not None


def _make_total(s: Setting, near: Sequence[Setting]) -> bool:
    """Is the number the sum of two counts nearby of different kinds of tie, both before it or both behind?"""
    parts: dict[int, list[Setting]] = {}
    for o in near:
        if o is not s and o.kind in COUNTED and o.kind != "ties" and o.lang == s.lang:
            parts.setdefault(o.mention.value, []).append(o)
    total = s.mention.value
    following = next((o for o in near if o.start == s.start and o.mention.start > s.mention.start), None)
    if (
        following is not None
        and s.own_noun
        and s.kind != "ties"
        and shape("side_by_side").fullmatch(s.text, s.mention.end, following.mention.start)
    ):
        return False
    return any(
        _adds_up(total, one, other) and not one.mention.start < s.mention.start < other.mention.start
        for value in parts
        if value * 2 <= total
        for pair in itertools.product(parts[value], parts.get(total - value, ()))
        for one, other in [sorted(pair, key=lambda o: o.mention.start)]
    )


def _adds_up(total: int, one: Setting, other: Setting) -> bool:
    kinds = {plain(o.kind) for o in (one, other)}
    return (
        len(kinds) == 2
        and one.own_noun
        and other.own_noun
        and (one.start == other.start or total >= _TELLING)
        and not _of_some(one)
        and not _of_some(other)
    )


def _spells_out_kinds(s: Setting, following: Sequence[Setting]) -> bool:
    """Do brackets or 其中 behind it tell two kinds of tie apart (90个(友好城市24个、友好交流城市65个)),
    whatever their sum?"""
    if len(following) < 2 or any(o.start != s.start for o in following):
        return False
    kinds = {plain(o.kind) for o in following}
    opened = shape("holds_two").match(s.text, s.mention.end)
    if opened is None or (opened.group().endswith("(") and _closes(s, opened.end(), following[1])):
        return False
    return len(kinds) == 2 and kinds <= set(TIES) and "ties" not in kinds


def _closes(s: Setting, opened: int, other: Setting) -> bool:
    """Does the bracket end before the count (新增友城1个(匈牙利塞格德市),友好交流城市2个)?"""
    return s.text.find(")", opened, other.mention.start) >= 0


def _set_against(s: Setting, other: Setting) -> bool:
    """Are 友城 counted here and another kind there (国际友城18个,友好交流城市26个), neither a part of the
    other?"""
    if s.kind != "friends" or s.source is not None or other.kind not in _OTHER_KINDS:
        return False
    if s.lang == "zh" and shape("short").search(s.text, s.before, s.after) is None:
        return False
    first, second = sorted((s.mention, other.mention), key=lambda m: m.start)
    gap = s.text[first.end : second.start]
    if len(gap) >= _AGAINST or shape("holds_other").search(gap) is not None:
        return False
    _, stop, anew = gap.rpartition("。")
    return not stop or shape("takes_up").match(anew) is not None  # 国际友城18个。此外,还有友好交流城市5个


def _about(value: int, total: int) -> bool:
    """Is a number nearly a sum (友城总数突破百个, where 38 and 66 are counted), or what it shall grow to?"""
    return total >= _TELLING and total * 0.9 <= value <= total * 1.5


def _sums_up(s: Setting, near: Sequence[Setting]) -> bool:
    """Is it the total behind both kinds in one sentence (新增友城2个、友好交流城市3个,友城总数21个)?"""
    before = {o.kind for o in near if o.mention.end <= s.mention.start}
    if any(_set_against(s, o) for o in near if o.mention.start > s.mention.end):
        return False  # 友城总数达12个、友好交流城市达23个
    both = bool(before & {"friends", "sister_cities"}) and bool(before & _OTHER_KINDS)
    return both and _calls_itself_total(s)


def _calls_itself_total(s: Setting) -> bool:
    return shape("total").search(s.text, max(s.before, s.clause_start()), s.mention.start) is not None


def _of_some(s: Setting) -> bool:
    """Are they only those who gave, got or wrote, and so may be few (向9个友城捐赠, 5个友城来函)?"""
    return has("recipients", s.lang, s.sentence) or shape("people_come").search(s.sentence) is not None


def _says_sister(s: Setting) -> bool:
    """Does it say 友好城市 in full, and not the short 友城 that may mean any kind?"""
    around = s.text[s.before : s.after]
    named = s.kinds(s.before, s.after)
    return shape("short").search(around) is None and any(
        k.kind in ("friends", "sister_cities") for k in named
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
        named = any(p.kind in ("division", "anaphor") for p in page.places[low:high])
        if home in sides or (named and not sides):
            return True
    return False
