"""How well a place fits what the text says of a name: evidence, each piece in log-odds (see `Weights`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from extract.link.gazetteer import CURATED, LATIN, STANDARD, VARIANT, Gazetteer, Row
from extract.link.names import en_kinds, ends_name, split_suffix, suffix_kinds, zh_norm
from extract.territory import CHINESE

# A town of so many people is meant by its bare name rather than the division around it; a big one rather than
# any division of the country that is so called.
A_TOWN, A_BIG_TOWN = 15_000, 200_000


class Query(NamedTuple):
    """What is asked: a name as the text has it (folded), and all that the text says of it.

    `within` are normalised qualifier names, outermost first; `beside` the country of the enumeration that the
    name stands in; `context` countries that its sentence names, `document` those named anywhere; `around` ids
    of the first-level divisions that the document names.
    """

    name: str
    country: str | None = None
    within: tuple[str, ...] = ()
    lang: str = "zh"
    kind: str = "division"
    context: tuple[str, ...] = ()
    suffix: str = ""
    around: tuple[int, ...] = ()
    beside: str | None = None
    document: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of each piece of evidence."""

    standard: float = 2.0
    variant: float = 1.8
    curated: float = 1.5
    core: float = 0.0
    population: float = 0.45
    first_kind: float = 1.2
    other_kind: float = 0.4
    wrong_kind: float = -4.0
    qualifier: float = 4.0
    wrong_qualifier: float = -1.5
    beside: float = 3.0
    context: float = 2.5
    document: float = 1.5
    around: float = 3.0


WEIGHTS = Weights()
_TOWN = frozenset({"市", "城", "镇", "町", "村", "city", "town"})
_LEVEL_LETTER = {"province": "p", "city": "c", "county": "d", "other": "o"}


def decide(level: str, is_city: bool, suffix: str, kinds: str | None = None) -> float:
    """How well a place's level fits a generic suffix, in log-odds; a first-level city (Moscow) is both."""
    kinds = suffix_kinds(suffix) if kinds is None else kinds
    if not kinds:
        return 0.0
    if level == "province" and not is_city and suffix in _TOWN:
        return WEIGHTS.wrong_kind
    letters = _LEVEL_LETTER.get(level, "o") + ("c" if level == "province" and is_city else "")
    if level == "province" and is_city and kinds[0] == "p" and suffix not in ("都", "道", "府"):
        return -1.0
    if kinds[0] in letters:
        return WEIGHTS.first_kind
    return WEIGHTS.other_kind if any(k in letters for k in kinds) else WEIGHTS.wrong_kind


def _is_end(suffix: str, row: Row, flags: int) -> bool:
    city = row.place.level == "city" and row.place.geonames_id is not None
    return city and bool(flags & (STANDARD | VARIANT)) and ends_name(suffix, row.place.country)


class Evidence:
    """Weighs places of the gazetteer against a query."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.ids = lru_cache(maxsize=4096)(self._place_ids)

    def score(self, query: Query, row: Row, flags: int, cities: frozenset[int] = frozenset()) -> float:
        w = WEIGHTS
        score = w.population * math.log(row.population + 1000)
        if flags & STANDARD:
            score += w.standard
        elif flags & VARIANT or (flags & LATIN and flags & CURATED):
            score += w.variant
        else:
            score += w.core
        if flags & CURATED:
            score += w.curated
        fit = self.suffix(query, row, flags)
        if fit == 0.0 and row.id in cities and row.place.geonames_id is None:
            fit = w.wrong_kind
        score += fit
        if query.within:
            score += self._within(query, row)
        country = row.place.country
        if query.beside and country == query.beside:
            score += w.beside
        elif country in query.context:
            score += w.context
        elif country in query.document:
            score += w.document
        if query.around:
            above = self.above(row.id)
            score += w.around * any(i in above for i in query.around)
        return score

    def suffix(self, query: Query, row: Row, flags: int = 0) -> float:
        """How the name's generic part fits the place; 0 where it is the end of the name that is listed."""
        is_city = row.place.geonames_id is not None
        if query.lang == "en":
            kinds = en_kinds(query.name)
            if not kinds and query.suffix:
                return decide(row.place.level, is_city, query.suffix)
            if not kinds and row.place.level == "county" and row.place.country not in CHINESE:
                return WEIGHTS.wrong_kind  # English says `Lancaster County` when it means the county
            return decide(row.place.level, is_city, query.name.rsplit(" ", 1)[-1].lower(), kinds)
        suffix = split_suffix(zh_norm(query.name))[1]
        if _is_end(suffix, row, flags):
            return 0.0
        return decide(row.place.level, is_city, suffix)

    def _within(self, query: Query, row: Row) -> float:
        above = self.above(row.id)
        score = 0.0
        for name in query.within:
            ids = self.ids(name)
            if not ids or any(self.gazetteer.row(i).kind == "country" for i in ids):
                continue
            if ids & above:
                score += WEIGHTS.qualifier
            elif row.parent is not None or row.place.level == "province":
                score += WEIGHTS.wrong_qualifier
        return score

    def city_names(self, query: Query, found: dict[int, int]) -> frozenset[int]:
        """For a name without generic suffix: divisions abroad that hold, surround or share it with a city."""
        suffix = split_suffix(zh_norm(query.name))[1] if query.lang == "zh" else ""
        if suffix and not any(_is_end(suffix, self.gazetteer.row(i), f) for i, f in found.items()):
            return frozenset()
        named = STANDARD | VARIANT if query.lang == "zh" else STANDARD | CURATED
        rows = [
            self.gazetteer.row(i)
            for i, f in found.items()
            if f & named or (f & LATIN and self.gazetteer.row(i).population >= 200_000)
        ]
        first = {
            r.place.country for r in rows if r.place.level == "province" and r.place.geonames_id is not None
        }
        regions = {r.id for r in rows if r.place.country in first and r.place.geonames_id is None}
        towns = [
            r
            for r in rows
            if r.place.country != "CN" and r.place.geonames_id is not None and r.population >= A_TOWN
        ]
        called = {(r.place.country, r.place.name_en) for r in towns if r.population >= A_BIG_TOWN}
        regions |= {r.id for r in rows if (r.place.country, r.place.name_en) in called}
        if query.lang == "en":  # Bethlehem is the town: of its governorate English says so
            seats = {(r.place.country, r.place.name_en) for r in towns}
            regions |= {r.id for r in rows if not r.curated and (r.place.country, r.place.name_en) in seats}
        return frozenset(regions | {r.parent for r in towns if r.parent})

    def above(self, place_id: int) -> set[int]:
        ids: set[int] = set()
        parent = self.gazetteer.row(place_id).parent
        while parent:
            ids.add(parent)
            parent = self.gazetteer.row(parent).parent
        return ids

    def _place_ids(self, name: str) -> frozenset[int]:
        return frozenset(i for i, _ in self.gazetteer.lookup(name))
