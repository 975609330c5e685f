"""The words of ties, as `rules/pairs/` gives them: terms, word classes and cues, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from extract import resources
from extract.relate.presence import WordLists, met
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

Lang = Literal["zh", "en"]
Relation = Literal[
    "sister_city", "friendly_exchange", "friendly_cooperation", "intent", "alliance", "unspecified"
]
# In words of cues: the symbols that the mask writes for them.
SLOTS = {"{place}": "\ue000\ue001\ue002", "{date}": "\ue006", "{term}": "\ue010", "{verb}": "\ue011"}
_SLOT = re.compile(r"\{\w+\}")
CONTEXT = 40  # characters before a word that has to stand in a context
RESERVED = 16  # bits beside those of word lists, for what else a pattern needs (see `phrasing`)


class TermExample(RuleModel):
    text: str
    terms: list[str]


class TermRule(RuleModel):
    """Words that name a kind of tie: every head with every tail, and every word.

    `behind` and `ahead` are regular expressions of what must stand right before and right behind them, for a
    word that has other meanings too (its Japanese sister since 1991).
    """

    id: str
    lang: Lang
    relation: Relation
    kind: Literal["noun", "verb", "alliance"]
    heads: list[str] = []
    tails: list[str] = []
    words: list[str] = []
    not_heads: dict[str, list[str]] = {}
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    behind: str | None = None
    ahead: str | None = None
    examples: list[TermExample]

    @cached_property
    def ends_before(self) -> tuple[str, ...]:
        """`not_after`, of English ones whole words: her, but not other."""
        return tuple(f" {word}" for word in self.not_after) if self.lang == "en" else self.not_after

    @cached_property
    def around(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return re.compile(rf"(?:{self.behind or ''})\Z"), re.compile(self.ahead or "")

    def forms(self) -> list[str]:
        made = _combined(self.lang, self.heads, self.tails)
        return [*self.words, *(form for head, tail, form in made if tail not in self.not_heads.get(head, ()))]


class CueExample(RuleModel):
    text: str
    fires: bool


class Cue(RuleModel):
    """Words that change what a statement of a tie amounts to; `where` they must stand, from the term, and
    `within` how many characters; `far` reads over commas; `always` also for ties only mentioned. In words
    `{place}`, `{date}`, `{term}` and `{verb}` stand for a place, a date, a noun and a verb of a tie. Every
    one of `heads` with every one of `tails` is a word, too (refused to, declined to; end, drop, withdraw).
    Words with one of `until` behind them in their sentence are of another verb (a letter of intent and
    became)."""

    id: str
    lang: Lang
    effect: Literal[
        "deny",
        "drop",
        "proposed",
        "ended",
        "keep",
        "suspended",
        "resumed",
        "renewed",
        "upgraded",
        "council_consent",
        "approved",
        "intent",
    ]
    where: Literal["before", "after", "sentence"]
    within: int = 40
    far: bool = False
    always: bool = False
    words: list[str] = []
    heads: list[str] = []
    tails: list[str] = []
    not_after: list[str] = []
    not_before: list[str] = []
    until: list[str] = []
    examples: list[CueExample]

    def forms(self) -> list[str]:
        """All words, in lower case."""
        made = (form for _, _, form in _combined(self.lang, self.heads, self.tails))
        return [word.lower() for word in (*self.words, *made)]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        behind = "".join(f"(?<!{re.escape(word)})" for word in _symbols(self.not_after))
        ahead = rf"(?!\s?{alternation(_symbols(self.not_before))})"
        onward = rf"(?![^.;]{{0,{self.within}}}{alternation(self.until)})"
        return re.compile(f"{behind}{alternation(_symbols(self.words))}{ahead}{onward}")


def _combined(lang: str, heads: Iterable[str], tails: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Every head with every tail, and the word they make; only English has a space between."""
    joint = "" if lang == "zh" else " "
    return ((head, tail, f"{head}{joint}{tail}") for head in heads for tail in tails)


def _symbols(words: Iterable[str]) -> list[str]:
    """Words with the symbols of the mask for what stands in braces, one word for each symbol."""
    found = list(words)
    for slot, symbols in SLOTS.items():
        found = [word.replace(slot, one) for word in found for one in (symbols if slot in word else " ")]
    return found


