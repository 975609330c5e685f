"""Lists and tables of ties: a heading says what kind of tie and whose, the rows say with whom and since when.

Rows come as numbered lines, as lines of columns, or as one cell a line; a row may name both sides
(`株洲市——芬兰奥卢市`) or the partner alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import zip_longest

from extract.layers import PlaceMention
from extract.relate import lexicon
from extract.relate.context import Context, Unit
from extract.relate.crossed import dates_crossed, is_crossed
from extract.relate.entries import add_cell, row
from extract.relate.leads import lead_date
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, Masked
from extract.relate.noise import quieten
from extract.relate.part import rises
from extract.relate.rows import (
    FILL,
    bullet,
    closes_list,
    dates_row,
    heads_entry,
    is_agenda,
    is_bare,
    is_complete,
    is_entry,
    is_full,
    is_label,
    is_labelled,
    is_region,
    is_remark,
    is_short,
    is_table,
    is_told,
    is_visit,
    labelled,
    leading_owner,
    list_words,
)
from extract.relate.section import Section, alone, opened
from extract.relate.statement import Statement
from extract.territory import is_chinese

NUMBERING = "0123456789.) "
FEWEST_ROWS = 2  # rows that make the next number one of them, too


def statements(
    context: Context, units: Sequence[Unit], spoken: dict[int, list[Statement]], heads: Container[int] = ()
) -> Iterator[Statement]:
    """What the rows of lists state. `spoken` holds, by their start, what units state as sentences; `heads`
    where lines begin that are the dates of what stands under them."""
    section: Section | None = None
    led: PlaceMention | None = None
    for unit, below, next_below in zip_longest(units, units[1:], units[2:]):
        if unit.start in heads:
            if section is not None:
                section.last, section.cells = [], []
            continue
        if section is not None or unit.terms:
            quieten(unit.masked)
        led = _led(unit, led)
        if section is not None and section.single and is_entry(unit.masked):
            section = None
        if said := spoken.get(unit.sentences[0].start):
            complete = is_complete(unit) or _tells_lower(unit.masked, said)
            if section is None and complete:
                section = alone(context, unit.masked, owner=led)
            if section is not None:
                stop = None if complete else _row_before(unit.masked, said)
                taken = complete or bool(stop)
                section.last = row(context, unit.masked, section, below, stop) if taken else []
                yield from section.last
        elif new := opened(context, unit, section, next_below if unit.terms and _parts(below) else below):
            section = new
        elif section is not None:
            section, found = _line(context, unit, below, section)
            yield from found
        elif below is not None and heads_entry(unit, below):
            section = alone(context, unit.masked, below.masked, led)
            yield from row(context, unit.masked, section, below) if section else ()
        elif unit.terms and is_complete(unit):
            only = alone(context, unit.masked, owner=led)
            yield from row(context, unit.masked, only, below) if only else ()
            section = only if is_table(unit.masked) else None


def _tells_lower(masked: Masked, said: Sequence[Statement]) -> bool:
    """Whether all that the sentence of an entry states is the tie that was raised:
    第戎市 2006年9月20日(1996年建立友好交流关系,后升格)."""
    lower = {s.relation for s in said} <= {"friendly_exchange", "friendly_cooperation", "unspecified"}
    return lower and (masked.sentences[0].item or is_table(masked)) and rises(masked)


def _led(unit: Unit, led: PlaceMention | None) -> PlaceMention | None:
    """Whose ties of several kinds the rows from a unit on tell: of whom a line leads to them that ends in a
    colon, up to the next sentence that is no row."""
    if owner := leading_owner(unit.masked) if unit.masked.text.rstrip().endswith(":") else None:
        return owner
    return led if unit.sentences[0].item or unit.sentences[0].heading else None


def _parts(unit: Unit | None) -> bool:
    """Whether a line is a heading of words alone, between a list and what leads to it: THE EARLY YEARS."""
    return unit is not None and unit.sentences[0].heading and not unit.masked.symbols


def _line(
    context: Context, unit: Unit, below: Unit | None, section: Section
) -> tuple[Section | None, list[Statement]]:
    """Read a line under a heading: the section that goes on behind it, and the ties that it states."""
    masked = unit.masked
    if _leads(unit, section) and (date := lead_date(masked)):
        section.led_by(masked.sentences, date)
        return section, []
    _, _, kind_column, column_head = list_words(masked.lang)
    if not section.rows and not masked.has(PLACES):
        of_kinds, head = kind_column.search(masked.text), column_head.search(masked.text)
        section.kind_column |= of_kinds is not None
        section.columns += bool(of_kinds or head)
        if head:
            section.heads += masked.text
            return section, []
    if context.is_stamp(unit.sentences[0]) or _leads(unit, section) or is_label(masked):
        return section, []
    if section.celled and is_remark(masked):
        section.last = []
        return section, []
    if unit.sentences[0].heading and closes_list(masked):
        return None, []
    if not section.prose and is_region(masked, section.last, section.cells, below):
        section.add(masked.sentences)
        return section, []
    if section.rows and bullet(masked) not in ("", section.bullet):
        return None, []  # ◆ heads something else where the rows have no sign, or another
    cell = bool(section.last) and dates_row(masked, section.owner)
    numbered = _is_next(unit, section)
    if not cell and not numbered and not _is_row(masked, below, section):
        _date_crossed(masked, section)
        return section.after_prose(unit), []
    crossed = _is_crossed(unit)
    opens = numbered or crossed or is_entry(masked) or _opens_entry(unit, below)
    if section.prose and not cell and not opens:
        named = masked.has(PLACES + COUNTRY + DATE)
        return (section if named else section.after_prose(unit)), []
    section.prose, section.crossed = 0, crossed
    if not section.rows:
        section.bullet = bullet(masked)
    if cell:
        add_cell(context, masked, section)
        return section, []
    return section, row(context, masked, section, below)


def _is_crossed(unit: Unit) -> bool:
    """Whether a line names the two sides of a tie and says no more: a heading or an item."""
    return (unit.sentences[0].heading or unit.sentences[0].item) and is_crossed(unit.masked)


def _is_next(unit: Unit, section: Section) -> bool:
    """Whether an English line is the next numbered row, whatever it says behind the place with its country:
    `8. Kortrijk, Belgium / Letter of Partnership, signed on 17 May 2005`."""
    masked = unit.masked
    first = masked.text.lstrip(NUMBERING)[:1]
    if masked.lang != "en" or not unit.sentences[0].item or section.rows < FEWEST_ROWS or first not in PLACES:
        return False
    numbered = masked.text[:1].isdigit() and not masked.text.rstrip().endswith(".")
    return bool(first) and numbered and is_full(masked.parties()[0][1])


def _date_crossed(masked: Masked, section: Section) -> None:
    """Take the date of a tie whose two sides stood on a line of their own from the sentence below them."""
    open_ties = [s for s in section.last if s.when is None and section.crossed]
    sides = [place for s in open_ties for place in (s.a, s.b)]
    if open_ties and (date := dates_crossed(masked, sides)):
        for statement in open_ties:
            statement.when = date
            statement.sentences = [*statement.sentences, *masked.sentences]


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
    prose = FILL.sub("", text).strip("。.")
    if prose in lexicon.words()[masked.lang]["and"]:
        prose = ""  # the last row of a list may close it: Alta and Betania, Laos.
    if text.endswith("?") or is_agenda(masked) or is_visit(masked):
        return False
    if prose and text.endswith(("。", ".")) and not masked.sentences[0].item and not is_labelled(text):
        return False
    words_alone = prose and not masked.has(PLACES + COUNTRY + DATE + NOUN)
    if masked.sentences[0].heading and section.last and words_alone:
        if below is None:
            return False
        under = below.masked.text.strip()
        return under in (COUNTRY, DATE) or (below.masked.has(PLACES) and is_short(below.masked))
    return is_short(masked) or is_told(masked)


def _leads(unit: Unit, section: Section) -> bool:
    """Whether a line leads from the heading to the first row: `Tacoma has fifteen sister cities.`"""
    text = unit.masked.text.strip()
    sentence = bool(unit.terms) and text[-1:] in "。." and not is_told(unit.masked)
    return not section.rows and (text.endswith(":") or sentence)


def _opens_entry(unit: Unit, below: Unit | None) -> bool:
    """Whether a name alone on its line heads an entry, the country or the date of which stands below it."""
    if below is None or not (unit.sentences[0].heading and is_bare(unit.masked)):
        return False
    under = below.masked
    return is_short(under) and (under.has(COUNTRY + DATE) or is_entry(under))
