"""The words that tell which date is a tie's, as `rules/pairs/dating.yaml` gives them, compiled once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extract import resources
from extract.relate.mask import DATE
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation


class DatingWords(RuleModel):
    """Words beside a date that keep it from dating a tie, or bind one behind the statement.

    `known_since` words bind a date even to a tie that is only mentioned (its sister city since 1994)."""

    not_after: list[str]
    not_before: list[str]
    visiting: list[str]
    both: list[str]
    behind: list[str]
    known_since: list[str]
    early: list[str] = []
    already: list[str] = []
    onward: list[str]
    begun: list[str] = []
    joining: list[str] = []
    contact: list[str] = []
    later_stage: list[str] = []
    past: list[str]
    long_ago: list[str] = []
    reached: list[str] = []
    up_to: list[str] = []
    at_last: list[str] = []
    came_about: list[str] = []
    signing: list[str]
    feast: list[str]
    council: list[str]
    council_ahead: list[str]
    consented: list[str]
    enacting: list[str]


class Around(NamedTuple):
    """What stands beside a date: before one that dates no tie and behind it, before one that is bound to what
    ends there, for a signing, before one right behind a term, around one since which a tie is known, and for
    what is told as long past."""

    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    behind: re.Pattern[str]
    signing: re.Pattern[str]
    begun: re.Pattern[str]
    known_since: re.Pattern[str]
    past: re.Pattern[str]


@lru_cache(maxsize=2)
def words(lang: str) -> DatingWords:
    """The words of a language as they stand in the file."""
    return load(resources.rules_dir() / "pairs" / "dating.yaml", dict[str, DatingWords])[lang]


@lru_cache(maxsize=2)
def regexes(lang: str) -> Around:
    """The patterns of a language for what stands beside a date in a mask."""
    row = words(lang)
    contact = f"(?!起?{alternation(row.contact)})"
    since, onward = alternation(row.known_since), alternation(row.onward)
    return Around(
        not_after=re.compile(alternation(row.not_after) + r"\s?\Z"),
        not_before=re.compile(r"\s?" + alternation(row.not_before)),
        behind=re.compile(rf"(?:{alternation(row.behind)}\s?){DATE}"),
        signing=re.compile(alternation(row.signing)),
        begun=re.compile(rf"(?:关系|之缘)?{alternation(row.begun)}\s?{DATE}"),
        known_since=re.compile(rf"{since}\s?{DATE}{contact}|{DATE}(?={onward}{contact})"),
        past=re.compile(alternation(row.past)),
    )


def signings(lang: str) -> tuple[str, ...]:
    """Words for the signing of a paper."""
    return tuple(words(lang).signing)
