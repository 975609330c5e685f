"""The stages of `rules/pairs/stages.yaml`, compiled: what tells that a tie was approved or renewed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract import resources
from extract.relate import lexicon
from extract.relate.mask import DATE, NOUN, PLACE, VERB
from extract.rules import RuleError, load
from extract.rules.loader import RuleModel, line_of
from extract.rules.pattern import PatternError, compile_pattern, requirements


class StageExample(RuleModel):
    text: str
    events: list[tuple[str, str | None]]


class StageRule(RuleModel):
    id: str
    kind: Literal["proposed", "council_consent", "approved", "renewed", "suspended", "resumed", "ended"]
    patterns: list[str]
    examples: list[StageExample]


class StageRules(RuleModel):
    """The stages of a language; see the head of `rules/pairs/stages.yaml`."""

    not_after: list[str]
    not_with: list[str]
    not_proposed: list[str]
    not_renewed: list[str]
    not_before: list[str]
    aside: list[str]
    stages: list[StageRule]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a stage, and the word lists of which a text must hold a word."""

    rule: StageRule
    regex: re.Pattern[str]
    needs: int


@lru_cache(maxsize=1)
def rules() -> dict[str, StageRules]:
    return load(resources.rules_dir() / "pairs" / "stages.yaml", dict[str, StageRules])


@lru_cache(maxsize=2)
def patterns(lang: str) -> tuple[Pattern, ...]:
    """The patterns of a language. Raises RuleError for one that is none."""
    path = resources.rules_dir() / "pairs" / "stages.yaml"
    words, of_lang = lexicon.words()[lang], rules().get(lang)
    slots = {"date": DATE, "term": NOUN, "any": f"[{NOUN}{VERB}]", "place": PLACE}
    found = []
    for i, rule in enumerate(of_lang.stages if of_lang else ()):
        for j, pattern in enumerate(rule.patterns):
            try:
                regex = compile_pattern(pattern, slots=slots, words=words, no_gap="。!?")
                _, needed = requirements(pattern, words)
            except PatternError as error:
                line = line_of(path.read_text(encoding="utf-8"), (lang, "stages", i, "patterns", j))
                raise RuleError(path, line, f"{rule.id}: {error}") from error
            needs = 0
            for row in needed:
                needs |= lexicon.word_lists().add(row)
            found.append(Pattern(rule, regex, needs))
    return tuple(found)


@lru_cache(maxsize=2)
def needs(lang: str) -> tuple[int, ...]:
    """What each of the patterns needs, in the same order."""
    return tuple(pattern.needs for pattern in patterns(lang))
