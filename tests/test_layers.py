"""What a place mention covers."""

from __future__ import annotations

from extract.layers import PlaceMention


def test_the_extent_covers_the_qualifiers() -> None:
    yuncheng = PlaceMention(6, 9, "zh", qualifiers=((3, 6),), span_start=3, span_end=9)
    assert yuncheng.extent == (3, 9)


def test_the_extent_of_a_bare_name_is_the_name() -> None:
    assert PlaceMention(6, 9, "zh").extent == (6, 9)


def test_an_extent_may_begin_the_text() -> None:
    assert PlaceMention(3, 6, "zh", span_start=0, span_end=6).extent == (0, 6)
