"""Rows of names: who is tied to whom."""

from __future__ import annotations

import pytest

from extract.layers import PlaceMention, Sentence
from extract.relate import coordination
from extract.relate.bodies import Roles
from extract.relate.mask import PLACES
from extract.relate.masking import mask
from extract.text.script import lower

CHINESE, FOREIGN = "鲁苏浙", "XYZ"


def row_of(text: str) -> list[coordination.Item]:
    """A row in which 鲁, 苏, 浙 are Chinese places and X, Y, Z foreign ones."""
    places = [
        PlaceMention(i, i + 1, "zh", name=char, country="CN" if char in CHINESE else "DE")
        for i, char in enumerate(text)
        if char in CHINESE + FOREIGN
    ]
    masked = mask(lower(text), [Sentence(0, len(text), "zh")], places, [], [], Roles(text))
    assert sum(masked.text.count(p) for p in PLACES) == len(places)
    return coordination.items(masked, 0, len(masked.text))


@pytest.mark.parametrize(
    ("text", "distributive", "expected", "comment"),
    [
        ("鲁与X", False, ["鲁X"], "two names are a pair"),
        ("鲁与X、Y和Z", False, ["鲁X", "鲁Y", "鲁Z"], "one with each of several"),
        ("鲁、苏与X", False, ["鲁X", "苏X"], "several with one"),
        ("鲁与X、苏与Y", True, ["鲁X", "苏Y"], "a chain of pairs"),
        ("鲁与X、苏与Y以及浙与Z", False, ["鲁X", "苏Y", "浙Z"], "a chain with 以及"),
        ("鲁、苏与X、Y", True, ["鲁X", "苏Y"], "crossed, one to one"),
        ("鲁、苏与X、Y", False, ["鲁X", "鲁Y", "苏X", "苏Y"], "without 分别 each with each"),
        ("X与Y", False, ["XY"], "two foreign places"),
        ("X、Y和Z", False, [], "three foreign places: nothing says who with whom"),
        ("鲁", False, [], "one name alone"),
    ],
)
def test_pairs_within_a_row(text: str, distributive: bool, expected: list[str], comment: str) -> None:
    pairs = coordination.within(row_of(text), "zh", distributive=distributive)
    assert [a.mention.name + b.mention.name for a, b in pairs] == expected, comment


def test_rows_against_each_other() -> None:
    left, right = row_of("鲁、苏"), row_of("X、Y")
    named = lambda pairs: [a.mention.name + b.mention.name for a, b in pairs]  # noqa: E731
    assert named(coordination.against(left, right, distributive=True)) == ["鲁X", "苏Y"]
    assert named(coordination.against(left, right, distributive=False)) == ["鲁X", "鲁Y", "苏X", "苏Y"]
    assert named(coordination.against(left[:1], right, distributive=True)) == ["鲁X", "鲁Y"]
