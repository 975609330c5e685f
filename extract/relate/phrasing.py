"""The patterns of `rules/pairs/{zh,en}.yaml`, compiled, and where they hold in a masked sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from extract import resources
from extract.relate import lexicon
from extract.relate.mask import ALLIANCE, COUNTRY, DATE, DUAL, NOUN, PLACE, PLACES, VERB, Masked
from extract.rules import RuleError, load
from extract.rules.loader import RuleModel, line_of
from extract.rules.pattern import PatternError, alternation, compile_pattern

TERM_GROUPS = ("term", "verb", "union", "any")


class PairExample(RuleModel):
    text: str
    pairs: list[tuple[str, str]]


class PhrasingRule(RuleModel):
    """One way of saying that places are tied; see the head of `rules/pairs/zh.yaml`."""

    id: str
    lang: lexicon.Lang
    frame: Literal["predicate", "mention"]
    owner: Literal["stated", "missing", "both", "last"] = "stated"
    comment: str
    patterns: list[str]
    examples: list[PairExample]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A compiled rule."""

    rule: PhrasingRule
    regexes: tuple[re.Pattern[str], ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a mask where a phrasing holds, and the position of the term it rests on."""

    rule: PhrasingRule
    match: re.Match[str]
    term: int

    def group(self, name: str) -> tuple[int, int] | None:
        """The range of a slot in the mask; None if the pattern has no such slot."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return None
        return self.match.span(name)


def find(masked: Masked) -> Iterator[Found]:
    """All statements in a masked sentence, by order of rule; a term serves one statement only."""
    taken: set[int] = set()
    present = {symbol for symbol in (NOUN, VERB, ALLIANCE, DUAL) if symbol in masked.text}
    for phrasing in phrasings(masked.lang):
        if not phrasing.needs & present:
            continue
        for regex in phrasing.regexes:
            for match in _matches(regex, masked.text):
                term = _term_position(match)
                if term not in taken:
                    taken.add(term)
                    yield Found(phrasing.rule, match, term)


def _matches(regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches from left to right; the next search begins behind the term, so that rows may share names."""
    at = 0
    while match := regex.search(text, at):
        yield match
        at = max(match.start() + 1, min(match.end(), _term_position(match) + 1))


def _term_position(match: re.Match[str]) -> int:
    for name in TERM_GROUPS:
        if name in match.re.groupindex and match.start(name) >= 0:
            return match.start(name)
    return match.end() - 1


@lru_cache(maxsize=2)
def phrasings(lang: str) -> tuple[Phrasing, ...]:
    """The rules of a language, in the order of the file. Raises RuleError for a pattern that is none."""
    path = resources.rules_dir() / "pairs" / f"{lang}.yaml"
    return tuple(_compile(path, i, rule) for i, rule in enumerate(load(path, list[PhrasingRule])))


def _compile(path: Path, index: int, rule: PhrasingRule) -> Phrasing:
    slots, words = _slots(rule.lang), lexicon.words()[rule.lang]
    no_gap = PLACES + NOUN + VERB + ("。!?" if rule.lang == "zh" else "!?")
    regexes = []
    for i, pattern in enumerate(rule.patterns):
        try:
            regexes.append(compile_pattern(pattern, slots=slots, words=words, no_gap=no_gap))
        except PatternError as error:
            line = line_of(path.read_text(encoding="utf-8"), (index, "patterns", i))
            raise RuleError(path, line, f"{rule.id}: {error}") from error
    symbols = {"term": NOUN, "verb": VERB, "union": ALLIANCE, "two": DUAL}
    needs = {s for name, s in symbols.items() for r in regexes if name in r.groupindex}
    if any("any" in r.groupindex for r in regexes):
        needs |= {NOUN, VERB, ALLIANCE}
    return Phrasing(rule, tuple(regexes), frozenset(needs))


@lru_cache(maxsize=2)
def _slots(lang: str) -> dict[str, str]:
    """What the slots take, as regex fragments over masked text."""
    classes = lexicon.words()[lang]
    brackets = rf"(?:\s?\([^(){PLACES}]{{0,40}}\))?"
    if lang == "zh":
        organ = f"(?:的?{alternation(classes['organ'])}){{0,2}}"
        title = f"(?:{alternation(classes['title'])}[^,、。;:与和同及暨的在签缔{PLACES}]{{0,16}}?)?"
        place = f"{COUNTRY}?的?(?:{alternation(classes['epithet'])})?{PLACE}"
        one = f"{place}{brackets}{organ}{title}{brackets}"
        first = f"(?<![与和同跟、及暨]){one}"
        link = alternation([*classes["and"], "、", "/", ";", "以及", "及其", "——", "—", "–", "-", "·", "－"])
        joint = rf"\s?{link}\s?(?:以及|和|与|同|及|还有)?{COUNTRY}?的?"
        between = rf"(?:,|、|,并|,又|和|及|以及|,以及|,后又|,此后又)?\s?(?:又|还|并)?(?:于|在)?{DATE}?,?(?:又|再|还)?(?:与|和|同|跟){COUNTRY}?"
        wide = f"(?:{joint}|{between})"
    else:
        organ = rf"(?:(?:'s)?\s{alternation(classes['organ'])})?"
        epithet = rf"(?:(?:the\s)?(?:[A-Za-z]+\s){{0,2}}?{alternation(classes['epithet'])}\s(?:of\s)?)?"
        country = rf"(?:,?\s(?:in|of)?\s?(?:the\s)?{COUNTRY})?"
        one = f"{epithet}(?:[{PLACES}{COUNTRY}]'s?\\s)?{PLACE}{country}{brackets}{organ}"
        first = one
        joint = rf"(?:\s?,?\s?(?:and|&|as well as|along with|plus)\s|\s?[,;]\s?|\s?[-–—/]\s?)"
        wide = joint
    def row(head: str, link: str, least: int) -> str:
        return f"{head}(?:{link}{one}){{{least},60}}"

    any_term = f"[{NOUN}{VERB}{ALLIANCE}]"
    return {
        "p": one, "ps": row(one, joint, 0), "ps2": row(first, joint, 1),
        "subject": row(first, joint, 0), "row": row(one, wide, 0), "row2": row(first, wide, 1),
        "two": DUAL, "date": DATE, "term": NOUN, "verb": VERB, "union": ALLIANCE, "any": any_term,
    }  # fmt: skip
