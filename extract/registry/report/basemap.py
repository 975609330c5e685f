"""Outlines under the map, from a GeoJSON file that the maker of a report chooses and answers for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.registry.store import RegistryError

Line = list[tuple[float, float]]  # longitude, latitude, in degrees
_DIGITS = 2  # a hundredth of a degree: less than a pixel


@dataclass(frozen=True, slots=True)
class Basemap:
    credit: str
    lines: list[Line]


def read_basemap(path: Path, credit: str) -> Basemap:
    """The lines and rings of a GeoJSON file. Raises RegistryError where it is none, or holds none."""
    try:
        found = [line for line in _lines(json.loads(path.read_text("utf-8"))) if len(line) > 1]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise RegistryError(f"{path}: no GeoJSON of lines or polygons: {error}") from error
    if not found:
        raise RegistryError(f"{path}: no line and no polygon in it")
    return Basemap(credit, found)


def _lines(node: dict[str, Any]) -> Iterator[Line]:
    kind = node["type"]
    if kind == "FeatureCollection":
        for feature in node["features"]:
            yield from _lines(feature)
    elif kind == "GeometryCollection":
        for geometry in node["geometries"]:
            yield from _lines(geometry)
    elif kind == "Feature":
        if node["geometry"]:
            yield from _lines(node["geometry"])
    elif kind == "LineString":
        yield _rounded(node["coordinates"])
    elif kind in ("MultiLineString", "Polygon"):
        for line in node["coordinates"]:
            yield _rounded(line)
    elif kind == "MultiPolygon":
        for polygon in node["coordinates"]:
            for ring in polygon:
                yield _rounded(ring)


def _rounded(coordinates: list[list[float]]) -> Line:
    """A line with points that fall together left out."""
    line: Line = []
    for longitude, latitude, *_ in coordinates:
        point = (round(float(longitude), _DIGITS), round(float(latitude), _DIGITS))
        if not line or line[-1] != point:
            line.append(point)
    return line
