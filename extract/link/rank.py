"""Which places a name may mean, and how likely each is: exact names, suffix, qualifiers, context, population.

The score is a sum of log-odds, each from a piece of evidence that is also named in `Candidate.method`; the
probabilities are their softmax. Weights: see `Weights`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.layers import Place
from extract.link.gazetteer import CORE, CURATED, LATIN, OWN, STANDARD, VARIANT, Gazetteer, Row
from extract.link.names import en_norm, en_strip, split_suffix, suffix_kinds, zh_norm
from extract.link.unknown import unknown_place


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a name as the text has it (folded), and all that the text says of it.

    `within` are normalised qualifier names, outermost first; `context` countries named nearby.
    """

    name: str
    country: str | None = None
    within: tuple[str, ...] = ()
    lang: str = "zh"
    kind: str = "division"
    context: tuple[str, ...] = ()
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may mean. `method` is the evidence that brought it: exact, regional, qualified, …"""

    place: Place
    probability: float
    method: str
    score: float
    row: Row


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of each piece of evidence."""

    standard: float = 2.0
    variant: float = 1.5
    curated: float = 1.5
    core: float = 0.0
    population: float = 0.45
    first_kind: float = 1.2
    other_kind: float = 0.4
    wrong_kind: float = -4.0
    qualifier: float = 4.0
    wrong_qualifier: float = -1.5
    context: float = 1.5


WEIGHTS = Weights()
_LEVEL_LETTER = {"province": "p", "city": "c", "county": "d", "other": "o"}
_EN_KINDS = {
    "province": "p", "prefecture": "p", "state": "p", "region": "po", "oblast": "p", "krai": "p", "voivodeship": "p",
    "governorate": "p", "canton": "p", "city": "cp", "town": "c", "township": "cd", "municipality": "cp", "county": "dp",
    "district": "d", "borough": "d", "banner": "d", "league": "o", "department": "po", "territory": "p", "commune": "c",
}  # fmt: skip


def decide(level: str, is_city: bool, suffix: str, kinds: str | None = None) -> float:
    """How well a place's level fits a generic suffix, in log-odds; a first-level city (Moscow) is both."""
    kinds = suffix_kinds(suffix) if kinds is None else kinds
    if not kinds:
        return 0.0
    letters = _LEVEL_LETTER.get(level, "o") + ("c" if level == "province" and is_city else "")
    if level == "province" and is_city and kinds[0] == "p" and suffix not in ("都", "道", "府"):
        return -1.0
    if kinds[0] in letters:
        return WEIGHTS.first_kind
    return WEIGHTS.other_kind if any(k in letters for k in kinds) else WEIGHTS.wrong_kind


class Ranker:
    """Ranks the gazetteer's places for a query."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._ids = lru_cache(maxsize=4096)(self._place_ids)

    def rank(self, query: Query) -> tuple[Candidate, ...]:
        """Candidates with probabilities, best first; empty where no list knows the name."""
        found = self._matches(query)
        if query.kind != "division":
            found = {i: f for i, f in found.items() if self.gazetteer.row(i).kind == query.kind} or found
        else:
            rows = {i: self.gazetteer.row(i) for i in found}
            found = {i: f for i, f in found.items() if rows[i].kind == "division" or rows[i].place.country == "SG"}
        if query.country:
            inside = {i: f for i, f in found.items() if self.gazetteer.row(i).place.country == query.country}
            found = inside
        if not found:
            return ()
        scored = sorted(
            ((self._score(query, self.gazetteer.row(i), flags), -i) for i, flags in found.items()), reverse=True
        )
        top = scored[0][0]
        weights = [math.exp(score - top) for score, _ in scored]
        total = sum(weights)
        out = []
        for (score, negative), weight in zip(scored, weights, strict=True):
            row = self.gazetteer.row(-negative)
            place, method = self._place(query, row), self._method(query, found[-negative])
            out.append(Candidate(place, weight / total, method, score, row))
        return tuple(out)

    def _matches(self, query: Query) -> dict[int, int]:
        lookup = self.gazetteer.lookup
        if query.lang == "en":
            norm, core = en_norm(query.name), en_norm(en_strip(query.name))
            found = {i: f for i, f in lookup(norm) if f & LATIN or f & OWN}
            for i, f in lookup(core) if core != norm else ():
                found[i] = found.get(i, 0) | f
            return found
        norm = zh_norm(query.name)
        core, suffix = split_suffix(norm)
        found = dict(lookup(norm))
        if suffix:
            for i, f in lookup(core):
                if i not in found:
                    found[i] = CORE | f & CURATED
        return found

    def _score(self, query: Query, row: Row, flags: int) -> float:
        w = WEIGHTS
        score = w.population * math.log(row.population + 1000)
        score += w.standard if flags & STANDARD else w.variant if flags & (VARIANT | LATIN) else w.core
        if flags & CURATED:
            score += w.curated
        score += self._suffix_score(query, row)
        if query.within:
            score += self._within_score(query, row)
        if query.context and row.place.country in query.context:
            score += w.context
        return score

    def _suffix_score(self, query: Query, row: Row) -> float:
        is_city = row.place.geonames_id is not None
        if query.lang == "en":
            tail = query.name.rsplit(" ", 1)[-1].lower()
            kinds = _EN_KINDS.get(tail, "") if " " in query.name else ""
            if not kinds and query.suffix:
                return decide(row.place.level, is_city, query.suffix)
            return decide(row.place.level, is_city, tail, kinds)
        return decide(row.place.level, is_city, split_suffix(zh_norm(query.name))[1])

    def _within_score(self, query: Query, row: Row) -> float:
        above = set()
        parent = row.parent
        while parent:
            above.add(parent)
            parent = self.gazetteer.row(parent).parent
        score = 0.0
        for name in query.within:
            ids = self._ids(name)
            if not ids or any(self.gazetteer.row(i).kind == "country" for i in ids):
                continue
            if ids & above:
                score += WEIGHTS.qualifier
            elif row.parent is not None or row.place.level == "province":
                score += WEIGHTS.wrong_qualifier
        return score

    def _place_ids(self, name: str) -> frozenset[int]:
        return frozenset(i for i, _ in self.gazetteer.lookup(name))

    def _place(self, query: Query, row: Row) -> Place:
        """The candidate as a Place; where the text's suffix says another kind of place, that kind, without its id."""
        place = row.place
        if query.lang == "en" or query.kind != "division":
            return place
        suffix = split_suffix(zh_norm(query.name))[1]
        fit = decide(place.level, place.geonames_id is not None, suffix)
        if fit > WEIGHTS.wrong_kind or row.curated and place.level != "city":
            return place
        other = unknown_place(query.name, place.country, suffix)
        return replace(other, name_en=place.name_en, parent=place.parent)

    def _method(self, query: Query, flags: int) -> str:
        if query.within:
            return "qualified"
        return "exact" if flags & (STANDARD | CORE | CURATED) else "regional"

    def unknown(self, query: Query) -> Place | None:
        """What can be said of a name no list knows: country, level, its own names."""
        if query.kind != "division":
            return None
        if query.lang == "en":
            tail = query.name.rsplit(" ", 1)[-1].lower()
            kinds = _EN_KINDS.get(tail, "c")
            level = {"p": "province", "d": "county", "o": "other"}.get(kinds[0], "city")
            name = en_strip(query.name)
            return Place(f"{query.country or ''}|{level}|{name}", name_en=name, country=query.country, level=level)
        return unknown_place(query.name, query.country, split_suffix(zh_norm(query.name))[1])
