"""Real ties, each told in four spellings: statements of one are brought together, those of two kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from registry_runs import document, pair, write_run

from extract.link.gazetteer import open_gazetteer
from extract.link.query import candidates
from extract.link.rank import Ranker
from extract.registry.build import build
from extract.registry.store import open_store

CASES = Path(__file__).parents[1] / "cases" / "registry_ties.yaml"
UPGRADED = 5  # each fifth tie was one of friendly exchange before


def told_ties() -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str, str]]:
    """Spellings of both places, with the countries."""
    cases = yaml.safe_load(CASES.read_text("utf-8"))
    places: dict[str, dict[str, tuple[str, ...]]] = {}
    for country, rows in cases["places"].items():
        for row in rows:
            spellings = tuple(row.split(" | "))
            places.setdefault(spellings[0], {})[country] = spellings
    for city, partners in cases["ties"].items():
        for partner in partners.split():
            country, _, name = partner.rpartition(":")
            if not country:
                (country,) = places[name]
            yield places[city]["CN"], places[name][country], "CN", country


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[tuple[int, str], str | None]]:
    """Of each statement: the tie it is of, in truth; and the tie it was brought to, None where it waits."""
    ranker = Ranker(open_gazetteer())
    linked: dict[tuple[str, str], tuple[str, float]] = {}

    def link(name: str, country: str) -> tuple[str, float]:
        if (name, country) not in linked:
            best = next(iter(candidates(ranker, name, country)), None)
            linked[name, country] = (
                (best.place.key, best.probability) if best else (f"{country}:other:{name}", 0.0)
            )
        return linked[name, country]

    folder = tmp_path_factory.mktemp("real")
    documents: list[dict[str, Any]] = []
    truth: dict[str, tuple[int, str]] = {}
    for number, (a, b, country_a, country_b) in enumerate(told_ties()):
        relations = ["friendly_exchange", "sister_city"] if number % UPGRADED == 0 else ["sister_city"]
        for relation in relations:
            for spelling in range(4):
                (key_a, sure_a), (key_b, sure_b) = link(a[spelling], country_a), link(b[spelling], country_b)
                name = f"{number}-{relation}-{spelling}"
                documents.append(
                    document(name, pair(key_a, key_b, relation, link=round(min(sure_a, sure_b), 4)))
                )
                truth[f"sha256:{name}"] = (number, relation)
    build([write_run(folder / "run", *documents)], folder / "registry.db")
    db = open_store(folder / "registry.db")
    rows = db.execute(
        "SELECT d.doc_id, CASE WHEN r.link >= 0.15 AND f.tie IN (SELECT id FROM tie) THEN f.tie END"
        " FROM record r JOIN document d ON d.n = r.document JOIN fact f ON f.n = r.fact"
    ).fetchall()
    statuses = dict(db.execute("SELECT relation || status, count(*) FROM tie GROUP BY 1"))
    db.close()
    assert statuses.keys() == {"friendly_exchangeupgraded", "sister_cityestablished"}
    return [(truth[doc_id], tie) for doc_id, tie in rows]


def test_there_are_enough_ties() -> None:
    assert len(set(told_ties())) >= 300


def test_statements_of_one_tie_are_brought_together_and_no_others(
    told: list[tuple[tuple[int, str], str | None]],
) -> None:
    together = pairs_in(Counter(tie for _, tie in told if tie))
    right = pairs_in(Counter(both for both in told if both[1]))
    true = pairs_in(Counter(truth for truth, _ in told))
    assert right / together >= 0.995
    assert right / true >= 0.98


def pairs_in(groups: Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in groups.values())
