"""Numbers as they stand, with or without what they count: what a message says, and the external suite
asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extract.recognize.numerals import en_value, zh_value
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

_SLOT = re.compile(r"\{([A-Z]+)\}")
_POWER = re.compile(r"([0-9.]+)(?:e|x10\^)([0-9]{1,2})")
_SHORT = re.compile(r"([0-9.,]+)(k|m|b|bn)")
_SIGN = {"zh": re.compile(r"负 ?$"), "en": re.compile(r"(?:minus|negative|(?<![\w-])-) ?$")}
_FRACTION = re.compile(
    r"[- ]?(?:fifths|thirds|fourths|quarters|tenths|sixths|sevenths|eighths|ninths|halves)\b"
)
_DENOMINATORS = {
    w: n
    for n, w in enumerate(
        [
            *("halves", "thirds", "fourths", "fifths", "sixths"),
            *("sevenths", "eighths", "ninths", "tenths"),
        ],
        2,
    )
}
_DECIMAL_COMMA = re.compile(r"([0-9]{1,3}),(00)")


class BareExample(RuleModel):
    text: str
    numbers: list[int]


class BareRule(RuleModel):
    """`{PART}` in `pattern` stands for a part; a number whose surroundings or text fit the `not_` patterns
    is none."""

    id: str
    language: str
    pattern: str
    parts: dict[str, str] = {}
    not_before: str
    not_after: str
    drop: str
    examples: list[BareExample]


@dataclass(frozen=True, slots=True)
class Number:
    start: int
    end: int
    value: int
    rule: str


@lru_cache(maxsize=1)
def rules() -> dict[str, BareRule]:
    return {rule.language: rule for rule in load(rules_dir() / "counts" / "bare.yaml", list[BareRule])}


@lru_cache(maxsize=2)
def _compiled(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rule = rules()[language]
    pattern = rule.pattern
    while _SLOT.search(pattern):
        pattern = _SLOT.sub(lambda found: "(?:" + rule.parts[found.group(1)] + ")", pattern)
    before = re.compile(rf"(?:{rule.not_before})")
    return re.compile(pattern), before, re.compile(rf"(?:{rule.not_after})"), re.compile(rule.drop)


def bare_numbers(text: str, language: str) -> Iterator[Number]:
    """The whole numbers of a folded text (in lower case for English), in order; fractions are left out."""
    pattern, before, after, drop = _compiled(language)
    for match in pattern.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip())
        word = text[start:end]
        if drop.fullmatch(word) or before.search(text[max(0, start - 8) : start]) or after.match(text, end):
            continue
        sign = _SIGN[language].search(text[max(0, start - 9) : start])
        value = zh_value(word) if language == "zh" else _english(word)
        if value is None:
            continue
        if language == "zh" and text.startswith("打", end):
            end, value = end + 1, value * 12
        elif language == "en" and (part := _FRACTION.match(text, end)):
            value, end = value // _DENOMINATORS.get(part.group().strip(" -"), 4), part.end()
        if sign:
            start, value = max(0, start - 9) + sign.start() if start > 9 else sign.start(), -value
        yield Number(start, end, value, rules()[language].id)


def _english(word: str) -> int | None:
    """The value of an English number, with powers, short scales and a decimal comma of two noughts."""
    word = " ".join(word.split())
    if found := _POWER.fullmatch(word):
        return int(float(found.group(1)) * 10 ** int(found.group(2)))
    if found := _SHORT.fullmatch(word):
        return en_value(f"{found.group(1)} {found.group(2)}")
    if found := _DECIMAL_COMMA.fullmatch(word):
        return int(found.group(1))
    head, half, tail = word.partition(" and one half" if " and one half" in word else " and a half")
    if half:
        scale = re.search(r"(thousand|million|billion|trillion)", head + tail)
        whole = en_value(head + tail)
        unit = en_value("one " + scale.group(1)) if scale else 1
        return None if whole is None or unit is None else whole + unit // 2
    return en_value(word.replace("quarter million", "250000"))
