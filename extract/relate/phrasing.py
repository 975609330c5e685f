"""The patterns of `rules/pairs/{zh,en}.yaml`, compiled, and where they hold in a masked sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import compress
from pathlib import Path
from typing import Literal

from extract import resources
from extract.relate import coordination, lexicon, stage_rules
from extract.relate.coordination import Item
from extract.relate.mask import (
    ALLIANCE,
    BODY_OF,
    COUNTRY,
    DATE,
    DUAL,
    FOREIGN,
    NOUN,
    PLACE,
    PLACES,
    UNKNOWN,
    VENUE,
    VERB,
    Masked,
)
from extract.relate.masking import dual_bit
from extract.relate.presence import WordLists, met
from extract.rules import RuleError, load
from extract.rules.loader import RuleModel, line_of
from extract.rules.pattern import PatternError, alternation, pattern_source, requirements

TERM_GROUPS = ("term", "verb", "union", "any")
# The symbols of which a text must hold one for a slot to match, and how many places a slot takes.
SYMBOLS = {
    "term": NOUN,
    "verb": VERB,
    "union": ALLIANCE,
    "any": NOUN + VERB + ALLIANCE,
    "two": DUAL,
    "date": DATE,
}
GROUPS = tuple(SYMBOLS.values())
ANY_TERM = SYMBOLS["any"]
LEAST = {"p": 1, "ps": 1, "subject": 1, "row": 1, "ps2": 2, "row2": 2, "named": 0, "many": 3}
MOST_PLACES = 8  # more a pattern need not ask for
MARKS = {
    symbol: sum(1 << bit for bit, group in enumerate(GROUPS, MOST_PLACES) if symbol in group)
    for symbol in "".join(GROUPS)
}
MARK_BITS = (1 << (MOST_PLACES + len(GROUPS))) - 1


class PairExample(RuleModel):
    text: str
    pairs: list[tuple[str, str]]


class PhrasingRule(RuleModel):
    """One way of saying that places are tied; see the head of `rules/pairs/zh.yaml`.

    `wishes`: a wish or plan before it counts though its frame is a mention (希望保持与B的友城关系).
    `proposes`: it tells of a formal proposal, whatever word of wishing it uses (来函建议缔结友城).
    `weak`: it names no kind of tie, and only adds to what is stated elsewhere (两市签约); one that `follows`
    states a tie of the kind stated in the sentence before, of the same place (It joins A, B and C).
    `joins`: it names more of the ties that a sentence before told of (其后加入的还有C).
    `alone`: it holds only where its clause names no kind of tie. `relation`: the kind it tells of itself.
    `owner`: where the other side is sought. Of `topic` rules the kind of tie, too, stands before (最早的是B);
    of one that is `titled` it may stand in the title of the page alone (Sister cities of Hunan).
    """

    id: str
    lang: lexicon.Lang
    frame: Literal["predicate", "mention"]
    owner: Literal["stated", "missing", "both", "each", "last", "topic"] = "stated"
    wishes: bool = False
    proposes: bool = False
    weak: bool = False
    follows: bool = False
    joins: bool = False
    alone: bool = False
    titled: bool = False
    relation: lexicon.Relation | None = None
    comment: str
    patterns: list[str]
    examples: list[PairExample]


@dataclass(frozen=True)
class Phrasing:
    """One pattern of a rule, and what a text must hold before it is worth trying: `needs` are word lists, and
    the bits of `_marks` that say how many places and which symbols. `terms` are the slots that can stand for
    its term. A `termless` one can hold where no kind of tie is named."""

    rule: PhrasingRule
    source: str
    needs: int
    terms: tuple[str, ...]
    termless: bool

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled when a text first needs it: most texts need few of them."""
        return re.compile(self.source)


