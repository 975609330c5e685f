"""Whose text a text is: the cases of `tests/cases/home.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from spacy.language import Language

import extract

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "home.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return extract.load()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["comment"])
def test_home(nlp: Language, case: dict[str, str]) -> None:
    mention = nlp(case["text"])._.home_mention
    assert (case["text"][mention.start : mention.end] if mention else None) == case["home"]
