"""The date of a tie whose sentence tells none of its own: that of the event, the anniversary, the council."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.edtf import is_day
from extract.layers import Anniversary, DateMention, PlaceMention, Sentence
from extract.relate.context import Context
from extract.relate.dating_words import regexes, words
from extract.relate.mask import Masked
from extract.rules.pattern import alternation

OWN_FEAST = 8  # characters behind a statement in which the anniversary is its own
_MARKED = re.compile(r"(?i)[\W\d_一二三四五六七八九十]*(?:[于在自]|on |in |by |as of )?")


def anniversary_of(context: Context, masked: Masked, start: int, end: int) -> Anniversary | None:
    """The anniversary that counts from the tie's beginning, where the statement is of one."""
    if not context.anniversaries:
        return None
    first, last = masked.raw_range(start, end)
    near = context.anniversaries_in(max(masked.sentences[0].start, first - 30), masked.sentences[-1].end)
    dated = [a for a in near if a.value is not None and a.start < last + 60]
    if masked.lang == "zh" and (own := [a for a in dated if last <= a.start <= last + OWN_FEAST]):
        return own[0]  # A与B结好三十五周年,与C结好三十周年
    return dated[0] if dated else None


def counts_years(context: Context, masked: Masked, term: int) -> bool:
    """Whether an anniversary stands right behind the term (结好37周年): the date before is the feast's."""
    _, end = masked.raw_range(term, term + 1)
    return any(end <= a.start <= end + 4 for a in context.anniversaries_in(end, end + 20))


def inherited(
    context: Context,
    masked: Masked,
    term: int,
    *,
    signed: bool = False,
    tie: tuple[PlaceMention, PlaceMention] | None = None,
) -> DateMention | None:
    """The day of the event being told, for a signing without a date of its own (what says so, or is known to
    be `signed`): the date that begins its line (a chronicle's), else the last day named before it that lies
    about the day of publication or, in the two sentences before it in its paragraph, any day; none that is
    the day of another `tie` (9月12日与A结好。指导某县与B签署意向书)."""
    first = masked.sentences[0]
    around = regexes(masked.lang)
    if around.past.search(masked.text, 0, term):
        return None
    line = context.line_before(first)
    if len(line) == 1 and (dated := _chronicled(context, line[0])):
        return dated
    if not signed and not around.signing.search(masked.text, max(0, term - 40), term + 30):
        return None
    for i, sentence in enumerate(context.before(first, 8)):
        near = i < 2 and sentence.paragraph == first.paragraph
        days = [d for d in context.dates_in(sentence.start, sentence.end) if is_day(d.value)]
        days = [d for d in days if near or context.is_news(d)]
        days = [d for d in days if tie is None or not context.dates_another(d, *tie)]
        if days:
            return days[-1]
    return None


def _chronicled(context: Context, sentence: Sentence) -> DateMention | None:
    """The date with which a line of a chronicle begins: `- 2019年5月,…`, not 依111年资料."""
    dates = context.dates_in(sentence.start, sentence.start + 16)
    begins = dates and _MARKED.fullmatch(context.folded, sentence.start, dates[0].start)
    return dates[0] if begins else None


def of_council(context: Context, masked: Masked) -> DateMention | None:
    """The day on which a council deals with a proposal, where the sentence does not say it: that of the
    meeting, told just before, or the date of the paper that hereby proposes it."""
    to_come = any(word in masked.text for word in words(masked.lang).council_ahead)
    if to_come or not _council(masked.lang).search(masked.text):
        return None
    told = inherited(context, masked, len(masked.text), signed=True)
    if told is not None or not any(word in masked.text for word in words(masked.lang).enacting):
        return told
    stamp = context.metadata.published
    return next((d for d in context.dates if stamp is not None and d.start == stamp.start), None)


def consent(masked: Masked, term: int) -> tuple[int, int] | None:
    """Where behind a proposal's term a council's vote for it is told, as a range of the source."""
    found = _consented(masked.lang).search(masked.text, term)
    return masked.raw_range(*found.span()) if found else None


@lru_cache(maxsize=2)
def _consented(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(words(lang).consented))


@lru_cache(maxsize=2)
def _council(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(words(lang).council))
