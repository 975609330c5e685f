"""Sentences that judge what was told before them: `该说法不属实`, or a council's `决议：照案通过`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract import resources
from extract.relate import stages
from extract.relate.context import Context, Unit
from extract.relate.statement import Statement
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

REACH = 6  # units behind a proposal in which the council's word on it is sought


class VerdictExample(RuleModel):
    text: str
    untrue: bool


class VerdictWords(RuleModel):
    """See the head of `rules/pairs/verdicts.yaml`."""

    untrue: list[str]
    decided: list[str]
    examples: list[VerdictExample]


def extend(context: Context, units: Sequence[Unit], found: Sequence[Statement]) -> None:
    """Take back the statements (in place) that the next sentence calls untrue; give proposals the stages that
    the lines on a council's decision tell."""
    stated: dict[int, list[Statement]] = {}
    for statement in found:
        stated.setdefault(statement.sentences[-1].start, []).append(statement)
    before: list[Statement] = []
    proposed: list[Statement] = []
    age = paragraph = 0
    for unit in units if found else ():
        first = unit.sentences[0]
        here = [s for sentence in unit.sentences for s in stated.get(sentence.start, [])]
        if not here and before and first.paragraph == paragraph and _is_untrue(context, unit):
            for statement in before:
                statement.denied = statement.refuted = True
        age += 1
        if open_ := [s for s in here if s.status == "proposed" and not s.weak]:
            proposed, age = open_, 0
        elif proposed and age <= REACH and not here and _tells_of_it(context, unit):
            stages.add(context, unit.masked, (), proposed, kinds=stages.LEADING)
        before, paragraph = here, unit.sentences[-1].paragraph


def _is_untrue(context: Context, unit: Unit) -> bool:
    text = context.lowered[unit.start : unit.end]
    return _untrue(unit.lang).search(text) is not None


def _tells_of_it(context: Context, unit: Unit) -> bool:
    """Whether a line gives the council's decision, or the item under it in which the proposal was put."""
    text = context.lowered[unit.start : unit.end]
    return _decided(unit.lang).match(text) is not None and stages.stands_in(unit)


@lru_cache(maxsize=2)
def _words(lang: str) -> VerdictWords:
    return load(resources.rules_dir() / "pairs" / "verdicts.yaml", dict[str, VerdictWords])[lang]


@lru_cache(maxsize=2)
def _untrue(lang: str) -> re.Pattern[str]:
    return re.compile("|".join(_words(lang).untrue))


@lru_cache(maxsize=2)
def _decided(lang: str) -> re.Pattern[str]:
    return re.compile(
        rf"[^\w(]{{0,3}}(?:{alternation(_words(lang).decided)}\s*:|\(?[一二三四五六七八九十\d]{{1,2}}[)、.])"
    )


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """The examples of `verdicts.yaml`."""
    for lang in ("zh", "en"):
        for example in _words(lang).examples:
            got = _untrue(lang).search(example.text.lower()) is not None
            yield f"{lang}.verdict", example.text, got == example.untrue, f"found {got}"