@dataclass(frozen=True)
class Found:
    """A place in a mask where a phrasing holds, and the position of the term it rests on."""

    rule: PhrasingRule
    masked: Masked
    match: re.Match[str]
    term: int

    @cached_property
    def rows(self) -> dict[str, list[Item]]:
        """The names that its slots for parties take."""
        spans = {name: self.group(name) for name in ("x", "y", "too")}
        return {name: coordination.items(self.masked, *span) for name, span in spans.items() if span}

    @property
    def is_one_clause(self) -> bool:
        """Whether no comma stands between the first and the last name: A早在1967年便与B结好."""
        spans = [span for name in ("x", "y") if (span := self.group(name))]
        return bool(spans) and "," not in self.masked.text[spans[0][0] : spans[-1][1]]

    def group(self, name: str) -> tuple[int, int] | None:
        """The range of a slot in the mask; None if the pattern has no such slot."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return None
        return self.match.span(name)


def find(masked: Masked, present: int, holds: Callable[[Found], bool]) -> Iterator[Found]:
    """All statements in a masked sentence, by order of rule; a term serves one statement only, the first
    that `holds`. `present` are the word lists (`lexicon.word_lists`) of which the sentence has a word."""
    text = masked.text
    open_terms = set(masked.standing(ANY_TERM, 0, len(text)))
    marks = _marks(masked)
    for phrasing in _possible(masked.lang, marks, present):
        if not (open_terms or phrasing.termless):
            continue
        match = phrasing.regex.search(text)
        while match:
            term = _term_position(phrasing, match)
            if term in open_terms or text[term] not in ANY_TERM:
                found = Found(phrasing.rule, masked, match, term)
                if holds(found):
                    open_terms.discard(term)
                    yield found
            # the next search begins behind the term, so that rows may share names
            match = phrasing.regex.search(text, max(match.start() + 1, min(match.end(), term + 1)))


def _possible(lang: str, marks: int, present: int) -> Iterator[Phrasing]:
    """The patterns for which a text has the marks and the words."""
    marked, needs = _with_marks(lang, marks)
    return compress(marked, met(needs, present | marks))


@lru_cache(maxsize=1024)
def _with_marks(lang: str, marks: int) -> tuple[tuple[Phrasing, ...], tuple[int, ...]]:
    """The patterns whose places and symbols a text with these marks has, and what they need."""
    lacking = MARK_BITS & ~marks
    marked = tuple(p for p in phrasings(lang) if not p.needs & lacking)
    return marked, tuple(p.needs for p in marked)


def _marks(masked: Masked) -> int:
    """The needs of patterns that a masked text meets by its symbols."""
    marks = places = 0
    for i in masked.symbols:
        symbol = masked.text[i]
        places += symbol in PLACES
        marks |= MARKS.get(symbol, 0)
    return marks | (1 << min(places, MOST_PLACES)) - 1


@lru_cache(maxsize=1)
def lists() -> WordLists:
    """The word lists of all patterns and cues of both languages, complete."""
    for lang in ("zh", "en"):
        phrasings(lang)
        lexicon.cue_bits(lang, "")
        stage_rules.patterns(lang)
    return lexicon.word_lists()


def worth_a_look(lang: str, present: int, places: int, dates: int) -> bool:
    """Whether a sentence without a term, but with words of the lists `present` and so many `places` and
    `dates`, may hold a pattern."""
    marks = (1 << min(places, MOST_PLACES)) - 1
    marks |= MARKS[DUAL] if present & dual_bit(lang) else 0
    marks |= MARKS[DATE] if dates else 0
    return any(met(_termless_needs(lang), present | marks))


@lru_cache(maxsize=2)
def _termless_needs(lang: str) -> tuple[int, ...]:
    return tuple(sorted({p.needs for p in phrasings(lang) if p.termless}))


def _term_position(phrasing: Phrasing, match: re.Match[str]) -> int:
    """Where in the mask the term of a match stands; without one (两市签约) the last slot of a weak rule."""
    for name in phrasing.terms:
        if (at := match.start(name)) >= 0:
            return at
    raise AssertionError(f"{match.re.pattern[:40]}… has no slot to stand for its term")


@lru_cache(maxsize=2)
def phrasings(lang: str) -> tuple[Phrasing, ...]:
    """The patterns of a language, in the order of the file. Raises RuleError for a pattern that is none."""
    path = resources.rules_dir() / "pairs" / f"{lang}.yaml"
    rules = load(path, list[PhrasingRule])
    return tuple(p for index, rule in enumerate(rules) for p in _compile(path, index, rule))


def _compile(path: Path, index: int, rule: PhrasingRule) -> Iterator[Phrasing]:
    slots, words = _slots(rule.lang), lexicon.words()[rule.lang]
    no_gap = PLACES + NOUN + VERB + ("。!?" if rule.lang == "zh" else "!?;(")
    for i, pattern in enumerate(rule.patterns):
        try:
            source = pattern_source(pattern, slots=slots, words=words, no_gap=no_gap)
            types, needed = requirements(pattern, words)
        except PatternError as error:
            line = line_of(path.read_text(encoding="utf-8"), (index, "patterns", i))
            raise RuleError(path, line, f"{rule.id}: {error}") from error
        places = min(MOST_PLACES, sum(LEAST.get(kind, 0) for kind in types))
        needs = (1 << places) - 1
        for kind in types:
            if kind in SYMBOLS:
                needs |= 1 << (MOST_PLACES + GROUPS.index(SYMBOLS[kind]))
        for row in needed:
            needs |= lexicon.word_lists().add(row)
        if "two" in types:
            needs |= lexicon.word_lists().add(words["dual"])
        terms = tuple(name for name in (*TERM_GROUPS, "two", "date", "y", "x") if f"(?P<{name}>" in source)
        termless = rule.weak or rule.owner == "topic" or rule.relation is not None
        yield Phrasing(rule, source, needs, terms, termless)


@lru_cache(maxsize=2)
def _slots(lang: str) -> dict[str, str]:
    """What the slots take, as regex fragments over masked text."""
    classes = lexicon.words()[lang]
    if lang == "zh":
        one = further = last = f"{PLACE}"
        lies = ""
        # with its country before it a name still begins no row in the midst of another: A、B,巴西C,以及D
        first = f"{one}(?<![与和同跟、及暨].)(?<![{FOREIGN}{UNKNOWN}],.)"
        marks = ["、", "/", ";", "以及", "及其", "——", "—", "–", "-", "·", "・", "－"]
        link = alternation([*classes["and"], *marks])
        joint = rf"\s?{link}\s?(?:以及|和|与|同|及|还有)?"
        dated = (
            r"(?:,|、|,并|,又|和|及|以及|,以及|,后又|,此后又)?\s?(?:又|还|并)?(?:于|在)?"
            rf"{DATE},?(?:又|再|还)?(?:与|和|同|跟)"
        )
        again = r"(?:、|,(?:又|还|并|再))(?:与|和|同|跟)"
        listed = f"(?<=[{FOREIGN}{UNKNOWN}]),(?:以及|及)?(?=[{FOREIGN}{UNKNOWN}])"
        # A—B,C—D: the next pair
        paired = rf"(?<=[{FOREIGN}{UNKNOWN}])[,;](?={PLACE}\s?(?:——?|–|-|与|和|同))"
        wide = f"(?:{joint}|{dated}|{again}|{listed}|{paired})"
        unlisted = rf"{COUNTRY}的?[一-龥·]{{2,9}}?"  # a name that no list knows, in a row of others
        named = f"(?:(?:{joint}|,){unlisted})?(?:{joint}|{listed}|(?<=[一-龥]),)"
    else:
        one = rf"{PLACE}(?:'s?\s{PLACE})?"
        # In Oregon, Eugene and Kakegawa are sister cities: the state is no side
        first = rf"(?:(?<!\bin\s)(?<!\bin\sthe\s){one}|{one}(?!,\s{PLACE}))"
        further = rf"{one}(?!'s\s)"  # Caen is twinned with Portsmouth, and Rochester's sisters …
        # … with Suva, and Lima is now one of Nara; … with Suva, Lima with Nara
        last = rf"{further}(?!\s(?:is|was|has|with)\s)"
        # Bitung in Sulawesi, and …: where a member lies is none itself
        inside = rf"\sin\s(?:the\s)?(?:[a-z]+|{VENUE}|{PLACE})(?=\s?[,;()]|\sand\s|\.?$)"
        lies = rf"(?:{inside}|,\s[a-z. {PLACES}]{{1,30}}(?=;))?"
        article = r"(?:the\s(?:(?:land|free state|state|city|county|island|region|canton)\sof\s)?)?"
        joint = (
            rf"(?:\s?[,;]?\s?(?:and|&|as well as|along with|plus)\s(?:(?:of|with)\s)?{article}"
            rf"|\s?[,;]\s?(?:(?:of|with)\s)?{article}|\s?[-–—/♥❤↔⇄⇔×]\s?)"
        )
        filler = rf"(?:(?:{alternation(classes['list_filler'])}|{COUNTRY}),?\s)"
        # and, in Greece, to Volos; of what is said to lie in a region the region is no member
        onto = rf"(?:\s?[,;])?\s?(?:and|&),?\s{filler}{{1,7}}(?<!\bin\s)(?<!\bin\sthe\s)"
        when = rf",?\s(?:(?:{VERB}|signed|formed|established|concluded|added)\s)?(?:since|in|on|from)\s{DATE}"
        onward = rf"(?:,?\sand\s|;\s(?:and\s)?|,\s(?={PLACE}{when}))(?:also\s)?(?:(?:with|to|of)\s)?"
        dated = f"(?:{when}{onward})"
        wide = f"(?:{joint}|{dated}|{onto})"
        listed = named = joint

    def row(head: str, link: str, least: int, item: str = further) -> str:
        return f"{head}(?:{link}{item}){{{least},60}}"

    close = joint.replace("[,;]", ",")
    whole = row(first, close, 0)
    if lang == "en":  # Lima is tied to Suva, and Nara is …: a row has no singular verb
        whole = rf"(?:{row(first, close, 1)}(?!\s(?:is|was|has)\s)|{first})"

    body = f"[{PLACES}{BODY_OF}]"

    return {
        "p": one, "ps": row(one, joint, 0), "ps2": row(first, joint, 1),
        "subject": whole,
        "row": row(one + lies, wide, 0, last + lies), "row2": row(first, wide, 1),
        "many": row(one, named, 2),
        "named": row(body, named, 0, body),
        "venue": VENUE, "two": DUAL, "date": DATE, "term": NOUN, "verb": VERB, "union": ALLIANCE,
        "any": f"[{NOUN}{VERB}{ALLIANCE}]",
    }  # fmt: skip
