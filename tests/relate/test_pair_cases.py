"""The pair cases of tests/cases/pairs, through the whole pipeline; what fails is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import extract
from extract.records import PairRecord
from extract.text.script import fold

CASES = Path(__file__).parents[1] / "cases"
SUFFIXES = "市省州县縣区區郡道府盟旗"


def core(name: str) -> str:
    folded = fold(name).removesuffix(" City").removesuffix(" County").removesuffix(" Province")
    return folded[:-1] if len(folded) > 2 and folded[-1] in SUFFIXES else folded


def load(folder: str) -> list[dict[str, Any]]:
    paths = sorted((CASES / folder).glob("*.yaml"))
    cases = [
        case for path in paths for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    ]
    ids = [case["id"] for case in cases]
    assert len(ids) == len(set(ids)), f"two cases have one id: {sorted({i for i in ids if ids.count(i) > 1})}"
    return cases


def wanted(case: dict[str, Any]) -> list[tuple[str, ...]]:
    rows = case.get("pairs") or []
    return sorted(
        (*sorted((core(a), core(b))), relation, status, "" if date == "null" else date)
        for a, b, relation, status, date in rows
    )


def wanted_events(case: dict[str, Any]) -> list[tuple[str, ...]]:
    return sorted(
        (*sorted((core(a), core(b))), kind, "" if date == "null" else date)
        for a, b, kind, date in case.get("events") or []
    )


def read(case: dict[str, Any]) -> list[PairRecord]:
    return extract.process(case["text"], published=case.get("published")).pairs


def found_events(pairs: list[PairRecord]) -> list[tuple[str, ...]]:
    return sorted(
        (*sorted((core(p.a.text), core(p.b.text))), e.kind, e.date or "") for p in pairs for e in p.events
    )


def found(pairs: list[PairRecord]) -> list[tuple[str, ...]]:
    return sorted(
        (
            *sorted((core(p.a.text), core(p.b.text))),
            p.relation,
            p.status,
            p.date.value if p.date else "",
        )
        for p in pairs
    )


KNOWN_FAILURES = set(yaml.safe_load((CASES / "pairs_known_failures.yaml").read_text(encoding="utf-8")) or [])


@pytest.mark.parametrize("case", load("pairs"), ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    pairs = read(case)
    right = found(pairs) == wanted(case)
    if "events" in case:
        right = right and found_events(pairs) == wanted_events(case)
    if case["id"] in KNOWN_FAILURES:
        assert not right, f"{case['id']} is right now: take it off pairs_known_failures.yaml"
    else:
        got, want = found(pairs) + found_events(pairs), wanted(case) + wanted_events(case)
        assert right, f"found {got}, not {want}"


def test_held_out_cases() -> None:
    """Cases that no rule was tuned on: only their score is looked at."""
    hits = predicted = gold = 0
    for case in load("pairs_heldout"):
        mine = [row[:3] for row in found(read(case))]
        want = [row[:3] for row in wanted(case)]
        hits += sum(min(mine.count(row), want.count(row)) for row in set(want))
        predicted, gold = predicted + len(mine), gold + len(want)
    print(f"held-out pair cases: {hits} right of {gold}, {predicted} found")
    assert 2 * hits / (predicted + gold) >= 0.70
