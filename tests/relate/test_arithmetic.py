"""Sums that do not come out and lists that differ from their count: cases as data, through the pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract import pipeline

CASES = Path(__file__).parents[1] / "cases" / "arithmetic.yaml"


def _cases() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return cases


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["id"])
def test_arithmetic(case: dict[str, Any]) -> None:
    doc = pipeline.load()(f"发布时间：2024年6月15日\n\n{case['text']}\n")
    found = [c for c in doc._.conflicts if c.between in ("arithmetic", "list")]
    assert bool(found) == case["conflict"]
    assert len(found) <= 1
