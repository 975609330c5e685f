"""Offsets go to another unit and back, whatever the text holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.review.exchange.labelstudio import read
from extract.review.exchange.offsets import UNITS, Offsets
from extract.review.exchange.returned import Region, Returned

# Text thick with what is counted differently: astral characters, joined emoji, marks, line ends.
_PIECES = st.sampled_from(["𠮷", "🎉", "👨‍👩‍👧", "e\u0301", "\r\n", "\n", "市", "a", " ", "🇨🇳", "\u200d"])
_ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
texts = st.lists(_PIECES, max_size=30).map("".join) | _ANY


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@settings(deadline=None)
@given(texts)
def test_utf_16_units_are_those_of_the_encoding_and_lead_back(text: str) -> None:
    offsets = Offsets(text, "utf-16")
    for at in range(len(text) + 1):
        assert offsets.to_code_point(utf16_length(text[:at])) == at
        assert offsets.of(at, at) == (utf16_length(text[:at]),) * 2


@settings(deadline=None)
@given(texts, st.data())
def test_a_span_comes_back_from_utf_16_as_it_went(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    offsets = Offsets(text, "utf-16")
    first, last = offsets.of(start, end)
    assert (offsets.to_code_point(first), offsets.to_code_point(last)) == (start, end)
    units = text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le")
    assert units == text[start:end]


def test_graphemes_count_a_family_and_a_line_end_as_one() -> None:
    text = "👨‍👩‍👧\r\n市"
    offsets = Offsets(text, "graphemes")
    assert [offsets.to_code_point(at) for at in range(4)] == [0, 5, 7, 8]
    assert offsets.of(7, 8) == (2, 3)
    assert offsets.of(3, 4) == (0, 1)  # a part of the family is the family


@settings(deadline=None)
@given(texts)
def test_every_unit_covers_the_text_and_ends_where_it_ends(text: str) -> None:
    for unit in UNITS:
        offsets = Offsets(text, unit)
        assert offsets.to_code_point(0) == 0
        _, last = offsets.of(0, len(text))
        assert offsets.to_code_point(last) == len(text)
        with pytest.raises(IndexError):
            offsets.to_code_point(last + 1)
        with pytest.raises(IndexError):
            offsets.of(0, len(text) + 1)
        with pytest.raises(IndexError):
            offsets.to_code_point(-1)


@settings(deadline=None)
@given(texts, st.booleans(), st.data())
def test_what_label_studio_quotes_tells_how_it_counted(text: str, old: bool, data: st.DataObject) -> None:
    """An old one counts UTF-16; where both ways of counting quote the same, it may mean either."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    count = utf16_length if old else len
    value = {
        "start": count(text[:start]), "end": count(text[:end]), "text": text[start:end], "labels": ["PLACE"],
    }  # fmt: skip
    task = {
        "data": {"text": text, "doc_id": "d"},
        "annotations": [{"completed_by": 1, "result": [{"id": "r", "type": "labels", "value": value}]}],
    }
    [returned] = read([task])
    assert isinstance(returned, Returned)
    [region] = returned.regions
    if not old:
        assert region == Region(start, end, "PLACE")
    assert "".join(text[region.start : region.end].split()) == "".join(text[start:end].split())
