"""The first characters of a pattern: what a match can begin with, and nothing left out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules.first import (
    Candidates,
    Endings,
    Sparse,
    first_characters,
    first_two,
    gated,
    last_characters,
    preceding,
)
from extract.rules.tree import Trees

TEXT = "on 3 May 2024, (五月三日) [x] -a ^b ]c \\d 20世纪 e\n"


@pytest.mark.parametrize(
    "pattern",
    [
        "May|2024",
        "(?P<year>19|20)[0-9]{2}",
        "[(]?(?:五|x)",
        "(?<=a )?[^,]",
        "(?i:may)",
        "[-^\\]\\\\]",
        "\\d{1,2}|\\s-",
        "(?!3)\\d",
        "a??May",
        "x*",
    ],
)
def test_a_gate_lets_every_match_through(pattern: str) -> None:
    assert [m.span() for m in re.finditer(gated(pattern), TEXT)] == [
        m.span() for m in re.finditer(pattern, TEXT)
    ]


PATTERNS = ["May|2024", "(?P<year>19|20)[0-9]{2}", "[(]?(?:五|x)", "(?<=a )?[^,]", "2?0", "x*y"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_found_from_first_characters_as_everywhere(pattern: str) -> None:
    compiled = re.compile(pattern)
    for start, end in ((0, len(TEXT)), (4, 30)):
        found = Sparse(pattern).finditer(TEXT, start, end)
        assert [m.span() for m in found] == [m.span() for m in compiled.finditer(TEXT, start, end)]


def test_no_gate_where_a_match_may_begin_with_anything() -> None:
    assert first_characters("[^a]b") is None
    assert first_characters("a?") is None
    assert first_characters("(?:年|[0-9]月)") == "0-9年"


def test_what_stands_behind_figures() -> None:
    assert first_characters("[12]?[0-9] ?(?:年|月)", "0123456789 ") == "年月"
    assert first_characters("[0-9]{4}", "0123456789") is None
    assert first_characters("[0-9]{4}(?=年)", "0123456789") == "年"
    assert first_characters("[0-9]{0,2}今[0-9]", "0123456789") == "今"
    assert first_characters("[0-5]年", "01234") == "0-5年"


FIGURES = "0123456789 "
BEGINNINGS = [
    "(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?",
    "[0-9]{4}(?=(?:、[0-9]{4}){0,3}和[0-9]{4}年)",
    "(?:(?:民国|公元) ?)?[0-9]{1,4} ?年(?:[(][^()]{1,4}[)]|度)?(?!代)",
    "(?:上|下)?半年|[0-9]年?[0-9]",
    "(?:[至到]|年){2,3}",
]
PIECES = st.sampled_from([*"0129 年月日、和民国公元(上半)度代至到", "2024", "\n"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_match_holds_first_and_second_what_it_can_begin_with(text: str) -> None:
    for pattern in BEGINNINGS:
        classes = first_two(pattern, FIGURES)
        for start in range(len(text)):
            if re.compile(pattern).match(text, start) is None:
                continue
            held = [c for c in text[start:] if c not in FIGURES]
            for n, members in enumerate(classes):
                assert members is None or re.match(f"[{members}]", held[n])


BEHIND = [
    "(?:(?<=in )|(?<=[(])|\\A)[0-9]",
    "(?<=年)(?<!民国年)[0-9]",
    "(?:(?<=于)|上)[0-9]",
    "(?<![0-9])[0-9]",
]


@given(st.lists(st.sampled_from(["in ", "(", " ", "年", "民国", "于", "上", "1"]), max_size=8).map("".join))
def test_a_match_stands_behind_what_its_lookbehinds_say(text: str) -> None:
    for pattern in BEHIND:
        members = preceding(pattern, " ")
        for found in re.compile(pattern).finditer(text):
            before = text[: found.start()].rstrip(" ")[-1:]
            assert members is None or before == "" or re.match(f"[{members}]", before)
    assert preceding(BEHIND[0], " ") == "\\(n"
    assert preceding(BEHIND[2], " ") is None


ENDS = ["(?:more than|about|近) ?", "[0-9]年来?第?", "(?:^|\\n)total: ?", "x{0,3}"]


@given(
    st.lists(
        st.sampled_from(["more than", "about", " ", "近", "5年", "来", "第", "\n", "total: "]), max_size=8
    )
)
def test_endings_are_found_as_by_trying_all(pieces: list[str]) -> None:
    head = "".join(pieces)
    found = Endings(ENDS).search(head)
    plain = [(n, m.span()) for n, p in enumerate(ENDS) if (m := re.search(f"(?:{p})$", head))]
    assert [] if found is None else [(found[0], found[1].span())] == plain[:1]
    assert found is not None or not plain


def test_what_a_match_can_end_with() -> None:
    assert last_characters("(?:total|number) (?:of|to) $", " ") == "fo"
    assert last_characters("a?$") is None


def test_candidates_by_character() -> None:
    candidates = Candidates(["0-9年", None, ""], at_edge=False)
    assert [candidates[c] for c in ("5", "月", "")] == [0b011, 0b010, 0b010]
    assert Candidates(["a", None], at_edge=True)[""] == 0b11


def test_the_tree_of_a_pattern_with_slots_is_that_of_the_pattern_written_out() -> None:
    bodies = {"year": "(?:19|20)[0-9]{2}", "DAY": "{tens}?[0-9](?=日)", "tens": "[123]", "M": "月", "N": "年"}
    trees = Trees(bodies)
    for pattern, written in {
        "{year}年{DAY}": "(?:(?:19|20)[0-9]{2})年(?:[123]?[0-9](?=日))",
        "(?:{M}|{N})": "(?:月|年)",
        "(?<={N}){tens}{0,2}{M}": "(?<=年)[123]{0,2}月",
        "{DAY}": "[123]?[0-9](?=日)",
    }.items():
        tree = trees.of(pattern)
        for figures in ("", FIGURES):
            assert first_two(tree, figures) == first_two(written, figures), pattern
        assert preceding(tree) == preceding(written), pattern
