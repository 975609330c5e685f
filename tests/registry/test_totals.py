"""What releases claim against what the registry holds."""

from __future__ import annotations

from typing import Any

import pytest
from registry_runs import (
    BRISBANE,
    HOUSTON,
    LAIWU,
    NAMPA,
    SHENZHEN,
    XIANGYANG,
    Registry,
    count,
    document,
    pair,
)
from typer.testing import CliRunner

from extract.cli import app
from extract.registry.policy import load_policy
from extract.registry.totals import Total, totals

GUANGDONG = "iso:CN-GD"


def claim(registry: Registry, subject: str, what: str, value: int, **fields: Any) -> Total:
    registry.add(document("claim", count(subject, what, value, **fields)))
    db = registry.open()
    (total,) = totals(db, load_policy())
    db.close()
    return total


@pytest.fixture
def filled(registry: Registry) -> Registry:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03")),
        document("d2", pair(SHENZHEN, BRISBANE, date="1992-06-22")),
        document("d3", pair(SHENZHEN, NAMPA, "friendly_exchange")),
        document("d4", pair(GUANGDONG, "iso:AU-NSW", date="1979")),
        document("d5", pair(XIANGYANG, HOUSTON, date="1990")),
    )
    return registry


@pytest.mark.parametrize(
    ("what", "value", "as_of", "modifier", "verdict", "missing"),
    [
        ("sister_cities", 2, "2022-09", "exact", "agrees", 0),
        ("sister_cities", 1, "1990", "exact", "agrees", 0),
        ("sister_cities", 24, "2022-09", "exact", "missing", 22),
        ("sister_cities", 1, "2022-09", "exact", "contradicts", 0),
        ("sister_cities", 1, "2022-09", "at_least", "agrees", 0),
        ("exchange_cities", 1, "2022-09", "exact", "agrees", 0),  # undated: may have been signed by then
        ("exchange_cities", 0, "2022-09", "exact", "agrees", 0),  # or not
        ("ties", 3, "2022-09", "exact", "agrees", 0),
        ("countries", 2, "2022-09", "exact", "agrees", 0),
        ("countries", 57, "2022-09", "exact", "missing", 55),
    ],
)
def test_a_claim_is_held_against_the_ties_of_its_time(
    filled: Registry, what: str, value: int, as_of: str, modifier: str, verdict: str, missing: int
) -> None:
    total = claim(filled, SHENZHEN, what, value, as_of=as_of, modifier=modifier)
    assert (total.verdict, total.missing) == (verdict, missing)


@pytest.mark.parametrize(("value", "scope"), [(1, "own"), (3, "all")])
def test_a_provinces_claim_may_be_of_all_in_it(filled: Registry, value: int, scope: str) -> None:
    total = claim(filled, GUANGDONG, "sister_cities", value, as_of="2022")
    assert (total.verdict, total.scope) == ("agrees", scope)


def test_a_countrys_claim_is_of_all_in_it(filled: Registry) -> None:
    total = claim(filled, "iso:CN", "sister_cities", 4, as_of="2022")
    assert (total.verdict, total.scope, total.place) == ("agrees", "all", None)


def test_an_upgraded_tie_is_counted_once(filled: Registry) -> None:
    filled.add(document("up", pair(SHENZHEN, NAMPA, "sister_city", date="2010")))
    assert claim(filled, SHENZHEN, "ties", 3, as_of="2022").scopes[0].possible == 3


def test_parts_and_increases_are_no_totals(filled: Registry) -> None:
    filled.add(document("part", count(SHENZHEN, "sister_cities", 9, measure="increase")))
    db = filled.open()
    assert list(totals(db, load_policy())) == []
    db.close()


def test_a_place_without_ties_misses_all(filled: Registry) -> None:
    assert claim(filled, "gn:1796556", "sister_cities", 5, as_of="2022").missing == 5


@pytest.mark.parametrize(
    ("value", "verdict"), [(1, "contradicts"), (2, "agrees"), (3, "agrees"), (4, "missing")]
)
def test_countries_may_be_those_of_the_sister_cities_alone(
    registry: Registry, value: int, verdict: str
) -> None:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03")),
        document("d2", pair(SHENZHEN, BRISBANE, date="1992-06-22")),
        document("d3", pair(SHENZHEN, "gn:2192362", "friendly_exchange", date="1995")),
    )
    assert claim(registry, SHENZHEN, "countries", value, as_of="2022").verdict == verdict


def test_a_number_that_nobody_dates_may_be_of_any_time(filled: Registry) -> None:
    filled.add(document("claim", count(SHENZHEN, "sister_cities", 1), published=None))
    db = filled.open()
    (total,) = totals(db, load_policy())
    db.close()
    assert (total.verdict, total.as_of, total.scopes[0].certain) == ("agrees", None, 0)


def test_a_place_is_told_in_english_too(filled: Registry) -> None:
    filled.add(document("claim", count(SHENZHEN, "ties", 24), count(LAIWU, "ties", 3)))
    filled.open().close()
    shown = CliRunner().invoke(app, ["registry", "totals", "--db", str(filled.path)]).stdout
    assert "深圳市 (Shenzhen) exact 24" in shown
    assert " (Laiwu) exact 3" in shown  # a place that the registry has no tie of
    english = ["registry", "totals", "--naming", "iso", "--db", str(filled.path)]
    assert ": Laiwu exact 3" in CliRunner().invoke(app, english).stdout
