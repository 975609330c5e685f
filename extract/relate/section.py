"""The stretch of a list under one heading: what kind of tie its rows state, whose, and on which side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract.layers import DateMention, PlaceMention, Sentence
from extract.relate import lexicon, status
from extract.relate.columns import Columns, heads_columns, is_column_heads
from extract.relate.context import Context, Unit, identity
from extract.relate.leads import lead_date
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, VERB, Masked
from extract.relate.rows import (
    heads_section,
    is_bracketed,
    is_complete,
    is_domestic,
    is_labelled,
    is_table,
    kind_in,
    list_words,
    names_both,
    opens_list,
    title_status,
)
from extract.relate.statement import Statement
from extract.territory import CHINESE, country_of, is_chinese
from extract.text.blocks import is_listed

_OF_LAND = re.compile(rf"\bof (?:the )?{COUNTRY}")  # Twinning agreements of India: of none in China
_DATED = re.compile(rf"[^:]{{1,60}}:\s?{DATE}\.?")  # a label and its date
_BRACKETS = re.compile(r"\([^()]*\)")
FEWEST_COLUMNS = 3  # heads on lines of their own that make a table with a cell a line
FARTHEST_CELL = 2  # lines on, with empty ones, to a cell that is of one stretch with the row
LONGEST_ENTRY = {"zh": 4, "en": 10}  # sentences about an entry before the next one


@dataclass(slots=True)
class Section:
    """What the heading above a row says, and the row being read.

    `land` is the territory of the owner's side (CN for all of China): a place there is no partner.
    `status` is what the heading makes of its ties. `ours` is our side of a row whose partner stands on a
    later line; `cells` are the lines of the row; `kind_column` says that a kind of tie on a line of its
    own is a cell and no new heading; `heads` are the heads of the columns, `columns` the lines that they
    take; `prose` counts the sentences since the last row, of which `last` are the ties; `paired` says
    that rows name both sides on lines of their own; `group` is our side of all the items under its line,
    `group_line`, or of all rows if `grouped`; where it `carries`, a row that names none of ours goes on
    with the last named; a `single` one ends with its entry, of one that is `of_row` the heading is a row;
    a `domestic` one has partners on the owner's side; the heading of a `silent` one is no evidence;
    `when` is the date that it gives to all its ties; `headed` is our side alone on a line, below which no
    row has come yet; `far` is the other side of rows that name ours alone; `bullet` is the sign before
    its first row; `sides` are the columns in which the two sides stand; where it is `crossed`, the last row
    was a line of no more than the two sides (`Oslo – Shanghai`), and sentences about it follow.
    """

    heading: Sentence
    relation: str
    owner: PlaceMention | None
    term: tuple[int, int]
    land: str | None = None
    status: str = "established"
    kind_column: bool = False
    heads: str = ""
    columns: int = 0
    rows: int = 0
    prose: int = 0
    paired: bool = False
    ours: PlaceMention | None = None
    group: PlaceMention | None = None
    group_line: Sentence | None = None
    grouped: bool = False
    single: bool = False
    of_row: bool = False
    domestic: bool = False
    silent: bool = False
    headed: PlaceMention | None = None
    far: PlaceMention | None = None
    when: DateMention | None = None
    bullet: str = ""
    sides: Columns = field(default_factory=Columns)
    carries: bool = False
    crossed: bool = False
    cells: list[Sentence] = field(default_factory=list)
    last: list[Statement] = field(default_factory=list)

    def led_by(self, lines: Sequence[Sentence], date: DateMention) -> None:
        """Take the date of all its ties from the line above the first row."""
        self.heading, self.when, self.silent = _whole(lines), date, False

    @property
    def celled(self) -> bool:
        """Whether its rows are cells on lines of their own, and a row is being read."""
        return self.columns >= FEWEST_COLUMNS and bool(self.last)

    def add(self, lines: Sequence[Sentence], *, told: bool = False) -> None:
        """Take lines into the row being read, and into the evidence of its ties; they are all of it where it
        is `told` there that there is a tie and since when."""
        apart = bool(self.cells) and lines[0].line - self.cells[-1].line > FARTHEST_CELL
        self.cells = list(lines) if apart else [*self.cells, *lines]
        for one in self.last:
            if told:
                one.sentences = list(lines)
                continue
            kept = one.sentences if apart else one.sentences[:-1]
            one.sentences = [*kept, _whole(self.cells)]

    def evidence(self, *, told: bool) -> list[Sentence]:
        """Heading, group's line and row; the row alone where it is `told` there what tie it is, or where the
        heading tells nothing of a tie: Eugene has three sister cities."""
        whole = _whole(self.cells)
        if told or self.silent or self.heading is self.cells[0]:
            return [whole]
        group = [self.group_line] if self.group_line and self.group_line.end < whole.start else []
        return [self.heading, *group, whole]

    def after_prose(self, unit: Unit) -> Section | None:
        """The section that goes on behind a sentence about its last entry or its owner, if it does."""
        self.prose += 1
        self.ours, lang = None, unit.masked.lang
        if lang == "zh" or unit.sentences[0].heading:
            self.last = []  # else a line may yet date the entry: Sister City since 1980
        if self.rows:
            told = lang == "en" or not unit.sentences[0].heading
        else:
            named = [p for p in unit.masked.places_between(0, len(unit.masked.text)) if p.kind != "region"]
            told = all(self.owner and identity(p) == identity(self.owner) for p in named)
        return self if told and self.prose <= LONGEST_ENTRY[lang] else None

    def is_ours(self, place: PlaceMention) -> bool:
        """Whether a place lies on the owner's side; of an owner without a country that is the owner alone."""
        if (self.land is None or self.domestic) and self.owner is not None:
            return identity(place) == identity(self.owner)
        if self.land is None or self.land == "CN":
            return is_chinese(place)
        return country_of(place) == self.land


