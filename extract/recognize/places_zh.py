"""Places named in Chinese: heads from the scan and by shape, then chains of qualifiers, then what is kept.

Works on the folded text. A head known by a weak name only (合作 is a city of Gansu) is kept where a suffix, a
qualifier or a slot of a tie speaks for it; a name that a suffix or qualifier proved once is found again bare.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import attrgetter

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.layers import PlaceMention, Range
from extract.link.gazetteer import CHINESE, COUNTRY, FOREIGN, PROVINCE, REGION, STRONG, SUFFIXED
from extract.link.names import HAN, split_suffix
from extract.recognize.chain import Chain
from extract.recognize.heads import THAT, Head, Nations, free
from extract.recognize.shapes import HAN_CLASS, Shapes, shape_rules
from extract.recognize.spaced import SPACED, spaced
from extract.recognize.unlisted import Unlisted
from extract.rules.places import weak

Found = tuple[int, int, int]
_JOINS = frozenset("和与同及")
_LISTS = frozenset("和与及、,")
_STOPS = re.compile(r"[。;!?\n]")
_VILLAGES = frozenset("村乡镇")
# No unlisted name in 城市 is so short.
_SHORT_OF_CITY = 5
# How far behind its country a list may name a place, in code points.
_REACH = 40
# What stands behind a province's name, and is so long, is a name of its own.
_LONG_REST = 4
# How far behind the dot of a person's name a place may seem to begin.
_SURNAME = 6
_start = attrgetter("start")
CELL_ENDS = frozenset({"", "\n", "\r", "\t", "|", "("})


class ChineseFinder:
    """Finds places in folded Chinese text. Holds what is costly to make; one per component."""

    def __init__(self, shapes: Shapes, names: Sequence[str], flags: bytes, nations: Nations) -> None:
        self.shapes, self.names, self.flags, self.nations = shapes, names, flags, nations
        self._unlisted, self._chain = Unlisted(shapes, nations), Chain(shapes, nations)
        self._words = shapes.generic.intersection(weak().names)
        name = shape_rules().transliteration
        self._begun = re.compile(rf"(?:^|(?<=[\n\t|])|(?<=  ))[{name}]{{1,3}}\Z")
        self._behind_mark = re.compile(rf"(?<=[、与和,;。(:])(?![我本该各两原])[{HAN_CLASS}]{{1,2}}\Z")
        self._in_slot = re.compile(rf"(?<=[与和同及跟、,(。:])[{name}]{{1,3}}\Z")

    def find(self, folded: str, found: list[Found], tied: Callable[[int], bool]) -> list[PlaceMention]:
        """Mentions in order. `tied(offset)` says whether the sentence there speaks of ties."""
        sure = sorted((m[0], m[1]) for m in found if self.flags[m[2]] & (STRONG | COUNTRY | REGION))
        heads = [self._whole_cell(folded, self._head(folded, *match), sure) for match in found]
        apart = list(spaced(folded, self.nations, sorted((h.start, h.end) for h in heads)))
        heads = sorted([*heads, *apart], key=_start) if apart else heads
        heads = self._unlisted.add(folded, heads, tied)
        heads = [h for h in self._chain.join(folded, heads) if h.rule != THAT]
        nations = [h for h in heads if h.flags & COUNTRY]
        kept = [h for h in heads if self._keep(folded, h, tied) or self._listed(folded, h, nations, tied)]
        kept = self._again(folded, _whole_again(folded, kept))
        return [self._mention(folded, h) for h in kept]

    def _head(self, folded: str, start: int, end: int, index: int) -> Head:
        flags, name = self.flags[index], self.names[index]
        if flags & COUNTRY and (state := self.shapes.states.match(folded, end)):
            return Head(start, state.end(), flags, name, "zh.place.name")
        if flags & SUFFIXED:
            if end - start > 2 and self.shapes.next_word.match(folded, end):
                kept = flags if flags & CHINESE else flags & ~STRONG
                return Head(start, end - 1, kept, name, "zh.place.name")
            if flags & FOREIGN and self.shapes.city_again.match(folded, end):
                end += 1
            return Head(start, end, flags, name, "zh.place.name", closed=True)
        closed = False
        if not flags & REGION:
            suffix = self.shapes.closer.match(folded, end)
            if suffix and folded[start] in _JOINS and self._split(folded, start, suffix.end()):
                start, flags, name = start + 1, FOREIGN, folded[start + 1 : end]
            if suffix and (not flags & COUNTRY or suffix.group() in ("市", "城")):
                if flags & COUNTRY:
                    flags = flags & ~COUNTRY | FOREIGN
                end, closed = suffix.end(), True
            elif not flags & COUNTRY and (numbered := self.shapes.numbered.match(folded, end)):
                return Head(
                    start, numbered.end(), 0, folded[start : numbered.end()], "zh.place.numbered", True
                )
            elif (
                flags & FOREIGN
                and not flags & COUNTRY
                and (longer := self._longer(folded, start, end, flags))
            ):
                district = flags & STRONG and self.shapes.district.fullmatch(folded, end, longer.end)
                if not (district and self.nations.big(name)):
                    return longer
        return Head(start, end, flags, name, "zh.place.name", closed)

    def _split(self, folded: str, start: int, end: int) -> bool:
        """Whether a name begins behind a conjunction that another takes for its own: 群山和光州, not 和光."""
        before = folded[start - 1 : start]
        return bool(HAN.match(before)) and bool(self.nations.countries(folded[start + 1 : end]))

    def _whole_cell(self, folded: str, head: Head, sure: Sequence[Range]) -> Head:
        """班伯里市 in a cell or a slot, of which the gazetteer knows only 伯里, or 孟康县, of which it knows
        康县: the whole, unless other names stand before it."""
        chinese = bool(head.flags & CHINESE)
        if not head.closed or head.flags & (COUNTRY | REGION) or (chinese and head.end - head.start > 2):
            return head
        cell = folded[head.end : head.end + 1] in CELL_ENDS or folded[head.end : head.end + 2] == "  "
        pattern = self._behind_mark if chinese else self._begun if cell else self._in_slot
        begun = pattern.search(folded, max(0, head.start - 4), head.start)
        if begun is None or not free([span for span in sure if span[0] < head.start], *begun.span()):
            return head
        return Head(begun.start(), head.end, 0, folded[begun.start() : head.end], "zh.place.closed", True)

    def _longer(self, folded: str, start: int, end: int, flags: int) -> Head | None:
        """坎皮纳格兰德市, of which the gazetteer knows only 坎皮纳: the whole, where a suffix closes it,
        unless the name is a division's and the rest a place's: 苏格兰珀斯市."""
        rest = self.shapes.longer.match(folded, end)
        if rest is None:
            return None
        if flags & PROVINCE and self.nations.own(rest.group()):
            return None
        if flags & PROVINCE and flags & STRONG and rest.end() - end >= _LONG_REST:
            return None  # 昆士兰伊普威奇市
        return Head(start, rest.end(), 0, folded[start : rest.end()], "zh.place.closed", True)

    def _only_cities(self, folded: str, head: Head) -> bool:
        """Whether 城市 at the end of a name is the word, as in 冰雪城市 and 西南城市, not a city in 城."""
        name = folded[head.start : head.end]
        if not name.endswith("城市") or head.qualifiers or (head.flags and head.name == name):
            return False
        if not head.flags:
            return len(name) <= _SHORT_OF_CITY
        before = folded[head.start - 1 : head.start]
        return bool(HAN.match(before)) and before not in self.shapes.slot_before

    def _of_title(self, folded: str, head: Head) -> bool:
        """Whether a name begins with the second character of an office: 松山市长|野志, not 日本长野县."""
        office = folded[head.start - 1 : head.start + 1] in self.shapes.offices
        return office and not (head.closed and head.flags) and not head.qualifiers

    def _in_surname(self, folded: str, head: Head) -> bool:
        """Whether a name lies inside what stands behind the dot of a foreign person's name: 约翰·布莱尼姆."""
        if head.closed or head.qualifiers or not head.flags & FOREIGN:
            return False
        start = head.start
        while start > head.start - _SURNAME and folded[start - 1 : start] in self.shapes.letters:
            start -= 1
        return start < head.start and folded[start - 1 : start] == self.shapes.persons_before

    def _keep(self, folded: str, head: Head, tied: Callable[[int], bool]) -> bool:
        if self._only_cities(folded, head) or self._of_title(folded, head) or self._in_surname(folded, head):
            return False
        if head.flags & (STRONG | COUNTRY | REGION) or head.qualifiers:
            return True
        if folded[head.start : head.end] in self._words:
            return False  # 全州已与6国结好: the whole prefecture, and no city
        if head.closed and folded[head.end - 1] not in _VILLAGES:  # 白石村 is a village anywhere
            return len(folded[head.start : head.end]) > 2 or tied(head.start)
        if head.closed:
            return tied(head.start)
        return head.rule in ("zh.place.slot", "zh.place.gloss") or (
            tied(head.start) and self.shapes.in_slot(folded, head.start, head.end)
        )

    def _listed(self, folded: str, head: Head, nations: list[Head], tied: Callable[[int], bool]) -> bool:
        """Whether a weak name stands in a list behind its country: 韩国友好城市有群山、光州."""
        if not head.flags & FOREIGN or not tied(head.start):
            return False
        if _LISTS.isdisjoint((folded[head.start - 1 : head.start], folded[head.end : head.end + 1])):
            return False
        index = bisect_right(nations, head.start, key=lambda h: h.start) - 1
        if index < 0 or head.start - nations[index].end > _REACH:
            return False
        between = folded[nations[index].end : head.start]
        country = self.nations.country(nations[index].name)
        return not _STOPS.search(between) and country in self.nations.countries(head.name)

    def _again(self, folded: str, heads: list[Head]) -> list[Head]:
        """Bare forms of names that the text proved elsewhere: 义王 after 韩国义王市."""
        cores: dict[str, Head] = {}
        for head in heads:
            if (head.flags & STRONG and not head.closed) or head.flags & (COUNTRY | REGION):
                continue
            text = folded[head.start : head.end]
            core = split_suffix(text)[0]
            if not head.flags and head.qualifiers:
                cores.setdefault(text, head)
            county = head.flags & CHINESE and text[-1] in "县旗"
            if len(core) >= 2 and (len(core) >= 3 or head.qualifiers or county or not head.flags & STRONG):
                cores.setdefault(core, head)
        if not cores:
            return heads
        taken = sorted((q[0], q[1]) for h in heads for q in (*h.qualifiers, (h.start, h.end)))
        words = list(cores)
        extra = []
        for index, start, end in AhoCorasick(words, MatchKind.LeftmostLongest).find_matches_as_indexes(
            folded
        ):
            if free(taken, start, end):
                first = cores[words[index]]
                extra.append(
                    self._beside(folded, first, start, end)
                    or Head(start, end, first.flags, first.name, "zh.place.again")
                )
        return sorted([*heads, *extra], key=lambda h: h.start) if extra else heads

    def _beside(self, folded: str, first: Head, start: int, end: int) -> Head | None:
        """The neighbour of a place that no list knows, told from it by a direction: 天然林市、北天然林市."""
        apart = folded[start - 1 : start] in self.shapes.directions and not first.flags and first.closed
        if not apart or not self.shapes.in_slot(folded, start - 1, end):
            return None
        name = folded[start - 1 : end]
        return Head(start - 1, end, 0, name, "zh.place.again", closed=True, country=first.country)

    def _mention(self, folded: str, head: Head) -> PlaceMention:
        name = head.name if head.flags & COUNTRY or head.rule == SPACED else folded[head.start : head.end]
        kind = "region" if head.flags & REGION else "country" if head.flags & COUNTRY else "division"
        shapes = self.shapes
        if kind == "division":
            dotted = folded[head.start - 1 : head.start] == shapes.persons_before
            land = any(last == head.start - 1 for _, last in head.qualifiers)  # 日本·奈良市
            if shapes.institution.match(folded, head.end):
                kind = "institution"
            elif (
                shapes.organisation.match(folded, head.end)
                or (dotted and not land)
                or folded[head.end : head.end + 1] == shapes.persons_before
            ):
                kind = "other"
        country = head.country
        if country is None and kind == "country":
            country = self.nations.country(head.name)
        rules = (head.rule, "zh.place.within") if head.qualifiers else (head.rule,)
        start, end = head.start, head.end
        for first, last in head.qualifiers:
            start, end = min(start, first), max(end, last)
        return PlaceMention(
            head.start, head.end, "zh", rules, kind=kind, name=name, country=country,
            qualifiers=head.qualifiers, span_start=start, span_end=end,
        )  # fmt: skip


def _whole_again(folded: str, heads: list[Head]) -> list[Head]:
    """The heads, with a name that no list knows whole where it comes again: of 怀塔克区, which 新西兰怀塔克区
    proved, a list may know some 塔克."""
    proved = {folded[h.start : h.end]: h for h in heads if not h.flags and h.closed and h.qualifiers}
    if not proved:
        return heads
    found = AhoCorasick(list(proved), MatchKind.LeftmostLongest).find_matches_as_indexes(folded)
    names = list(proved)
    whole = {end: Head(start, end, 0, names[i], "zh.place.again", closed=True) for i, start, end in found}
    out = []
    for head in heads:
        longer = whole.get(head.end)
        inside = longer is not None and longer.start < head.start and not head.qualifiers
        out.append(longer if longer is not None and inside else head)
    return out
