"""Lists of ties with every sign before an entry, and since when in every way (`tests/cases/layouts.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import extract

CASES = Path(__file__).parents[1] / "cases" / "layouts.yaml"
HAN = "一二三"


def pages() -> Iterator[Any]:
    for lang, told in yaml.safe_load(CASES.read_text(encoding="utf-8")).items():
        for body in told["bodies"]:
            yield pytest.param(told, body, id=f"{lang} {body.strip()[:24] or 'names alone'}")


@pytest.mark.parametrize(("told", "body"), list(pages()))
def test_every_entry_is_found_with_its_date(told: dict[str, Any], body: str) -> None:
    wanted = {f["name"]: f["value"] if "{date}" in body else None for f in told["friends"]}
    wrong = []
    for entry in told["entries"]:
        for sign in told["signs"]:
            rows = [
                sign.format(n=i + 1, h=HAN[i]) + entry.format(**friend) + body.format(**friend)
                for i, friend in enumerate(told["friends"])
            ]
            pairs = extract.process("\n".join([told["head"], *rows])).pairs
            found = {p.b.text: p.date.value if p.date else None for p in pairs if told["owner"] in p.a.text}
            if found != wanted or len(pairs) != len(wanted):
                wrong.append((rows[0], found))
    assert not wrong
