"""The word lists of `rules/text/`, loaded once: what linguists edit and this package compiles to patterns."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Literal

import pydantic

from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel


class Abbreviations(RuleModel):
    """English abbreviations by what must follow for their stop to end a sentence."""

    never: frozenset[str]
    number: frozenset[str]
    unless_starter: frozenset[str]


class English(RuleModel):
    function_words: frozenset[str]
    open_endings: frozenset[str]


class Chinese(RuleModel):
    open_endings: tuple[str, ...]
    open_beginnings: tuple[str, ...]


class Captions(RuleModel):
    begins: tuple[str, ...]
    ends: tuple[str, ...]


class SentenceRules(RuleModel):
    """`rules/text/sentences.yaml`."""

    abbreviations: Abbreviations
    starters: frozenset[str]
    english: English
    chinese: Chinese
    table_heads: tuple[str, ...]
    bylines: tuple[str, ...]
    captions: Captions


@lru_cache(maxsize=1)
def sentence_rules() -> SentenceRules:
    return load(rules_dir() / "text" / "sentences.yaml", SentenceRules)


class Example(RuleModel):
    """A line that is furniture (`yes`) or is not (`no`)."""

    yes: str | None = None
    no: str | None = None


class FurnitureRule(RuleModel):
    """Words that make a line, or a part of it, page furniture, as `rules/text/furniture.yaml` says."""

    id: str
    kind: str
    scope: Literal["part", "whole", "line", "list", "block"]
    cues: tuple[str, ...] = ()
    patterns: tuple[str, ...]
    examples: tuple[Example, ...]

    @pydantic.model_validator(mode="after")
    def _has_cues(self) -> FurnitureRule:
        if (self.scope in ("line", "list", "block")) != bool(self.cues):
            raise ValueError("`cues` are for rules of scope `line`, `list` or `block`, and those need them")
        return self


class FurnitureRules(RuleModel):
    """`rules/text/furniture.yaml`."""

    credit_labels: tuple[str, ...]
    rules: tuple[FurnitureRule, ...]
    block_words: tuple[str, ...]
    file_endings: tuple[str, ...]
    site_names: tuple[str, ...]
    home_words: tuple[str, ...]


@lru_cache(maxsize=1)
def furniture_rules() -> FurnitureRules:
    return load(rules_dir() / "text" / "furniture.yaml", FurnitureRules)


class Compound(RuleModel):
    """Labels made of parts: each combination of one word of every list, in order."""

    parts: tuple[tuple[str, ...], ...]
    verb: bool = False

    def words(self) -> list[str]:
        combined = [[part for part in row if part] for row in product(*self.parts)]
        return [(" " if row[0].isascii() else "").join(row) for row in combined]


class StampRules(RuleModel):
    """`rules/text/stamps.yaml`."""

    published: tuple[str, ...]
    updated: tuple[str, ...]
    compounds: dict[Literal["published", "updated"], tuple[Compound, ...]]
    need_colon: frozenset[str]
    plain: tuple[str, ...]
    fields: tuple[str, ...]
    other_fields: tuple[str, ...]
    not_after_field: tuple[str, ...]
    verbs: frozenset[str]
    after_verbs: tuple[str, ...]
    others: tuple[str, ...]
    occasions: frozenset[str]
    venues: tuple[str, ...]
    other_labels: tuple[str, ...]
    after: tuple[str, ...]
    months: dict[str, int]
    digits: dict[str, int]
    tens: dict[str, str]
    dateline: tuple[str, ...]
    agencies: tuple[str, ...]
    republic: tuple[str, ...]
    media: tuple[str, ...]
    signers: tuple[str, ...]
    printed: tuple[str, ...]
    closings: tuple[str, ...]
    given: str
    adopted: str
    meeting: tuple[str, ...]
    meetings_of: tuple[str, ...]
    papers: tuple[str, ...]
    held: tuple[str, ...]
    other_meetings: tuple[str, ...]
    notices: tuple[str, ...]
    no_place: frozenset[str]
    wires: tuple[str, ...]
    wrote: str
    issue: str
    written: tuple[str, ...]
    issued: tuple[str, ...]
    american: tuple[str, ...]
    british: tuple[str, ...]
    source: tuple[str, ...]
    publisher: tuple[str, ...]
    name_ends: tuple[str, ...]


@lru_cache(maxsize=1)
def stamp_rules() -> StampRules:
    """The rules; among their `verbs` are the compounds that may be verbs."""
    rules = load(rules_dir() / "text" / "stamps.yaml", StampRules)
    verbs = (word for row in rules.compounds.values() for one in row if one.verb for word in one.words())
    return rules.model_copy(update={"verbs": rules.verbs | frozenset(verbs)})
