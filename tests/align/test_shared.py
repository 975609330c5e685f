"""The public gold alignments, where they lie beside the checkout."""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract.align.aligner import Hints, align_scored

EVAL = Path(__file__).parents[3] / "shared" / "eval"
pytestmark = pytest.mark.skipif(not (EVAL / "align_dev.json").exists(), reason="no shared gold")
PRESS = ("champ", "pol", "mag")


@pytest.fixture(scope="module")
def suite() -> ModuleType:
    spec = importlib.util.spec_from_file_location("align_suite", EVAL / "align_suite.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["align_suite"] = module
    spec.loader.exec_module(module)
    return module


def _press(suite: ModuleType, documents: list[Any], measure: str, *, dictionary: bool = True) -> float:
    def aligned(zh: list[str], en: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        hints = Hints(dictionary=dictionary, probabilities=False)
        return [(bead.zh, bead.en) for bead in align_scored(zh, en, hints)]

    result = suite.run(documents, aligned, out=io.StringIO())
    return float(sum(result[name][measure] for name in PRESS) / len(PRESS))


def test_press_texts(suite: ModuleType) -> None:
    documents = suite.load_cases(str(EVAL / "align_dev.json"))
    assert _press(suite, documents, "strict_f1") >= 0.966
    assert _press(suite, documents, "lax_f1") >= 0.995
    assert _press(suite, documents, "strict_f1", dictionary=False) >= 0.89


def test_abridged_texts(suite: ModuleType) -> None:
    documents = [suite.drop(d, 0.2) for d in suite.load_cases(str(EVAL / "align_dev.json"))]
    assert _press(suite, documents, "strict_f1") >= 0.92
