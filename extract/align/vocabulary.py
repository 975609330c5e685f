"""The aligner's words as data: `rules/align/tokens.yaml` and the lexicon of the field, `lexicon.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from extract.align.stem import stem
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel


class TokenRules(RuleModel):
    """`tokens.yaml`: stop words, numerals, months and punctuation of both languages."""

    stop_words: str
    digits: dict[str, int]
    multipliers: dict[str, int]
    weak_numerals: list[str]
    decade_after: str
    month_after: str
    percent_after: str
    english_numbers: dict[str, int]
    english_multipliers: dict[str, int]
    months: dict[str, int]
    percent_words: list[str]
    punctuation_zh: dict[str, str]
    punctuation_en: dict[str, str]


class Term(RuleModel):
    """A word of the field and its renderings, each with an example sentence pair where one helps."""

    id: str
    zh: list[str] = Field(min_length=1)
    en: list[str] = Field(min_length=1)


class Vocabulary:
    """`tokens.yaml` made ready for look-up."""

    def __init__(self, rules: TokenRules) -> None:
        self.rules = rules
        self.stop_words = frozenset(rules.stop_words.split())
        self.months = rules.months
        self.numbers = rules.english_numbers
        self.multipliers = rules.english_multipliers
        numerals = "".join(re.escape(c) for c in (*rules.digits, *rules.multipliers))
        units = "".join(re.escape(c) for c in rules.multipliers)
        self.zh_token = re.compile(
            rf"(?P<arabic>\d{{1,15}}(?:,\d{{3}}){{0,5}}(?:\.\d{{1,9}})?)(?P<unit>[{units}]{{0,3}})"
            rf"(?P<after>{re.escape(rules.decade_after)}|{re.escape(rules.month_after)}|%)?"
            rf"|(?P<numeral>[{numerals}]{{1,12}})(?P<numeral_after>{re.escape(rules.decade_after)}|{re.escape(rules.month_after)})?"
            rf"|(?P<latin>[^\W\d_\u2e80-\uffff]{{2,40}})"
            rf"|(?P<mark>[{''.join(re.escape(c) for c in rules.punctuation_zh)}])"
        )
        self.en_token = re.compile(
            r"(?P<number>\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,9})?)(?P<suffix>st\b|nd\b|rd\b|th\b|['’]?s\b)?"
            r"|(?P<word>[^\W\d_]{1,60}(?:['’][^\W\d_]{1,20})?)"
            rf"|(?P<mark>[{''.join(re.escape(c) for c in rules.punctuation_en)}])"
        )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    return Vocabulary(load(rules_dir() / "align" / "tokens.yaml", TokenRules))


@lru_cache(maxsize=1)
def field_terms() -> tuple[Term, ...]:
    return tuple(load(rules_dir() / "align" / "lexicon.yaml", list[Term]))


def field_entries() -> dict[str, dict[str, float]]:
    """The lexicon of the field as word -> {stem: weight}, in the form `Lexicon.of_entries` takes."""
    stop = vocabulary().stop_words
    entries: dict[str, dict[str, float]] = {}
    for term in field_terms():
        for word in term.zh:
            options = entries.setdefault(word, {})
            for gloss in term.en:
                stems = [stem(w) for w in re.findall(r"[a-z]+", gloss.lower()) if w not in stop]
                for name in stems:
                    options[name] = options.get(name, 0.0) + len(stems) ** -0.5
    return entries


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """Every rendering of a term must be a plausible translation of it under the compiled lexicon."""
    from extract.align.evidence import translation_odds

    for term in field_terms():
        for word in term.zh:
            for gloss in term.en:
                odds = translation_odds(word, gloss)
                yield term.id, f"{word} = {gloss}", odds > 0, f"log odds {odds:.2f}"
