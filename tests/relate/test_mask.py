"""Masks: offsets lead back to the source, and what only dresses a name is drawn into it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extract.layers import DateMention, PlaceMention, Sentence
from extract.relate import lexicon
from extract.relate.bodies import Roles
from extract.relate.mask import DATE, FOREIGN, NOUN, Masked
from extract.relate.masking import mask
from extract.text.script import fold, lower


def masked(text: str, places: dict[str, str], dates: tuple[str, ...] = ()) -> Masked:
    """A masked sentence in which each key of `places` stands for a place of the territory given."""
    folded = fold(text)
    found = []
    for name, country in places.items():
        at = folded.index(fold(name))
        found.append(PlaceMention(at, at + len(name), "zh", name=fold(name), country=country))
    when = [DateMention(text.index(d), text.index(d) + len(d), value="2000") for d in dates]
    terms = lexicon.terms().find(lower(folded))["zh"]
    sentence = Sentence(0, len(text), "zh")
    return mask(lower(folded), [sentence], sorted(found, key=lambda p: p.start), when, terms, Roles(folded))


def test_names_dates_and_terms_are_one_character_each() -> None:
    got = masked("1979年武汉市与大分市缔结友好城市关系。", {"武汉市": "CN", "大分市": "JP"}, ("1979年",))
    assert len(got.text) == len("T武与大缔结R关系。")
    assert DATE in got.text and NOUN in got.text


def test_ranges_lead_back_to_the_source() -> None:
    text = "1979年武汉市与大分市缔结友好城市关系。"
    got = masked(text, {"武汉市": "CN", "大分市": "JP"}, ("1979年",))
    at = got.text.index(FOREIGN)
    start, end = got.raw_range(at, at + 1)
    assert text[start:end] == "大分市"


def test_a_mayor_and_a_former_name_are_drawn_into_the_name() -> None:
    got = masked("武汉市市长张某与大分市(原大分町)签署协议", {"武汉市": "CN", "大分市": "JP"})
    assert got.text == got.text[0] + "与" + FOREIGN + "签署协议"


def test_a_date_in_brackets_is_the_name_s_own() -> None:
    got = masked("友城有大分市(1979年)", {"大分市": "JP"}, ("1979年",))
    (date,) = got.own_dates.values()
    assert date.value == "2000"


def test_a_body_is_no_party() -> None:
    got = masked("武汉市第一医院与大分市缔结", {"武汉市": "CN", "大分市": "JP"})
    assert got.text.count(FOREIGN) == 1
    assert not any(char in got.text for char in "\ue000")


@given(st.text(alphabet="武汉市与大分结友好城市(),。12 ", max_size=60))
def test_every_position_has_a_place_in_the_source(text: str) -> None:
    folded = fold(text)
    if not text:
        return
    terms = lexicon.terms().find(lower(folded))["zh"]
    got = mask(lower(folded), [Sentence(0, len(text), "zh")], [], [], terms, Roles(folded))
    spans = [got.raw_range(i, i + 1) for i in range(len(got.text))]
    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(start < end for start, end in spans)
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
