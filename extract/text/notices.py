"""Notices by which a page takes back what it said: 更正, 撤稿, 已删除, Correction, Retracted, Not Found.

They stand at the top of the text, so only its first lines are searched. What is `gone` is a page with
little else on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from extract.resources import rules_dir
from extract.rules.check import Checked
from extract.rules.loader import RuleModel, load
from extract.text.script import fold

Kind = Literal["gone", "retracted", "corrected"]
# How far from the top a notice may stand, and how long a page may be that says it is not there.
_TOP = 600
_BARE = 800


class Rule(RuleModel):
    """A rule of rules/text/notices.yaml."""

    id: str
    kind: Kind
    where: Literal["line", "any"]
    pattern: str
    examples: list[dict[Literal["yes", "no"], str]]

    @property
    def compiled(self) -> re.Pattern[str]:
        return _compiled(self.pattern)


class Found(NamedTuple):
    """A notice at code points `[start, end)`."""

    kind: Kind
    start: int
    end: int
    rule: str


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return tuple(load(rules_dir() / "text" / "notices.yaml", list[Rule]))


def find_notice(text: str) -> Found | None:
    """The first notice at the top of a text."""
    low = fold(text[:_TOP]).lower()
    if len(low) > len(text[:_TOP]):  # İ and its like: offsets would slip
        return None
    bare = len(text) <= _BARE
    found = [hit for rule in _rules() if bare or rule.kind != "gone" for hit in _hits(rule, low)]
    return min(found, key=lambda hit: (hit.start, hit.rule), default=None)


def _hits(rule: Rule, low: str) -> Iterator[Found]:
    for match in rule.compiled.finditer(low):
        before = low[low.rfind("\n", 0, match.start()) + 1 : match.start()]
        if rule.where == "any" or not before.strip():
            yield Found(rule.kind, match.start(), match.end(), rule.id)


def check_examples() -> Iterator[Checked]:
    """Every example of the rules against them; see `extract.rules.check`."""
    for rule in _rules():
        for example in rule.examples:
            for wanted, text in example.items():
                fires = any(True for _ in _hits(rule, fold(text).lower()))
                yield rule.id, text, fires == (wanted == "yes"), "fires" if fires else "does not fire"
