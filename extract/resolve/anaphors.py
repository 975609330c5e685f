"""The words that stand for a place named elsewhere: 我市, 该州, 对方, 后者, `that city`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.tokens import Doc

from extract import layers, resources
from extract.layers import PlaceMention
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.territory import country_of, is_chinese
from extract.text.script import lower, one_space

BEFORE_LAST = {"other": 0, "latter": 0, "former": 1}  # names abroad between the one meant and the anaphor
CLAUSE_ENDS = {"en": ".:;", "zh": ",;。:\n"}
BRACKET = 16  # characters between the beginning of a bracket and a name in it
LONGEST_WORD = 12  # characters before an anaphor in which the word before it stands
REACH = 12  # names before an anaphor that it may stand for
SURENESS = 0.9  # of an anaphor, as a share of that of what it stands for
_LETTER = re.compile("[a-z]")


class AnaphorRule(RuleModel):
    id: str
    lang: Literal["zh", "en"]
    person: Literal["first", "that", "other", "former", "latter"]
    words: list[str]
    suffixes: list[str]
    no_suffixes: list[str] = []
    joined: bool = False
    pattern: str | None = None
    levels: list[str]
    not_before: list[str] = []
    of_clause_before: bool = False
    opening: list[str] = []


class AnaphorWords(RuleModel):
    """See `rules/resolve/anaphora.yaml`."""

    joins: list[str]
    tells: list[str]
    also: list[str]
    anaphors: list[AnaphorRule]


@lru_cache(maxsize=1)
def _rules() -> AnaphorWords:
    return load(resources.rules_dir() / "resolve" / "anaphora.yaml", AnaphorWords)


@lru_cache(maxsize=1)
def _anaphor_words() -> tuple[AhoCorasick, list[AnaphorRule]]:
    """All words that are anaphors, and the rule of each."""
    rule_of = {word: rule for rule in _rules().anaphors for word in rule.words}
    return AhoCorasick(list(rule_of), MatchKind.LeftmostLongest), list(rule_of.values())


@lru_cache(maxsize=1)
def _anaphor_patterns() -> list[tuple[AnaphorRule, re.Pattern[str]]]:
    return [(rule, re.compile(rule.pattern)) for rule in _rules().anaphors if rule.pattern]


def anaphors(doc: Doc, places: Sequence[PlaceMention], ranked: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The anaphors of a text as mentions of what they stand for. `ranked` has one mention of each place, the
    likeliest home first."""
    folded = layers.folded(doc)
    found = []
    named = [p for p in places if p.kind == "division"]
    at = 0
    for rule, start, end in _anaphoric(folded):
        if folded.startswith(tuple(rule.not_before), end) and rule.not_before:
            continue
        if rule.joined and not _joins(folded, start):
            continue
        while at < len(named) and named[at].start < start:
            at += 1
        earlier = named[max(0, at - REACH) : at]
        if rule.of_clause_before or _is_joined(rule, folded, start):
            opens = folded[max(0, start - LONGEST_WORD) : start].split()[-1:]
            ends = (folded.rfind(mark, 0, start) for mark in CLAUSE_ENDS[rule.lang])
            clause = start if rule.opening and opens and opens[0] in rule.opening else max(ends)
            earlier = [place for place in earlier if place.start < clause]
        if rule.person == "that":
            earlier = [place for place in earlier if not _in_closed_bracket(folded, place, start)]
            told = _told_of(folded, named[at:], end) if rule.lang == "zh" else None
            earlier = [place for place in earlier if told is None or not _is_same(place, told)]
        referent = _of_two(rule, folded, earlier) or _referent(rule, earlier, ranked)
        if referent is None:
            continue
        found.append(standing_for(referent, folded, start, end, rule.lang, rule.id))
    return found


def standing_for(
    referent: PlaceMention, folded: str, start: int, end: int, lang: Literal["zh", "en"], rule_id: str
) -> PlaceMention:
    """The words from `start` to `end` as a mention of the place that another mention names."""
    anaphor = PlaceMention(start, end, lang, (rule_id,), kind="anaphor")
    anaphor.name, anaphor.refers, anaphor.place = folded[start:end], referent, referent.place
    anaphor.country = country_of(referent)
    anaphor.span_start, anaphor.span_end = start, end
    anaphor.link_method, anaphor.link_confidence = "anaphor", referent.link_confidence * SURENESS
    return anaphor


