"""The words of ties, as `rules/pairs/` gives them: terms, word classes and cues, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from extract import resources
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

Lang = Literal["zh", "en"]


class TermExample(RuleModel):
    text: str
    terms: list[str]


class TermRule(RuleModel):
    """Words that name a kind of tie: every head with every tail, and every word."""

    id: str
    lang: Lang
    relation: Literal[
        "sister_city", "friendly_exchange", "friendly_cooperation", "intent", "alliance", "unspecified"
    ]
    kind: Literal["noun", "verb", "alliance"]
    heads: list[str] = []
    tails: list[str] = []
    words: list[str] = []
    not_heads: dict[str, list[str]] = {}
    not_after: list[str] = []
    not_before: list[str] = []
    examples: list[TermExample]

    def forms(self) -> list[str]:
        joint = "" if self.lang == "zh" else " "
        made = [
            f"{head}{joint}{tail}"
            for head in self.heads
            for tail in self.tails
            if tail not in self.not_heads.get(head, ())
        ]
        return [*self.words, *made]


class CueExample(RuleModel):
    text: str
    fires: bool


class Cue(RuleModel):
    """Words that change what a statement of a tie amounts to; `where` they must stand, from the term."""

    id: str
    lang: Lang
    effect: Literal[
        "deny",
        "drop",
        "proposed",
        "ended",
        "keep",
        "suspended",
        "resumed",
        "renewed",
        "upgraded",
        "council_consent",
        "approved",
        "intent",
    ]
    where: Literal["before", "after", "sentence"]
    within: int = 40
    words: list[str]
    not_after: list[str] = []
    not_before: list[str] = []
    examples: list[CueExample]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        behind = "".join(f"(?<!{re.escape(word)})" for word in self.not_after)
        ahead = rf"(?!\s?{alternation(self.not_before)})" if self.not_before else ""
        return re.compile(f"{behind}{alternation(self.words)}{ahead}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """One occurrence of a term in a text."""

    start: int
    end: int
    relation: str
    kind: str
    rule: str


class Terms:
    """All terms of one language as one regular expression."""

    def __init__(self, rules: list[TermRule]) -> None:
        self._rule_of = {normal(form): rule for rule in reversed(rules) for form in rule.forms()}
        self._regex = re.compile(alternation(sorted(self._rule_of)), re.IGNORECASE)

    def find(self, text: str, start: int, end: int) -> list[Term]:
        """The terms in `text[start:end]`, the longest at each place, left to right."""
        found, at = [], start
        while match := self._regex.search(text, at, end):
            rule = self._rule_of[normal(match[0])]
            if self._stands(rule, text, match.start(), match.end()):
                found.append(Term(match.start(), match.end(), rule.relation, rule.kind, rule.id))
                at = match.end()
            else:
                at = match.start() + 1
        return found

    @staticmethod
    def _stands(rule: TermRule, text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - 16) : start].lower(), text[end : end + 16].lower()
        if rule.lang == "en":
            before, after = before.rstrip(" -"), after.lstrip(" -")
        return not before.endswith(tuple(rule.not_after)) and not after.startswith(tuple(rule.not_before))


def normal(form: str) -> str:
    """A term as its key: lower case, hyphens and runs of space as one space."""
    return re.sub(r"[\s-]+", " ", form).lower()


@lru_cache(maxsize=1)
def term_rules() -> list[TermRule]:
    return load(resources.rules_dir() / "pairs" / "terms.yaml", list[TermRule])


@lru_cache(maxsize=2)
def terms(lang: str) -> Terms:
    return Terms([rule for rule in term_rules() if rule.lang == lang])


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, list[str]]]:
    """Word classes by language: `words()["zh"]["conclude"]`."""
    return load(resources.rules_dir() / "pairs" / "words.yaml", dict[str, dict[str, list[str]]])


@lru_cache(maxsize=1)
def _cues() -> list[Cue]:
    return load(resources.rules_dir() / "pairs" / "cues.yaml", list[Cue])


@lru_cache(maxsize=2)
def cues(lang: str) -> list[Cue]:
    return [cue for cue in _cues() if cue.lang == lang]
