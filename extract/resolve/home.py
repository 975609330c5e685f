"""Whose text this is, and so whom 我市, 本縣 or `our city` means; 该州, 对方 and 后者 along with it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.language import Language
from spacy.tokens import Doc

from extract import layers, resources
from extract.layers import Metadata, PlaceMention, Range, set_layer
from extract.resolve.epithets import epithets
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation
from extract.territory import country_of, is_chinese
from extract.text.script import lower, one_space

BEFORE_LAST = {"other": 0, "latter": 0, "former": 1}  # names abroad between the one meant and the anaphor
CLAUSE_ENDS = {"en": ".:;", "zh": ",;。:\n"}
BRACKET = 16  # characters between the beginning of a bracket and a name in it
LONGEST_WORD = 12  # characters before an anaphor in which the word before it stands
REACH = 12  # names before an anaphor that it may stand for
_DASH = re.compile(r"[^\n.–—-]{0,4}(?:[\w.]+,?\s?){0,3}\s?[–—-]")
_LETTER = re.compile("[a-z]")
NAMED = frozenset({"division", "institution"})


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


class HomeWords(RuleModel):
    weights: dict[str, float]
    most_mentions: int
    offices: list[str]
    offices_en: list[str]
    owner_before_en: list[str]
    owner_after_en: list[str]
    site_en: list[str]
    site_zh: list[str]
    site_behind: str
    joins: list[str]
    tells: list[str]
    also: list[str]


@lru_cache(maxsize=1)
def _rules() -> tuple[HomeWords, list[AnaphorRule]]:
    folder = resources.rules_dir() / "resolve"
    return load(folder / "home.yaml", HomeWords), load(folder / "anaphora.yaml", list[AnaphorRule])


@lru_cache(maxsize=1)
def _anaphor_words() -> tuple[AhoCorasick, list[AnaphorRule]]:
    """All words that are anaphors, and the rule of each."""
    rule_of = {word: rule for rule in _rules()[1] for word in rule.words}
    return AhoCorasick(list(rule_of), MatchKind.LeftmostLongest), list(rule_of.values())


@lru_cache(maxsize=1)
def _anaphor_patterns() -> list[tuple[AnaphorRule, re.Pattern[str]]]:
    return [(rule, re.compile(rule.pattern)) for rule in _rules()[1] if rule.pattern]


@Language.component("youcheng_home", requires=["doc._.places"], assigns=["doc._.places", "doc._.home"])
def home(doc: Doc) -> Doc:
    """Sets `doc._.home` to the place whose text this is, and adds anaphors to the places layer."""
    places = layers.places(doc)
    ranked = rank(doc, places)
    doc._.home_mention = ranked[0] if ranked else None
    doc._.home = ranked[0].place if ranked else None
    found = _anaphors(doc, places, ranked)
    if any(place.lang == "en" for place in places):
        found += epithets(layers.folded(doc), places)
    if found:
        set_layer(doc, "places", [*places, *found])
    return doc


def rank(doc: Doc, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """One mention of each place, the likeliest home first.

    A place in China has a bonus; in an English text only if somewhere no country stands behind it: a text
    that says `Fuzhou, China` each time was hardly written there.
    """
    words, _ = _rules()
    metadata = layers.metadata(doc) or Metadata()
    office = _office()
    folded = layers.folded(doc)
    chinese_text = any(tag.startswith("zh") for tag in metadata.languages or ("zh",))
    bonus = words.weights["china_zh" if chinese_text else "china_en"]
    scores: dict[str, float] = {}
    first: dict[str, PlaceMention] = {}
    counts: dict[str, int] = {}
    given: set[str] = set()
    owners: set[str] = set()
    named_city: set[str] = set()
    sites: set[str] = set()
    seats: set[str] = set()
    furniture = _furniture(doc, places)
    for mention in places:
        if mention.kind not in NAMED or mention.place is None:
            continue
        key = mention.place.key
        score = scores.get(key, 0.0)
        if key not in given and is_chinese(mention) and (chinese_text or not _full(mention)):
            given.add(key)
            score += bonus
        if key not in owners and _owns(folded, mention, first_place=not scores):
            owners.add(key)
            score += words.weights["owner"]
        if key not in first:
            first[key] = mention
            score += words.weights["first"] if not scores else 0.0
        elif mention.start not in furniture and (
            first[key].start in furniture or _fuller(mention, first[key])
        ):
            first[key] = mention
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= words.most_mentions:
            score += words.weights["mention"]
        if _touches(mention, metadata.publisher):
            score += words.weights["publisher"]
        elif _touches(mention, metadata.credited_source):
            score += words.weights["source"]
        elif key not in seats and (mention.kind == "institution" or office.match(folded, mention.end)):
            seats.add(key)
            score += words.weights["office"]
        if key not in sites and _sites(folded, mention):
            sites.add(key)
            score += words.weights["site"]
        if counts[key] == 1 and _dateline(folded, mention):
            score += words.weights["dateline"]
        if key not in named_city and folded[max(0, mention.start - 8) : mention.start].lower() == "city of ":
            named_city.add(key)
            score += words.weights["city_of"]
        if _touches(mention, metadata.title):
            score += words.weights["title"]
        scores[key] = score
    least = {True: words.weights["china_least"], False: words.weights["foreign_least"]}
    for key in [k for k, m in first.items() if scores[k] < least[is_chinese(m)]]:
        del first[key]
    order = sorted(first, key=lambda key: (-scores[key], first[key].start))
    return [first[key] for key in order]


def _furniture(doc: Doc, places: Sequence[PlaceMention]) -> set[int]:
    """Where names stand in menus and the like, which no record should quote if the article has them too."""
    lines = [s for s in layers.sentences(doc) if s.boilerplate]
    starts = [line.start for line in lines]
    over = ((p.start, bisect_right(starts, p.start) - 1) for p in places)
    return {start for start, at in over if at >= 0 and start < lines[at].end}


@lru_cache(maxsize=1)
def _office() -> re.Pattern[str]:
    """What behind a name makes it the seat of an office or a paper."""
    words = _rules()[0]
    english = "|".join(words.offices_en)
    return re.compile(rf"[^\W，。]{{0,4}}?{alternation(words.offices)}|\s(?:[\w'’]+\s){{0,2}}?(?i:{english})")


@lru_cache(maxsize=1)
def _owner() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before and behind a name in English says that a list of ties is its own."""
    words = _rules()[0]
    before, behind = "|".join(words.owner_before_en), "|".join(words.owner_after_en)
    return re.compile(rf"(?i:{before})\s+$"), re.compile(rf"(?i:{behind})")


