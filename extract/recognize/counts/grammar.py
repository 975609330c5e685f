"""The grammar of counts as a linguist writes it (`rules/counts/zh.yaml`, `en.yaml`), compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extract.resources import rules_dir
from extract.rules import load
from extract.rules.first import Endings, Sparse
from extract.rules.loader import RuleModel


class CountExample(RuleModel):
    """A text with its counts as `[span, value, modifier]`."""

    text: str
    counts: list[tuple[str, int, str]]


class NounlessRule(RuleModel):
    """Around a number without a noun: what ends before it, what begins behind it, where a count must
    have gone before, and whether `one` counts there, too (there is one: Ulsan)."""

    before: str
    after: str
    needs: Literal["sentence", "line", "near", "nothing"] = "nothing"
    one: bool = False


class LedRule(RuleModel):
    """A Chinese number without a measure word, which `lead` announces (人口约, 友好城市数:) and `after`
    closes."""

    lead: str
    after: str


class CountGrammar(RuleModel):
    """`trigger` finds where a number may begin, fast. `number` is a numeral ({DIGIT}, {WORD} and {COUNTRY}
    are written out from `digit`, `word` and `country`), `measures` and `bare` what may follow it; `of_them`
    may in a noun's place, `joined` words behind a hyphen (26-member); within `nounless` and behind `led`
    nothing need. `inner` are words between number and noun that are no plain words (Fortune 500, U.S.).
    `before` and `behind` are the modifiers. `lone` numerals count nothing, but a new 一 of `first`
    (又添一座友城) and a sole one of `only` do. A number alone in a table counts under a head that is a
    `column`, where the heads or the title tell of ties (`tied`); at the end of dotted leaders, below a
    `listing`."""

    language: str
    trigger: str
    digit: str
    number: str
    range: str
    word: str = ""
    country: str = "(?!)"
    stop: str = ""
    plural: str = ""
    of_them: str = "^$"
    joined: str = "(?!)"
    inner: str = "(?!)"
    led: list[LedRule] = []
    first: str = "^$"
    first_of: str = "^$"
    only: str = "^$"
    only_of: str = "^$"
    nounless: list[NounlessRule] = []
    year: str = "^$"
    also: str = "^$"
    singular: str = "^$"
    listed: str = "^$"
    last: str = "^$"
    column: str = "(?!)"
    tied: str = "(?!)"
    listing: str = "(?!)"
    measures: list[str]
    bare: list[str]
    before: dict[str, str]
    behind: dict[str, str]
    not_before: str
    not_noun: str = "^$"
    through: str = "^$"
    anaphoric: str = "^$"
    anaphoric_noun: str = "^$"
    lone: str
    vague_before: str
    examples: list[CountExample]


@dataclass(frozen=True, slots=True)
class Compiled:
    language: str
    trigger: re.Pattern[str]
    pattern: re.Pattern[str]
    number: re.Pattern[str]
    before: Endings
    said_before: tuple[str, ...]
    behind: tuple[tuple[re.Pattern[str], str], ...]
    not_before: Endings
    year: re.Pattern[str]
    also: re.Pattern[str]
    singular: re.Pattern[str]
    listed: re.Pattern[str]
    last: re.Pattern[str]
    first: re.Pattern[str]
    first_of: re.Pattern[str]
    only: re.Pattern[str]
    only_of: re.Pattern[str]
    inner: re.Pattern[str]
    led: tuple[Sparse, ...]
    not_noun: re.Pattern[str]
    through: re.Pattern[str]
    anaphoric: re.Pattern[str]
    anaphoric_noun: re.Pattern[str]
    lone: re.Pattern[str]
    vague_before: re.Pattern[str]


@lru_cache(maxsize=2)
def source(language: str) -> CountGrammar:
    return load(rules_dir() / "counts" / f"{language}.yaml", CountGrammar)


@lru_cache(maxsize=2)
def grammar(language: str) -> Compiled:
    """One pattern with the groups `number`, `upper` (behind a range) and `noun` (measure word, or English
    noun phrase), in English also `joined` (what a hyphen ties to the number)."""
    g = source(language)
    number = g.number.replace("{DIGIT}", g.digit).replace("{WORD}", g.word)
    if language == "zh":
        noun = " ?(?P<noun>" + "|".join([*g.measures, *g.bare]) + ")"
        upper = f"(?:{g.range}(?P<upper>[0-9〇零一二两三四五六七八九十百千万亿,.]{{1,12}}[余多]?))?"
    else:
        word = rf"(?:(?:{g.inner}) |(?!{g.stop})[a-z][a-z'’-]{{0,24}} (?:and (?=[a-z]{{2,12}} ))?)"
        noun = (
            rf"(?:(?:-plus|\+)? (?P<noun>(?:{word}){{0,5}}?{g.plural})"
            rf"|-(?P<joined>{g.joined})|(?={g.of_them}))"
        )
        upper = rf"(?:{g.range}(?P<upper>[0-9]{{1,3}}(?:,[0-9]{{3}}){{0,3}}(?![0-9])|{g.word}(?![a-z])))?"
    return Compiled(
        language=language,
        trigger=re.compile(g.trigger),
        pattern=re.compile(f"(?P<number>{number}){upper}{noun}"),
        number=re.compile(number),
        before=Endings(
            rf"(?:{words}) ?" if language == "zh" else rf"(?<![a-z])(?:{words}) (?:an? )?"
            for words in g.before
        ),
        said_before=tuple(g.before.values()),
        behind=tuple((re.compile(words), kind) for words, kind in g.behind.items()),
        not_before=Endings([g.not_before]),
        last=re.compile(g.last),
        first=re.compile(g.first),
        first_of=re.compile(g.first_of),
        only=re.compile(g.only),
        only_of=re.compile(g.only_of),
        inner=re.compile(g.inner),
        led=tuple(Sparse(f"{rule.lead}(?P<number>{number})(?={rule.after})") for rule in g.led),
        listed=re.compile(g.listed),
        singular=re.compile(g.singular),
        also=re.compile(g.also),
        year=re.compile(g.year),
        not_noun=re.compile(g.not_noun),
        through=re.compile(g.through),
        anaphoric=re.compile(g.anaphoric),
        anaphoric_noun=re.compile(g.anaphoric_noun),
        lone=re.compile(g.lone),
        vague_before=re.compile(g.vague_before),
    )
