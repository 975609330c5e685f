"""What pages say of themselves, by the cases in tests/cases/metadata.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.document import Document
from extract.layers import Metadata
from extract.text.boilerplate import find_boilerplate
from extract.text.metadata import read_metadata
from extract.text.script import fold
from extract.text.sentences import read_sentences

CASE_FILES = sorted((Path(__file__).parents[1] / "cases").glob("metadata*.yaml"))
CASES = [case for path in CASE_FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def read(text: str, document: Document | None = None) -> Metadata:
    folded = fold(text)
    sentences = read_sentences(folded, [])
    furniture = find_boilerplate(folded, sentences)
    return read_metadata(text, folded, sentences, furniture, document)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    found = read(text)
    if case["published"] is None:
        assert found.published is None
    else:
        assert found.published is not None
        assert found.published.value == str(case["published"])
        assert found.published.start is not None and found.published.end is not None
        assert text[found.published.start : found.published.end] == str(case["stamp"])
        assert found.published.basis == case["basis"]
    for key, span in (("source", found.credited_source), ("publisher", found.publisher)):
        if key in case:
            assert span is not None and text[slice(*span)] == case[key]


def test_caller_wins_and_keeps_the_span_of_a_stamp_that_agrees() -> None:
    text = "友城往来\n发布时间：2024-03-07\n正文。"
    other = read(text, Document.of_text(text, published="2020-01-01")).published
    assert other is not None and (other.value, other.basis, other.start) == ("2020-01-01", "caller", None)
    same = read(text, Document.of_text(text, published="2024-03-07")).published
    assert same is not None and same.start is not None and text[same.start : same.end] == "2024-03-07"


def test_url_of_the_document_itself() -> None:
    text = "友城往来\n正文。"
    found = read(text, Document.of_text(text, uri="https://x.example/2023-05/06/c_1.htm")).published
    assert found is not None and (found.value, found.basis, found.start) == ("2023-05-06", "url", None)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("两国签署协议，建立关系。" * 5, ("zh-Hans",)),
        ("兩國簽署協議，建立關係。" * 5, ("zh-Hant",)),
        ("The two cities signed an agreement on Monday morning.", ("en",)),
        (
            "两国签署协议，建立关系。" * 5 + "\nThe two cities signed an agreement on Monday morning.",
            ("zh-Hans", "en"),
        ),
        ("2024-03-07", ()),
        ("", ()),
    ],
)
def test_languages(text: str, tags: tuple[str, ...]) -> None:
    assert read(text).languages == tags
