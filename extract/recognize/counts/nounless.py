"""English numbers whose noun stands elsewhere: `of which 12 are in Europe`, `23 in Asia and 12 in Africa`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.recognize.counts.grammar import source
from extract.rules.first import Endings

_REACH = 120
"""Characters that a rule may look back."""
_LINK = 160
"""How far back the count may stand that a number goes on from."""
_SENTENCE = re.compile(r"[.;!?](?=\s)|\n")
_AFTER = 40


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around such a number, rule by rule, where a count must stand before it (in its sentence,
    in its line, near by, or nowhere), and whether the number may be `one`."""

    before: Endings
    after: tuple[re.Pattern[str], ...]
    needs: tuple[Literal["sentence", "line", "near", "nothing"], ...]
    one: tuple[bool, ...]


@lru_cache(maxsize=2)
def _rules(language: str) -> Surroundings:
    grammar = source(language)
    number = grammar.number.replace("{DIGIT}", grammar.digit)
    slots = {"{NUMBER}": number, "{WORD}": grammar.word, "{COUNTRY}": grammar.country}
    return Surroundings(
        Endings(_written_out(rule.before, slots) for rule in grammar.nounless),
        tuple(re.compile(_written_out(rule.after, slots)) for rule in grammar.nounless),
        tuple(rule.needs for rule in grammar.nounless),
        tuple(rule.one for rule in grammar.nounless),
    )


def _written_out(pattern: str, slots: dict[str, str]) -> str:
    for slot, body in slots.items():
        pattern = pattern.replace(slot, body)
    return pattern


@lru_cache(maxsize=2)
def _afters(language: str) -> re.Pattern[str]:
    """What may stand behind such a number by any rule, a modifier first."""
    either = "|".join(f"(?:{rule.pattern})" for rule in _rules(language).after)
    return re.compile("|".join([either, *source(language).behind]))


def may_stand_alone(text: str, end: int, language: str) -> bool:
    """Whether what stands behind a number lets it count without a noun: most it does not."""
    return _afters(language).match(text[end : end + _AFTER]) is not None


def begins_alone(text: str, start: int, language: str) -> bool:
    """Whether what stands before a number lets it count without a noun."""
    return bool(_rules(language).before.among(text[max(0, start - _REACH) : start]))


def stands_alone(text: str, start: int, end: int, last: int | None, language: str, one: bool = False) -> bool:
    """May the number at `[start, end)` count without a noun? `start` is where its modifier begins, `last`
    the end of the count before it, `one` whether the number is."""
    tail = text[end : end + _AFTER]
    head = text[max(0, start - _REACH) : start]
    rules = _rules(language)
    return any(
        (rules.one[n] or not one)
        and rules.after[n].match(tail)
        and _near(text, start, last, rules.needs[n])
        and rules.before.ends(head, n)
        for n in rules.before.among(head)
    )


def _near(text: str, start: int, last: int | None, needs: str) -> bool:
    if needs == "nothing":
        return True
    if last is None or start - last > _LINK:
        return False
    if needs == "near":
        return True
    return "\n" not in text[last:start] and (needs == "line" or _SENTENCE.search(text, last, start) is None)
