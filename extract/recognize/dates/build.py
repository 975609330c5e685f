"""From a match of the grammar to a Timex: the values of its slots, the features of its words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from extract.recognize.dates.grammar import FIELDS, Compiled, Expression, Features
from extract.recognize.numerals import arabic, en_value, zh_digits, zh_value
from extract.timex import Timex

_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
            *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
            *("eighteenth", "nineteenth", "twentieth"),
        ],
        1,
    )
} | {"thirtieth": 30, "last": -1}
_SUFFIX = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)$")
Said = dict[str, Any]
"""Fields of a Timex as far as an expression says them."""


@lru_cache(maxsize=1 << 13)
def number(language: str, text: str) -> int | None:
    """A numeral of a date: 2024, 二〇二三, 廿四, 3rd, twenty-first, nineteen ninety six."""
    text = text.strip()
    if text.isdigit():
        return int(text)
    if language == "zh":
        spelled = zh_digits(text)
        return spelled if spelled is not None else zh_value(text)
    return _english(text)


def _english(text: str) -> int | None:
    plain = arabic(_SUFFIX.sub("", text))
    if isinstance(plain, int):
        return plain
    words = text.replace("-", " ").split()
    if not words:
        return None
    if words[-1] in _ORDINALS:
        tens = en_value(" ".join(words[:-1])) if len(words) > 1 else 0
        return None if tens is None else _ORDINALS[words[-1]] + tens
    if (
        words[0] in ("nineteen", "eighteen", "twenty")
        and len(words) > 1
        and (
            words[0] != "twenty"
            or len(words) > 2
            or words[1] in ("hundred",)
            or (en_value(words[1]) or 0) >= 10
        )
    ):
        head, tail = en_value(words[0]), words[1:]
        if tail == ["hundred"]:
            return (head or 0) * 100
        tail = [w for w in tail if w not in ("oh", "o", "zero")] or ["zero"]
        rest = en_value(" ".join(tail))
        return None if rest is None or head is None else head * 100 + rest
    return en_value(" ".join(words))


def build(compiled: Compiled, expression: Expression, match: re.Match[str], text: str) -> Timex | None:
    """The Timex that a rule's match says; None where its parts make no date (the 45th quarter).

    One that says the same is the same object: nobody may change it.
    """
    words = match.groups()
    entries = tuple(
        compiled.entry(slot.name, text, *match.span(slot.group))
        for slot in expression.lexical
        if words[slot.group - 1] is not None
    )
    return _timex(compiled, expression, words, entries)


@lru_cache(maxsize=1 << 12)
def _timex(
    compiled: Compiled, expression: Expression, words: tuple[str | None, ...], entries: tuple[int | None, ...]
) -> Timex | None:
    """The Timex of what a rule's slots hold; `entries` are those of the lexicons, slot by slot."""
    first: Said = {}
    second: Said = {}
    ranged = False
    loose: Features = {}
    steps: list[tuple[str, int]] = []
    pending: int | None = None
    entry_of = iter(entries)
    for slot, word in zip(expression.slots, words, strict=True):
        if word is None:
            continue
        target = first
        if slot.second:
            target, ranged = second, True
        if slot.name in compiled.lexicons:
            entry = next(entry_of)
            features = compiled.lexicons[slot.name][entry][1] if entry is not None else {}
            if not features and slot.name in FIELDS:
                value = number(compiled.language, word)
                if value is None or not _fill(target, slot.name, value):
                    return None
                continue
            if pending is not None and "unit" in features:
                steps.append((str(features["unit"]), pending * int(features.get("times", 1))))
                pending = None
                loose.update({k: v for k, v in features.items() if k == "same_day"})
                continue
            if loose.get("half_of") and int(features.get("times", 1)) > 1:
                # half a century is fifty years, half a year six months
                steps[-1] = ("year", int(features["times"]) // 2)
                continue
            if slot.second:
                _apply(second, features)
            else:
                loose.update(features)
            continue
        value = number(compiled.language, word)
        if value is None and compiled.one.fullmatch(word):
            value = 1
        if slot.name == "n":
            if word.startswith("half"):
                steps.append(("month", 6))
                pending = None
                loose["half_of"] = True
                continue
            pending = value
        if value is None or (slot.name != "n" and not _fill(target, slot.name, value)):
            return None
    loose.update(expression.rule.set)
    if loose or steps:
        _finish(first, loose, steps)
    if not first:
        return None
    if ranged:
        if not second:
            return None
        first["end"] = Timex(**second)
    return Timex(**first)


def _apply(target: Said, features: Features) -> None:
    target.update((name, value) for name, value in features.items() if name in Timex.__slots__)


def _fill(target: Said, name: str, value: int) -> bool:
    """Put a number in its place; False where it cannot stand there."""
    if name == "short_year":
        target["year"], target["short"] = value, True
    elif name == "roc_year":
        target["year"] = 1911 + value
    elif name == "era_year":
        target["year"] = value
    elif name == "decade_year":
        target["century"], target["decade"] = value // 100, value // 10 % 10
    elif name == "decade":
        target["decade"] = value // 10
    elif name == "century":
        target["century"] = value - 1
    elif name.startswith("figure_"):
        target[name.removeprefix("figure_")] = value
    elif name == "quarter":
        if value not in (1, 2, 3, 4, -1):
            return False
        target["quarter"] = 4 if value == -1 else value
    else:
        target[name] = value
    return True


def _finish(first: Said, loose: Features, steps: list[tuple[str, int]]) -> None:
    """Features that alter what stands there already: eras, signs, distances."""
    era, bce = loose.pop("era", None), loose.pop("bce", False)
    sign, half = int(loose.pop("sign", 0)), loose.pop("half_of", False)
    rolling = bool(loose.pop("rolling", False))
    if "year" in first:
        first["year"] += int(era or 0)
        if bce:
            first["year"] = 1 - first["year"]
        loose.pop("unit", None)
    _apply(first, loose)
    if steps:
        if half:
            steps = steps[:1]
        unit, n = steps[0]
        first["unit"], first["offset"] = unit, sign * n
        if rolling:
            first["window"], first["offset"] = n, sign
        further = tuple((unit, sign * n) for unit, n in steps[1:])
        if further and unit != "year":
            # the longest unit leads: 1 month 2 years 21 days
            further = ((unit, first["offset"]), *further)
            first["unit"], first["offset"] = "year", 0
        first["steps"] = further
    if "decade" in first and first.get("anchor") and first.get("unit") == "century":
        first.pop("century", None)
