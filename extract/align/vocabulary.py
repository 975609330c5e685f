"""The aligner's words as data: numerals, months, stop words and punctuation of `rules/align/tokens.yaml`."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel


class TokenRules(RuleModel):
    """`tokens.yaml`: stop words, numerals, months and punctuation of both languages."""

    stop_words: str
    acronyms: list[str]
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
    carry_on: list[str]
    punctuation_zh: dict[str, str]
    punctuation_en: dict[str, str]


class Vocabulary:
    """`tokens.yaml` made ready for look-up."""

    def __init__(self, rules: TokenRules) -> None:
        self.rules = rules
        self.stop_words = frozenset(rules.stop_words.split())
        self.carry_on = re.compile(rf"\W*(?:{'|'.join(rules.carry_on)})\b", re.IGNORECASE)
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
