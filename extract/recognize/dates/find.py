"""Find date expressions in folded text: triggers, the grammar at each, ranges that join two of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extract.recognize.dates.build import build
from extract.recognize.dates.grammar import Compiled, Expression, grammar
from extract.text.script import lower
from extract.timex import Timex

_LOOK_BACK = 10
_HABIT = 32
_NAME = re.compile(r"[A-Z][A-Za-z]{1,20} $")
_SURNAME = re.compile(r" [A-Z][a-z]")
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(slots=True)
class Found:
    """A date expression: where it stands, what it says, in which language, by which rule."""

    start: int
    end: int
    timex: Timex
    lang: str
    rule: str


def find(folded: str, languages: tuple[str, ...] = ("zh", "en"), *, message: bool = False) -> list[Found]:
    """All date expressions of a folded text, in order, none overlapping; where two readings overlap the
    longer stands.

    Runs in time linear in the text. `message` reads what only chat writes, too.
    """
    found: list[Found] = []
    for language in languages:
        if language == "en" and len(languages) > 1 and not _LETTER.search(folded):
            continue  # what is all digits Chinese reads as well
        text = folded if language == "zh" else lower(folded)
        found.extend(_scan(grammar(language, message), text, folded))
    if len(languages) == 1:
        return found
    found.sort(key=lambda f: (f.start - f.end, f.start))
    return _without_overlap(found)


def _without_overlap(ranked: list[Found]) -> list[Found]:
    """Of overlapping finds the first in rank; the result in order of position."""
    kept: list[Found] = []
    starts: list[int] = []
    for item in ranked:
        at = bisect_right(starts, item.start)
        if (at and kept[at - 1].end > item.start) or (at < len(kept) and kept[at].start < item.end):
            continue
        starts.insert(at, item.start)
        kept.insert(at, item)
    return kept


def _scan(compiled: Compiled, text: str, source: str) -> Iterator[Found]:
    position = compiled.walk.match(text).end()  # type: ignore[union-attr]
    allowed = compiled.allowed(text)
    floor = 0
    while position < len(text):
        one = _at(compiled, allowed, text, source, position, floor)
        if one is not None:
            one = _joined(compiled, allowed, text, source, one)
            yield one
        floor = one.end if one is not None else position + 1
        position = compiled.walk.match(text, floor).end()  # type: ignore[union-attr]


def _at(compiled: Compiled, allowed: int, text: str, source: str, start: int, floor: int) -> Found | None:
    """The expression that the rules see at a place, or None."""
    for expression in compiled.expressions.at(text, start, allowed):
        match = expression.pattern.match(text, start)
        if match is not None:
            break
    else:
        return None
    rule = expression.rule
    end = match.end()
    while end > start and text[end - 1] in " ,":
        end -= 1
    if compiled.not_before is not None and compiled.not_before.search(
        text[max(floor, start - _LOOK_BACK) : start]
    ):
        return None
    if compiled.not_after is not None and compiled.not_after.match(text, end):
        return None
    if rule.capital and not compiled.message and not _is_name(expression, match, source):
        return None
    if rule.not_name and source[start].isupper() and _NAME.search(source[max(0, start - 24) : start]):
        return None
    if rule.not_surname and _SURNAME.match(source, end) and not text.endswith("the ", 0, start):
        return None
    timex = build(compiled, expression, match, text)
    if timex is None:
        return None
    open_month = timex.month is not None and timex.year is None and not timex.anchor
    if open_month and _is_habit(compiled, text, start, end):
        return None
    return Found(start, end, timex, compiled.language, rule.id)


def _is_habit(compiled: Compiled, text: str, start: int, end: int) -> bool:
    """Does the text speak of every year: in May each year, 每年的10月?"""
    before = text[max(0, start - _HABIT) : start]
    return bool(compiled.habit_after.match(text, end) or compiled.habit_before.search(before))


def _is_name(expression: Expression, match: re.Match[str], source: str) -> bool:
    """Does the month or weekday of a match begin with a capital: in May, not the one that may?"""
    named = (slot.group for slot in expression.slots if slot.name in ("month", "weekday"))
    return all(source[match.start(group)].isupper() for group in named if match.start(group) >= 0)


def _joined(compiled: Compiled, allowed: int, text: str, source: str, first: Found) -> Found:
    """A range where a connector and a second date follow: 2月28日-3月1日, between May 2015 and June 2018."""
    if first.timex.end is not None or first.timex.window is not None:
        return first
    joint = compiled.connector.match(text, first.end)
    if joint is None:
        return first
    second = _at(compiled, allowed, text, source, joint.end(), first.end)
    if second is None or second.timex.end is not None or second.timex.window is not None:
        return first
    if joint.lastgroup == "pair":
        head = text[max(0, first.start - 12) : first.start]
        if not compiled.between_after.match(text, second.end) and not compiled.between_before.search(head):
            return first
    return Found(first.start, second.end, replace(first.timex, end=second.timex), first.lang, first.rule)
