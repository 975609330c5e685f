"""What, whose, as of when: every count of short documents, and the share right of those kept aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract import layers
from extract.document import Document
from extract.evaluate.names import zh_core
from extract.pipeline import load

CASES = Path(__file__).parents[1] / "cases"
FIELDS = ("modifier", "what", "measure", "subject", "partner", "as_of", "period")


@dataclass(frozen=True, slots=True)
class Reading:
    """A count as gold or as read: its span as text, and the fields by name."""

    text: str
    fields: tuple[str | None, ...]


def documents(name: str) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    cases: list[dict[str, Any]] = yaml.load((CASES / name).read_text(encoding="utf-8"), Loader=loader)
    return cases


def expected(case: dict[str, Any]) -> list[Reading]:
    return [
        Reading(c["text"], _fields({"modifier": "exact", **c}, c.get("subject"))) for c in case["expected"]
    ]


def read(case: dict[str, Any]) -> list[Reading]:
    doc = load().make_doc(case["text"])
    doc._.document = Document.of_text(case["text"], published=case["published"])
    for name, component in load().pipeline:
        doc = component(doc)
        if name == "youcheng_resolve_counts":
            break
    return [
        Reading(
            case["text"][m.start : m.end],
            _fields(
                {name: getattr(m, name) for name in FIELDS if name != "subject"},
                m.subject.name_zh if m.subject else None,
            ),
        )
        for m in layers.counts(doc)
    ]


def _fields(said: dict[str, Any], subject: str | None) -> tuple[str | None, ...]:
    core = zh_core(subject) if subject else None
    return tuple(core if name == "subject" else said.get(name) for name in FIELDS)


@pytest.mark.parametrize(
    "case",
    [
        *documents("counts_documents.yaml"),
        *documents("counts_matrices.yaml"),
        *documents("counts_totals.yaml"),
    ],
    ids=lambda case: case["text"][:24],
)
def test_counts_of_a_document(case: dict[str, Any]) -> None:
    assert read(case) == expected(case)


def test_counts_kept_aside() -> None:
    cases = documents("counts_heldout.yaml")
    asked = right = 0
    for case in cases:
        found = read(case)
        asked += len(expected(case))
        right += sum(count in found for count in expected(case))
    assert right / asked >= 0.86
