"""The words around a count (`rules/counts/kinds.yaml`): what kind of thing, which cue stands in which
stretch of text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.resources import rules_dir
from extract.rules import load
from extract.rules.first import Sparse
from extract.rules.loader import RuleModel

TIES = ("sister_cities", "exchange_cities", "cooperation_cities", "ties")


class Bilateral(RuleModel):
    """`pattern` finds China named with another country by one letter, `with`; `countries` are its codes."""

    pattern: str
    countries: dict[str, str]


class CountCues(RuleModel):
    """Patterns by language; `kinds` by language and kind, where `friends` is 友城 whose kind the document
    must tell. `{NO}` in a kind stands for `not_tie`."""

    not_tie: str
    kinds: dict[str, dict[str, str]]
    attend: dict[str, str]
    people: dict[str, str]
    locals: dict[str, str]
    bystanders: dict[str, str]
    visit: dict[str, str]
    travellers: dict[str, str]
    recipients: dict[str, str]
    increase: dict[str, str]
    gained: dict[str, str]
    increase_head: dict[str, str]
    all_told: dict[str, str]
    recent: dict[str, str]
    whole_year: dict[str, str]
    plans: dict[str, str]
    target: dict[str, str]
    level: dict[str, str]
    part: dict[str, str]
    kept: dict[str, str]
    member: dict[str, str]
    now: dict[str, str]
    event_now: dict[str, str]
    then: dict[str, str]
    grown: dict[str, str]
    covers: dict[str, str]
    compared: dict[str, str]
    since: dict[str, str]
    attributed: dict[str, str]
    respectively: dict[str, str]
    domestic: dict[str, str]
    bilateral: Bilateral
    foreign: dict[str, str]
    self: dict[str, str]
    level_of: dict[str, str]
    shapes: dict[str, str]
    measure_words: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A word that says what is counted, at `[start, end)` of the folded text."""

    start: int
    end: int
    kind: str


@lru_cache(maxsize=1)
def cues() -> CountCues:
    return load(rules_dir() / "counts" / "kinds.yaml", CountCues)


@cache
def _cue(name: str, language: str) -> re.Pattern[str]:
    return re.compile(getattr(cues(), name)[language])


@lru_cache(maxsize=4)
def _kinds(language: str) -> Sparse:
    """All kinds in one pattern, the order of the file deciding between two at one place."""
    kinds = cues().kinds[language].items()
    return Sparse("|".join(f"(?P<{kind}>{body.replace('{NO}', cues().not_tie)})" for kind, body in kinds))


def has(name: str, language: str, text: str) -> bool:
    """Does a stretch of text hold a cue?"""
    return _cue(name, language).search(text) is not None


def counts_new(heading: str) -> bool:
    """Does the head of a column, or a heading, in either language say that what it counts came new?"""
    return any(has("increase_head", language, heading) for language in ("zh", "en"))


def where(name: str, language: str, text: str, start: int, end: int) -> re.Match[str] | None:
    """The last place in `[start, end)` where a cue stands."""
    found = None
    for match in _cue(name, language).finditer(text, start, end):
        found = match
    return found


@cache
def shape(name: str) -> re.Pattern[str]:
    """A pattern of `shapes`, the same for both languages."""
    return re.compile(cues().shapes[name])


@lru_cache(maxsize=1)
def bilateral() -> tuple[re.Pattern[str], dict[str, str]]:
    """What names China with another country (中韩两国), and the codes of the countries."""
    return re.compile(cues().bilateral.pattern), cues().bilateral.countries


def measure_words(name: str) -> tuple[str, ...]:
    """The measure words of a group."""
    return tuple(cues().measure_words[name])


def kinds_in(text: str, language: str, start: int, end: int) -> list[Kind]:
    """The kind words of a stretch, in order, none overlapping (友好交流城市, not 城市) and none
    denied."""
    return [
        Kind(m.start(), m.end(), m.lastgroup or "")
        for m in _kinds(language).finditer(text, start, end)
        if shape("denied").search(text, max(start, m.start() - 16), m.start()) is None
    ]
