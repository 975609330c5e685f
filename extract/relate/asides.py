"""Stages of a tie in the bracket behind a name: `熊谷市（1990年结好，2015年终止）`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from extract import resources
from extract.layers import DateMention, Event, PlaceMention, Range
from extract.relate.context import Context
from extract.relate.statement import Statement
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

_BRACKET = re.compile(r"\s?\(([^()\n]{4,60})\)")


class AsideExample(RuleModel):
    text: str
    stages: list[str]


class AsideWords(RuleModel):
    """See the head of `rules/pairs/asides.yaml`."""

    then: list[str]
    unless: list[str]
    stages: dict[str, list[str]]
    examples: list[AsideExample]


def extend(context: Context, found: Sequence[Statement]) -> None:
    """Add to the statements (in place) the stages in the brackets behind their places."""
    for statement in found:
        if statement.weak or statement.denied or (statement.frame == "list" and statement.events):
            continue
        if statement.b.lang != "zh" or statement.status == "proposed":
            continue
        for side in (statement.b, statement.a):
            if span := _bracket_of(context.folded, side):
                _read(context, statement, span)


def _bracket_of(folded: str, place: PlaceMention) -> Range | None:
    """What stands in the bracket behind a name, as a range of the text."""
    found = _BRACKET.match(folded, place.extent[1])
    return found.span(1) if found else None


def _read(context: Context, statement: Statement, span: Range) -> None:
    """Add the stages that a bracket tells."""
    dates = context.dates_in(*span)
    if len(dates) == 1 and (dates[0].start, dates[0].end) == span and _is_span(dates[0]):
        statement.status, statement.when = "ended", dates[0]  # 韦尔市(2004年—2014年)
        return
    told = list(stages(context.folded, *span))
    theirs = [_date(dates, part) for _, part in told]
    own = [d for d in dates if not any(low <= d.start < high for _, (low, high) in told)]
    if told and (statement.when is None or any(statement.when is date for date in theirs)):
        statement.when = own[0] if own else None
    for (kind, (low, high)), date in zip(told, theirs, strict=True):
        if any(event.kind == kind for event in statement.events):
            continue
        if kind == "ended":
            if isinstance(begun := statement.when, DateMention) and begun is not date:
                statement.events.append(Event("signed", begun.value, begun.start, begun.end))
            statement.status, statement.when = "ended", date
            continue
        statement.events.append(Event(kind, date.value if date else None, low, high))


def _is_span(date: DateMention) -> bool:
    """Whether a date runs from one year to another."""
    return re.fullmatch(r"\d{4}(?:-\d\d)*/\d{4}(?:-\d\d)*", date.value or "") is not None


def _date(dates: Sequence[DateMention], part: Range) -> DateMention | None:
    return next((d for d in dates if part[0] <= d.start < part[1]), None)


def stages(text: str, start: int, end: int) -> Iterator[tuple[str, Range]]:
    """The stages told in `[start, end)` of a folded text, each with the part of the bracket that tells it."""
    cuts = [start, *(m.end() for m in _parting().finditer(text, start, end)), end]
    for low, high in pairwise(cuts):
        if _unless().search(text, low, high):
            continue
        for kind, words in _stages():
            if words.search(text, low, high):
                yield kind, (low, high)
                break


@lru_cache(maxsize=1)
def _words() -> AsideWords:
    return load(resources.rules_dir() / "pairs" / "asides.yaml", AsideWords)


@lru_cache(maxsize=1)
def _parting() -> re.Pattern[str]:
    """Between the parts of a bracket: a mark, or a word that leads to a stage (1990年结好后中断)."""
    words = [word for row in _words().stages.values() for word in row]
    return re.compile(rf"[,;，；、]|{alternation(_words().then)}(?={alternation(words)})")


@lru_cache(maxsize=1)
def _stages() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(alternation(row))) for kind, row in _words().stages.items()]


@lru_cache(maxsize=1)
def _unless() -> re.Pattern[str]:
    return re.compile(alternation(_words().unless))


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """The examples of `asides.yaml`."""
    for example in _words().examples:
        got = [kind for kind, _ in stages(example.text, 0, len(example.text))]
        yield "zh.aside", example.text, got == example.stages, f"found {got}"
