"""What one row of a list states: partner by partner, each with its own bracket, date, kind and fate.

`韩城市:日本富士吉田市(2010.4,友好城市)、法国普罗万市(2019.5,友好交流)` names two ties of two kinds; what
stands outside all brackets is said of every partner of the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from extract.layers import DateMention, Event, PlaceMention, Range, Sentence
from extract.relate import lexicon, status
from extract.relate.context import identity
from extract.relate.mask import DATE, PLACES, Masked
from extract.relate.part import Part, brackets_of, held, parts
from extract.relate.rows import FILL, is_part, kind_of, list_words, partner_first
from extract.relate.sentences import international
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import country_of, is_chinese

RULE = "{lang}.pair.list_row"
LONGEST_CELL = 8  # characters of a cell that is no more than a name
_LABEL = re.compile(rf"[^{PLACES}]*[{PLACES}]\s?:")


@dataclass(slots=True)
class Section:
    """What the heading above a row says, and the row being read.

    `ended`: the heading says that its ties are over. `ours` is the Chinese side of a row whose partner stands
    on a later line; `cells` are the lines of the row; `kind_column` says that a kind of tie on a line of its
    own is a cell and no new heading; `heads` are the heads of the columns; `prose` counts the sentences since
    the last row; `paired` says that rows name both sides on lines of their own; `group` is the Chinese
    side of all the rows under its line.
    """

    heading: Sentence
    relation: str
    owner: PlaceMention | None
    term: Range
    ended: bool = False
    kind_column: bool = False
    heads: str = ""
    rows: int = 0
    prose: int = 0
    paired: bool = False
    ours: PlaceMention | None = None
    group: PlaceMention | None = None
    cells: list[Sentence] = field(default_factory=list)
    last: list[Statement] = field(default_factory=list)


def row(masked: Masked, section: Section, end: int | None = None) -> list[Statement]:
    """The ties of a row, read to position `end` of its mask. A row without a partner names the Chinese side
    of the rows below, or completes the row before."""
    stop = len(masked.text) if end is None else end
    whole = [(i, p) for i, p in masked.parties() if i < stop and not is_part(masked.text, i)]
    if not whole:
        add_cell(masked, section)
        return []
    foreign_owner = section.owner is not None and not is_chinese(section.owner)
    partners = [(i, p) for i, p in whole if not is_chinese(p)]
    chinese = [(i, p) for i, p in whole if is_chinese(p)]
    if foreign_owner and section.owner is not None:
        if not partners:
            partners = [(chinese[-1][0], section.owner)]
        elif not chinese:
            partners = [(i, p) for i, p in partners if identity(p) != identity(section.owner)]
    if not partners:
        _owner_line(masked, section, chinese)
        return []
    brackets = brackets_of(masked, partners, stop)
    partners = [(i, p) for i, p in partners if not held(i, brackets.values())]
    section.cells = [*(section.cells if section.ours else []), *masked.sentences]
    stated = bool(chinese) or section.ours is not None
    fallback = section.ours or section.group or section.owner
    section.paired |= section.ours is not None
    section.ours, section.last = None, []
    section.rows += 1
    for part in parts(masked, partners, brackets, stop):
        owner = _owner(part, chinese, brackets) or fallback
        if owner is not None and international(owner, part.partner):
            section.last += _statements(section, owner, part, stated)
    return section.last


def labelled(masked: Masked) -> bool:
    """Whether a row begins with the side whose ties it lists: `柳州市:美国辛辛那提市、德国帕绍市`."""
    return _LABEL.match(masked.text) is not None


def _owner_line(masked: Masked, section: Section, chinese: Sequence[tuple[int, PlaceMention]]) -> None:
    """A line with a Chinese name alone: the other side of the row above, of the next, or of all below."""
    name = chinese[-1][1] if chinese else None
    if name is not None and section.last and partner_first(masked.lang, section.heads):
        for statement in section.last:
            statement.a = name
        _complete(masked, section)
        return
    dated = masked.has(DATE) or bool(masked.own_dates)
    heads = masked.sentences[0].heading or _below(name, section.owner)
    section.ours = name if not dated and (section.paired or not section.rows) else None
    section.group = name if not dated and heads else section.group
    section.cells, section.last = list(masked.sentences), []


def _below(name: PlaceMention | None, owner: PlaceMention | None) -> bool:
    """Whether a place can head rows of its own in the list of a province."""
    levels = [p.place.level if p is not None and p.place is not None else "" for p in (name, owner)]
    return levels[1] == "province" and levels[0] not in ("province", "")


def _owner(
    part: Part, chinese: Sequence[tuple[int, PlaceMention]], brackets: dict[int, Range]
) -> PlaceMention | None:
    """The Chinese side of one partner: the one in its bracket, else the last before it, else the first."""
    low, high = brackets.get(part.at, (0, 0))
    agent, text = _agent(part.masked.lang), part.masked.text
    own = [p for i, p in chinese if low <= i < high and not agent.search(text, low, i)]
    outside = [(i, p) for i, p in chinese if not held(i, brackets.values())]
    before = [p for i, p in outside if i < part.at]
    return next(iter(own), None) or (before[-1] if before else next((p for _, p in outside), None))


@lru_cache(maxsize=2)
def _agent(lang: str) -> re.Pattern[str]:
    """What before a place in a bracket makes it the one that tends the tie (由潼关县实施), not its side."""
    return re.compile(alternation(list_words(lang)[0].agent) + r"\s?\Z")


def _statements(section: Section, owner: PlaceMention, part: Part, stated: bool) -> Iterator[Statement]:
    """What a row states of one partner: one tie, or two where one kind was raised to another."""
    if part.cue("drop", "after"):
        return
    whole = _whole(section.cells)
    told = stated and bool(part.nouns)
    evidence = [whole] if told or section.heading is section.cells[0] else [section.heading, whole]

    def statement(relation: str, when: DateMention | None) -> Statement:
        rule = RULE.format(lang=part.masked.lang)
        made = Statement(owner, part.partner, relation, "list", rule, section.term, evidence)
        made.when = when
        return made

    relation = part.relation() or section.relation
    higher = part.rise()
    if higher is not None:
        at = next(i for i, term in part.nouns if term is higher)
        since = part.date_before(at)
        upper = statement(higher.relation, since)
        upper.upgrades, upper.term = True, (higher.start, higher.end)
        yield upper
        lower = part.lower(higher) or section.relation
        if lower != higher.relation:
            yield statement(lower, part.first_date(since))
        return
    made = statement(relation, part.first_date())
    _fate(made, section, part)
    yield made


def _fate(made: Statement, section: Section, part: Part) -> None:
    """What a row says became of the tie: over, still to come, denied, no more than a letter."""
    ended, denied = part.cue("ended"), part.cue("deny")
    if part.cue("intent"):
        made.relation, denied = "intent", None
    if part.cue("proposed", "after"):
        made.status, made.when = "proposed", None
    if denied and not part.cue("keep"):
        made.denied = True
    if ended and not part.cue("keep"):
        made.status, made.kept_by = "ended", (ended[0],)
        over = part.date_before(ended[1])
        begun = part.first_date(over)
        made.when = over
        if begun is not None:
            made.events.append(Event("signed", begun.value, *made.term))
    elif section.ended:
        made.status = "ended"


def add_cell(masked: Masked, section: Section) -> None:
    """A line that holds only a country, a date or a kind of tie completes the row before it."""
    symbols = [s for _, s in sorted(masked.symbols.items())]
    dates = [s for s in symbols if isinstance(s, DateMention)]
    kinds = [s for s in symbols if isinstance(s, lexicon.Term) and s.kind == "noun"]
    if not section.last or (masked.text.strip().isdigit() and not dates):
        return
    over = status.anywhere(masked, "ended")
    countries = {s.country for s in symbols if isinstance(s, PlaceMention)} - {None}
    if countries and not dates and not countries & {country_of(s.b) for s in section.last}:
        section.last = []  # the country of the rows below
        return
    kind = kinds[0].relation if kinds else kind_of(masked, 0, len(masked.text))
    if not (dates or kind or over) and len(FILL.sub("", masked.text)) > LONGEST_CELL:
        section.last = []  # words alone: the row is over
        return
    for statement in section.last:
        if dates and statement.when is None:
            statement.when = dates[0]
        if kind and not dates:
            statement.relation = kind
        if over:
            statement.status = "ended"
        if status.within(masked, "proposed", 0, len(masked.text), "after"):
            statement.status = "proposed"
        statement.denied |= status.within(masked, "drop", 0, len(masked.text), "after") is not None
    _complete(masked, section)


def _complete(masked: Masked, section: Section) -> None:
    section.cells += masked.sentences
    for statement in section.last:
        statement.sentences = [*statement.sentences[:-1], _whole(section.cells)]


def _whole(cells: Sequence[Sentence]) -> Sentence:
    """The lines of a row as one stretch of text."""
    return cells[0] if len(cells) == 1 else replace(cells[0], end=cells[-1].end)
