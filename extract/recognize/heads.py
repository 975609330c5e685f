"""Candidate heads of Chinese names of places, and what the gazetteer says of their scanned names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extract.layers import Range
from extract.link.gazetteer import FOREIGN, PROVINCE, STRONG, Gazetteer
from extract.link.names import split_suffix, zh_norm
from extract.territory import CHINESE

# The rule of a district that stands right behind its city: 柏林 + 利希滕贝格区.
DISTRICT = "zh.place.district"
# The rule of 该省 before a place in the province that it stands for.
THAT = "zh.place.that"
# A city of so many people has districts that no list knows.
_BIG = 500_000


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

    @property
    def leads_abroad(self) -> bool:
        """Whether it is a division abroad of a name that stands for itself: 昆士兰, in 昆士兰伊普威奇市."""
        return bool(self.flags & PROVINCE and self.flags & STRONG and self.flags & FOREIGN)


class Nations:
    """What the gazetteer says of a scanned name: the countries it may lie in, and what it may lie within."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._countries: dict[str, frozenset[str]] = {}
        self._above: dict[str, frozenset[int]] = {}
        self._own: dict[str, frozenset[int]] = {}
        self._big: dict[str, str | None] = {}

    def countries(self, name: str) -> frozenset[str]:
        if name not in self._countries:
            rows = [self._gazetteer.row(i) for i in self.own(name)]
            self._countries[name] = frozenset(r.place.country for r in rows if r.place.country)
        return self._countries[name]

    def only_country(self, name: str) -> str | None:
        """The country of a name that is one of one country only."""
        countries = self.countries(name)
        return next(iter(countries)) if len(countries) == 1 else None

    def land(self, name: str) -> str | None:
        """The country of the only first-level division so called."""
        rows = [self._gazetteer.row(i) for i in self.own(name)]
        found = {r.place.country for r in rows if r.place.level == "province" and not r.place.geonames_id}
        return next(iter(found)) if len(found) == 1 else None

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

    def big(self, name: str) -> str | None:
        """The country of the biggest city abroad so called, if it is big enough to have districts."""
        if name not in self._big:
            rows = [self._gazetteer.row(i) for i in self.own(name)]
            cities = [r for r in rows if r.place.geonames_id and r.place.country not in CHINESE]
            largest = max(cities, key=lambda r: (r.population, -r.id), default=None)
            self._big[name] = largest.place.country if largest and largest.population >= _BIG else None
        return self._big[name]

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


def free(taken: Sequence[Range], start: int, end: int) -> bool:
    """Whether `[start, end)` overlaps none of `taken`, which is in order."""
    index = bisect_right(taken, (start, 1 << 60))
    before = index == 0 or taken[index - 1][1] <= start
    return before and (index == len(taken) or taken[index][0] >= end)
