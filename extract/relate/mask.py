"""A sentence as patterns see it: each place, date and term masked to one character.

`江苏省南京市与美国圣路易斯市于1979年11月2日缔结友好城市关系` becomes `C与F于T缔结R关系`, where C, F, T
and R stand for single private-use characters. A pattern need not know how long a name is, what qualifies
it, whose mayor signs or how a date is written, and offsets into the mask lead back to the source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from extract.layers import DateMention, PlaceMention, Range, Sentence
from extract.relate import lexicon

CHINESE, FOREIGN, UNKNOWN = "\ue000", "\ue001", "\ue002"
DUAL, COUNTRY, DATE, BODY = "\ue004", "\ue005", "\ue006", "\ue007"
BODY_OF, VENUE = "\ue008", "\ue009"  # 芦原市的一所中学; 在科伦坡签署
NOUN, VERB, ALLIANCE = "\ue010", "\ue011", "\ue012"
PLACES = CHINESE + FOREIGN + UNKNOWN
PLACE = f"[{PLACES}]"

Symbol = PlaceMention | DateMention | lexicon.Term | None


@dataclass(slots=True)
class Masked:
    """A masked stretch of text that begins at `start` of the source. `symbols` maps positions in `text` to
    what stands there, in order, and `spans` are the ranges of the source that each of them covers;
    `own_dates` maps positions of places to a date in brackets behind the name. `present` are the word lists
    of which the text has a word (all, where that is not known)."""

    text: str
    lang: str
    sentences: tuple[Sentence, ...]
    start: int
    symbols: dict[int, Symbol] = field(default_factory=dict)
    spans: list[Range] = field(default_factory=list)
    own_dates: dict[int, DateMention] = field(default_factory=dict)
    present: int = -1
    _marks: list[int] | None = None
    _rows: dict[str, list[int]] | None = None

    def raw_range(self, start: int, end: int) -> Range:
        """The source's range for `[start, end)` of the mask; `end > start`."""
        return self._raw(start)[0], self._raw(end - 1)[1]

    def _raw(self, position: int) -> Range:
        """What one character of the mask covers."""
        marks = self._positions()
        before = bisect_right(marks, position) - 1
        if before < 0:
            return self.start + position, self.start + position + 1
        mark, (low, high) = marks[before], self.spans[before]
        if mark == position:
            return low, high
        return high + position - mark - 1, high + position - mark

    def _positions(self) -> list[int]:
        """Where symbols stand, in order."""
        if self._marks is None:
            self._marks = list(self.symbols)
        return self._marks

    def gap_around(self, position: int) -> Range:
        """From behind the mark before a marked position to the mark after it."""
        marks = self._positions()
        at = bisect_right(marks, position)
        before = marks[at - 2] + 1 if at > 1 else 0
        return before, marks[at] if at < len(marks) else len(self.text)

    def places_between(self, start: int, end: int) -> list[PlaceMention]:
        """The places masked in `[start, end)` of the mask."""
        marks = self._positions()
        inside = marks[bisect_left(marks, start) : bisect_left(marks, end)]
        return [s for i in inside if isinstance(s := self.symbols[i], PlaceMention)]

    def date_at(self, position: int) -> DateMention | None:
        """The date masked at a position, if that is what stands there."""
        symbol = self.symbols.get(position)
        return symbol if isinstance(symbol, DateMention) else None

    def standing(self, symbols: str, start: int, end: int) -> list[int]:
        """Where one of these symbols stands in `[start, end)` of the mask, in order."""
        if self._rows is None:
            self._rows = {}
            for i in self.symbols:
                self._rows.setdefault(self.text[i], []).append(i)
        rows = [row for symbol in symbols if (row := self._rows.get(symbol))]
        found = [i for row in rows for i in row[bisect_left(row, start) : bisect_left(row, end)]]
        return sorted(found) if len(rows) > 1 else found

    def parties(self) -> list[tuple[int, PlaceMention]]:
        """The places that can be a side of a tie, each with its position in the mask, in order."""
        row = self.standing(PLACES, 0, len(self.text))
        return [(i, s) for i in row if isinstance(s := self.symbols[i], PlaceMention)]

    def has(self, symbols: str) -> bool:
        """Whether one of these symbols stands in it."""
        return any(symbol in self.text for symbol in symbols)

    def sentences_of(self, start: int, end: int) -> list[Sentence]:
        """The sentences that `[start, end)` of the mask touches."""
        low, high = self.raw_range(start, end)
        return [s for s in self.sentences if s.start < high and low < s.end]
