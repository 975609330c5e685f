"""Whose tie an English clause tells of that names one side and points to the other: its, whose, it.

Bendigo said that its sister city agreement with Penzance costs little.
Eugene was quicker: it has been a sister city of Kakegawa since 1979.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.layers import PlaceMention
from extract.relate import lexicon
from extract.relate.context import Context, identity
from extract.relate.coordination import Item
from extract.relate.mask import NOUN, PLACE, PLACES, Masked
from extract.relate.phrasing import Found
from extract.rules.pattern import alternation

NEAR = 24  # characters before a phrasing in which `its` binds it to a subject
_CLAUSE = re.compile(r"[;:]|\.\s|--\s")
_WHOSE = re.compile(rf"(?P<owner>{PLACE}),? whose [^,;:.{PLACES}]{{0,24}}(?P<term>{NOUN})")


def subject(context: Context, masked: Masked, found: Found, row: Sequence[Item]) -> PlaceMention | None:
    """The place that a clause points to, if it is none of the `row` of those tied to it."""
    named = {identity(item.mention) for item in row}
    nearest = _whose(masked, found) or _of_sentence(masked, found)
    if nearest is not None and identity(nearest) not in named:
        return nearest
    return _of_sentence_before(context, masked, found, row)


def _whose(masked: Masked, found: Found) -> PlaceMention | None:
    """The place before `whose sister city agreement with Penzance`."""
    for match in _WHOSE.finditer(masked.text):
        if match.start("term") == found.term:
            place = masked.symbols[match.start("owner")]
            return place if isinstance(place, PlaceMention) else None
    return None


def _of_sentence(masked: Masked, found: Found) -> PlaceMention | None:
    """The subject of the clause in which `its` stands, or of the one before a clause that `it` opens."""
    text, (start, end) = masked.text, found.match.span()
    its = _its().search(text, max(0, start - NEAR), end)
    position = min(its.start(), found.term) if its else start
    starts = [0, *(m.end() for m in _CLAUSE.finditer(text, 0, position + 1))]
    if its and (place := _opening(masked, starts[-1], position)):
        return place
    clause = text[starts[-1] :].lstrip()
    goes_on = len(starts) > 1 and (meant("en").match(clause) or (its and _its().match(clause)))
    return _opening(masked, starts[-2], starts[-1]) if goes_on else None


def are_several(masked: Masked, found: Found) -> bool:
    """Whether `their` binds a clause to several subjects at its beginning, so that it is not said whose tie
    with whom it tells: Bendigo and Dubbo review their sister city agreements with Penzance and Wujiang."""
    text, (start, end) = masked.text, found.match.span()
    their = text.rfind(" their ", max(0, start - NEAR), end)
    if their < 0:
        return False
    low = max((m.end() for m in _CLAUSE.finditer(text, 0, their)), default=0)
    return _subjects().match(text, low, their) is not None


def _opening(masked: Masked, start: int, end: int) -> PlaceMention | None:
    """The one place that is the subject of a clause, at its beginning."""
    match = _subject().match(masked.text, start, end)
    place = masked.symbols.get(match.start("owner")) if match else None
    return place if isinstance(place, PlaceMention) else None


def _of_sentence_before(
    context: Context, masked: Masked, found: Found, row: Sequence[Item]
) -> PlaceMention | None:
    """Whose friend `became its sister city` tells of: the place that opens the sentence before."""
    first, (start, end) = masked.sentences[0], found.match.span()
    told = not found.rule.follows and meant("en").match(masked.text)
    if not told and _its().search(masked.text, max(0, start - NEAR), end) is None:
        return None
    before = [s for s in context.before(first, 1) if s.paragraph == first.paragraph]
    named = [p for s in before for p in context.parties(s.start, s.end, masked.lang)]
    opens = named and not context.folded[before[0].start : named[0].start].strip()
    if opens and context.folded.startswith((" and ", " & "), named[0].extent[1]):
        return None  # Victoria and Jiangsu are sister states. It is also …
    return named[0] if opens and identity(named[0]) != identity(row[0].mention) else None


@lru_cache(maxsize=1)
def _its() -> re.Pattern[str]:
    """What binds an English tie to a subject."""
    return re.compile(rf"\b{alternation(lexicon.words()['en']['its'])} [a-z ]{{0,20}}[{NOUN}{PLACES}]")


@lru_cache(maxsize=1)
def _subject() -> re.Pattern[str]:
    """The beginning of a clause to its subject, which is one place or somebody who speaks for it: `By
    contrast, the council of Bendigo`; not `Bendigo and Penzance`."""
    words = lexicon.words()["en"]
    leads, speakers = alternation(words["leading"]), alternation(words["speakers"])
    lead = rf"(?:{leads}(?:,\s|\s)|(?:in|on|since|by|until|during|last|this)\b[^,;:{PLACES}]{{0,40}},\s)"
    speaker = rf"(?:{speakers}\s(?:[a-z]+\s){{0,2}}?(?:of|in|for|from)\s(?:the\s)?)"
    edge = rf"[^\w\ue000-\ue0ff]*{lead}{{0,2}}(?:(?:the|a|an)\s)?"
    return re.compile(rf"{edge}{speaker}?(?P<owner>{PLACE})(?!,?\s(?:and|&|or)\s{PLACE}|,\s{PLACE})")


@lru_cache(maxsize=1)
def _subjects() -> re.Pattern[str]:
    people = r"(?:[a-z]+\s){1,4}(?:of|from|in)\s(?:the\s)?"  # teams from
    return re.compile(rf"[^\w\ue000-\ue0ff]*(?:{people})?{PLACE}(?:,\s{PLACE}){{0,8}},?\s(?:and|&)\s{PLACE}")


@lru_cache(maxsize=2)
def meant(lang: str) -> re.Pattern[str]:
    """The words that stand for the place of the sentence before, at the beginning of a clause."""
    words = lexicon.words()[lang]["pronoun"]
    edge = r"\b" if lang == "en" else ""
    return re.compile(rf"(?:^|, ?){alternation(words)}{edge}")
