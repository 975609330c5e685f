"""Where sentences end, in what language they are and what their lines are, by tests/cases."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.layers import Sentence
from extract.text.bilingual import cut_languages, language
from extract.text.lines import read_lines
from extract.text.script import fold
from extract.text.sentences import read_sentences
from extract.text.split import sentence_ends

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
SHARED = ROOT.parent / "shared"


def load(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def sentences(text: str) -> list[Sentence]:
    return read_sentences(fold(text), [])


@pytest.mark.parametrize("case", load("sentences.yaml"))
def test_ends(case: str) -> None:
    text = case.replace("|", "")
    ends = list(sentence_ends(fold(text), 0, len(text)))
    wanted = [part.strip() for part in case.split("|")]
    assert [text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True)] == wanted


@pytest.mark.parametrize("case", load("bilingual.yaml"), ids=lambda case: case["text"])
def test_two_languages_in_a_line(case: dict[str, Any]) -> None:
    text = case["text"]
    found = sentences(text)
    assert [text[s.start : s.end] for s in found] == case["cut"].split("|")
    assert [s.lang for s in found] == case["langs"]


@pytest.mark.parametrize("case", load("lines.yaml"), ids=lambda case: case["text"][:20])
def test_roles_of_lines(case: dict[str, Any]) -> None:
    lines = read_lines(fold(case["text"]))
    roles = ["h" if x.heading else "i" if x.item else "c" if x.continues else "-" for x in lines]
    assert roles == case["roles"].split()
    if "paragraphs" in case:
        assert [x.paragraph for x in lines] == case["paragraphs"]


def test_lines_are_counted_with_blank_ones_and_every_kind_of_break() -> None:
    found = sentences("一\r\n\r\n二\n三\r四\u2028五")
    assert [s.line for s in found] == [0, 2, 3, 4, 5]


def test_trigger_is_what_the_scan_found() -> None:
    text = "两市结好。其后无事。"
    assert [s.trigger for s in read_sentences(text, [2])] == [True, False]


@given(st.text(max_size=300))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    found = sentences(text)
    position = 0
    for s in found:
        assert position <= s.start < s.end
        between = text[position : s.start]
        assert not between.strip(" \t/|-–—／｜－\u200b") or between.isspace()
        assert text[s.start : s.end] == text[s.start : s.end].strip()
        assert not re.search("[\r\n]", text[s.start : s.end])
        position = s.end
    assert [s.index for s in found] == list(range(len(found)))
    assert not text[position:].strip()


@given(st.text(alphabet="中文。！？;.,!?\"'”“（）() aA1/|\n", max_size=200))
def test_dense_punctuation(text: str) -> None:
    folded = fold(text)
    for s in sentences(text):
        assert language(folded, s.start, s.end) in ("zh", "en", "")
        assert cut_languages(folded, s.start, s.end)


@pytest.mark.parametrize("name", ["000_3e09230de3cb9e39", "001_898f094480bcd057", "002_5c8b2caac599ad86"])
def test_sentences_of_the_gold_alignments(name: str) -> None:
    gold = SHARED / "gold" / f"{name}.gold.json"
    if not gold.exists():
        pytest.skip("no ../shared here")
    text = (SHARED / "seeds" / f"{name}.txt").read_bytes().decode()
    found = sentences(text)
    starts, ends = {s.start for s in found}, {s.end for s in found}
    for bead in json.loads(gold.read_text(encoding="utf-8"))["alignments"]:
        for lang in ("zh", "en"):
            for start, end in bead[lang]:
                assert start in starts and end in ends, text[start:end]
                assert {s.lang for s in found if start <= s.start < end} == {lang}
