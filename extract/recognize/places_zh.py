"""Places named in Chinese: heads from the scan and by shape, then chains of qualifiers, then what is kept.

Works on the folded text. A head known by a weak name only (合作 is a city of Gansu) is kept where a suffix, a
qualifier or a slot of a tie speaks for it; a name that a suffix or qualifier proved once is found again bare.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.layers import PlaceMention, Range, Sentence
from extract.link.gazetteer import CHINESE, COUNTRY, FOREIGN, PROVINCE, REGION, STRONG, SUFFIXED, Gazetteer
from extract.link.names import split_suffix, zh_norm
from extract.recognize.shapes import Shapes

Found = tuple[int, int, int]


@dataclass(slots=True)
class Head:
    """A candidate head: `[start, end)`, the scanner's flags (0: a name no list knows) and its scanned
    name."""

    start: int
    end: int
    flags: int
    name: str
    rule: str
    closed: bool = False
    qualifiers: tuple[Range, ...] = ()
    country: str | None = None
    within: tuple[str, ...] = ()


class Nations:
    """What the gazetteer says of a scanned name: the countries it may lie in, and what it may lie within."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._countries: dict[str, frozenset[str]] = {}
        self._above: dict[str, frozenset[int]] = {}
        self._own: dict[str, frozenset[int]] = {}

    def countries(self, name: str) -> frozenset[str]:
        if name not in self._countries:
            rows = [self._gazetteer.row(i) for i in self.own(name)]
            self._countries[name] = frozenset(r.place.country for r in rows if r.place.country)
        return self._countries[name]

    def country(self, name: str) -> str | None:
        """The country of a country's own name."""
        for place_id, _ in self._gazetteer.lookup(zh_norm(name)):
            row = self._gazetteer.row(place_id)
            if row.kind == "country" or row.place.country in ("HK", "MO"):
                return row.place.country
        return None

    def own(self, name: str) -> frozenset[int]:
        if name not in self._own:
            norm = zh_norm(name)
            core, suffix = split_suffix(norm)
            found = (*self._gazetteer.lookup(norm), *(self._gazetteer.lookup(core) if suffix else ()))
            self._own[name] = frozenset(i for i, _ in found)
        return self._own[name]

    def above(self, name: str) -> frozenset[int]:
        """Ids of all places that some place of this name lies in."""
        if name not in self._above:
            ids: set[int] = set()
            for place_id in self.own(name):
                parent = self._gazetteer.row(place_id).parent
                while parent:
                    ids.add(parent)
                    parent = self._gazetteer.row(parent).parent
            self._above[name] = frozenset(ids)
        return self._above[name]


