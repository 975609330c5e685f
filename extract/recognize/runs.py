"""Foreign names of which the lists know only a part: 布莱尼姆 holds 尼姆, and is no Nîmes."""

from __future__ import annotations

from collections.abc import Callable

from extract.layers import Range
from extract.link.gazetteer import COUNTRY, FOREIGN, PROVINCE, REGION, STRONG
from extract.recognize.heads import Head
from extract.recognize.shapes import Shapes

# How far a run of the characters of transliteration reaches to either side of a name, in code points.
_REACH = 8
# How many of them may stand before a name that a suffix closes, and belong to it.
_FEW = 2


class Runs:
    """Takes a run of the characters of transliteration for one name where it fills the slot of a tie and the
    known names in it leave something over."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def whole(self, folded: str, heads: list[Head], tied: Callable[[int], bool]) -> list[Head]:
        """The heads, with those inside a longer name replaced by it."""
        ends = {h.end for h in heads if h.flags & (COUNTRY | PROVINCE) or (h.closed and h.flags & FOREIGN)}
        abroad = {h.end for h in heads if h.flags & COUNTRY and h.flags & FOREIGN}
        found: dict[Range, Head] = {}
        for head in heads:
            if head.flags & (COUNTRY | REGION) or (head.closed and not self._begun(folded, head, ends)):
                continue
            if head.flags & PROVINCE and head.start in abroad:
                continue  # 澳大利亚昆士兰伊普威奇市
            if not head.flags & FOREIGN and head.start not in abroad:  # 老挝沙湾拿吉 holds 沙湾 of Xinjiang
                continue
            start, end = self._around(folded, head, ends)
            if (start, end) == (head.start, head.end) or (start, end) in found or not tied(start):
                continue
            fills = head.closed or self._fills(folded, start, end, ends)
            if fills and self._leaves(folded, start, end, heads):
                found[start, end] = Head(start, end, 0, folded[start:end], "zh.place.slot")
        if not found:
            return heads
        kept = [h for h in heads if not any(h.start < end and h.end > start for start, end in found)]
        return sorted([*kept, *found.values()], key=lambda h: h.start)

    def _begun(self, folded: str, head: Head, ends: set[int]) -> bool:
        """Whether a name that a suffix closes begins a little before it, right behind a qualifier:
        菲律宾本格特省拉特立尼达市 holds 特立尼达."""
        start, _ = self._around(folded, head, ends)
        return start in ends and 0 < head.start - start <= _FEW

    def _around(self, folded: str, head: Head, ends: set[int]) -> Range:
        """The run a head lies in; a qualifier before it is none of it."""
        letters, start, end = self.shapes.letters, head.start, head.end
        while start > head.start - _REACH and start not in ends and folded[start - 1 : start] in letters:
            start -= 1
        while end < head.end + _REACH and folded[end : end + 1] in letters:
            end += 1
        return start, end

    def _fills(self, folded: str, start: int, end: int, ends: set[int]) -> bool:
        begun = start in ends or self.shapes.begins_slot(folded, start)
        return begun and (folded[end : end + 1] == "(" or self.shapes.ends_slot(folded, end))

    def _leaves(self, folded: str, start: int, end: int, heads: list[Head]) -> bool:
        """Whether the firm names in a run leave a part of it, which is no word of its own."""
        at, parts = start, []
        for head in heads:
            if head.end <= start or head.start >= end:
                continue
            if head.start < start or head.end > end or head.flags & (COUNTRY | REGION):
                return False
            chinese = not head.flags & FOREIGN
            if chinese and head.flags & STRONG and head.start > start:
                return False
            if head.flags & (STRONG | PROVINCE) and not chinese:
                parts.append((at, head.start))
                at = max(at, head.end)
        parts.append((at, end))
        left = [folded[a:b] for a, b in parts if a < b]
        return bool(left) and self.shapes.generic.isdisjoint(left) and not self._word(folded, at, end)

    def _word(self, folded: str, start: int, end: int) -> bool:
        """Whether what stands behind the last name belongs to the words that follow: 里昂|达成."""
        endings = (self.shapes.no_end.match(folded, at) for at in range(start, end))
        return any(found is not None and found.end() == end for found in endings)
