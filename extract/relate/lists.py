"""Lists and tables of ties: a heading says what kind of tie and whose, the rows say with whom and since when.

Rows come as numbered lines, as lines of columns, or as one cell a line; a row may name both sides
(`株洲市——芬兰奥卢市`) or the partner alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from extract.relate import lexicon, status
from extract.relate.context import Context, Unit, identity
from extract.relate.entries import Section, labelled, row
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, VERB, Masked
from extract.relate.rows import (
    FILL,
    is_complete,
    is_entry,
    is_labelled,
    is_short,
    list_words,
    opens_list,
)
from extract.relate.statement import Statement
from extract.territory import country_of, is_chinese

LONGEST_DATE_CELL = 50  # characters of a masked line that dates the row above it
LONGEST_ENTRY = 4  # sentences about an entry before the next one


def statements(
    context: Context, units: Sequence[Unit], spoken: dict[int, list[Statement]]
) -> Iterator[Statement]:
    """What the rows of lists state. `spoken` holds, by their start, what units state as sentences."""
    section: Section | None = None
    for unit, below in zip_longest(units, units[1:]):
        if said := spoken.get(unit.sentences[0].start):
            complete = is_complete(unit)
            if section is None and complete:
                section = _alone(context, unit.masked)
            if section is not None:
                stop = None if complete else _row_before(unit.masked, said)
                section.last = row(unit.masked, section, stop) if complete or stop else []
                yield from section.last
            continue
        opened = _heading(context, unit.masked, section, below) if unit.names_tie else None
        if opened is not None:
            section = opened
        elif section is None and unit.names_tie and is_complete(unit):
            alone = _alone(context, unit.masked)
            yield from row(unit.masked, alone) if alone else ()
        elif section is not None:
            text, (_, _, kind_column, column_head) = unit.masked.text, list_words(unit.masked.lang)
            section.kind_column |= not section.rows and kind_column.search(text) is not None
            if not section.rows and column_head.search(text) and not unit.masked.has(PLACES):
                section.heads += text
                continue
            if context.is_stamp(unit.sentences[0]) or _leads(unit, section):
                continue
            if not _is_row(unit.masked, below, section) and not _is_date_cell(unit.masked, section):
                section = _after_prose(unit, section)
                continue
            if section.prose and not section.last and not is_entry(unit.masked):
                cell = unit.masked.has(PLACES + COUNTRY + DATE)
                section = section if cell else _after_prose(unit, section)
                continue
            section.prose = 0
            yield from row(unit.masked, section)


def _heading(context: Context, masked: Masked, above: Section | None, below: Unit | None) -> Section | None:
    """The section that a line opens; None if it opens none. A sentence opens one if an entry stands below."""
    words, not_heading, _, column_head = list_words(masked.lang)
    text = masked.text.strip()
    if (
        not (NOUN in text or (VERB in text and DATE not in text))
        or len(text) > words.longest_heading
        or (text[-1] in "。.!?;" and (above is not None or below is None or not opens_list(below.masked)))
    ):
        return None
    dates_row = above is not None and above.last and not masked.has(PLACES)
    if DATE in text and (dates_row or is_labelled(text)):
        return None  # Sister city since 1997; Dili: friendship city since 2004
    if not_heading.search(text) or (above is not None and above.kind_column and len(text) == 1):
        return None
    if above is not None and not above.rows and column_head.search(text):
        return None  # 友城名称, the head of a column
    parties = [place for _, place in masked.parties()]
    if above is not None and not above.rows and text[-1] == ":" and not parties:
        return None  # 友城有四个: a lead under the heading
    foreign_home = context.home is None or not is_chinese(context.home)
    if any(not is_chinese(p) and country_of(p) for p in parties) and not foreign_home:
        return None
    owner = parties[0] if parties else (above.owner if above else context.home)
    if owner is None and above is None:
        earlier = context.before(masked.sentences[0], 2)
        near = [p for s in earlier for p in context.parties(s.start, s.end, masked.lang) if is_chinese(p)]
        owner = near[0] if near else None
    term = next(s for i, s in sorted(masked.symbols.items()) if masked.text[i] in NOUN + VERB)
    assert isinstance(term, lexicon.Term)
    ended = status.anywhere(masked, "ended")
    return Section(masked.sentences[0], term.relation, owner, (term.start, term.end), ended)


def _row_before(masked: Masked, said: list[Statement]) -> int:
    """Where the row ends that a line begins with before it goes on as a sentence: `柳州市:A、B,另与C为…`."""
    named = {place.start for s in said for place in (s.a, s.b)}
    parties = masked.parties()
    spoken = [i for i, place in parties if place.start in named and not is_chinese(place)]
    stop = masked.text.rfind(",", 0, min(spoken, default=0))
    return stop if labelled(masked) and any(i < stop for i, p in parties if not is_chinese(p)) else 0


def _is_row(masked: Masked, below: Unit | None, section: Section) -> bool:
    """Whether a line can be a row or a cell of the section: short, no prose, no heading of something else.

    A line of words alone ends a section that has rows, unless a row goes on below it (二、城市), or a country
    or a date stands there: then it is a cell, if only a name that no list knows.
    """
    text = masked.text.strip()
    prose = FILL.sub("", text)
    if prose and text.endswith(("。", ".")) and not masked.sentences[0].item and not is_labelled(text):
        return False
    words_alone = prose and not masked.has(PLACES + COUNTRY + DATE + NOUN)
    if masked.sentences[0].heading and section.last and words_alone:
        if below is None:
            return False
        under = below.masked.text.strip()
        return under in (COUNTRY, DATE) or (below.masked.has(PLACES) and is_short(below.masked))
    return is_short(masked)


def _leads(unit: Unit, section: Section) -> bool:
    """Whether a line leads from the heading to the first row: `Tacoma has fifteen sister cities.`"""
    text = unit.masked.text.strip()
    return not section.rows and (text.endswith(":") or (unit.names_tie and text[-1:] in "。."))


def _after_prose(unit: Unit, section: Section) -> Section | None:
    """The section that goes on behind a sentence about its last entry or its owner; None if it is over."""
    section.prose += 1
    section.last, section.ours = [], None
    if section.rows:
        told = not unit.sentences[0].heading
    else:
        named = unit.masked.places_between(0, len(unit.masked.text))
        told = all(section.owner and identity(p) == identity(section.owner) for p in named)
    return section if told and section.prose <= LONGEST_ENTRY else None


def _is_date_cell(masked: Masked, section: Section) -> bool:
    """Whether a line dates the row above it: `Twinned since 1989.`"""
    dated = list_words(masked.lang)[0].dated
    told = masked.has(NOUN + VERB) or any(word in masked.text for word in dated)
    dates = bool(section.last) and DATE in masked.text and not masked.has(PLACES)
    return dates and told and len(masked.text) <= LONGEST_DATE_CELL


def _alone(context: Context, masked: Masked) -> Section | None:
    """A section of one row that is its own heading."""
    term = next(s for i, s in sorted(masked.symbols.items()) if masked.text[i] == NOUN)
    assert isinstance(term, lexicon.Term)
    row = masked.sentences[0]
    return Section(row, term.relation, context.home, (term.start, term.end)) if context.home else None
