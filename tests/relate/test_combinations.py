"""Every way of naming a friend in every way of telling whose it is (`tests/cases/combinations.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import extract

CASES = Path(__file__).parents[1] / "cases" / "combinations.yaml"


def statements() -> Iterator[Any]:
    for lang, told in yaml.safe_load(CASES.read_text(encoding="utf-8")).items():
        for statement in told["statements"]:
            yield pytest.param(told, statement, id=f"{lang} {statement[:30]}")


@pytest.mark.parametrize(("told", "statement"), list(statements()))
def test_all_friends_are_found(told: dict[str, Any], statement: str) -> None:
    missed = []
    for form in told["forms"]:
        named = [form.format(**friend) for friend in told["friends"]]
        text = f"{told['head']}\n{statement.format(*named)}"
        sides = [p.a.text + p.b.text for p in extract.process(text, published="2020-05-01").pairs]
        ours = [side for side in sides if told["owner"] in side]
        found = [friend["name"] for friend in told["friends"] if any(friend["name"] in side for side in ours)]
        if len(found) < len(told["friends"]) or len(sides) > len(found):
            missed.append((text, sides))
    assert not missed
