"""The grammar of patterns: what each element takes, what is refused, and that matching stays linear."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.rules.pattern import PatternError, alternation, compile_pattern, requirements

SLOTS = {"p": "P", "ps": "P(?:、P){0,60}"}
WORDS = {"conclude": ["缔结", "结为"], "term": ["友好城市", "友城"], "made": ["signed", "set up"]}


def matches(pattern: str, text: str) -> bool:
    return compile_pattern(pattern, slots=SLOTS, words=WORDS, no_gap="P。").search(text) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected", "comment"),
    [
        ("{a:p} 与 {b:p} <conclude> <term>", "P与P缔结友城", True, "all elements side by side"),
        ("{a:p} 与 {b:p} <conclude> <term>", "P 与P 缔结 友城", True, "white space between elements"),
        ("{a:p} …3 <conclude>", "P正式地缔结", True, "a gap up to its bound"),
        ("{a:p} …3 <conclude>", "P正式地又缔结", False, "a gap beyond its bound"),
        ("{a:p} …8 <conclude>", "P来访,缔结", False, "a plain gap holds no comma"),
        ("{a:p} …8, <conclude>", "P来访,缔结", True, "a gap with a comma behind does"),
        ("{a:p} …8, <conclude>", "P来访。缔结", False, "no gap crosses a sentence's end"),
        ("{a:p} …8 <conclude>", "P访P缔结", True, "the nearer place is taken"),
        ("与|和 {p} 正式? <conclude>", "和P缔结", True, "alternatives and an optional element"),
        ("与|和 {p} 正式? <conclude>", "同P缔结", False, "none of the alternatives"),
        ("{p} <made> a_pact", "P signed a pact", True, "an underscore is a space"),
        ("{p} …9 <made>", "P resigned", False, "a Latin word matches whole"),
        ("{p} …9 <made>", "P set-up", True, "hyphen and space are one in a Latin word"),
        ("^ {p} $", "P", True, "both ends"),
        ("^ {p} $", "xP", False, "not at the beginning"),
    ],
)
def test_elements(pattern: str, text: str, expected: bool, comment: str) -> None:
    assert matches(pattern, text) is expected, comment


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "empty"),
        ("{a:place} 与", "unknown slot type"),
        ("<verbs> 与", "unknown word class"),
        ("… 与", "no bound"),
        ("…99 与", "must be of 1 to"),
        ("与||和", "empty alternative"),
        ("(与+)", "neither a slot"),
        ("{a:p} 与 {a:p}", "twice"),
    ],
)
def test_a_bad_pattern_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        compile_pattern(pattern, slots=SLOTS, words=WORDS, no_gap="P。")


def test_requirements_name_what_must_be_there() -> None:
    types, words = requirements("{a:ps} …8 与|和 {b:p} 正式? <conclude> …4 <term>", WORDS)
    assert types == ["ps", "p"]
    assert words == [["与", "和"], ["缔结", "结为"], ["友好城市", "友城"]]


@given(st.lists(st.text(alphabet="abc 友好城市-", min_size=1, max_size=6), min_size=1, max_size=12))
def test_an_alternation_matches_each_of_its_words(words: list[str]) -> None:
    words = [w for w in words if w.strip(" -") == w]
    regex = re.compile(alternation(words))
    assert all(regex.fullmatch(word) for word in words)


def test_an_alternation_of_no_words_matches_nowhere() -> None:
    assert re.search(alternation([]), "友好城市") is None


def test_matching_is_linear() -> None:
    regex = compile_pattern(
        "{a:ps} …30, 与 {b:ps} …30, <conclude> …24 <term>", slots=SLOTS, words=WORDS, no_gap="P。"
    )

    def seconds(size: int) -> float:
        text = "P与、缔结友" * size
        start = time.process_time()
        regex.search(text)
        return time.process_time() - start

    seconds(100)
    assert seconds(8_000) < max(3.2 * seconds(4_000), 0.05)
