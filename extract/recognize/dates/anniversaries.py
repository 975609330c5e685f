"""Recognise anniversaries (结好30周年, the 20th anniversary): no dates, but a way to date a tie."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.layers import Anniversary
from extract.recognize.dates.build import number
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

_NUMBER = {
    "zh": "([0-9]{1,3}|[一二两三四五六七八九十百]{1,5})",
    "en": "((?<![0-9a-z])[0-9]{1,3}|(?<![a-z])[a-z]{3,10}(?:-[a-z]{3,7})?)",
}


class AnniversaryExample(RuleModel):
    text: str
    years: list[int]


class AnniversaryRule(RuleModel):
    """`{n}` in the pattern takes the number of years."""

    id: str
    language: str
    pattern: str
    examples: list[AnniversaryExample]


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[AnniversaryRule, re.Pattern[str]], ...]:
    """The rules with their patterns compiled."""
    loaded = load(rules_dir() / "dates" / "anniversaries.yaml", list[AnniversaryRule])
    return tuple((rule, re.compile(rule.pattern.replace("{n}", _NUMBER[rule.language]))) for rule in loaded)


def find_anniversaries(folded: str, lowered: str) -> list[Anniversary]:
    """The anniversaries of a text, `value` still open."""
    found: list[Anniversary] = []
    if (
        "周年" not in folded
        and "年头" not in folded
        and "anniversar" not in lowered
        and " years of " not in lowered
    ):
        return found
    for rule, pattern in rules():
        for match in pattern.finditer(folded if rule.language == "zh" else lowered):
            years = number(rule.language, match.group(1))
            if years is None and rule.language == "en":
                years = number("en", match.group(1).rpartition(" ")[2])
            if years is not None and 0 < years < 1000:
                found.append(Anniversary(match.start(), match.end(), rule.language, (rule.id,), years=years))
    found.sort(key=lambda a: (a.start, -a.end))
    return [a for i, a in enumerate(found) if i == 0 or a.start >= found[i - 1].end]
