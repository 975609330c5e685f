"""`relation_terms` quotes the source's words for the tie, and nothing that only stands for it."""

from __future__ import annotations

import pytest

import extract


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("In 2019 Luzhou and Graz, Austria, signed an agreement to become sister cities.", ["sister cities"]),
        ("2017年4月，株洲市同意与美国达勒姆市结为友好城市；同年11月两市正式签约。", ["友好城市"]),
        ("2020年，瑞典林雪平市不再延续与广州市的友好交流协议，该协议签于1997年11月。", ["友好交流协议"]),
    ],
)
def test_only_words_for_the_tie(text: str, terms: list[str]) -> None:
    (pair,) = extract.process(text).pairs
    assert [term.text for term in pair.relation_terms] == terms