def _anaphoric(folded: str) -> Iterator[tuple[AnaphorRule, int, int]]:
    """The words of anaphors in a text, whole words where they are Latin; a line may end within one."""
    automaton, rules = _anaphor_words()
    spaced = one_space(lower(folded))
    found: list[tuple[int, int, AnaphorRule]] = []
    for word, start, end in automaton.find_matches_as_indexes(spaced):
        rule = rules[word]
        around = spaced[max(0, start - 1) : start] + spaced[end : end + 1]
        if rule.lang == "zh" or not _LETTER.search(around):
            found.append((start, end, rule))
    for rule, pattern in _anaphor_patterns():
        found += [(m.start(), m.end(), rule) for m in pattern.finditer(folded)]
    reached = 0
    for start, end, rule in sorted(found, key=itemgetter(0, 1)):
        if start >= reached:
            reached = end
            yield rule, start, end


def _is_joined(rule: AnaphorRule, folded: str, start: int) -> bool:
    """Whether a word for a place is the other side of those in its clause: A和B分别与该市结为…."""
    return rule.lang == "zh" and rule.person == "that" and _joins(folded, start)


def _joins(folded: str, start: int) -> bool:
    """Whether a word right before joins what follows to another side."""
    return folded.startswith(tuple(_rules().joins), max(0, start - 1))


def _told_of(folded: str, following: Sequence[PlaceMention], end: int) -> PlaceMention | None:
    """The place right behind a word for one and 是, whose it is told to be: 该市系武汉首个友城."""
    if not following or following[0].start > end + LONGEST_WORD:
        return None
    between = folded[end : following[0].extent[0]].lstrip("".join(_rules().also))
    return following[0] if between in _rules().tells else None


def _is_same(place: PlaceMention, other: PlaceMention) -> bool:
    """Whether two mentions are of one place."""
    one, two = (p.place.key if p.place else p.name for p in (place, other))
    return one == two


def _in_closed_bracket(folded: str, place: PlaceMention, stop: int) -> bool:
    """Whether a name stands in a bracket that is closed before `stop`: 怀特霍斯市(博士山所在地)."""
    opened = folded.rfind("(", max(0, place.start - BRACKET), place.start)
    return opened >= 0 and ")" not in folded[opened : place.start] and ")" in folded[place.end : stop]


def _of_two(rule: AnaphorRule, folded: str, earlier: Sequence[PlaceMention]) -> PlaceMention | None:
    """The former or the latter of the last two names, where they stand in one row: 东海市和珠海市。前者…"""
    if rule.person not in ("former", "latter") or len(earlier) < BEFORE_LAST["former"] + 1:
        return None
    former, latter = earlier[-2:]
    joined = folded[former.extent[1] : latter.extent[0]].strip() in _rules().joins
    return (former if rule.person == "former" else latter) if joined else None


def _referent(
    rule: AnaphorRule, earlier: Sequence[PlaceMention], ranked: Sequence[PlaceMention]
) -> PlaceMention | None:
    if rule.person == "first":
        own = (m for m in ranked if is_chinese(m) == is_chinese(ranked[0]))
        return next((m for m in own if _fits(rule, m)), None)
    if rule.person == "that":
        return next((m for m in reversed(earlier) if _fits(rule, m)), None)
    abroad = {m.place.key if m.place else m.name: m for m in reversed(earlier) if not is_chinese(m)}
    return next(islice(abroad.values(), BEFORE_LAST[rule.person], None), None)


def _fits(rule: AnaphorRule, mention: PlaceMention) -> bool:
    if not rule.suffixes and not rule.levels:
        return True
    if rule.suffixes and mention.name.endswith(tuple(rule.suffixes)):
        return not mention.name.endswith(tuple(rule.no_suffixes))
    whole = (mention.place.name_zh if mention.place else None) or ""
    within = whole.startswith(mention.name) and len(whole) > len(mention.name)  # 景德镇, of 景德镇市
    bare = within or not mention.name.endswith(_all_suffixes())
    return bare and mention.place is not None and mention.place.level in rule.levels


@lru_cache(maxsize=1)
def _all_suffixes() -> tuple[str, ...]:
    return tuple(sorted({suffix for rule in _rules().anaphors for suffix in rule.suffixes}))
