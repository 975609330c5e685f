"""What a row of a list says of one of its partners: since when, what kind of tie, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.layers import DateMention, PlaceMention, Range
from extract.relate import lexicon, status
from extract.relate.mask import DATE, NOUN, PLACES, Masked
from extract.relate.rows import kind_of
from extract.rules.pattern import alternation

EARLIEST = "1900"  # the year before which towns had no sister cities: founded in 1517
NEAR = 8  # characters between the date of an end or a rise and the word for it
REACH = {"zh": NEAR, "en": 20}  # from the beginning of that word to a date behind it
_BRACKET = re.compile(rf"[^()、,;:\s{PLACES}{DATE}{NOUN}]{{0,6}}\(([^()]*)\)")


@dataclass(slots=True)
class Part:
    """One partner of a row, at position `at` of the mask, and the ranges of the mask that speak of it; of
    several, `end` is where the next begins."""

    masked: Masked
    at: int
    partner: PlaceMention
    ranges: list[Range]
    dates: list[tuple[int, DateMention]] = field(default_factory=list)
    nouns: list[tuple[int, lexicon.Term]] = field(default_factory=list)
    end: int = 0

    def words(self, lowered: str) -> str:
        """The text of its stretch of the row, with what the mask leaves out; `lowered` is the document."""
        start, end = (self.at, self.end) if self.end else (0, len(self.masked.text))
        low, high = self.masked.raw_range(start, end)
        return lowered[low:high]

    def cue(self, effect: str, where: str = "") -> tuple[str, int] | None:
        """The first cue of an effect in its ranges: the rule's id and the position in the mask."""
        found = (status.within(self.masked, effect, low, high, where) for low, high in self.ranges)
        return next((fired for fired in found if fired is not None), None)

    def asked(self) -> bool:
        """Whether its row only asks whether there is or might be a tie: 会否考虑与A、B等城市缔结姊妹城市."""
        return status.asks(self.masked)

    def relation(self) -> str | None:
        """The kind of tie it names, by a term or, in a column of kinds, by a word."""
        for low, high in self.ranges:
            named = next((term.relation for at, term in self.nouns if low <= at < high), None)
            if kind := named or kind_of(self.masked, low, high):
                return kind
        return None

    def rise(self) -> lexicon.Term | None:
        """The kind to which the tie was raised (106年4月8日升格姊妹縣)."""
        for at, term in self.nouns:
            if _raised().search(self.masked.text, max(0, at - NEAR), at):
                return term
        return None

    def risen_from(self) -> tuple[lexicon.Term, DateMention | None] | None:
        """The kind of tie from which it was raised to that of the heading, and when that one was made:
        由友好交流城市升级; 1996年建立友好交流关系,后升格."""
        for at, term in self.nouns:
            if _rises().match(self.masked.text, at + 1):
                made = ((i, date) for i, date in self.dates if i < at)
                words = tuple(lexicon.words()[self.masked.lang]["made"])
                own = [date for i, date in made if self.masked.text[i + 1 : at].startswith(words)]
                return term, own[-1] if own else None
        return None

    def lower(self, higher: lexicon.Term) -> str | None:
        """The kind of tie that was raised to a `higher` one."""
        named = [term.relation for _, term in self.nouns if term is not higher]
        words = (kind_of(self.masked, low, high) for low, high in self.ranges)
        return named[0] if named else next((kind for kind in words if kind), None)

    def date_before(self, position: int) -> DateMention | None:
        """The date that stands right before a position."""
        near = [
            date
            for at, date in self.dates
            if 0 < position - at <= NEAR and "(" not in self.masked.text[at:position]
        ]
        return near[-1] if near else None

    def date_beside(self, position: int) -> DateMention | None:
        """The date by a position: in English the one behind it (ended 2009), else the one before it."""
        reach = REACH[self.masked.lang]
        behind = next((date for at, date in self.dates if 0 < at - position <= reach), None)
        before = self.date_before(position)
        return behind or before if self.masked.lang == "en" else before or behind

    def last_of_bracket(self) -> DateMention | None:
        """The date in the bracket behind its name, which is that of the end where the bracket tells of one:
        Pula (ended 2004)."""
        own = self.masked.own_dates.get(self.at)
        return own if self.masked.lang == "en" and len(self.dates) == 1 else None

    def first_date(self, other: DateMention | None = None) -> DateMention | None:
        """Its first date that is not `other`."""
        return next((date for _, date in self.dates if date is not other), None)


