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
from extract.link.evidence import A_TOWN, WEIGHTS, Evidence, Query, decide
from extract.link.gazetteer import CORE, CURATED, LATIN, OWN, STANDARD, VARIANT, Gazetteer, Row
from extract.link.names import (
    en_kinds,
    en_norm,
    en_strip,
    ends_name,
    sections,
    split_suffix,
    suffix_kinds,
    zh_norm,
)
from extract.link.pinyin import is_pinyin
from extract.link.taiwan import to_taiwan
from extract.link.translit.sound import Sounds
from extract.link.translit.spelling import GROUPS
from extract.link.unknown import unknown_place
from extract.resources import rules_dir
from extract.rules.loader import load
from extract.territory import CHINESE

# Found by the English name of a namesake, not by its own.
NAMESAKE = 128
# Countries whose counties the gazetteer lists by their English names.
_COUNTY_POOLS = frozenset({"US"})
# From here on a sound in the country of the enumeration outweighs a name from elsewhere, and a city lends its
# name to a district.
SURE_SOUND = 0.8
# Below this a division by sound competes with the cities, one of which may lend it its name.
SURE_DIVISION = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may mean. `method` is the evidence that brought it: exact, regional, qualified, …"""

    place: Place
    probability: float
    method: str
    score: float
    row: Row
    exact: bool = False


# Places by sound: (place id, probability, score), best first.
Sounded = tuple[tuple[int, float, float], ...]


def _all_sounds(whole: Sounded, cores: Sounded) -> bool:
    """Whether a seeming generic part belongs to the name: 蒙托邦 (Montauban), 马可岛 (Marco Island)."""
    if not whole or whole[0][1] < SURE_SOUND:
        return False
    without = next((score for place, _, score in cores if place == whole[0][0]), -math.inf)
    return whole[0][2] > without


@lru_cache(maxsize=1)
def lookalikes() -> dict[int, str]:
    """Characters that Chinese texts write for others in Japanese names: 岗 for 冈."""
    return str.maketrans(load(rules_dir() / "gazetteer" / "lookalikes.yaml", dict[str, str]))


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


class Ranker:
    """Ranks the gazetteer's places for a query."""

    def __init__(self, gazetteer: Gazetteer, chinese: bool = True, minimum: int = 500) -> None:
        """`chinese=False` leaves the Chinese names out, so that only reading and transliteration serve."""
        self.gazetteer, self.chinese = gazetteer, chinese
        self._sounds = Sounds(gazetteer, minimum)
        self._aliases = aliases.load()
        self._evidence = Evidence(gazetteer)

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
        cities = self._evidence.city_names(query, found)
        scored = sorted(
            (
                (self._evidence.score(query, self.gazetteer.row(i), flags, cities), -i)
                for i, flags in found.items()
            ),
            reverse=True,
        )
        top = scored[0][0]
        weights = [math.exp(score - top) for score, _ in scored]
        total = sum(weights)
        out = []
        for (score, negative), weight in zip(scored, weights, strict=True):
            row = self.gazetteer.row(-negative)
            flags = found[-negative]
            place, method = self._place(query, row, flags), self._method(query, flags)
            exact = bool(flags & (STANDARD | VARIANT))
            out.append(Candidate(place, weight / total, method, score, row, exact))
        if query.beside and not out[0].exact and out[0].place.country != query.beside:
            sounded = self._by_sound(query)
            if sounded and sounded[0].probability >= SURE_SOUND:
                return sounded
        if query.country and not out[0].exact and out[0].place.geonames_id is None and query.lang == "zh":
            sounded = self._by_sound(query)
            if sounded and sounded[0].probability >= 0.5 and not self.fits(query, out[0].row):
                return sounded
        return tuple(out)

    def country(self, name: str) -> str | None:
        """The country of a normalised name that is a country's own."""
        rows = [self.gazetteer.row(i) for i, _ in self.gazetteer.lookup(name)]
        return next((r.place.country for r in rows if r.kind == "country"), None)

    def _alias(self, query: Query) -> tuple[Candidate, ...]:
        """What a user or reviewer has said of this spelling."""
        name = aliases.normal(query.name)
        key = self._aliases.get((name, query.country)) or self._aliases.get((name, None))
        row = self.gazetteer.find(key) if key else None
        return (Candidate(row.place, 1.0, "alias", 0.0, row, True),) if row else ()

    def fits(self, query: Query, row: Row) -> bool:
        """Whether a place is of the kind that the generic part of a name says."""
        return self._evidence.suffix(query, row) > WEIGHTS.wrong_kind

    def _by_sound(self, query: Query) -> tuple[Candidate, ...]:
        """Candidates by reading or transliteration among the places of the country that the text states."""
        country = query.country or query.beside or (query.context[0] if len(query.context) == 1 else None)
        if query.lang != "zh" or query.kind != "division" or country is None:
            return ()
        name, within = self._behind_division(zh_norm(query.name), country)
        core, suffix = split_suffix(name)
        kinds = suffix_kinds(suffix)
        method = "reading" if country in GROUPS else "transliteration"
        inside = {
            i
            for qualifier in (*query.within, *within)
            for i in self._evidence.ids(qualifier)
            if self.gazetteer.row(i).kind == "division"
        }
        sounded: Sounded = ()
        section = suffix in sections()
        counties = kinds[:1] == "d" and country in _COUNTY_POOLS and not section
        if kinds and "c" not in kinds:
            if counties:
                sounded = self._sounds.rank(name, f"{country}/county", frozenset(inside))
            else:
                sounded = self._sounds.rank(name, f"{country}/division")
            divided = sounded[0][1] if sounded else 0.0
            bar = max(SURE_DIVISION, divided) if section else SURE_SOUND
            if section or divided < SURE_DIVISION:
                whole = (
                    self._sounds.rank(name, country, frozenset(inside)) if ends_name(suffix, country) else ()
                )
                # of a county's name the core is asked only to be held against the whole
                cities = self._sounds.rank(core, country, frozenset(inside)) if whole or not counties else ()
                if _all_sounds(whole, cities):
                    sounded, suffix, kinds = whole, "", ""
                elif not counties and cities and cities[0][1] >= bar:
                    sounded = cities
        elif not counties:
            sounded = self._sounds.rank(name, country, frozenset(inside))
        out = []
        for place_id, probability, score in sounded:
            row = self.gazetteer.row(place_id)
            place = row.place
            if self.chinese and country == "JP" and self._other_kanji(core, row):
                continue
            fit = decide(place.level, place.geonames_id is not None, suffix)
            if kinds[:1] == "d" and country in GROUPS and place.level not in ("county", "other"):
                continue  # a ward or county is read as written: 大德区 is no part of 大邱
            sure = probability >= SURE_DIVISION and row.population >= A_TOWN
            if section and sure and fit <= WEIGHTS.wrong_kind:
                place = replace(place, level="county")
            elif kinds and "c" not in kinds and fit <= WEIGHTS.wrong_kind:
                place = unknown_place(query.name, country, suffix, like=place)
            if place.name_zh is None:
                place = replace(place, name_zh=core, name_zh_hant=to_taiwan(core))
            out.append(Candidate(place, probability, method, score, row, False))
        return tuple(out)

    def _behind_division(self, name: str, country: str) -> tuple[str, tuple[str, ...]]:
        """A name that begins with a first-level division of its country, without it: 纽约州列维顿."""
        for end in range(len(name) - 2, 2, -1):
            head = name[:end]
            if "p" in suffix_kinds(split_suffix(head)[1]) and any(
                row.place.country == country and row.place.level == "province"
                for row in map(self.gazetteer.row, self._evidence.ids(head))
            ):
                return name[end:], (head,)
        return name, ()

    def _other_kanji(self, core: str, row: Row) -> bool:
        """Whether a Japanese place is written so otherwise that its likeness in sound tells nothing: 川根本町
        is no 川本町. One character of three may be another form of the same."""
        own = split_suffix(zh_norm(row.place.name_zh))[0] if row.place.name_zh else core
        own, core = own.translate(lookalikes()), core.translate(lookalikes())
        return len(own) != len(core) or sum(a != b for a, b in zip(own, core, strict=True)) > len(core) // 3

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
            i
            for name in query.within
            for i in self._evidence.ids(name)
            if self.gazetteer.row(i).kind == "division"
        }
        if found and (not above or any(above & self._evidence.above(i) for i in found)):
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
                inside = above & self._evidence.above(i) if above else row.place.country == query.country
                if flags & STANDARD and inside and row.kind == "division":
                    out[i] = NAMESAKE
        return out

    def _place(self, query: Query, row: Row, flags: int) -> Place:
        """The candidate as a Place; where the text's suffix says another kind of place, that kind,
        without its id, unless the suffix is part of the name listed (查马丁区 is Chamartín)."""
        place = row.place
        if query.kind != "division":
            return place
        if query.lang == "en":
            return self._around(query, row) if not self.fits(query, row) else place
        suffix = split_suffix(zh_norm(query.name))[1]
        fit = self._evidence.suffix(query, row, flags)
        if fit > WEIGHTS.wrong_kind or (
            flags & (STANDARD | VARIANT) and row.curated and place.level != "city"
        ):
            return place
        if flags & (STANDARD | VARIANT) and place.geonames_id and suffix_kinds(suffix)[0] == "d":
            return replace(place, level="county")
        sibling = self._sibling(place, suffix)
        if sibling is not None:
            return sibling
        return unknown_place(query.name, place.country, suffix, like=place)

    def _around(self, query: Query, row: Row) -> Place:
        """The district or county meant by a name of which lists know the town only: Timaru District."""
        place = row.place
        if query.name.rsplit(" ", 1)[-1] not in ("District", "County") or place.level != "city":
            return place
        key = f"{place.country or ''}|county|{place.name_zh or place.name_en}"
        return replace(place, key=key, level="county", geonames_id=None)

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
            level = {"p": "province", "d": "county", "o": "other"}.get(en_kinds(query.name)[:1], "city")
            name = en_strip(query.name)
            country = query.country or query.beside
            abroad = [c for c in query.context if c not in CHINESE]
            if country is None and len(abroad) == 1 and not is_pinyin(name.split()[0]):
                (country,) = abroad
            return Place(f"{country or ''}|{level}|{name}", name_en=name, country=country, level=level)
        country = query.country or query.beside
        return unknown_place(query.name, country, split_suffix(zh_norm(query.name))[1])
