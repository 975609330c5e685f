"""GeoJSON (RFC 7946): places as points, ties as lines between them; no borders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extract.registry.coordinates import located
from extract.registry.exports.tables import COLUMNS, Row, Source, credits

Point = tuple[float, float]  # longitude, latitude, in degrees


def write_geojson(source: Source, path: Path) -> None:
    """One FeatureCollection; what has no coordinates has a null geometry, as the standard has it.

    `point_of` says what lies at a place's point: see coordinates.Of.
    """
    points = located(source.db)
    evidence: dict[str, list[dict[str, Any]]] = {}
    for row in source.rows("evidence"):
        known = _named("evidence", row)
        evidence.setdefault(known.pop("tie"), []).append(known)
    features = []
    for row in source.rows("place"):
        place = _named("place", row)
        at = points.get(place["id"])
        geometry = {"type": "Point", "coordinates": at.point} if at else None
        if at:
            place["point_of"] = at.of
        features.append({"type": "Feature", "id": place["id"], "geometry": geometry, "properties": place})
    for row in source.rows("tie"):
        tie = _named("tie", row)
        ends = [points[tie[side]].point for side in ("a", "b") if tie[side] in points]
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
        "naming": source.policy,
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
