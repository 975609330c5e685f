"""Chinese names of places that no list knows, found by their shape and by what stands beside them."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from itertools import chain
from operator import attrgetter

from extract.layers import Range
from extract.link.gazetteer import CHINESE, COUNTRY, FOREIGN, PROVINCE, REGION, STRONG
from extract.recognize.heads import DISTRICT, THAT, Head, Nations, free
from extract.recognize.runs import Runs
from extract.recognize.shapes import Shapes
from extract.territory import CHINESE as TERRITORIES

_start = attrgetter("start")
_ENUMERATES = frozenset("、和与及")
# Among so many names before it 该省 looks for its province.
_NEAR = 8


class Unlisted:
    """Adds to the heads of a text the names no list knows."""

    def __init__(self, shapes: Shapes, nations: Nations) -> None:
        self.shapes, self.nations = shapes, nations
        self._runs = Runs(shapes)

    def add(self, folded: str, heads: list[Head], tied: Callable[[int], bool]) -> list[Head]:
        """The heads with the names no list knows among them, in order."""
        heads = self._qualified(folded, self._runs.whole(folded, heads, tied))
        sure = [h for h in heads if h.closed or h.flags & (STRONG | COUNTRY | REGION) or not h.flags]
        taken = [(h.start, h.end) for h in sure]
        found = [
            *self._in_text(folded, taken, tied),
            *self._in_cells(folded, tied),
            *self._bracketed(folded, sure, tied),
        ]
        once = {(h.start, h.end): h for h in found if free(taken, h.start, h.end)}
        added = sorted(once.values(), key=_start)
        if added:
            spans, firm_ids = [(h.start, h.end) for h in added], {id(h) for h in sure}
            heads = [h for h in heads if id(h) in firm_ids or free(spans, h.start, h.end)]
        return sorted([*heads, *added], key=_start)

    def _qualified(self, folded: str, heads: list[Head]) -> list[Head]:
        """Names right behind a country or division; heads that lie in one are dropped."""
        out: list[Head] = []
        heads = self._that(folded, heads)
        starts = {h.start: h for h in heads}
        firm = [h for h in heads if h.flags & (STRONG | COUNTRY)]
        reach = 0
        for head in heads:
            if head.start < reach:
                continue
            following: Head | None = head
            while following is not None:
                out.append(following)
                reach = following.end
                following = self._after(folded, following, starts, firm) or self._beside(
                    folded, following, firm
                )
        return out

    def _beside(self, folded: str, head: Head, firm: list[Head]) -> Head | None:
        """The next unknown name of an enumeration of such as end alike: 该省约乌县、封土县."""
        if head.flags & CHINESE or not head.closed or folded[head.end : head.end + 1] not in _ENUMERATES:
            return None
        match = self.shapes.han_closed.match(folded, head.end + 1)
        if match is None or folded[match.end() - 1] != head.name[-1]:
            return None
        behind = firm[bisect_right(firm, head.end, key=_start) :]
        if behind and behind[0].start < match.end() - 2:
            return None
        if not self._name_like(match.group()) or not self.shapes.ends_slot(folded, match.end()):
            return None
        return Head(*match.span(), 0, match.group(), "zh.place.cell", closed=True)

    def _that(self, folded: str, heads: list[Head]) -> list[Head]:
        """The heads, with 该省 among them where it means a division abroad named before: 该省约乌县."""
        out = list(heads)
        for match in self.shapes.that.finditer(folded):
            before = heads[: bisect_right(heads, match.start(), key=_start)]
            above = next((h for h in reversed(before[-_NEAR:]) if folded[h.end - 1] == match[1]), None)
            country = self._country_of(above, before) if above and above.flags & PROVINCE else None
            if above is not None and country is not None and country not in TERRITORIES:
                that = Head(*match.span(), above.flags, above.name, THAT, closed=True, country=country)
                insort(out, that, key=_start)
        return out

    def _country_of(self, division: Head, before: list[Head]) -> str | None:
        """The country that stands right before a division, else the only one its name is found in."""
        stated = next((h for h in before if h.end == division.start and h.flags & COUNTRY), None)
        return self.nations.country(stated.name) if stated else self.nations.only_country(division.name)

    def _in_text(self, folded: str, taken: list[Range], tied: Callable[[int], bool]) -> Iterator[Head]:
        """Names of the characters of transliteration: closed by a suffix, or in the slot of a tie."""
        for match in self.shapes.foreign_anywhere.finditer(folded):
            start, end = match.span()
            if not free(taken, start, end):
                continue
            if end > match.end(1):
                if self._plausible(folded, match, tied):
                    yield Head(start, end, 0, match.group(), "zh.place.closed", closed=True)
            elif end - start >= 3 and tied(start) and self.shapes.in_slot(folded, start, end):
                yield Head(start, end, 0, match.group(), "zh.place.slot")
            elif self._is_glossed(folded, start, end) and tied(start):
                yield Head(start, end, 0, match.group(), "zh.place.gloss")

    def _is_glossed(self, folded: str, start: int, end: int) -> bool:
        """Whether the name's own letters stand behind it, and a slot begins with it."""
        glossed = end - start >= 2 and _GLOSS.match(folded, end) is not None
        return glossed and self.shapes.begins_slot(folded, start)

    def _in_cells(self, folded: str, tied: Callable[[int], bool]) -> Iterator[Head]:
        """Names closed by a suffix that fill a cell of a list, or the slot of a tie."""
        lined = "\n" + folded
        for match in chain(self.shapes.cell.finditer(lined), self.shapes.town.finditer(lined)):
            start, name = match.start(1) - 1, match.group(1)
            if name[-2:] not in self.shapes.generic and tied(start) and self._name_like(name):
                yield Head(start, start + len(name), 0, name, "zh.place.cell", closed=True)

    def _bracketed(self, folded: str, sure: list[Head], tied: Callable[[int], bool]) -> Iterator[Head]:
        """Names with their country in brackets behind them."""
        for head in sure:
            if head.flags & COUNTRY and folded[head.start - 1 : head.start] == "(":
                first, last = max(0, head.start - 14), head.start - 1
                before = self.shapes.bracketed.search(folded, first, last)
                closed = before is not None
                if before is None and tied(head.start):
                    before = self.shapes.bracketed_open.search(folded, first, last)
                if before and self._name_like(before.group()):
                    yield Head(*before.span(), 0, before.group(), "zh.place.bracket", closed)

    def _after(self, folded: str, head: Head, starts: dict[int, Head], firm: list[Head]) -> Head | None:
        """The unknown name that a country or division qualifies, right behind it."""
        if head.flags & REGION:
            return self._of_former(folded, head, starts)
        if not head.flags & COUNTRY and not head.closed and not head.leads_abroad:
            return self._district(folded, head, starts)
        position = head.end
        celled = head.flags & COUNTRY or (head.flags & PROVINCE and not head.flags & CHINESE)
        cell = _CELL_GAP.match(folded, position) if celled else None
        linking = cell or self.shapes.linking.match(folded, position)
        if linking:
            position = linking.end()
        if folded[position - 1 : position + 1] in self.shapes.offices:
            return None
        known = starts.get(head.end) or starts.get(position)
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
        if (
            match
            and (match.end() <= stop or (foreign and self._aligned(folded, match, firm)))
            and self._name_like(match.group())
            and not (linking and not foreign)
        ):
            return Head(position, match.end(), 0, match.group(), "zh.place.qualified", closed=True)
        if known is None and foreign and (head.flags & COUNTRY or cell):
            match = self.shapes.foreign_open.match(folded, position)
            match = self.shapes.named_city.match(folded, position) or match
            ends = match is not None and (not cell or _CELL_END.match(folded, match.end()))
            if match and ends and match.end() <= stop and self._name_like(match.group()):
                return Head(position, match.end(), 0, match.group(), "zh.place.qualified_open")
        return None

    def _of_former(self, folded: str, head: Head, starts: dict[int, Head]) -> Head | None:
        """A place right behind a state that is no more: 苏联沃斯克列先斯克市."""
        match = self.shapes.foreign_closed.match(folded, head.end)
        if match is None or head.end in starts or not self._name_like(match.group()):
            return None
        return Head(head.end, match.end(), 0, match.group(), "zh.place.qualified", closed=True)

    def _district(self, folded: str, head: Head, starts: dict[int, Head]) -> Head | None:
        """A district that no list knows, right behind its big city: 柏林利希滕贝格区."""
        match = self.shapes.district.match(folded, head.end) if head.flags & FOREIGN else None
        if (
            match is None
            or folded[head.end - 1 : head.end + 1] in self.shapes.offices
            or not head.flags & STRONG
            or not self.nations.big(head.name)
        ):
            return None
        known = starts.get(head.end)
        if (known is not None and known.closed and known.flags) or not self._name_like(match.group()):
            return None
        return Head(head.end, match.end(), 0, match.group(), DISTRICT, closed=True)

    def _aligned(self, folded: str, match: re.Match[str], firm: list[Head]) -> bool:
        """Whether a known foreign name ends just there: 圣费南多市 holds 费南多市, and is the longer name."""
        index = bisect_right(firm, match.end(), key=lambda h: h.end) - 1
        if index < 0 or firm[index].end != match.end() or firm[index].flags & COUNTRY:
            return False
        if firm[index].flags & CHINESE:  # 该省孟康县 holds 康县
            return firm[index].end - firm[index].start == 2 and folded[match.end() - 1] in "县旗"
        return bool(self.shapes.prefix.fullmatch(folded, match.start(), firm[index].start))

    def _stop(self, folded: str, head: Head, position: int, firm: list[Head]) -> int:
        """Where an unknown name behind `head` must end: at the next name that may stand for itself."""
        country = self.nations.country(head.name) if head.flags & COUNTRY else head.country
        for other in firm[bisect_right(firm, position, key=_start) :]:
            here = country in self.nations.countries(other.name)
            abroad = other.flags & FOREIGN and not here and country is not None
            if (other.closed and not abroad) or other.flags & (COUNTRY | CHINESE) or here:
                return other.start
            if other.start > position + 12:
                break
        return len(folded)

    def _name_like(self, whole: str) -> bool:
        generic = self.shapes.generic
        return not (whole in generic or whole[1:] in generic or self.shapes.no_name.search(whole))

    def _plausible(self, folded: str, match: re.Match[str], tied: Callable[[int], bool]) -> bool:
        core = match.group(1)
        if not self._name_like(match.group()) or core in self.shapes.generic:
            return False
        before = folded[match.start() - 1] if match.start() else "\n"
        beside = before in self.shapes.slot_before or before in '\n \t“"《'
        if len(core) >= 4:
            return beside or tied(match.start())
        return len(core) >= 2 and beside and tied(match.start())


# A name in its own letters behind one in Chinese: 阿西西(Assisi, 义大利城市).
_GLOSS = re.compile(r"\(\s?[A-Z][a-z]+[A-Za-z .'’-]*[,)]")
# Cells of a row: 多明尼加 拉罗马纳省, 夏威夷州 毛伊郡.
_CELL_END = re.compile(r"[ \t|(\n]|$")
_CELL_GAP = re.compile(r"[ \t|]{1,4}(?=\S)|[·\-—](?=\S)")