class ChineseFinder:
    """Finds places in folded Chinese text. Holds what is costly to make; one per component."""

    def __init__(self, shapes: Shapes, names: Sequence[str], flags: bytes, nations: Nations) -> None:
        self.shapes, self.names, self.flags, self.nations = shapes, names, flags, nations

    def find(self, folded: str, found: list[Found], tied: Callable[[int], bool]) -> list[PlaceMention]:
        """Mentions in order. `tied(offset)` says whether the sentence there speaks of ties."""
        heads = [self._head(folded, *match) for match in found]
        heads = self._with_shapes(folded, heads, tied)
        heads = self._chain(folded, heads)
        kept = [h for h in heads if self._keep(folded, h, tied)]
        kept = self._again(folded, kept)
        return [self._mention(folded, h) for h in kept]

    def _head(self, folded: str, start: int, end: int, index: int) -> Head:
        flags, name = self.flags[index], self.names[index]
        if flags & SUFFIXED:
            if folded[end - 1] == "市" and folded[end : end + 1] in self.shapes.not_city and end - start > 2:
                end -= 1
            return Head(start, end, flags, name, "zh.place.name", closed=True)
        closed = False
        if not flags & REGION:
            suffix = self.shapes.closer.match(folded, end)
            if suffix and (not flags & COUNTRY or suffix.group() in ("市", "城")):
                if flags & COUNTRY:
                    flags = flags & ~COUNTRY | FOREIGN
                end, closed = suffix.end(), True
            elif not flags & COUNTRY and (numbered := self.shapes.numbered.match(folded, end)):
                return Head(
                    start, numbered.end(), 0, folded[start : numbered.end()], "zh.place.numbered", True
                )
            elif flags & FOREIGN and not flags & COUNTRY and (longer := self._longer(folded, start, end)):
                return longer
        return Head(start, end, flags, name, "zh.place.name", closed)

    def _longer(self, folded: str, start: int, end: int) -> Head | None:
        """坎皮纳格兰德市, of which the gazetteer knows only 坎皮纳: the whole, where a suffix closes it."""
        rest = self.shapes.longer.match(folded, end)
        if rest is None:
            return None
        return Head(start, rest.end(), 0, folded[start : rest.end()], "zh.place.closed", True)

    def _with_shapes(self, folded: str, heads: list[Head], tied: Callable[[int], bool]) -> list[Head]:
        """Add names no list knows: after a qualifier, closed by a suffix, or in the slot of a tie."""
        out: list[Head] = []
        starts = {h.start: h for h in heads}
        dropped: set[int] = set()
        reach = 0
        firm = [h for h in heads if h.flags & (STRONG | COUNTRY)]
        for head in heads:
            if head.start < reach or id(head) in dropped:
                continue
            out.append(head)
            reach = head.end
            following = self._after(folded, head, starts, firm)
            while following is not None:
                for other in heads:
                    if following.start <= other.start < following.end:
                        dropped.add(id(other))
                out.append(following)
                reach = following.end
                following = self._after(folded, following, starts, firm)
        sure = [h for h in out if h.closed or h.flags & (STRONG | COUNTRY | REGION) or not h.flags]
        taken = [(h.start, h.end) for h in sure]
        added: list[Head] = []
        for match in self.shapes.foreign_anywhere.finditer(folded):
            start, end = match.span()
            if not self._free(taken, start, end):
                continue
            if end > match.end(1):
                if self._plausible(folded, match, tied):
                    added.append(Head(start, end, 0, match.group(), "zh.place.closed", closed=True))
            elif end - start >= 3 and tied(start) and self._in_slot(folded, start, end):
                added.append(Head(start, end, 0, match.group(), "zh.place.slot"))
        for match in self.shapes.cell.finditer(folded):
            start, end = match.span(1)
            plain = match.group(1)[-2:] in self.shapes.generic
            if (
                not plain
                and self._free(taken, start, end)
                and tied(start)
                and self._name_like(match.group(1))
            ):
                added.append(Head(start, end, 0, match.group(1), "zh.place.cell", closed=True))
        for head in sure:
            if head.flags & COUNTRY and folded[head.start - 1 : head.start] == "(":
                before = self.shapes.bracketed.search(folded, max(0, head.start - 14), head.start - 1)
                if before and self._free(taken, *before.span()) and self._name_like(before.group()):
                    added.append(
                        Head(before.start(), before.end(), 0, before.group(), "zh.place.bracket", True)
                    )
        if added:
            added.sort(key=lambda h: h.start)
            spans, firm_ids = [(h.start, h.end) for h in added], {id(h) for h in sure}
            out = [h for h in out if id(h) in firm_ids or self._free(spans, h.start, h.end)]
        return sorted([*out, *added], key=lambda h: h.start)

    def _after(self, folded: str, head: Head, starts: dict[int, Head], firm: list[Head]) -> Head | None:
        """The unknown name that a country or division qualifies, right behind it."""
        if head.flags & REGION or (not head.flags & COUNTRY and not head.closed):
            return None
        position = head.end
        cell = _CELL_GAP.match(folded, position) if head.flags & COUNTRY else None
        linking = cell or self.shapes.linking.match(folded, position)
        if linking:
            position = linking.end()
        known = starts.get(position)
        if known is not None and (known.closed or known.flags & (STRONG | COUNTRY)):
            return None
        stop = self._stop(folded, head, position, firm)
        foreign = head.flags & FOREIGN or not head.flags & CHINESE
        match = self.shapes.foreign_closed.match(folded, position) if foreign else None
        if (
            match
            and (match.end() <= stop or self._aligned(folded, match, firm))
            and self._name_like(match.group())
        ):
            return Head(position, match.end(), 0, match.group(), "zh.place.qualified", closed=True)
        match = self.shapes.han_closed.match(folded, position)
        if match and match.end() <= stop and self._name_like(match.group()) and not (linking and not foreign):
            return Head(position, match.end(), 0, match.group(), "zh.place.qualified", closed=True)
        if known is None and foreign and head.flags & COUNTRY and not cell:
            match = self.shapes.foreign_open.match(folded, position)
            if match and match.end() <= stop and self._name_like(match.group()):
                return Head(position, match.end(), 0, match.group(), "zh.place.qualified_open")
        return None

    def _aligned(self, folded: str, match: re.Match[str], firm: list[Head]) -> bool:
        """Whether a known foreign name ends just there: 圣费南多市 holds 费南多市, and is the longer name."""
        index = bisect_right(firm, match.end(), key=lambda h: h.end) - 1
        if index < 0 or firm[index].end != match.end() or firm[index].flags & (COUNTRY | CHINESE):
            return False
        return bool(self.shapes.prefix.fullmatch(folded, match.start(), firm[index].start))

    def _stop(self, folded: str, head: Head, position: int, firm: list[Head]) -> int:
        """Where an unknown name behind `head` must end: at the next name that may stand for itself."""
        country = self.nations.country(head.name) if head.flags & COUNTRY else head.country
        for other in firm[bisect_right(firm, position, key=lambda h: h.start) :]:
            if (
                other.closed
                or other.flags & (COUNTRY | CHINESE)
                or country in self.nations.countries(other.name)
            ):
                return other.start
            if other.start > position + 12:
                break
        return len(folded)

    def _name_like(self, whole: str) -> bool:
        generic = self.shapes.generic
        if whole in generic or self.shapes.no_name.search(whole):
            return False
        return not any(whole.endswith(w) and len(whole) - len(w) < 2 for w in generic)

    def _free(self, taken: list[Range], start: int, end: int) -> bool:
        index = bisect_right(taken, (start, 1 << 60))
        before = index == 0 or taken[index - 1][1] <= start
        return before and (index == len(taken) or taken[index][0] >= end)

    def _plausible(self, folded: str, match: re.Match[str], tied: Callable[[int], bool]) -> bool:
        core = match.group(1)
        if not self._name_like(match.group()) or core in self.shapes.generic:
            return False
        before = folded[match.start() - 1] if match.start() else "\n"
        beside = before in self.shapes.slot_before or before in '\n \t“"《'
        if len(core) >= 4:
            return beside or tied(match.start())
        return len(core) >= 2 and beside and tied(match.start())

    def _chain(self, folded: str, heads: list[Head]) -> list[Head]:
        """Join qualifiers to the head they stand before: country, province, city, then the place itself."""
        out: list[Head] = []
        for head in heads:
            while out and self._qualifies(folded, out[-1], head):
                above = out.pop()
                head.qualifiers = (*above.qualifiers, (above.start, above.end), *head.qualifiers)
                head.within = (*above.within, folded[above.start : above.end], *head.within)
                if above.flags & COUNTRY:
                    head.country = self.nations.country(above.name)
                head.country = head.country or above.country
            inner = out[-1] if out else None
            if inner is not None and self._bracketed(folded, inner, head):
                head = self._with_bracket(folded, out.pop(), head)
            out.append(head)
        return out

    def _bracketed(self, folded: str, head: Head, inner: Head) -> bool:
        """大分市(日本): whether `inner` stands in brackets behind `head` and says where it lies."""
        first = min([inner.start, *(q[0] for q in inner.qualifiers)])
        if folded[head.end : first] != "(" or folded[inner.end : inner.end + 1] != ")":
            return False
        if head.flags & (COUNTRY | REGION) or head.qualifiers:
            return False
        if inner.flags & COUNTRY:
            country = self.nations.country(inner.name)
            return not head.flags or country in self.nations.countries(head.name)
        return bool(inner.country) and (not head.flags or inner.country in self.nations.countries(head.name))

    def _with_bracket(self, folded: str, head: Head, inner: Head) -> Head:
        head.qualifiers = (*inner.qualifiers, (inner.start, inner.end))
        head.within = (*inner.within, folded[inner.start : inner.end])
        head.country = inner.country or self.nations.country(inner.name)
        head.rule = "zh.place.bracket" if not head.flags else head.rule
        return head

    def _qualifies(self, folded: str, above: Head, head: Head) -> bool:
        if head.flags & (COUNTRY | REGION) or above.flags & REGION:
            return False
        gap = folded[above.end : head.start]
        if gap and not (len(gap) <= 7 and self.shapes.linking.fullmatch(gap)) and gap not in (" ", "·"):
            return False
        if not head.flags:
            return above.closed or bool(above.flags & COUNTRY)
        countries = self.nations.countries(head.name)
        if above.flags & COUNTRY:
            country = self.nations.country(above.name)
            return not gap or country in countries or not countries
        if not above.flags:
            return not gap and above.country in countries
        if self.nations.own(above.name) & self.nations.above(head.name):
            return True
        if (
            not gap
            and _TERRITORIES & countries & self.nations.countries(above.name)
            and not head.flags & PROVINCE
        ):
            return True
        if (
            above.country
            and above.flags & PROVINCE
            and head.closed
            and not head.flags & PROVINCE
            and gap in ("", "的")
        ):
            return True
        if gap or not above.closed or not above.flags & PROVINCE or (head.flags & PROVINCE and head.closed):
            return False
        return bool(self.nations.countries(above.name) & countries)

    def _keep(self, folded: str, head: Head, tied: Callable[[int], bool]) -> bool:
        if head.flags & (STRONG | COUNTRY | REGION) or head.qualifiers:
            return True
        if head.closed:
            return len(folded[head.start : head.end]) > 2 or tied(head.start)
        return head.rule == "zh.place.slot" or (
            tied(head.start) and self._in_slot(folded, head.start, head.end)
        )

    def _in_slot(self, folded: str, start: int, end: int) -> bool:
        """Whether what stands beside a name makes it a side of a tie, a member of a list, or a cell."""
        before = folded[start - 1] if start else "\n"
        after = folded[end] if end < len(folded) else "\n"
        shapes = self.shapes
        return (before in shapes.slot_before or before in _CELL) and (
            after in shapes.slot_after or after in _CELL
        )

    def _again(self, folded: str, heads: list[Head]) -> list[Head]:
        """Bare forms of names that the text proved elsewhere: 义王 after 韩国义王市."""
        cores: dict[str, Head] = {}
        for head in heads:
            if (head.flags & STRONG and not head.closed) or head.flags & (COUNTRY | REGION):
                continue
            text = folded[head.start : head.end]
            core = split_suffix(text)[0]
            county = head.flags & CHINESE and text[-1] in "县旗"
            if len(core) >= 2 and (len(core) >= 3 or head.qualifiers or county or not head.flags & STRONG):
                cores.setdefault(core, head)
        if not cores:
            return heads
        taken = sorted((q[0], q[1]) for h in heads for q in (*h.qualifiers, (h.start, h.end)))
        pattern = re.compile("|".join(map(re.escape, sorted(cores, key=lambda c: (-len(c), c)))))
        extra = []
        for match in pattern.finditer(folded):
            if self._free(taken, *match.span()):
                first = cores[match.group()]
                extra.append(Head(match.start(), match.end(), first.flags, first.name, "zh.place.again"))
        return sorted([*heads, *extra], key=lambda h: h.start) if extra else heads

    def _mention(self, folded: str, head: Head) -> PlaceMention:
        name = folded[head.start : head.end]
        kind = "region" if head.flags & REGION else "country" if head.flags & COUNTRY else "division"
        shapes = self.shapes
        if kind == "division":
            before = folded[head.start - 1 : head.start]
            if shapes.institution.match(folded, head.end):
                kind = "institution"
            elif (
                shapes.organisation.match(folded, head.end)
                or before == "·"
                or folded[head.end : head.end + 1] == "·"
            ):
                kind = "other"
        country = head.country
        if country is None and kind == "country":
            country = self.nations.country(head.name)
        rules = (head.rule, "zh.place.within") if head.qualifiers else (head.rule,)
        start = min([head.start, *(q[0] for q in head.qualifiers)])
        end = max([head.end, *(q[1] for q in head.qualifiers)])
        return PlaceMention(
            head.start, head.end, "zh", rules, kind=kind, name=name, country=country,
            qualifiers=head.qualifiers, span_start=start, span_end=end,
        )  # fmt: skip


# Territories whose districts name them as qualifier: 香港沙田区.
_TERRITORIES = frozenset({"HK", "MO"})
# Cells of a row: 多明尼加 拉罗马纳省.
_CELL_GAP = re.compile(r"[ \t|]{1,4}(?=\S)")
_CELL = frozenset("\n\r\t |")


def tie_sentences(
    sentences: Sequence[Sentence], triggers: Sequence[tuple[int, int, str]]
) -> Callable[[int], bool]:
    """Whether the sentence (or the line it continues) that holds an offset has a word that speaks of ties."""
    starts = [s.start for s in sentences]
    marked = [False] * (len(sentences) + 1)
    for start, _, _ in triggers:
        marked[max(bisect_right(starts, start) - 1, 0)] = True
    for index, sentence in enumerate(sentences):
        if sentence.item or sentence.heading:
            marked[index] = True

    def tied(offset: int) -> bool:
        return marked[max(bisect_right(starts, offset) - 1, 0)]

    return tied
