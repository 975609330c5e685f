"""What kind of tie a passage is about, and whose: for a sentence that goes on with ties without saying so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from extract.layers import PlaceMention, Sentence
from extract.relate import lexicon
from extract.relate.context import LOOK_BACK, Context, identity
from extract.relate.lexicon import Term
from extract.relate.mask import ALLIANCE, FOREIGN, NOUN, UNKNOWN, VERB, Masked
from extract.relate.omitted import whose_are_counted
from extract.rules.pattern import alternation
from extract.territory import is_chinese

TITLES = 3  # headings at the head of a page that tell what it is about
LONGEST_SPEAKER = 14  # characters of a line that says who speaks next
NEAR_COLON = 12  # characters from the kind of tie to the colon before a row of ties
NEAR = 200  # characters around a list of names in which those who came are told from those who are tied


class Topic(NamedTuple):
    """What kind of tie a passage is about and whose; the sentence that says so, if it is another one."""

    term: Term
    owner: PlaceMention | None
    sentence: Sentence | None


def topic_of(context: Context, masked: Masked, start: int, *, known: bool) -> Topic | None:
    """The kind of tie that a sentence speaks of which names none, or none before `start` of its mask: the
    last one named in it, in its paragraph or in the line above that, beside no foreign place (unless the
    tie is `known`); and whose ties they are."""
    first, (position, _) = masked.sentences[0], masked.raw_range(start, start + 1)
    if _of_guests(context, max(first.start, position - NEAR), position):
        return None
    at = max(masked.text.rfind(symbol, 0, start) for symbol in (NOUN, VERB, ALLIANCE))
    term = masked.symbols.get(at)
    if masked.text.endswith(tuple(lexicon.words()[masked.lang]["untied"]), 0, max(at, 0)):
        return None  # 其余3个和本市并未结盟,分别是A和B
    if isinstance(term, Term):
        if (counting := whose_are_counted(masked, start)) is not None:
            return Topic(term, counting, None)
        foreign = any(masked.text.find(symbol, 0, at) >= 0 for symbol in (FOREIGN, UNKNOWN))
        owner = _owner_near(context, first.start, term.end, masked.lang)
        return Topic(term, owner, None) if known or not foreign else None
    asked = False
    for sentence in context.before(first, LOOK_BACK + 2):
        terms = context.terms_in(sentence.start, sentence.end, masked.lang)
        if terms and _of_guests(context, sentence.start, min(sentence.end, sentence.start + NEAR)):
            return None
        parties = context.parties(sentence.start, sentence.end, masked.lang)
        ours = all(is_chinese(p) for p in parties) or len({identity(p) for p in parties}) == 1
        if terms and (known or ours):
            owner = _owner_near(context, sentence.start, sentence.end, masked.lang)
            return Topic(terms[-1], owner, sentence)
        if terms and (colon := _opens_row(context, sentence, terms[0].end)):
            return Topic(terms[0], _owner_near(context, sentence.start, colon, masked.lang), sentence)
        asked |= _names_speaker(context, sentence)
        if sentence.paragraph != first.paragraph and not asked:
            return None
    return None


def topic_of_page(context: Context, sentence: Sentence) -> Topic | None:
    """The kind of tie that a sentence's page is about: the one named in its first headings."""
    heads = [
        s for s in context.sentences if s.heading and s.lang == sentence.lang and s.end <= sentence.start
    ]
    named = (context.terms_in(s.start, s.end, s.lang or "zh") for s in heads[:TITLES])
    term = next((row[0] for row in named if row), None) or next(
        filter(None, (_in_title(context, s) for s in heads)), None
    )
    return Topic(term, None, None) if term else None


def _in_title(context: Context, heading: Sentence) -> Term | None:
    """A word of a title that tells of ties without naming a kind of one: Twins no more?"""
    found = _title_words(heading.lang or "zh").search(context.lowered, heading.start, heading.end)
    return Term(*found.span(), "sister_city", "noun", "en.term.title") if found else None


@lru_cache(maxsize=2)
def _title_words(lang: str) -> re.Pattern[str]:
    return re.compile(rf"\b{alternation(lexicon.words()[lang]['title_words'])}\b")


def _opens_row(context: Context, sentence: Sentence, at: int) -> int | None:
    """Where the colon stands behind a term that ends `at`, if what follows is the first of a row of ties:
    新增友好城市2对:A与B签约; …."""
    colon = context.folded.find(":", at, min(at + NEAR_COLON, sentence.end))
    if colon < 0:
        return None
    before = context.parties(sentence.start, colon, sentence.lang or "zh")
    return colon if all(is_chinese(p) for p in before) else None


def _names_speaker(context: Context, sentence: Sentence) -> bool:
    """Whether a line only says who speaks next, in minutes: 王县长:."""
    named = sentence.end - sentence.start <= LONGEST_SPEAKER
    return named and context.folded[sentence.start : sentence.end].rstrip().endswith(":")


def _of_guests(context: Context, start: int, end: int) -> bool:
    """Whether a stretch of text is about those who came or were called on: no list of ties follows."""
    lang = "zh" if context.terms["zh"] else "en"
    return any(context.lowered.find(word, start, end) >= 0 for word in lexicon.words()[lang]["guests"])


def _owner_near(context: Context, start: int, end: int, lang: str) -> PlaceMention | None:
    parties = context.parties(start, end, lang)
    chinese = [p for p in parties if is_chinese(p)]
    whose = lang == "en" or any(context.folded.startswith("的", p.extent[1]) for p in parties)
    alone = parties[0] if whose and len({identity(p) for p in parties}) == 1 else None
    return chinese[-1] if chinese else alone or context.home