def opened(context: Context, unit: Unit, above: Section | None, below: Unit | None) -> Section | None:
    """The section that a line opens; None if it opens none. A sentence opens one if an entry stands below."""
    if above is not None and unit.sentences[0].heading and (standing := title_status(unit.masked)):
        fresh = _like(above, above.owner, standing)
        fresh.group_line = unit.sentences[0]
        return fresh
    if not unit.terms:
        kind = kind_in(unit.lang, unit.masked.text) if above and is_bracketed(unit.masked) else None
        return replace(_like(above, above.owner), relation=kind) if above and kind else None
    if above is not None and above.rows and is_column_heads(unit.masked):
        fresh = _like(above, above.headed or above.owner)
        fresh.heads, fresh.columns = unit.masked.text, 1
        return fresh
    row = is_complete(unit) and (is_table(unit.masked) or unit.sentences[0].item)
    return None if row else _of_heading(context, unit.masked, above, below)


def _like(above: Section, owner: PlaceMention | None, standing: str = "established") -> Section:
    """A section of the kind of the one above it."""
    return Section(above.heading, above.relation, owner, above.term, above.land, standing)


def _of_heading(
    context: Context, masked: Masked, above: Section | None, below: Unit | None
) -> Section | None:
    words, not_heading, _, column_head = list_words(masked.lang)
    text = masked.text.strip()
    if (
        not (NOUN in text or (VERB in text and DATE not in text))
        or len(text) > words.longest_heading
        or (text[-1] in "。.!?;" and (above is not None or below is None or not _opens_table(below.masked)))
    ):
        return None
    dates_row = above is not None and above.last and not masked.has(PLACES)
    dated = above is not None and _DATED.fullmatch(text) is not None
    if dated or (DATE in text and (dates_row or is_labelled(text))):
        return None  # Sister city affiliation: May 1972; since 1997; Dili: friendship city since 2004
    if above is not None and above.celled and not heads_section(masked):
        return None  # 我市首个国际友城, a remark
    if not_heading.search(_BRACKETS.sub("", text)) or (
        above is not None and above.kind_column and len(text) == 1
    ):
        return None
    term = next(s for i, s in sorted(masked.symbols.items()) if masked.text[i] in NOUN + VERB)
    assert isinstance(term, lexicon.Term)
    heads = above is not None and not above.rows and column_head.search(text) and not masked.has(PLACES)
    if heads and (term.kind == "verb" or above is None or term.relation == above.relation):
        return None  # 友城名称, the head of a column
    parties = [place for _, place in masked.parties()]
    ours = above is not None and all(above.owner and identity(p) == identity(above.owner) for p in parties)
    if above is not None and not above.rows and (text[-1] == ":" or text[0] == "(") and ours:
        return None  # 友城有四个: a lead under the heading; (12 sister cities)
    foreign_home = context.home is None or not is_chinese(context.home)
    with_china = any(p.kind == "country" and is_chinese(p) for p in _named(masked))
    if any(not is_chinese(p) and country_of(p) for p in parties) and not (foreign_home or with_china):
        return None
    first = masked.sentences[0]
    next_ = below.sentences[0] if below is not None else first
    listed = next_.line == first.line + 1 and is_listed(context.folded, next_)
    over = context.headings.of_block(first) if listed else None
    if listed and over is None and context.headings.is_below_another(first) and _owner(masked) is None:
        return Section(_whole(masked.sentences), term.relation, None, (term.start, term.end))
    over = over or (above.headed or above.owner if above else context.headings.over(first))
    theirs = not with_china and _OF_LAND.search(masked.text) is not None
    owner = _owner(masked) or over or (None if above or theirs else context.subject)
    if owner is None and above is None and not theirs:
        earlier = context.before(first, 2)
        near = [p for s in earlier for p in context.parties(s.start, s.end, masked.lang) if is_chinese(p)]
        owner = near[0] if near else None
    ended = "ended" if status.anywhere(masked, "ended") else None
    standing = title_status(masked) or ended or "established"
    land = _land(masked, owner) or (above.land if above else None)
    made = Section(_whole(masked.sentences), term.relation, owner, (term.start, term.end), land, standing)
    made.domestic = is_domestic(masked)
    made.silent = masked.lang == "en" and (text[-1] in ".!" or heads_columns(masked))
    if date := lead_date(masked):
        made.led_by(masked.sentences, date)
    return made


