"""Recognise anniversaries (结好30周年, the 20th anniversary): no dates, but a way to date a tie."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.layers import Anniversary
from extract.recognize.dates.build import number
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

# what every anniversary has, and how far its number may stand from that
_KEY = {
    "zh": re.compile("周年|年头|载|满|(?:已|有|经|达)[0-9一二两三四五六七八九十百]{1,5}年"),
    "en": re.compile(
        "anniversar| years (?:of|as|since|with) | years old| decades | turn(?:s|ed) "
        r"|\b(?:for|of) (?:exactly |the past |the last )?[a-z0-9-]{2,12} (?:years|decades)"
    ),
}
_REACH = {"zh": 30, "en": 80}
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
    for language, text in (("zh", folded), ("en", lowered)):
        done, reach = 0, _REACH[language]
        own = [(rule, pattern) for rule, pattern in rules() if rule.language == language]
        for key in _KEY[language].finditer(text):
            low, high = max(done, key.start() - reach), key.end() + reach
            for rule, pattern in own:
                match = pattern.search(text, low, high)
                if match is None or match.end() <= key.start():
                    continue
                years = number(language, match.group(1))
                if years is not None and "decade" in match.group():
                    years *= 10
                if years is not None and 0 < years < 1000:
                    found.append(Anniversary(match.start(), match.end(), language, (rule.id,), years=years))
                    done = match.end()
                    break
    return sorted(found, key=lambda a: a.start)
