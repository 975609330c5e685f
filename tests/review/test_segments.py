"""Segments put together are the text again, with their marks; what hides is shown; rows hold it all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.review.joined import join
from extract.review.segments import Mark, cut, near, rows, visible

TEXT = st.text(alphabet=st.sampled_from("甲市与乙结好。 \nab\u202e\u200b\u0430𠀀⼈é"), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXT)
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = draw(st.lists(ends, max_size=6))
    return text, [Mark(start, end, f"m{i}") for i, (start, end) in enumerate(spans)]


@given(marked())
def test_segments_are_the_text_with_its_marks(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    segments = cut(text, 0, len(text), marks)
    assert "".join(s.text for s in segments) == text
    for segment in segments:
        assert text[segment.start : segment.start + len(segment.text)] == segment.text
        for at in range(segment.start, segment.start + len(segment.text)):
            assert set(segment.marks) == {m.what for m in marks if m.start <= at < m.end}


@pytest.mark.parametrize(
    ("text", "ghosts", "alike"),
    [
        ("a\u202eb", ["RLO"], []),
        ("\ufeff\u00ad\u2066", ["BOM", "SHY", "LRI"], []),
        ("\U000e0041\ue000\x1b", ["TAG", "PUA", "CTL"], []),
        ("pаypal", [], ["а"]),
        ("сосна и сор", [], ["с", "о", "р"]),  # the first two words have letters that Latin lacks
        ("Москва", [], []),
        ("日本語カタカナ", [], []),
        ("⼈\uf900", [], ["⼈", "\uf900"]),
        ("line\nend\tand 全角Ａ", [], []),
        ("café Zürich", [], []),
    ],
)  # fmt: skip
def test_what_is_not_what_it_looks_like_is_shown(text: str, ghosts: list[str], alike: list[str]) -> None:
    segments = visible(text)
    assert [s.ghost for s in segments if s.ghost] == ghosts
    assert [s.text for s in segments if s.alike] == alike


@given(TEXT)
def test_lines_hold_every_character(text: str) -> None:
    found = [stretch for row in rows(text, []) for stretch in row.left]
    assert "".join(text[start:end] for start, end in found) == text


@given(TEXT, st.data())
def test_beads_hold_every_character_once(text: str, data: st.DataObject) -> None:
    points = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    ranges = list(zip(points[::2], points[1::2], strict=False))
    beads = [([r], []) if i % 2 else ([], [r]) for i, r in enumerate(ranges[2:])]
    if len(ranges) > 1:
        beads.append(([ranges[0]], [ranges[1]]))
    found = sorted(s for row in rows(text, beads) for s in (*row.left, *row.right))
    assert "".join(text[start:end] for start, end in found) == text


def test_of_a_long_text_what_is_near_the_evidence_is_drawn() -> None:
    text = "".join(f"第{i:05}行。\n" for i in range(10_000))
    all_rows = rows(text, [])
    start = text.index("第07000行")
    drawn = near(all_rows, [(start, start + 5)], 900)
    assert 6950 <= drawn[0] <= 7000 <= drawn[-1] <= 7050
    assert sum(all_rows[i].size() for i in drawn) <= 900


def test_translations_are_joined_and_their_records_moved() -> None:
    both = join("zh", "中文。", "en", "English.")
    assert both.text == "中文。\nEnglish."
    pair = {"doc_id": "zh", "a": {"start": 0, "end": 2}, "evidence": [{"doc_id": "en", "start": 0, "end": 7}]}
    moved = both.moved(pair)
    assert both.text[moved["evidence"][0]["start"] : moved["evidence"][0]["end"]] == "English"
    assert (moved["a"]["start"], moved["a"]["end"]) == (0, 2)
    bead = {"doc_id": "zh", "score": 1.0, "zh": [[0, 3]], "en": [[0, 8]], "en_doc_id": "en"}
    assert both.moved(bead)["en"] == [(4, 12)]
    third = both.moved({"doc_id": "zh", "b": {"doc_id": "other", "start": 1, "end": 2}})
    assert third["b"]["start"] == third["b"]["end"] == 0


def test_a_stretch_of_a_joined_text_is_found_in_its_document() -> None:
    both = join("zh", "中文。", "en", "English.")
    assert both.home(0, 3) == ("zh", 0, 3)
    assert both.home(4, 11) == ("en", 0, 7)
    assert both.home(2, 5) is both.home(3, 4) is both.home(5, 99) is both.home(-1, 2) is None
    assert join("zh", "中文。", "en", "").home(0, 3) == ("zh", 0, 3)
