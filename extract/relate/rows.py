"""What a masked line looks like to a reader of lists: short, an entry, labelled, complete in itself."""

from __future__ import annotations

import re
from functools import lru_cache

from extract import resources
from extract.relate.context import Unit
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, Masked
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

# What of a masked row is no prose: symbols, digits, numbering and the marks between columns.
FILL = re.compile(r"[\s\d.、,;:|()\[\]\-—–/①-⑳•·*\ue000-\ue0ff]+")


class ListWords(RuleModel):
    not_heading: list[str]
    kind_column: list[str]
    column_head: list[str]
    chinese_column: list[str]
    foreign_column: list[str]
    agent: list[str]
    longest_row: int
    longest_heading: int
    most_prose: int
    dated: list[str]
    kinds: dict[str, list[str]]


@lru_cache(maxsize=2)
def list_words(lang: str) -> tuple[ListWords, re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The rules for lists of a language, with what is no heading, a column of kinds, the head of a column."""
    words = load(resources.rules_dir() / "pairs" / "lists.yaml", dict[str, ListWords])[lang]
    rows = (words.not_heading, words.kind_column, words.column_head)
    not_heading, kind_column, column_head = (re.compile(alternation(row)) for row in rows)
    return words, not_heading, kind_column, column_head


def partner_first(lang: str, heads: str) -> bool:
    """Whether, by the heads of a table's columns, the foreign side stands before the Chinese one."""
    words, *_ = list_words(lang)
    sides = (words.chinese_column, words.foreign_column)
    ours, theirs = (min((heads.find(w) for w in row if w in heads), default=-1) for row in sides)
    return 0 <= theirs < ours


def is_short(masked: Masked) -> bool:
    words, *_ = list_words(masked.lang)
    text = masked.text.strip()
    return len(text) <= words.longest_row and len(FILL.sub("", text)) <= words.most_prose


def is_labelled(text: str) -> bool:
    """Whether a line begins with a place and then says something of it: `Grenoble: joined 1990.`"""
    return text[:1] in tuple(PLACES) and text[1:2] in tuple(":,(-–—")


def is_entry(masked: Masked) -> bool:
    """Whether a line is no more than the head of an entry: a place with its country or a date."""
    parties = masked.places_between(0, len(masked.text))
    full = any((p.span_start, p.span_end) != (p.start, p.end) for p in parties)
    prose = FILL.sub("", masked.text)
    told = full or bool(masked.own_dates) or DATE in masked.text or COUNTRY in masked.text
    return (
        masked.has(PLACES) and told and (not prose or (is_labelled(masked.text.strip()) and is_short(masked)))
    )


def opens_list(masked: Masked) -> bool:
    return is_entry(masked) or masked.text.strip() in tuple(PLACES)


def is_complete(unit: Unit) -> bool:
    """Whether an item of a list says what it is without a heading: `- Venice (Italy), sister city, 1980`."""
    text = unit.masked.text
    places = sum(c in PLACES for c in text)
    listed = unit.sentences[0].item or unit.sentences[0].heading
    return listed and NOUN in text and places == 1 and not FILL.sub("", text)


def is_part(text: str, at: int) -> bool:
    """Whether the place at `at` is only the end of a longer name: Pomigliano d'Arco."""
    return text[at - 1 : at].isascii() and (text[at - 1 : at].isalpha() or text[at - 1 : at] in ("'", "’"))


def kind_of(masked: Masked, start: int, end: int) -> str | None:
    """The kind of tie that a word of a row names, though it be no term elsewhere (友好交流 in a column)."""
    kinds, text = list_words(masked.lang)[0].kinds, masked.text[start:end]
    return next((kind for kind, row in kinds.items() if any(word in text for word in row)), None)
