"""Which stages of a tie an English clause tells: the words of `rules/pairs/sequels.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from extract import resources
from extract.relate.mask import DATE, NOUN
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

AHEAD, BEHIND = 48, 48  # characters before and behind the word for a stage in which the tie must be named
_CLAUSE = re.compile(r";|\.\s")


class StageExample(RuleModel):
    text: str
    stages: list[str]


class StageWords(RuleModel):
    """See the head of `rules/pairs/sequels.yaml`."""

    about: list[str]
    pointing: list[str]
    former: list[str]
    latter: list[str]
    joining: list[str]
    helping: list[str]
    other: list[str]
    unless: list[str]
    by: dict[str, list[str]]
    stages: dict[str, list[str]]
    examples: list[StageExample]


class Stage(NamedTuple):
    """A stage told at position `at` of a text, in the clause `[start, end)`."""

    kind: str
    at: int
    start: int
    end: int


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """The clauses of a text, parted by semicolons and full stops."""
    start = 0
    for end in [*(m.start() for m in _CLAUSE.finditer(text)), len(text)]:
        yield start, end
        start = end + 1


def read(text: str, start: int, end: int, spoken: str) -> list[Stage]:
    """The stages that a clause of a masked text in lower case tells, in order; `spoken` is the clause with
    the names that the mask hides: the Hamilton City Council approved it."""
    found: dict[int, Stage] = {}
    for kind in words().stages:
        actor = _actor(kind)
        if actor is not None and not actor.search(spoken):
            continue
        for match in _stage(kind).finditer(text, start, end):
            if not regex("unless").search(text, start, match.start()):
                found.setdefault(match.start(), Stage(kind, match.start(), start, end))
    ordered = [found[at] for at in sorted(found)]
    if not any(_of_tie(text, stage) for stage in ordered):
        return []
    told: dict[str, Stage] = {}
    for stage in ordered:
        told.setdefault(stage.kind, stage)
    return sorted(told.values(), key=lambda stage: stage.at)


def _of_tie(text: str, stage: Stage) -> bool:
    """Whether a tie stands near the word for a stage, or a pronoun for it before, and nothing else near."""
    low, high = max(stage.start, stage.at - AHEAD), min(stage.end, stage.at + BEHIND)
    if regex("other").search(text, low, high):
        return False
    if stage.kind == "intent" or regex("pointing").match(text, stage.start) or _elided(text, stage):
        return True
    if _of_it(stage.kind).match(text, stage.at):
        return True
    return regex("about").search(text, low, high) is not None


def _elided(text: str, stage: Stage) -> bool:
    """Whether a clause leaves out the tie that it is about: … and was later renewed in 2015."""
    opening = regex("helping").match(text, stage.start)
    at = opening.end() if opening else stage.start
    return at == stage.at and _when_alone(stage.kind).match(text, at) is not None


@lru_cache(maxsize=1)
def words() -> StageWords:
    """The words as they stand in the file."""
    return load(resources.rules_dir() / "pairs" / "sequels.yaml", dict[str, StageWords])["en"]


@lru_cache(maxsize=16)
def regex(name: str) -> re.Pattern[str]:
    """What matches one of the words under a key."""
    row: list[str] = getattr(words(), name)
    body = alternation(row)
    if name == "pointing":
        return re.compile(rf"\s*(?:(?:and|but)\s)?{body}")
    if name == "helping":
        return re.compile(rf"\s*(?:{body}\s)*")
    return re.compile(f"{body}|{NOUN}" if name == "about" else body)


@lru_cache(maxsize=32)
def _stage(kind: str) -> re.Pattern[str]:
    return re.compile(alternation(words().stages[kind]))


@lru_cache(maxsize=32)
def _when_alone(kind: str) -> re.Pattern[str]:
    """A word for a stage with nothing behind it but when, or by whom, it came about."""
    return re.compile(
        rf"{alternation(words().stages[kind])}(?: again| once more| formally)?"
        rf"(?:\s*$|[,.;]| (?:in|on|by|during|at) | (?:last|this) |\s?{DATE})"
    )


@lru_cache(maxsize=32)
def _of_it(kind: str) -> re.Pattern[str]:
    """A word for a stage with a pronoun behind it for the tie: the ward proposed it in 1991."""
    return re.compile(rf"{alternation(words().stages[kind])} (?:it|the idea|the link|the move)\b")


@lru_cache(maxsize=32)
def _actor(kind: str) -> re.Pattern[str] | None:
    row = words().by.get(kind)
    return re.compile(alternation(row)) if row else None


@lru_cache(maxsize=1)
def stage_word() -> re.Pattern[str]:
    """Any word for a stage, to pass over most sentences at once."""
    return re.compile(alternation([word for row in words().stages.values() for word in row]))


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """The examples of `sequels.yaml`."""
    for example in words().examples:
        text = example.text.lower()
        got = [s.kind for low, high in clauses(text) for s in read(text, low, high, text[low:high])]
        yield "en.sequel", example.text, got == example.stages, f"found {got}"
