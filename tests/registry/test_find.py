"""Places as people name them on the command line."""

from __future__ import annotations

import pytest
from registry_runs import HOUSTON, SHENZHEN, URAWA, XIANGYANG, Registry, count, document, pair
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.registry.find import find_place
from extract.registry.store import RegistryError

SUZHOU, SUZHOU_OF_ANHUI = "gn:1886760", "gn:1793743"  # both are Suzhou in English


@pytest.fixture
def filled(registry: Registry) -> Registry:
    registry.add(
        document("d1", pair(SHENZHEN, HOUSTON, date="1986-03"), count(SHENZHEN, "sister_cities", 24)),
        document("d2", pair(XIANGYANG, HOUSTON), pair(SHENZHEN, URAWA)),
    )
    return registry


def youcheng(registry: Registry, *words: str) -> Result:
    return CliRunner().invoke(app, ["registry", *words, "--db", str(registry.path)])


@pytest.mark.parametrize("said", ["深圳市", "深圳", "Shenzhen", "SHENZHEN", "Shenzhen City", SHENZHEN])
def test_a_place_is_found_as_people_call_it(filled: Registry, said: str) -> None:
    db = filled.open()
    (id_,) = db.execute("SELECT id FROM place WHERE key = ?", (SHENZHEN,)).fetchone()
    assert (find_place(db, said), find_place(db, id_)) == (id_, id_)
    db.close()


def test_names_a_place_had_and_names_that_wait_are_found(filled: Registry) -> None:
    db = filled.open()
    assert find_place(db, "襄樊") == find_place(db, "襄阳市")
    assert find_place(db, "浦和市") == URAWA
    with pytest.raises(RegistryError, match="no place called 无名"):
        find_place(db, "无名")
    db.close()


def test_a_name_of_several_is_not_chosen_between(registry: Registry) -> None:
    registry.add(document("d1", pair(SUZHOU, HOUSTON), pair(SUZHOU_OF_ANHUI, HOUSTON)))
    db = registry.open()
    with pytest.raises(RegistryError, match=r"Suzhou may be 宿州市 .*, 苏州市 .*: say which, by id"):
        find_place(db, "Suzhou")
    assert find_place(db, "苏州") != find_place(db, "宿州")
    db.close()


def test_totals_are_asked_for_by_name(filled: Registry) -> None:
    assert "missing 23: 深圳市 (Shenzhen) exact 24 sister_cities" in youcheng(filled, "totals", "深圳").output
    assert youcheng(filled, "totals", "Houston").output == "no release counts the ties of Houston\n"
    unknown = youcheng(filled, "totals", "无名")
    assert (unknown.exit_code, "no place called 无名" in unknown.output) == (2, True)


def test_why_takes_what_a_tie_shows(filled: Registry) -> None:
    (tie,) = (t["id"] for t in filled.ties() if t["since"])
    assert "signed = 1986-03: 1 sources" in youcheng(filled, "why", tie, "since").output
    unknown = youcheng(filled, "why", tie, "since when")
    assert (unknown.exit_code, "no field since when; there are relation" in unknown.output) == (2, True)
