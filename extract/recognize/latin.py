"""What the rules and the gazetteer know of Latin names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from extract.link.gazetteer import CURATED, DEMONYM, LATIN, STANDARD, Gazetteer
from extract.link.names import en_norm
from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load
from extract.rules.places import PlaceExample

PEOPLE_OF_A_REGION = 10**8  # no record counts them; Asia is no town in Peru


class EnglishRules(RuleModel):
    """rules/places/english.yaml."""

    particles: list[str]
    elided: list[str]
    announcing: list[str]
    describing: list[str]
    councils: list[str]
    generic: list[str]
    of: list[str]
    said_of: list[str]
    owning: list[str]
    tied_cities: list[str]
    cue_before: list[str]
    never: list[str]
    heads: list[str]
    function: list[str]
    places_despite: list[str]
    tail: list[str]
    titles: list[str]
    given: list[str]
    examples: dict[str, list[PlaceExample]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the gazetteer says of a Latin name."""

    kind: str
    country: str | None
    countries: frozenset[str]
    population: int
    curated: bool


@lru_cache(maxsize=1)
def english_rules() -> EnglishRules:
    """rules/places/english.yaml, read once."""
    return load(rules_dir() / "places" / "english.yaml", EnglishRules)


class LatinNames:
    """The gazetteer asked by Latin names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._generic = frozenset(english_rules().generic)
        self.known = lru_cache(maxsize=1 << 15)(self._known)
        self.contains = lru_cache(maxsize=1 << 12)(self._contains)

    def _known(self, name: str) -> Known | None:
        best: Known | None = None
        countries = set()
        for place_id, flags in self._gazetteer.lookup(en_norm(name)):
            if flags & DEMONYM:
                return None
            if not flags & LATIN:
                continue
            row = self._gazetteer.row(place_id)
            curated = bool(flags & CURATED)
            kind = (
                row.kind
                if row.kind != "division"
                else "province"
                if row.place.level == "province"
                else "city"
            )
            population = row.population if flags & (STANDARD | CURATED) else row.population // 4
            if kind == "region":
                population = PEOPLE_OF_A_REGION
            if row.place.country:
                countries.add(row.place.country)
            if best is None or population > best.population:
                best = Known(kind, row.place.country, frozenset(), population, curated)
        return replace(best, countries=frozenset(countries)) if best else None

    def people(self, word: str) -> str | None:
        """The country of a demonym (`Canadian`) or of a country's own name."""
        return self._gazetteer.people(word)

    def core(self, name: str) -> str:
        """A name without its generic word: `Xiangshan County` → `Xiangshan`."""
        words = name.split()
        return " ".join(words[:-1]) if len(words) > 1 and words[-1] in self._generic else name

    def countries(self, name: str) -> frozenset[str]:
        """Countries that have a place of the name, with or without its generic word."""
        known = self.known(self.core(name))
        return known.countries if known else frozenset()

    def _contains(self, outer: str, inner: str) -> bool | None:
        """Whether some place called `inner` lies in one called `outer`; None where none is called `inner`."""
        gazetteer = self._gazetteer
        above = {i for i, _ in gazetteer.lookup(en_norm(self.core(outer)))}
        found = gazetteer.lookup(en_norm(self.core(inner)))
        if not found:
            return None
        for place_id, _ in found:
            parent = gazetteer.row(place_id).parent
            while parent:
                if parent in above:
                    return True
                parent = gazetteer.row(parent).parent
        return False
