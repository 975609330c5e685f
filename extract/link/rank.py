"""Which places a name may mean, and how likely each is: exact names, suffix, qualifiers, context, population.

The score is a sum of log-odds, each from a piece of evidence that is also named in `Candidate.method`; the
probabilities are their softmax. Weights: see `Weights`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.layers import Place
from extract.link import aliases
from extract.link.gazetteer import CORE, CURATED, LATIN, OWN, STANDARD, VARIANT, Gazetteer, Row
from extract.link.names import en_norm, en_strip, split_suffix, suffix_kinds, zh_norm
from extract.link.sound import Sounds
from extract.link.translit import GROUPS
from extract.link.unknown import to_taiwan, unknown_place

# Found by the English name of a namesake, not by its own.
NAMESAKE = 128


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a name as the text has it (folded), and all that the text says of it.

    `within` are normalised qualifier names, outermost first; `context` countries named nearby; `around`
    ids of
    the first-level divisions and countries that the document names anywhere.
    """

    name: str
    country: str | None = None
    within: tuple[str, ...] = ()
    lang: str = "zh"
    kind: str = "division"
    context: tuple[str, ...] = ()
    suffix: str = ""
    around: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may mean. `method` is the evidence that brought it: exact, regional, qualified, …"""

    place: Place
    probability: float
    method: str
    score: float
    row: Row
    exact: bool = False


def consensus(found: tuple[Candidate, ...], share: float = 0.7) -> Place | None:
    """What most of the probability agrees on where no single place has it: 魏尔海姆 is a Weilheim in Germany.

    The Place has no id; its English name, country and level are those that hold `share` of the probability.
    """
    if not found or sum(c.probability for c in found) < share:
        return None
    best = found[0].place

    def held(field: str) -> bool:
        value = getattr(best, field)
        return sum(c.probability for c in found if getattr(c.place, field) == value) >= share

    if not held("name_en") or best.name_en is None:
        return None
    country = best.country if held("country") else None
    level = best.level if held("level") else "city"
    key = f"{country or ''}|{level}|{best.name_zh or best.name_en}"
    return Place(key, best.name_zh, best.name_zh_hant, best.name_en, country, level)


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
    around: float = 3.0


WEIGHTS = Weights()
# Countries whose counties the gazetteer lists by their English names.
_COUNTY_POOLS = frozenset({"US"})
_TOWN = frozenset({"市", "城", "镇", "町", "村", "city", "town"})
_LEVEL_LETTER = {"province": "p", "city": "c", "county": "d", "other": "o"}
_EN_KINDS = {
    "province": "p", "prefecture": "p", "state": "p", "region": "po", "oblast": "p", "krai": "p",
    "voivodeship": "p",
    "governorate": "p", "canton": "p", "city": "cp", "town": "c", "township": "cd", "municipality":
    "cp", "county": "dp",
    "district": "d", "borough": "d", "banner": "d", "league": "o", "department": "po", "territory": "p",
    "commune": "c",
}  # fmt: skip


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


class Ranker:
    """Ranks the gazetteer's places for a query."""

    def __init__(self, gazetteer: Gazetteer, chinese: bool = True, minimum: int = 500) -> None:
        """`chinese=False` leaves the Chinese names out, so that only reading and transliteration serve."""
        self.gazetteer, self.chinese = gazetteer, chinese
        self._sounds = Sounds(gazetteer, minimum)
        self._aliases = aliases.load()
        self._ids = lru_cache(maxsize=4096)(self._place_ids)

    def rank(self, query: Query) -> tuple[Candidate, ...]:
        """Candidates with probabilities, best first; empty where neither a list nor the sound tells."""
        if self._aliases and (own := self._alias(query)):
            return own
        found = self._matches(query) if self.chinese else {}
        if query.kind != "division":
            found = {i: f for i, f in found.items() if self.gazetteer.row(i).kind == query.kind} or found
        else:
            rows = {i: self.gazetteer.row(i) for i in found}
            found = {
                i: f for i, f in found.items() if rows[i].kind == "division" or rows[i].place.country == "SG"
            }
        anywhere = found
        if query.country:
            found = {i: f for i, f in found.items() if self.gazetteer.row(i).place.country == query.country}
        if query.kind == "division" and (query.country or query.within):
            found = {**self._namesakes(query, anywhere, found), **found}
        if not found:
            return self._by_sound(query)
        cities = self._city_names(query, found)
        scored = sorted(
            ((self._score(query, self.gazetteer.row(i), flags, cities), -i) for i, flags in found.items()),
            reverse=True,
        )
        top = scored[0][0]
        weights = [math.exp(score - top) for score, _ in scored]
        total = sum(weights)
        out = []
        for (score, negative), weight in zip(scored, weights, strict=True):
            row = self.gazetteer.row(-negative)
            place, method = self._place(query, row), self._method(query, found[-negative])
            exact = bool(found[-negative] & (STANDARD | VARIANT))
            out.append(Candidate(place, weight / total, method, score, row, exact))
        if query.country and not out[0].exact and out[0].place.geonames_id is None and query.lang == "zh":
            sounded = self._by_sound(query)
            if sounded and sounded[0].probability >= 0.5 and self._misfit(query, out[0].row):
                return sounded
        return tuple(out)

    def _alias(self, query: Query) -> tuple[Candidate, ...]:
        """What a user or reviewer has said of this spelling."""
        name = aliases.normal(query.name)
        key = self._aliases.get((name, query.country)) or self._aliases.get((name, None))
        row = self.gazetteer.find(key) if key else None
        return (Candidate(row.place, 1.0, "alias", 0.0, row, True),) if row else ()

    def _misfit(self, query: Query, row: Row) -> bool:
        return self._suffix_score(query, row) <= WEIGHTS.wrong_kind

    def _by_sound(self, query: Query) -> tuple[Candidate, ...]:
        """Candidates by reading or transliteration among the places of the country that the text states."""
        country = query.country or (query.context[0] if len(query.context) == 1 else None)
        if query.lang != "zh" or query.kind != "division" or country is None:
            return ()
        name = zh_norm(query.name)
        core, suffix = split_suffix(name)
        kinds = suffix_kinds(suffix)
        method = "reading" if country in GROUPS else "transliteration"
        inside = {
            i for name in query.within for i in self._ids(name) if self.gazetteer.row(i).kind == "division"
        }
        out = []
        pool = f"{country}/county" if kinds[:1] == "d" and country in _COUNTY_POOLS else country
        for place_id, probability, score in self._sounds.rank(name, pool, frozenset(inside)):
            row = self.gazetteer.row(place_id)
            place = row.place
            if kinds and "c" not in kinds and decide(place.level, True, suffix) <= WEIGHTS.wrong_kind:
                other = unknown_place(query.name, country, suffix)
                place = replace(other, name_en=place.name_en, parent=place.parent)
            if place.name_zh is None:
                place = replace(place, name_zh=core, name_zh_hant=to_taiwan(core))
            out.append(Candidate(place, probability, method, score, row, False))
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

    def _namesakes(self, query: Query, anywhere: dict[int, int], found: dict[int, int]) -> dict[int, int]:
        """Places of the stated country or division that share the English name of a place so called:
        罗马 in Georgia.

        A list that knows 罗马 only as the capital of Italy still says that it is a Rome.
        """
        above = {
            i for name in query.within for i in self._ids(name) if self.gazetteer.row(i).kind == "division"
        }
        if found and (not above or any(above & self._above(i) for i in found)):
            return {}
        english = {
            self.gazetteer.row(i).place.name_en
            for i, f in anywhere.items()
            if f & (STANDARD | VARIANT | CORE)
        }
        out = {}
        for name in sorted(n for n in english if n):
            for i, flags in self.gazetteer.lookup(en_norm(name)):
                row = self.gazetteer.row(i)
                inside = above & self._above(i) if above else row.place.country == query.country
                if flags & STANDARD and inside and row.kind == "division":
                    out[i] = NAMESAKE
        return out

    def _above(self, place_id: int) -> set[int]:
        ids: set[int] = set()
        parent = self.gazetteer.row(place_id).parent
        while parent:
            ids.add(parent)
            parent = self.gazetteer.row(parent).parent
        return ids

    def _city_names(self, query: Query, found: dict[int, int]) -> frozenset[int]:
        """For a name without generic suffix: divisions abroad that hold or surround a city so called."""
        if query.lang == "zh" and split_suffix(zh_norm(query.name))[1]:
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
        return frozenset(regions) | frozenset(
            r.parent
            for r in rows
            if r.parent
            and r.place.country != "CN"
            and r.place.geonames_id is not None
            and r.population >= 20_000
        )

    def _score(self, query: Query, row: Row, flags: int, cities: frozenset[int] = frozenset()) -> float:
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
        fit = self._suffix_score(query, row)
        if fit == 0.0 and row.id in cities and row.place.geonames_id is None:
            fit = w.wrong_kind
        score += fit
        if query.within:
            score += self._within_score(query, row)
        if query.context and row.place.country in query.context:
            score += w.context
        if query.around:
            above = self._above(row.id)
            score += w.around * any(i in above for i in query.around)
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
        above = self._above(row.id)
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
        """The candidate as a Place; where the text's suffix says another kind of place, that kind,
        without its id."""
        place = row.place
        if query.lang == "en" or query.kind != "division":
            return place
        suffix = split_suffix(zh_norm(query.name))[1]
        fit = decide(place.level, place.geonames_id is not None, suffix)
        if fit > WEIGHTS.wrong_kind or (row.curated and place.level != "city"):
            return place
        sibling = self._sibling(place, suffix)
        if sibling is not None:
            return sibling
        other = unknown_place(query.name, place.country, suffix)
        return replace(other, name_en=place.name_en, parent=place.parent)

    def _sibling(self, place: Place, suffix: str) -> Place | None:
        """The place of the kind the suffix means that shares the English name: Faro the city for Faro
        the district."""
        if place.name_en is None:
            return None
        rows = [
            self.gazetteer.row(i) for i, f in self.gazetteer.lookup(en_norm(place.name_en)) if f & STANDARD
        ]
        fitting = [
            r
            for r in rows
            if r.place.country == place.country
            and decide(r.place.level, r.place.geonames_id is not None, suffix) > 0
        ]
        return max(fitting, key=lambda r: (r.population, -r.id)).place if fitting else None

    def _method(self, query: Query, flags: int) -> str:
        if flags & NAMESAKE:
            return "namesake"
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
            return Place(
                f"{query.country or ''}|{level}|{name}", name_en=name, country=query.country, level=level
            )
        return unknown_place(query.name, query.country, split_suffix(zh_norm(query.name))[1])
