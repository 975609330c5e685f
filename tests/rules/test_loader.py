"""Rule files: what is wrong with one is said with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.rules import load
from extract.rules.loader import RuleError


def test_a_word_listed_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("en:\n  is: [is, was,\n    been, is]\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"words\.yaml:3: en\.is: 'is' is listed twice"):
        load(path, dict[str, dict[str, list[str]]])


def test_an_example_and_a_pair_may_say_the_same_twice(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("label: [Fax, Fax]\nexamples: [a, b, a]\n", encoding="utf-8")
    assert load(path, dict[str, list[str]])["label"] == ["Fax", "Fax"]
