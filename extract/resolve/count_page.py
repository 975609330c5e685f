"""What a document offers to its counts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extract.layers import CountMention, DateMention, Place, PlaceMention, Sentence
from extract.resolve.count_between import two_countries
from extract.resolve.count_cues import shape
from extract.resolve.count_setting import Setting
from extract.resolve.count_table import heading_over
from extract.territory import is_chinese
from extract.text.blocks import Blocks
from extract.text.cells import cells

# characters a count looks to either side, and counts or dates
REACH = 300
NEAR = 20
# how far from a line of a table its heading may tell the time
_TABLE = 1500
_LEAD = 24
_DAY = 10  # characters of a date that names a day
_UNDER = 80  # how far below its heading such a row may stand


@dataclass
class Page:
    """What a document offers: text, sentences, dates and places, the day of publication, whose text it
    is."""

    folded: str
    lowered: str
    sentences: Sequence[Sentence] = ()
    dates: Sequence[DateMention] = ()
    places: Sequence[PlaceMention] = ()
    published: str | None = None
    home: Place | None = None
    starts: list[int] = field(default_factory=list)
    date_starts: list[int] = field(default_factory=list)
    place_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [s.start for s in self.sentences]
        self.date_starts = [d.start for d in self.dates]
        self.place_starts = [p.start for p in self.places]

    @cached_property
    def has_columns(self) -> bool:
        """Whether a line of it may be the head of a table that counts what came new."""
        return shape("columns").search(self.lowered) is not None

    @cached_property
    def between(self) -> str | None:
        """The country whose ties with China the page is about."""
        return two_countries(self.folded, self.places)

    def _sentence_at(self, mention: CountMention) -> Sentence:
        return self.sentences[max(0, bisect_right(self.starts, mention.start) - 1)]

    def sentence_of(self, mention: CountMention) -> tuple[int, int]:
        """Start and end of the sentence of a mention, the line where sentences are unknown; within
        two blocks of `REACH`."""
        # whole blocks, so that neighbours in a long line look at the same stretch
        low = max(0, mention.start // REACH - 1) * REACH
        high = min(len(self.folded), (mention.end // REACH + 2) * REACH)
        if self.sentences:
            sentence = self._sentence_at(mention)
            return max(low, sentence.start), min(high, max(sentence.end, mention.end))
        start = max((self.folded.rfind(c, low, mention.start) + 1 for c in "\n。!?;"), default=low)
        ends = [e for c in "\n。!?;" if (e := self.folded.find(c, mention.end, high)) >= 0]
        return max(low, start), min(ends, default=high)

    def dates_of(self, s: Setting) -> Sequence[DateMention]:
        """The dates of a count's sentence."""
        return self.dates[bisect_left(self.date_starts, s.start) : bisect_left(self.date_starts, s.end)]

    def places_of(self, s: Setting) -> Sequence[PlaceMention]:
        """The places of a count's sentence."""
        return self.places[bisect_left(self.place_starts, s.start) : bisect_left(self.place_starts, s.end)]

    def places_of_line(self, s: Setting) -> Sequence[PlaceMention]:
        """The places before a count in its line."""
        start = self.folded.rfind("\n", 0, s.mention.start) + 1
        low = bisect_left(self.place_starts, start)
        return self.places[low : bisect_left(self.place_starts, s.mention.start)]

    def table_owner(self, s: Setting) -> Place | None:
        """Whose the table is that a row of countries, or its total, stands in: the home, or the first
        place of the text, where no row is about that."""
        if self.home is not None:
            return self.home
        first = next((p for p in self.places if p.kind == "division" and p.place is not None), None)
        if first is None or first.start >= s.start:
            return None
        end = self.folded.find("\n", first.end)
        rows = cells(self.folded, first.end, end, narrow=s.lang == "zh")
        return None if any(cell.counts for cell in rows) else first.place

    def event_before(self, s: Setting) -> str | None:
        """The day the story tells of: the last day before the sentence, not the page's stamp, on which it
        says that something was signed; else the last day it names."""
        at = bisect_left(self.date_starts, s.start)
        days = [
            d
            for d in reversed(self.dates[max(0, at - NEAR) : at])
            if d.value is not None and len(d.value) == _DAY and d.value != self.published
        ]
        signed = next((d for d in days if self._tells_of_signing(d)), None)
        told = signed or (days[0] if days else None)
        return told.value if told is not None else self.published

    def _tells_of_signing(self, date: DateMention) -> bool:
        text = self.lowered if date.lang == "en" else self.folded
        at = bisect_right(self.starts, date.start) - 1
        end = self.sentences[at].end if at >= 0 else date.end + REACH
        return shape("signing").search(text, date.end, end) is not None

    def heading_date(self, s: Setting) -> str | None:
        """The date as of which a table or list holds, for a line of it without one of its own: the last
        before the line, or the first behind it, that 截至 or `as of` leads."""
        if shape("line").fullmatch(s.text, s.start, s.end) is None:
            return None
        titled = not self.folded[: s.start].strip()
        if titled and shape("row_below").match(self.folded, s.end) is None:
            return None
        if shape("heading_number").match(s.text, s.mention.end):
            return None
        at = bisect_left(self.until, s.start, key=lambda d: d.start)
        around = [*self.until[max(0, at - 1) : at], *self.until[at : at + 1]]
        return next((d.value for d in around if abs(d.start - s.start) < _TABLE), None)

    @cached_property
    def until(self) -> list[DateMention]:
        """The dates that 截至 or `as of` leads."""
        return [d for d in self.dates if d.value and shape("until").search(self._before(d))]

    def dated_heading(self, s: Setting) -> tuple[str, DateMention | None] | None:
        """The heading over the row of a list that a count stands in, if it speaks of numbers, and its last
        date; None for a count in prose, or in a heading itself."""
        if shape("line").fullmatch(s.text, s.start, s.end) is None:
            return None
        if shape("heading_number").match(s.text, s.mention.end):
            return None
        found = heading_over(s.text, s.start)
        if found is None:
            return None
        heading = s.text[slice(*found)]
        if shape("of_counts").search(heading) is None:
            return None
        low, high = (bisect_left(self.date_starts, at) for at in found)
        dates = [d for d in self.dates[low:high] if d.value is not None]
        return heading, dates[-1] if dates else None

    def heading_place(self, s: Setting) -> Place | None:
        """The Chinese place alone on a line a little above the row that a labelled number stands in, whose
        list it is."""
        if not s.own_noun or shape("line").fullmatch(s.text, s.start, s.end) is None:
            return None
        at = bisect_left(self.place_starts, s.start)
        last = self.places[at - 1] if at else None
        if last is None or not is_chinese(last) or s.start - last.end > _UNDER:
            return None
        start = self.folded.rfind("\n", max(0, last.start - _UNDER), last.start) + 1
        end = self.folded.find("\n", last.end, s.start)
        return last.place if self.folded[start:end].strip() == self.folded[last.start : last.end] else None

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks(self.folded, self.sentences, self._places_in)

    def _places_in(self, start: int, end: int) -> list[PlaceMention]:
        low, high = (bisect_left(self.place_starts, at) for at in (start, end))
        return list(self.places[low:high])

    def block_place(self, s: Setting) -> Place | None:
        """The place at the head of the block of lines in which the count of an English line stands."""
        if s.lang != "en" or not self.sentences:
            return None
        head = self._blocks.head(self._sentence_at(s.mention).line)
        return head.place if head is not None else None

    def _before(self, date: DateMention) -> str:
        text = self.lowered if date.lang == "en" else self.folded
        return text[max(0, date.start - _LEAD) : date.start]

    def date_before(self, s: Setting) -> str | None:
        """The last date before the count, that 当时 means."""
        at = bisect_left(self.date_starts, s.mention.start)
        return next((d.value for d in reversed(self.dates[max(0, at - NEAR) : at]) if d.value), None)