def brackets_of(masked: Masked, partners: Sequence[tuple[int, PlaceMention]], stop: int) -> dict[int, Range]:
    """What stands in the bracket behind a partner, by the partner's position."""
    found = ((i, _BRACKET.match(masked.text, i + 1, stop)) for i, _ in partners)
    return {i: match.span(1) for i, match in found if match}


def parts(
    masked: Masked, partners: Sequence[tuple[int, PlaceMention]], brackets: dict[int, Range], stop: int
) -> Iterator[Part]:
    """The partners of a row, each with what is said of it: in its bracket, behind it where that is said of
    several one by one, else anywhere outside the brackets."""
    if len(partners) == 1:
        at, partner = partners[0]
        only = _with_facts(Part(masked, at, partner, [(0, stop)]))
        if not only.dates:  # 旭川市——哈尔滨市(1995.11.21)
            only.dates += sorted((i, date) for i, date in masked.own_dates.items() if i < stop)
        yield only
        return
    outside = _outside(brackets.values(), stop)
    ends = [*(i for i, _ in partners[1:]), stop]
    behind = [_cut(outside, i, end) for (i, _), end in zip(partners, ends, strict=True)]
    each_dated = sum(_has(masked, ranges, DATE) for ranges in behind) > 1
    each_named = sum(_has(masked, ranges, NOUN) for ranges in behind) > 1
    for n, ((at, partner), mine) in enumerate(zip(partners, behind, strict=True)):
        bracket = [brackets[at]] if at in brackets else []
        own = _with_facts(Part(masked, at, partner, [*bracket, *mine]))
        common = _with_facts(Part(masked, at, partner, [*bracket, *outside]))
        dates = own.dates if each_dated else common.dates
        inside = [(i, d) for i, d in common.dates if i == at or held(i, bracket)]
        nouns = own.nouns if each_named else common.nouns
        ranges = own.ranges if each_dated or each_named else common.ranges
        yield Part(masked, at, partner, ranges, inside or dates, nouns, ends[n])


def may_begin(date: DateMention) -> bool:
    """Whether a tie can have been made at a date."""
    return (date.value or EARLIEST) >= EARLIEST


def _with_facts(part: Part) -> Part:
    masked = part.masked
    if part.at in masked.own_dates:
        part.dates.append((part.at, masked.own_dates[part.at]))
    for low, high in part.ranges:
        for i, symbol in masked.symbols.items():
            if low <= i < high and isinstance(symbol, DateMention) and may_begin(symbol):
                part.dates.append((i, symbol))
            elif low <= i < high and isinstance(symbol, lexicon.Term) and symbol.kind == "noun":
                part.nouns.append((i, symbol))
    return part


def _outside(brackets: Iterable[Range], stop: int) -> list[Range]:
    ranges, done = [], 0
    for low, high in sorted(brackets):
        ranges.append((done, low))
        done = high
    return [*ranges, (done, stop)]


def _cut(ranges: Sequence[Range], low: int, high: int) -> list[Range]:
    return [(max(a, low), min(b, high)) for a, b in ranges if max(a, low) < min(b, high)]


def _has(masked: Masked, ranges: Sequence[Range], symbol: str) -> bool:
    return any(masked.text.find(symbol, low, high) >= 0 for low, high in ranges)


def held(position: int, ranges: Iterable[Range]) -> bool:
    """Whether a position lies in one of the ranges."""
    return any(low <= position < high for low, high in ranges)


def rises(masked: Masked) -> bool:
    """Whether a row says of a kind of tie that it was raised."""
    return any(_rises().match(masked.text, i + 1) for i in masked.standing(NOUN, 0, len(masked.text)))


@lru_cache(maxsize=1)
def _rises() -> re.Pattern[str]:
    """What behind a kind of tie says that it was raised, and names no other."""
    words = alternation(lexicon.words()["zh"]["risen"])
    gap = rf"[^,{NOUN}{DATE}。;]"
    return re.compile(rf"{gap}{{0,6}}(?:,{gap}{{0,2}})?{words}[^{NOUN}。;]{{0,4}}(?:[,;)。]|$)")


@lru_cache(maxsize=1)
def _raised() -> re.Pattern[str]:
    return re.compile(alternation(lexicon.words()["zh"]["raise"]) + r"[^,。;]{0,4}\Z")