def _opens_table(below: Masked) -> bool:
    """Whether rows begin in the line below a sentence: an entry, or the heads of columns."""
    return opens_list(below) or is_column_heads(below)


def _owner(masked: Masked) -> PlaceMention | None:
    """Whose ties a heading says they are: of the last place before the kind of tie (Siming is a district of
    Xiamen, which has the following sister cities), else of the first behind it."""
    term = min(i for i, c in enumerate(masked.text) if c in NOUN + VERB)
    parties = masked.parties()
    parties = [(i, p) for i, p in parties if country_of(p)] or parties  # 下属县市 is no place
    before = [place for i, place in parties if i < term]
    return before[-1] if before else next((place for _, place in parties), None)


def alone(
    context: Context, masked: Masked, told: Masked | None = None, owner: PlaceMention | None = None
) -> Section | None:
    """A section of one row that is its own heading; the kind of tie stands in it or is `told` below it. Its
    `owner` is whom the line above the rows named, else home."""
    naming, home = told or masked, owner or context.home
    term = next(s for i, s in sorted(naming.symbols.items()) if naming.text[i] == NOUN)
    assert isinstance(term, lexicon.Term)
    if home is None and not names_both(masked):
        return None
    place = (term.start, term.end)
    land = _land(masked, home)
    apart = told is not None
    return Section(masked.sentences[0], term.relation, home, place, land, single=apart, of_row=not apart)


def _land(masked: Masked, owner: PlaceMention | None) -> str | None:
    """The territory of the owner, or of the country that the heading names (sister cities in Namibia)."""
    if owner is not None:
        return "CN" if is_chinese(owner) else country_of(owner)
    named = [p for p in _named(masked) if p.kind == "country"]
    return next((c for p in named if (c := country_of(p)) and c not in CHINESE), None)


def _named(masked: Masked) -> list[PlaceMention]:
    """The places and countries of a line."""
    return [s for s in masked.symbols.values() if isinstance(s, PlaceMention)]


def _whole(cells: Sequence[Sentence]) -> Sentence:
    """The lines of a row as one stretch of text."""
    return cells[0] if len(cells) == 1 else replace(cells[0], end=cells[-1].end)
