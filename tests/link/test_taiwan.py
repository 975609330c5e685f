"""Names of places as Taiwan writes them, character by character."""

from __future__ import annotations

import pytest

from extract.link.gazetteer import open_gazetteer
from extract.link.taiwan import to_taiwan


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("弗里堡州", "弗里堡州"),
        ("布列斯特", "布列斯特"),
        ("占巴塞省", "占巴塞省"),
        ("布尔干省", "布爾干省"),
        ("花卷市", "花卷市"),
        ("龙岩市", "龍岩市"),
        ("长发", "長發"),
        ("苑里镇", "苑裡鎮"),
        ("云林县", "雲林縣"),  # what the rules do not name is OpenCC's
        ("余姚市", "餘姚市"),
        ("冲绳县", "沖繩縣"),
        ("台北市", "臺北市"),
    ],
)
def test_a_name_has_the_characters_of_names(simplified: str, traditional: str) -> None:
    assert to_taiwan(simplified) == traditional


def test_the_gazetteer_has_them_too() -> None:
    rows = open_gazetteer().rows("SELECT name_zh_hant FROM main.place WHERE name_zh_hant GLOB '*[裡佈採佔]*'")
    assert rows == [("苑裡鎮",)]
