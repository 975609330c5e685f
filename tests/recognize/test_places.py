"""Places in running text: exact heads and qualifiers, and what is no place. Cases:
tests/cases/places_*.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from spacy.tokens import Doc

from extract import pipeline
from extract.layers import places
from extract.link.gazetteer import GazetteerError, open_gazetteer
from extract.recognize.examples import shown

CASES = Path(__file__).parents[1] / "cases"
try:
    open_gazetteer()
except GazetteerError as error:
    pytest.skip(str(error), allow_module_level=True)


def _cases(name: str) -> list[dict[str, object]]:
    loaded: list[dict[str, object]] = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return loaded


def _doc(text: str) -> Doc:
    return pipeline.load()(text)


@pytest.mark.parametrize("case", _cases("places_zh.yaml"), ids=lambda c: str(c["text"])[:24])
def test_chinese(case: dict[str, object]) -> None:
    text = str(case["text"])
    found = [shown(text, m) for m in places(_doc(text)) if m.kind == "division"]
    wanted = case["heads"]
    assert isinstance(wanted, list)
    if case.get("loose"):
        assert set(wanted) <= set(found)
    else:
        assert found == wanted


@pytest.mark.parametrize("case", _cases("places_en.yaml"), ids=lambda c: str(c["text"])[:24])
def test_english(case: dict[str, object]) -> None:
    text = str(case["text"])
    found = [shown(text, m) for m in places(_doc(text)) if m.kind == "division"]
    assert found == case["heads"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "市" * 300, "与" * 500, "日本" * 400, "(日本)" * 100, "A" * 5000, "St. " * 800, "·" * 99],
)
def test_odd_text_is_read(text: str) -> None:
    doc = _doc(text)
    for m in places(doc):
        assert 0 <= m.start < m.end <= len(text)
        assert all(0 <= s < e <= len(text) for s, e in m.qualifiers)
