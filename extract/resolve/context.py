"""What stands around a date (`rules/dates/context.yaml`): does the text look ahead, does a year still
run?"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.layers import DateMention
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

_BEFORE = 80
_AFTER = 120


class AheadExample(RuleModel):
    text: str
    at: str
    ahead: bool


class AheadRule(RuleModel):
    """`before` ends at the date, `after` begins behind it; `at` of an example is the date's own text."""

    id: str
    language: str
    before: str | None = None
    after: str | None = None
    examples: list[AheadExample]


class ContextRules(RuleModel):
    ahead: list[AheadRule]
    since: dict[str, str]


@lru_cache(maxsize=1)
def rules() -> ContextRules:
    """The file, checked."""
    return load(rules_dir() / "dates" / "context.yaml", ContextRules)


@lru_cache(maxsize=4)
def _patterns(language: str) -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    chosen = [r for r in rules().ahead if r.language == language]
    flags = re.IGNORECASE if language == "en" else 0
    return (
        [re.compile(r.before, flags) for r in chosen if r.before],
        [re.compile(r.after, flags) for r in chosen if r.after],
    )


def looks_ahead(folded: str, mention: DateMention) -> bool:
    """Does the text around an open date speak of what is still to come?"""
    before, after = _patterns(mention.lang)
    head = folded[max(0, mention.start - _BEFORE) : mention.start]
    tail = folded[mention.end : mention.end + _AFTER]
    return any(p.search(head) for p in before) or any(p.search(tail) for p in after)


@lru_cache(maxsize=4)
def _since(language: str) -> re.Pattern[str] | None:
    pattern = rules().since.get(language)
    return re.compile(pattern) if pattern else None


def still_running(folded: str, mention: DateMention) -> bool:
    """Does a period that began at this date go on to the present (2015年以来)?"""
    pattern = _since(mention.lang)
    return pattern is not None and pattern.search(folded[mention.end : mention.end + 12]) is not None
