"""`align` on cases written as data, on layouts of one release, on whatever hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import layers, pipeline
from extract.align import align
from extract.align.aligner import Hints, align_scored
from extract.align.component import bead_layer
from extract.text.script import fold
from extract.text.sentences import read_sentences

CASES = Path(__file__).parents[1] / "cases"
Bead = dict[str, Any]


def _load(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def _beads(lines: list[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    sides = [[tuple(int(i) for i in side.split(",") if i) for side in line.split("-")] for line in lines]
    return [(zh, en) for zh, en in sides]


@pytest.mark.parametrize("case", _load("align.yaml"), ids=lambda case: case["id"])
def test_cases(case: dict[str, Any]) -> None:
    assert align(case["zh"], case["en"]) == _beads(case["beads"])


def _paragraphs(beads: list[Bead], side: str, glue: str) -> list[str]:
    """The sentences of one language as lines, joined to paragraphs where the case says so."""
    lines: list[list[str]] = []
    begin = True
    for bead in beads:
        if begin or bead.get("heading") or bead.get("paragraph"):
            lines.append([])
        lines[-1] += bead[side]
        begin = bool(bead.get("heading"))
    return [glue.join(line) for line in lines]


def _interleaved(beads: list[Bead]) -> str:
    zh, en = _paragraphs(beads, "zh", ""), _paragraphs(beads, "en", " ")
    return "\n\n".join(f"{a}\n\n{b}" for a, b in zip(zh, en, strict=True))


def _english_above(beads: list[Bead]) -> str:
    zh, en = _paragraphs(beads, "zh", ""), _paragraphs(beads, "en", " ")
    return "\n\n".join(f"{b}\n\n{a}" for a, b in zip(zh, en, strict=True))


def _blocks(beads: list[Bead]) -> str:
    return "\n\n".join([*_paragraphs(beads, "zh", ""), *_paragraphs(beads, "en", " ")])


def _english_first(beads: list[Bead]) -> str:
    return "\n\n".join([*_paragraphs(beads, "en", " "), *_paragraphs(beads, "zh", "")])


def _lines(beads: list[Bead]) -> str:
    return "\n".join(f"{''.join(bead['zh'])}\n{' '.join(bead['en'])}" for bead in beads)


def _one_line(beads: list[Bead]) -> str:
    return "\n".join(f"{''.join(bead['zh'])} / {' '.join(bead['en'])}" for bead in beads)


LAYOUTS: list[Callable[[list[Bead]], str]] = [
    _interleaved, _english_above, _blocks, _english_first, _lines, _one_line,
]  # fmt: skip


def _found(text: str) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    folded = fold(text)
    sentences = read_sentences(folded, [])
    beads = bead_layer(folded, sentences, [])
    indices = [i for bead in beads for i in bead.zh + bead.en]
    assert sorted(indices) == sorted({s.index for s in sentences if s.lang})

    def said(side: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(text[sentences[i].start : sentences[i].end].lstrip("/ ") for i in side)

    return {(said(bead.zh), said(bead.en)) for bead in beads if bead.zh and bead.en}


def _wanted(beads: list[Bead]) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(tuple(bead["zh"]), tuple(bead["en"])) for bead in beads}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__.strip("_"))
def test_layouts(layout: Callable[[list[Bead]], str]) -> None:
    beads = _load("align_layouts.yaml")["beads"]
    assert _found(layout(beads)) == _wanted(beads)


def test_english_summary() -> None:
    """What the short English leaves out stays alone; what it has is found."""
    beads = _load("align_layouts.yaml")["beads"]
    summary = [beads[1], beads[6]]
    text = "\n\n".join([*_paragraphs(beads, "zh", ""), " ".join(s for b in summary for s in b["en"])])
    assert _found(text) == _wanted(summary)


def test_one_language_has_no_beads() -> None:
    beads = _load("align_layouts.yaml")["beads"]
    assert _found_none("\n".join(_paragraphs(beads, "zh", "")))
    assert _found_none("\n".join(_paragraphs(beads, "en", " ")))
    assert _found_none("第一行。\n来源：GDToday")
    assert _found_none("")


def _found_none(text: str) -> bool:
    folded = fold(text)
    return bead_layer(folded, read_sentences(folded, []), []) == []


def test_component_writes_the_layer() -> None:
    doc = pipeline.load()(_interleaved(_load("align_layouts.yaml")["beads"]))
    both = [bead for bead in layers.beads(doc) if bead.zh and bead.en]
    assert len(both) == 8
    assert all(0 <= bead.score <= 1 for bead in layers.beads(doc))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=30), max_size=7),
    st.lists(st.text(max_size=60), max_size=7),
)
def test_every_sentence_is_in_one_bead(zh: list[str], en: list[str]) -> None:
    beads = align_scored(zh, en)
    assert sorted(i for bead in beads for i in bead.zh) == list(range(len(zh)))
    assert sorted(j for bead in beads for j in bead.en) == list(range(len(en)))
    assert all(0 <= bead.probability <= 1 for bead in beads)
    assert [(b.zh, b.en) for b in beads] == align(zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ([], []),
        (["甲"], []),
        ([], ["a"]),
        (["同"] * 90, ["same"] * 30),
        (["\ud800", "\x00", "😀" * 3000], ["\ud800", "a" * 60_000, "1,,,2.3.4 " * 3000]),
        (["9" * 500 + "亿" * 20], ["9" * 500 + " billion" * 20]),
        (["友城。"] * 4, ["sister city."] * 1500),
        (["友城。"] * 1500, ["sister city."] * 4),
    ],
    ids=[
        "nothing",
        "no English",
        "no Chinese",
        "monotonous",
        "odd",
        "digits",
        "long English",
        "long Chinese",
    ],
)
def test_hostile(zh: list[str], en: list[str]) -> None:
    beads = align(zh, en)
    assert sorted(i for bead in beads for i in bead[0]) == list(range(len(zh)))
    assert sorted(j for bead in beads for j in bead[1]) == list(range(len(en)))


def test_windows_meet() -> None:
    """A text longer than a window comes out as it does in one go."""
    zh = [f"第{i}号城市与{i * 7}个城市结为友好城市。" for i in range(900)]
    en = [f"City number {i} became a sister city of {i * 7} cities." for i in range(900)]
    assert align(zh, en) == [((i,), (i,)) for i in range(900)]
    del en[430:470]
    beads = dict(align(zh, en))
    assert sum(beads.get((i,)) == (i if i < 430 else i - 40,) for i in range(900) if not 430 <= i < 470) > 840


def test_without_dictionary() -> None:
    case = next(c for c in _load("align.yaml") if c["id"] == "one_to_one")
    beads = align_scored(case["zh"], case["en"], Hints(dictionary=False))
    assert [(b.zh, b.en) for b in beads] == _beads(case["beads"])
