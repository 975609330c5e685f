"""When two numbers or two dates, one in each language, state the same thing and when they cannot both hold.

Rounding, `over`, `nearly`, a coarser date: none of these is a disagreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import inf
from re import IGNORECASE, Pattern, compile

from extract.layers import CountMention
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

ROUNDING = 0.06
"""How far a rounded number may lie from the other one."""
VAGUE = 0.2
"""How far `about 100`, `over 100` and `nearly 100` reach."""
LARGE = 100
"""Numbers below this are not taken to be rounded unless the words say so."""
Parts = dict[str, int]


class Kind(RuleModel):
    """The plain words for a kind of tie in both languages (patterns)."""

    id: str
    kind: str
    zh: str
    en: str


class DateExample(RuleModel):
    """A Chinese and an English date, and whether what they print contradicts each other."""

    zh: str
    en: str
    conflict: bool


class AgreementRules(RuleModel):
    """`rules/align/agreement.yaml`."""

    months: dict[str, int]
    zh_parts: str
    en_parts: str
    kinds: list[Kind]
    examples: list[DateExample]


@lru_cache(maxsize=1)
def rules() -> AgreementRules:
    return load(rules_dir() / "align" / "agreement.yaml", AgreementRules)


@lru_cache(maxsize=2)
def _date_parts(language: str) -> Pattern[str]:
    return compile(rules().zh_parts if language == "zh" else rules().en_parts, IGNORECASE)


def printed_parts(text: str, language: str) -> Parts:
    """Year, month and day as the expression prints them; empty where one is printed twice (a span of days).

    >>> printed_parts("2019年5月20日", "zh")
    {'year': 2019, 'month': 5, 'day': 20}
    """
    parts: Parts = {}
    for match in _date_parts(language).finditer(text):
        name = match.lastgroup or ""
        if name in parts:
            return {}
        word = match[0].lower()
        if name == "month" and language == "en":
            parts[name] = rules().months[word[:3]]
        else:
            parts[name] = int("".join(c for c in word if c.isdigit()))
    return parts


def differing_part(zh: Parts, en: Parts) -> str | None:
    """The one part that both print and print differently; None where they differ in none or in several."""
    differing = [
        name for name in ("year", "month", "day") if name in zh and name in en and zh[name] != en[name]
    ]
    return differing[0] if len(differing) == 1 else None


def compatible_dates(a: str, b: str) -> bool:
    """Whether one EDTF value is the other, or a coarser way to say it (2019 / 2019-05, 198X / 1985)."""
    short, long = sorted((a, b), key=len)
    if "/" in short or "/" in long:
        return short == long
    if short.endswith("X"):
        stem = short.rstrip("X")
        return long.startswith(stem) and len(long) >= len(short)
    return long == short or long.startswith(short + "-")


def contradict(a: CountMention, b: CountMention) -> bool:
    """Whether two counts of the same thing cannot both hold. `over 40` leaves room for any larger number."""
    (low_a, high_a), (low_b, high_b) = _range(a), _range(b)
    if low_a <= high_b and low_b <= high_a:
        return False
    return not (_rounds_to(a.value, b.value) or _rounds_to(b.value, a.value))


def alike(a: CountMention, b: CountMention) -> bool:
    """Whether two counts that can both hold are near enough to be one statement: 620余 / more than 600."""
    return not contradict(a, b) and abs(a.value - b.value) <= VAGUE * max(a.value, b.value)


def _range(count: CountMention) -> tuple[float, float]:
    """The values that the words of a count allow."""
    low, high = float(count.value), float(count.upper or count.value)
    if count.modifier == "at_least":
        return low, inf
    if count.modifier == "below":
        return low * (1 - VAGUE), high
    if count.modifier == "approx":
        return low * (1 - VAGUE), high * (1 + VAGUE)
    return low, high


def _rounds_to(exact: int, rounded: int) -> bool:
    """Whether the second is the first with fewer figures: 1,987 and 2,000, not 36 and 40."""
    if min(exact, rounded) < LARGE or abs(exact - rounded) > ROUNDING * exact:
        return False
    return _figures(rounded) < _figures(exact) and _figures(rounded) <= 3


def _figures(value: int) -> int:
    """Significant figures without the zeros at the end."""
    return len(str(value).rstrip("0"))


def is_slip(a: int, b: int) -> bool:
    """Whether two numbers look like slips of one another: swapped figures, a zero too many, one off."""
    if sorted(str(a)) == sorted(str(b)):
        return True
    if a and b and max(a, b) % min(a, b) == 0 and max(a, b) // min(a, b) in (10, 100, 1000, 10000):
        return True
    digits_a, digits_b = str(a), str(b)
    return (
        len(digits_a) == len(digits_b) > 1
        and sum(x != y for x, y in zip(digits_a, digits_b, strict=True)) == 1
    )


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """The date examples of `agreement.yaml`."""
    for example in rules().examples:
        part = differing_part(printed_parts(example.zh, "zh"), printed_parts(example.en, "en"))
        got = part is not None
        yield "agree.date", f"{example.zh} / {example.en}", got == example.conflict, f"differs in {part}"
