"""The bytes a map names, decoded, are the characters it was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.sourcemap import Piece, SourceMap

CODECS = ["utf-8", "gb18030", "utf-16-le", "utf-32-be"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(lambda part: part * 40)


@given(TEXTS, st.sampled_from(CODECS), st.data())
def test_plain_text(text: str, codec: str, data: st.DataObject) -> None:
    raw = b"BOM" + text.encode(codec)
    found = SourceMap.of_plain(text, codec, len(raw), 3)
    assert found is not None
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    where = found.range(text, start, end)
    assert where is not None
    assert raw[where[0] : where[1]].decode(codec) == text[start:end]


def test_a_text_that_is_not_what_the_bytes_say_has_no_map() -> None:
    assert SourceMap.of_plain("友城", "utf-8", 7) is None
    assert SourceMap.of_plain("友城", "cp1252", 6) is None


@pytest.mark.parametrize(
    ("start", "end", "where"),
    [
        (0, 2, (10, 12)),
        (0, 4, (10, 25)),  # white space between two pieces
        (3, 4, (20, 25)),  # an entity: one character of five bytes
        (4, 5, None),  # in no piece
        (3, 6, None),  # a mark in between stands nowhere
        (5, 7, None),  # the second stands before the first
        (6, 7, (2, 3)),
    ],
)
def test_pieces(start: int, end: int, where: tuple[int, int] | None) -> None:
    pieces = [Piece(0, 2, 10, 12), Piece(3, 4, 20, 25), Piece(5, 6, 40, 41), Piece(6, 7, 2, 3)]
    assert SourceMap("utf-8", pieces).range("ab &|cd", start, end) == where
