"""The first characters of a pattern: what a match can begin with, and nothing left out."""

from __future__ import annotations

import re

import pytest

from extract.rules.first import Sparse, first_characters, gated

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
    behind = first_characters("[12]?[0-9] ?(?:年|月)", "0123456789 ")
    assert behind is not None
    assert [c for c in "年月日,5" if re.match(f"[{behind}]", c)] == ["年", "月", "5"]
    assert first_characters("[0-9]{4}(?=年)", "0123456789") is None
    assert first_characters("[0-9]{0,2}今[0-9]", "0123456789") == "0-9今"
