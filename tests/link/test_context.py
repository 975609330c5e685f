"""Which place a text means: tests/cases/places_context.yaml, through the whole pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract import pipeline
from extract.layers import Place, PlaceMention, places
from extract.link.gazetteer import GazetteerError, open_gazetteer
from extract.link.names import en_norm, en_strip
from extract.territory import CHINESE

CASES = Path(__file__).parents[1] / "cases" / "places_context.yaml"
try:
    open_gazetteer()
except GazetteerError as error:
    pytest.skip(str(error), allow_module_level=True)


def _is(place: Place | None, wanted: str) -> bool:
    """Whether a place is what a case says: `NZ Hamilton`, `US-NC Wilmington`, `ES Córdoba/province`."""
    where, _, name = wanted.partition(" ")
    name, _, level = name.partition("/")
    if place is None or en_norm(en_strip(place.name_en or "")) != en_norm(en_strip(name)):
        return False
    known = place.level == level if level else place.geonames_id is not None
    return known and where in (place.country, (place.parent or "").removeprefix("iso:"))


def _said(mention: PlaceMention) -> str:
    place = mention.place
    return f"{mention.name}: {place and (place.parent, place.country, place.name_en, place.level)}"


@pytest.mark.parametrize(
    "case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda c: str(c["text"])[:24]
)
def test_place_in_context(case: dict[str, object]) -> None:
    text = str(case["text"])
    found = [m for m in places(pipeline.load()(text)) if m.kind == "division"]
    wanted, links = case.get("places", {}), case.get("links", [])
    assert isinstance(wanted, dict)
    assert isinstance(links, list)
    for name, place in wanted.items():
        named = [m for m in found if text[m.start : m.end] == name]
        assert named
        assert all(_is(m.place, place) for m in named), [_said(m) for m in named]
    if links:
        abroad = [m for m in found if m.country not in CHINESE]
        assert len(abroad) == len(links), [_said(m) for m in found]
        assert all(_is(m.place, place) for m, place in zip(abroad, links, strict=True)), abroad