def _owns(folded: str, mention: PlaceMention, *, first_place: bool) -> bool:
    before, behind = _owner()
    if mention.lang != "en":
        return False
    of = first_place and before.search(folded[max(0, mention.start - 40) : mention.start])
    return bool(of or behind.match(folded, mention.extent[1]))


@lru_cache(maxsize=1)
def _site() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before and behind a name says that the page is its own."""
    words = _rules()[0]
    before = "|".join([*words.site_en, *words.site_zh])
    return re.compile(rf"(?i:{before})$"), re.compile(rf"(?im:{words.site_behind})")


def _sites(folded: str, mention: PlaceMention) -> bool:
    before, behind = _site()
    if behind.match(folded, mention.extent[1]) is None:
        return False
    line = folded.rfind("\n", 0, mention.start) + 1
    return before.search(folded[max(line, mention.start - 60) : mention.start]) is not None


def _dateline(folded: str, mention: PlaceMention) -> bool:
    """Whether a name in capitals begins a line as a dateline does: GRAND FORKS, N.D. – May 3."""
    begins = mention.start == 0 or folded[mention.start - 1] == "\n"
    named = folded[mention.start : mention.end]
    return begins and named.isupper() and _DASH.match(folded, mention.end) is not None


def _full(mention: PlaceMention) -> bool:
    """Whether the region or country stands beside the name."""
    return (mention.span_start, mention.span_end) != (mention.start, mention.end)


def _fuller(mention: PlaceMention, other: PlaceMention) -> bool:
    """Whether a Chinese name says its kind, which another leaves out: 兰州市, 兰州."""
    longer = len(mention.name) > len(other.name) and mention.name.startswith(other.name)
    return longer and mention.lang == other.lang == "zh" and mention.kind == other.kind


def _touches(mention: PlaceMention, span: Range | None) -> bool:
    return span is not None and span[0] <= mention.start < span[1]


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


def _anaphors(doc: Doc, places: Sequence[PlaceMention], ranked: Sequence[PlaceMention]) -> list[PlaceMention]:
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
        anaphor = PlaceMention(start, end, rule.lang, (rule.id,), kind="anaphor")
        anaphor.name, anaphor.refers, anaphor.place = folded[start:end], referent, referent.place
        anaphor.country = country_of(referent)
        anaphor.span_start, anaphor.span_end = start, end
        anaphor.link_method, anaphor.link_confidence = "anaphor", referent.link_confidence * 0.9
        found.append(anaphor)
    return found


def _is_joined(rule: AnaphorRule, folded: str, start: int) -> bool:
    """Whether a word for a place is the other side of those in its clause: A和B分别与该市结为…."""
    return rule.lang == "zh" and rule.person == "that" and _joins(folded, start)


def _joins(folded: str, start: int) -> bool:
    """Whether a word right before joins what follows to another side."""
    return folded.startswith(tuple(_rules()[0].joins), max(0, start - 1))


def _told_of(folded: str, following: Sequence[PlaceMention], end: int) -> PlaceMention | None:
    """The place right behind a word for one and 是, whose it is told to be: 该市系武汉首个友城."""
    if not following or following[0].start > end + LONGEST_WORD:
        return None
    between = folded[end : following[0].extent[0]].lstrip("".join(_rules()[0].also))
    return following[0] if between in _rules()[0].tells else None


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
    joined = folded[former.extent[1] : latter.extent[0]].strip() in _rules()[0].joins
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
    return tuple(sorted({suffix for rule in _rules()[1] for suffix in rule.suffixes}))