@dataclass(frozen=True, slots=True)
class Term:
    """One occurrence of a term in a text."""

    start: int
    end: int
    relation: str
    kind: str
    rule: str


class Terms:
    """All terms of both languages, found in one pass over a text."""

    def __init__(self, rules: list[TermRule]) -> None:
        rules_of: dict[str, list[TermRule]] = {}
        for rule in rules:
            for form in dict.fromkeys(_spellings(rule)):
                rules_of.setdefault(form, []).append(rule)
        self._forms = sorted(rules_of)
        self._rules = [rules_of[form] for form in self._forms]
        self._automaton = AhoCorasick(self._forms, matchkind=MatchKind.Standard)

    def find(self, lowered: str) -> dict[str, list[Term]]:
        """The terms of each language in a folded text in lower case, the longest at each place."""
        matches = self._automaton.find_matches_as_indexes(lowered, overlapping=True)
        found: dict[str, list[Term]] = {"zh": [], "en": []}
        done = 0
        for index, start, end in sorted(matches, key=lambda m: (m[1], -m[2])):
            if start < done:
                continue
            if rule := next((r for r in self._rules[index] if _stands(r, lowered, start, end)), None):
                found[rule.lang].append(Term(start, end, rule.relation, rule.kind, rule.id))
                done = end
        return found


def _stands(rule: TermRule, text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 16) : start], text[end : end + 16]
    if rule.lang == "en":
        if before[-1:].isalpha() or after[:1].isalpha():
            return False
        before, after = f" {before.rstrip(' -')}", after.lstrip(" -")
    if before.endswith(rule.ends_before) or after.startswith(rule.not_before):
        return False
    if rule.behind is None and rule.ahead is None:
        return True
    behind, ahead = rule.around
    return bool(behind.search(text, max(0, start - CONTEXT), start) and ahead.match(text, end))


def _spellings(rule: TermRule) -> Iterator[str]:
    """The forms of a rule in lower case; an English one also with hyphens, all or only the first."""
    for form in rule.forms():
        lowered = form.lower()
        yield lowered
        if rule.lang == "en":
            yield from (
                lowered.replace(" ", "-"),
                lowered.replace(" ", "-", 1),
                lowered.replace(" ", "\u00a0"),
            )


@lru_cache(maxsize=1)
def term_rules() -> list[TermRule]:
    return load(resources.rules_dir() / "pairs" / "terms.yaml", list[TermRule])


@lru_cache(maxsize=1)
def terms() -> Terms:
    return Terms(term_rules())


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, list[str]]]:
    """Word classes by language, in lower case: `words()["zh"]["conclude"]`. A class that only the other
    language has is empty."""
    classes = load(resources.rules_dir() / "pairs" / "words.yaml", dict[str, dict[str, list[str]]])
    names = [name for of_lang in classes.values() for name in of_lang]
    return {
        lang: {name: [word.lower() for word in of_lang.get(name, ())] for name in names}
        for lang, of_lang in classes.items()
    }


@lru_cache(maxsize=1)
def _cues() -> list[Cue]:
    cues = load(resources.rules_dir() / "pairs" / "cues.yaml", list[Cue])
    return [cue.model_copy(update={"words": cue.forms()}) for cue in cues]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """The word lists of all patterns and cues, for one pass over a document (see `presence`)."""
    return WordLists(reserved=RESERVED)


def cues_with(lang: str, present: int, effect: str = "") -> Iterator[Cue]:
    """The cues of a language (of one effect) that a text with the word lists `present` may have."""
    cues, bits = cue_bits(lang, effect)
    return compress(cues, met(bits, present))


@lru_cache(maxsize=64)
def cue_bits(lang: str, effect: str) -> tuple[list[Cue], list[int]]:
    """The cues of a language (of one effect, unless that is empty), and the bits of their words."""
    chosen = [cue for cue in cues(lang) if effect in ("", cue.effect)]
    # of words around a slot the longest must stand in a text
    rows = ([max(_SLOT.split(word), key=len).strip() for word in cue.words] for cue in chosen)
    return chosen, [word_lists().add(row) for row in rows]


@lru_cache(maxsize=2)
def cues(lang: str) -> list[Cue]:
    return [cue for cue in _cues() if cue.lang == lang]
