"""What one row of a list states: partner by partner, each with its own bracket, date, kind and fate.

`韩城市:日本富士吉田市(2010.4,友好城市)、法国普罗万市(2019.5,友好交流)` names two ties of two kinds; what
stands outside all brackets is said of every partner of the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.layers import DateMention, Event, PlaceMention, Range
from extract.relate import lexicon, status
from extract.relate.columns import is_regional, outside_prose, partner_first
from extract.relate.context import Context, Unit
from extract.relate.crossed import Crossing, crossings, owners, partners
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, Masked
from extract.relate.occasion import RELIVED
from extract.relate.part import Part, brackets_of, held, may_begin, parts
from extract.relate.partners import apart
from extract.relate.rows import (
    FILL,
    heads_part,
    is_bare,
    is_full,
    is_part,
    is_short,
    kind_in,
    kind_of,
    list_words,
    says_tie,
    standing_of,
    takes_back,
)
from extract.relate.section import Section
from extract.relate.sides import different
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import CHINESE, ISLANDS, country_of

RULE = "{lang}.pair.list_row"
LONGEST_CELL = 8  # characters of a cell that is no more than a name


def row(
    context: Context, masked: Masked, section: Section, below: Unit | None, end: int | None = None
) -> list[Statement]:
    """The ties of a row, read to position `end` of its mask. A row without a partner names our side of the
    rows below, or completes the row before."""
    stop = len(masked.text) if end is None else end
    whole = [(i, p) for i, p in masked.parties() if i < stop and not is_part(context.folded, masked, i)]
    if found := crossings(masked):
        section.cells, section.ours = list(masked.sentences), None
        section.rows += 1
        section.last = list(_crossed(context, masked, section, found, stop))
        return section.last
    section.sides.settle(whole, section.land)
    ours = [(i, p) for i, p in whole if section.is_ours(p)]
    partners = outside_prose(masked, [(i, p) for i, p in whole if not section.is_ours(p)])
    if not partners and _is_compatriot(masked, section, whole):
        ours, partners = [], whole
    if not partners:
        if section.far is not None and len(whole) == 1 and (masked.own_dates or masked.has(DATE)):
            section.last = list(_of_far(context, masked, section, section.far, whole, stop))
            return section.last
        if whole:
            _owner_line(masked, section, ours[-1][1], below)
        else:
            add_cell(context, masked, section)
        return []
    if not ours and _unknown_side(masked, partners[0][0]):
        section.last, section.ours = [], None
        return []
    if len(whole) == 1 and _heads_rows(masked, section, below):
        section.far, section.last = partners[0][1], []
        return []
    partners = apart(masked, partners, is_regional(masked.lang, section.heads))
    if len(partners) > 1 and partners[0] == whole[0] and masked.text.startswith(": ", partners[0][0] + 1):
        if {country_of(p) for _, p in partners} != {country_of(partners[0][1])}:
            return []  # Logan: Hirakata; Taoyuan: whoever Logan is, they are its partners
        partners = partners[1:]  # Scotland: Edinburgh
    brackets = brackets_of(masked, partners, stop)
    partners = [(i, p) for i, p in partners if not held(i, brackets.values())]
    section.cells = [*(section.cells if section.ours else []), *masked.sentences]
    section.sides.note(ours, partners)
    stated = bool(ours) or section.ours is not None
    _carry_owner(section, ours, partners)
    grouped = section.grouped or section.carries or masked.sentences[0].item
    fallback = section.ours or (section.group if grouped else None) or section.owner
    section.paired |= section.ours is not None
    section.ours, section.headed, section.last = None, None, []
    section.rows += 1
    for part in parts(masked, partners, brackets, stop):
        owner = _owner(part, ours, brackets) or fallback
        if owner is not None and different(owner, part.partner, at_home=section.domestic):
            section.last += _statements(section, owner, part, part.words(context.lowered), stated)
    return section.last


def _crossed(
    context: Context, masked: Masked, section: Section, found: Sequence[Crossing], stop: int
) -> Iterator[Statement]:
    """The ties of a row that names both sides of each."""
    row, whose = partners(found), owners(found)
    for part in parts(masked, row, brackets_of(masked, row, stop), stop):
        words = part.words(context.lowered)
        yield from _statements(section, whose[part.at], part, words, stated=True)


def _unknown_side(masked: Masked, at: int) -> bool:
    """Whether a name that no list knows stands as our side before the partner at a position of the mask:
    滦安市——日本仓吉市."""
    words, *_ = list_words(masked.lang)
    before = re.split(r"[—–\-:\t|]+|\s{2,}", masked.text[:at].rstrip(f"{COUNTRY}· "))
    name = FILL.sub("", before[-2]) if len(before) > 1 and not before[-1].strip() else ""
    unknown = name.endswith(tuple(words.unknown)) and not name.endswith(tuple(words.not_unknown))
    return unknown and len(name) <= LONGEST_CELL


def _heads_rows(masked: Masked, section: Section, below: Unit | None) -> bool:
    """Whether a numbered line names a partner alone over rows that name our sides: `一、北海道`, over
    `黑龙江省(1986.06.13)`."""
    if below is None or masked.own_dates or not heads_part(masked):
        return False
    under = below.masked.parties()
    return bool(under) and all(section.is_ours(place) for _, place in under)


def _is_compatriot(masked: Masked, section: Section, whole: Sequence[tuple[int, PlaceMention]]) -> bool:
    """Whether a row that says what tie it is names a partner in the owner's own country abroad, or in Taiwan:
    `Fujisawa, Kanagawa Prefecture / Sister city / since 1961`, of Matsumoto."""
    if section.land is None or section.owner is None or len(whole) != 1:
        return False
    land = country_of(section.owner)
    abroad = section.land not in CHINESE or (land in ISLANDS and country_of(whole[0][1]) == land)
    return abroad and NOUN in masked.text and is_short(masked)


def _of_far(
    context: Context,
    masked: Masked,
    section: Section,
    far: PlaceMention,
    ours: Sequence[tuple[int, PlaceMention]],
    stop: int,
) -> Iterator[Statement]:
    """The tie of a row that names our side alone, below the line that names the other."""
    section.cells = list(masked.sentences)
    for part in parts(masked, ours, brackets_of(masked, ours, stop), stop):
        owner, part.partner = part.partner, far
        yield from _statements(section, owner, part, part.words(context.lowered), stated=True)


def _carry_owner(
    section: Section, ours: Sequence[tuple[int, PlaceMention]], partners: Sequence[tuple[int, PlaceMention]]
) -> None:
    """Where the first row begins with our side, a row that names none is the last named one's: tables whose
    rows share a cell (`晋江市——美国奥利沃市`, then `意大利佩萨罗市`)."""
    leading = [place for i, place in ours if partners and i < partners[0][0]]
    named = leading[-1] if leading else section.ours
    if not section.rows:
        section.carries = named is not None and not (section.group and section.grouped)
    if section.carries and named is not None:
        section.group = named
        section.group_line = None if leading else section.group_line


def _owner_line(masked: Masked, section: Section, name: PlaceMention, below: Unit | None) -> None:
    """A line with our side alone: the other side of the row above, of the next, or of all below."""
    if section.last and partner_first(masked.lang, section.heads):
        for statement in section.last:
            statement.a = name
        section.add(masked.sentences)
        return
    if masked.lang == "en" and section.rows and section.group is None and is_full(name):
        section.cells, section.last = list(masked.sentences), []
        return  # Shawinigan, Quebec, Canada: an entry like the others, in the country of the owner
    over_rows = below is not None and (section.paired or below.masked.has(PLACES))
    told = over_rows and section.land is not None and is_bare(masked)
    dated = masked.has(DATE) or bool(masked.own_dates)
    line, below_owner = masked.sentences[0], _below(name, section.owner)
    named = told and masked.lang == "en"
    section.ours = name if not dated and (section.paired or not section.rows or told) else None
    if not dated and (line.heading or below_owner or named):
        section.group, section.group_line = name, line
    elif not dated:
        section.group = None
    section.grouped = named or line.item or below_owner or masked.text.rstrip().endswith(":")
    section.headed = name if line.heading and is_bare(masked) else None
    section.cells, section.last = list(masked.sentences), []


def _below(name: PlaceMention, owner: PlaceMention | None) -> bool:
    """Whether a place can head rows of its own in the list of a province."""
    levels = [p.place.level if p is not None and p.place is not None else "" for p in (name, owner)]
    return levels[1] == "province" and levels[0] not in ("province", "")


def _owner(
    part: Part, ours: Sequence[tuple[int, PlaceMention]], brackets: dict[int, Range]
) -> PlaceMention | None:
    """Our side of one partner: the one in its bracket, else the last before it, else the first."""
    low, high = brackets.get(part.at, (0, 0))
    agent, text = _agent(part.masked.lang), part.masked.text
    own = [p for i, p in ours if low <= i < high and not agent.search(text, low, i)]
    outside = [(i, p) for i, p in ours if not held(i, brackets.values())]
    before = [p for i, p in outside if i < part.at]
    return next(iter(own), None) or (before[-1] if before else next((p for _, p in outside), None))


@lru_cache(maxsize=2)
def _agent(lang: str) -> re.Pattern[str]:
    """What before a place in a bracket makes it the one that tends the tie (由潼关县实施), not its side."""
    return re.compile(alternation(list_words(lang)[0].agent) + r"\s?\Z")


def _statements(
    section: Section, owner: PlaceMention, part: Part, words: str, stated: bool
) -> Iterator[Statement]:
    """What a row states of one partner: one tie, or two where one kind was raised to another."""
    lang = part.masked.lang
    standing = standing_of(lang, words)
    if part.cue("drop", "after") or part.asked() or standing == "none":
        return
    evidence = section.evidence(told=(stated or section.of_row) and bool(part.nouns))

    def statement(relation: str, when: DateMention | None) -> Statement:
        made = Statement(
            owner, part.partner, relation, "list", RULE.format(lang=lang), section.term, evidence
        )
        made.when = when
        return made

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
    risen = part.risen_from()
    if risen is not None and risen[0].relation != section.relation:
        lower_term, begun = risen
        upper = statement(section.relation, part.first_date(begun))
        upper.upgrades = True
        yield upper
        yield statement(lower_term.relation, begun)
        return
    made = statement(
        part.relation() or kind_in(lang, words) or section.relation, part.first_date() or section.when
    )
    _fate(made, part, standing or section.status, part.last_of_bracket() if standing == "ended" else None)
    made.bare = made.when is None and made.status == "established" and not part.nouns
    yield made


def _fate(made: Statement, part: Part, standing: str, closed: DateMention | None) -> None:
    """What a row or its heading says became of the tie; `closed` is the date in a bracket on its end."""
    ended, denied = part.cue("ended"), part.cue("deny")
    if denied and not takes_back(part.masked, denied[1]):
        denied = None  # met weekly, not at present
    if part.cue("intent"):
        made.relation, denied = "intent", None
    if part.cue("proposed", "after"):
        made.status, made.when = "proposed", None
    elif standing == "proposed":
        made.status = "proposed"
    if denied and not part.cue("keep"):
        made.denied = True
    if (ended and not part.cue("keep")) or standing == "ended":
        made.status, made.kept_by = "ended", (ended[0],) if ended else ()
        over = part.date_beside(ended[1]) if ended else closed
        begun = part.first_date(over)
        lasted = begun is not None and "/" in (begun.value or "")  # 1991–2004
        made.when = begun if lasted else over
        if begun is not None and not lasted:
            made.events.append(Event("signed", begun.value, *made.term))
    elif part.masked.lang == "en" and made.when is not None and "/" in (made.when.value or ""):
        made.status = "ended"  # Suva (1979–2004)
    for kind in RELIVED:
        if fired := part.cue(kind):
            date = part.date_beside(fired[1]) if part.masked.lang == "en" else part.date_before(fired[1])
            made.events.append(Event(kind, date.value if date else None, *made.term))
            made.when = part.first_date(date) if made.when is date else made.when


def _is_name(text: str) -> bool:
    """Whether a cell is no more than a name."""
    return len(FILL.sub("", text)) <= LONGEST_CELL


def add_cell(context: Context, masked: Masked, section: Section) -> None:
    """A line that holds only a country, a date or a kind of tie completes the row before it."""
    symbols = [s for _, s in sorted(masked.symbols.items())]
    dates = [s for s in symbols if isinstance(s, DateMention) and may_begin(s)]
    kinds = [s for s in symbols if isinstance(s, lexicon.Term) and s.kind == "noun"]
    if not section.last or (masked.text.strip().isdigit() and not dates):
        return
    standing = standing_of(masked.lang, context.lowered[masked.start : masked.sentences[-1].end])
    over = status.anywhere(masked, "ended") or standing == "ended"
    text = masked.text.strip()
    kind = kinds[0].relation if kinds else kind_of(masked, 0, len(masked.text))
    heads = masked.sentences[0].heading and not masked.symbols and not kind
    if text.endswith(":") or (heads and not (section.celled and _is_name(text))):
        section.last = []  # 说明:
        return
    countries = {s.country for s in symbols if isinstance(s, PlaceMention)} - {None}
    if countries and not dates and not countries & {country_of(s.b) for s in section.last}:
        section.last = []  # the country of the rows below
        return
    if countries and dates and all(s.when is not None for s in section.last):
        section.last = []  # a row of its own, whose partner no list knows
        return
    if not (dates or kind or over or standing or _is_name(text)):
        section.last = []  # words alone: the row is over
        return
    for statement in section.last:
        if dates and statement.when is None:
            statement.when = dates[0]
        if kind and (not dates or len(kinds) == 1):
            statement.relation = kind
            if section.paired and kinds:
                statement.sentences = statement.sentences[-1:]  # the row says it all
        if over:
            statement.status = "ended"
        if standing == "proposed" or status.within(masked, "proposed", 0, len(masked.text), "after"):
            statement.status = "proposed"
        statement.denied |= status.within(masked, "drop", 0, len(masked.text), "after") is not None
    section.add(masked.sentences, told=bool(dates) and says_tie(masked))
