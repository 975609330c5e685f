"""Statements of ties made by sentences: phrasing, then who, then what the words around make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.layers import DateMention, Event, Group, PlaceMention
from extract.relate import coordination, dating, lexicon, phrasing, status
from extract.relate.context import Context, Topic, identity
from extract.relate.coordination import Item
from extract.relate.mask import CHINESE, DATE, NOUN, Masked
from extract.relate.phrasing import Found
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import ISLANDS, country_of, is_chinese

_DATE_ROW = re.compile(rf"{DATE}(?:、|,? and |和|及|, ){DATE}")
_KIND_ROW = re.compile(rf"{NOUN}(?:关系)?(?:(?:、|和|及|与|以及|,? and (?:a )?){NOUN})+")
CHINA_PROPER, VAGUE = "CN", "unspecified"
LOWER = ("zh.pair.raised_from", "zh.pair.risen")  # of the lower tie only: dates are the higher one's
BRACKET = "zh.pair.bracket"
RELIVED = ("suspended", "resumed", "renewed")


def statements(context: Context, masked: Masked) -> Iterator[Statement | Group]:
    """What one unit states, in the order of the text."""
    found: list[Found] = []
    for one in phrasing.find(masked, masked.present, lambda one: _plausible(one, found)):
        found.append(one)
    found.sort(key=lambda one: (one.term, one.match.start()))
    floor = 0
    last: list[Statement] = []
    used: list[DateMention] = []
    for one in found:
        stated = list(_read(context, masked, one, floor, last, used))
        ties = [s for s in stated if isinstance(s, Statement) and not s.weak]
        used += [s.when for s in ties if isinstance(s.when, DateMention)]
        for tie in ties:
            context.note(tie.a, tie.b)
        yield from stated
        last = [s for s in stated if isinstance(s, Statement)] or last
        floor = floor if one.rule.id in LOWER else one.term + 1


def _plausible(found: Found, earlier: list[Found]) -> bool:
    """Whether the names a phrasing took can be the two sides: not all of mainland China, nor all foreign
    where a Chinese place before them is the likelier side. One that goes on from the last statement needs
    an `earlier` one."""
    if found.rule.owner == "topic":
        return all(not is_chinese(item.mention) for items in found.rows.values() for item in items)
    if found.rule.owner == "last":
        return any(one.term < found.term for one in earlier)
    row = [item for items in found.rows.values() for item in items]
    if found.rule.owner != "stated" or len(row) < 2:
        return True
    if len({identity(item.mention) for item in row}) < 2:
        return False
    if {country_of(item.mention) for item in row} == {CHINA_PROPER}:
        return "y" not in found.match.re.groupindex  # 图们市与绥芬河市结为…: a tie, but none for the registry
    foreign = not any(is_chinese(item.mention) for item in row)
    alone = foreign and found.rule.frame == "predicate" and "y" not in found.match.re.groupindex
    return alone or not foreign or CHINESE not in found.masked.text[: found.match.start()]


def _read(
    context: Context,
    masked: Masked,
    found: Found,
    floor: int,
    last: list[Statement],
    used: list[DateMention],
) -> Iterator[Statement | Group]:
    start, end = found.match.span()
    term = masked.symbols.get(found.term)
    relation = term.relation if isinstance(term, lexicon.Term) else VAGUE
    if found.rule.owner == "last" and last and not isinstance(term, lexicon.Term):
        relation = last[0].relation
    topic = context.topic(masked, start, known=found.rule.weak) if found.rule.owner == "topic" else None
    if topic is not None:
        relation = topic.term.relation
    mention = found.rule.frame == "mention"
    clause = min(start, status.clause_start(masked.text, start, min(floor, start)))
    if found.rule.owner == "missing" and (_unnamed_side(masked, start) or _owns_many(context, masked, found)):
        return
    last_word = end if found.rule.weak else found.term
    reading = status.read(
        masked, max(clause, min(floor, start)), last_word, mention=mention and not found.rule.wishes
    )
    if found.rule.id in LOWER:
        reading = status.Reading()  # what is told is told of the higher tie
    if "drop" in reading and "keep" not in reading:
        return
    rows = found.rows
    if group := _group(context, masked, found, rows, relation):
        yield group
        return
    pairings = _pairings(context, masked, found, rows, last, topic)
    if "intent" in reading and relation != "alliance":
        relation = "intent"
    told = not mention or any(effect in reading for effect in ("ended", "suspended", "resumed", "renewed"))
    if told:
        when = dating.date_of(masked, min(floor, start), found.term, end, used)
    else:
        when = dating.known_since(masked, start, end)
        if when is None and found.rule.id == BRACKET:
            when = dating.in_bracket(masked, start)
    if reading.status == "ended":
        when = dating.end_of(masked, min(floor, start), reading.effects["ended"]) or when
    made = dating.made(masked, min(floor, start), found.term)
    spread = _spread(masked, floor, found, len(pairings))
    kinds = _kinds(masked, found, len(pairings)) or [relation] * len(pairings)
    for i, (a, b) in enumerate(pairings):
        statement = Statement(
            a.mention,
            b.mention,
            kinds[i],
            found.rule.frame,
            found.rule.id,
            masked.raw_range(found.term, found.term + 1),
            [*([topic.sentence] if topic and topic.sentence else []), *masked.sentences_of(start, end)],
            reading.status,
            denied="deny" in reading and "keep" not in reading,
            kept_by=reading.rules,
            upgrades=found.rule.id.endswith(".raised"),
            weak=found.rule.weak,
            follows=found.rule.follows,
        )
        statement.when = b.date or a.date or (spread[i] if spread else when)
        _adjust(context, masked, statement, reading, found)
        if statement.status == "ended":
            began = made or dating.known_since(masked, start, end)
            if began is None and not mention:
                began = dating.date_of(masked, min(floor, start), found.term, found.term, used)
            if began is not None and began is not statement.when:
                statement.events.append(Event("signed", began.value, began.start, began.end))
        else:
            statement.when = made or statement.when
        if statement.status == "proposed" and context.lies_ahead(statement.when):
            statement.when = None  # the vote or signing to come is no date of the proposal
        yield statement


def _pairings(
    context: Context,
    masked: Masked,
    found: Found,
    rows: dict[str, list[Item]],
    last: list[Statement],
    topic: Topic | None,
) -> list[coordination.Pairing]:
    start, end = masked.raw_range(*found.match.span())
    pairs: list[coordination.Pairing]
    if found.rule.owner == "last":
        named = masked.places_between(max(0, found.match.start() - 24), found.match.start())
        again = [s for s in last if {s.a.start, s.b.start} & {p.start for p in named}]
        return [(Item(s.a, "", None), Item(s.b, "", None)) for s in again or last]
    if found.rule.owner == "both":
        both = context.both(masked, start)
        pairs = [(Item(both[0], "", None), Item(both[1], "", None))] if both else []
    elif found.rule.owner == "topic":
        owner = topic.owner if topic else None
        pairs = [(Item(owner, "", None), item) for item in rows["y"]] if owner else []
    elif found.rule.owner == "missing":
        row = next(iter(rows.values()))
        owner = context.opposite(row[0].mention, masked, start, end)
        pairs = [(Item(owner, "", None), item) for item in row] if owner else []
    elif "x" in rows and "y" in rows:
        spread = _distributive(masked.lang).search(masked.text, *found.match.span()) is not None
        spread = spread or _distributive(masked.lang).search(masked.text, found.match.end()) is not None
        pairs = coordination.against(rows["x"], rows["y"] + rows.get("too", []), distributive=spread)
    else:
        spread = _distributive(masked.lang).search(masked.text, found.match.start()) is not None
        pairs = coordination.within(rows["x"], masked.lang, distributive=spread)
    return [pair for pair in pairs if international(pair[0].mention, pair[1].mention)]


def international(a: PlaceMention, b: PlaceMention) -> bool:
    """Whether a tie of two places can be a record: two different ones, of two territories (or both of Taiwan,
    Hong Kong or Macao, whose counties and districts tie themselves to each other)."""
    if identity(a) == identity(b):
        return False
    one, other = country_of(a), country_of(b)
    return one != other or one in ISLANDS


def _spread(masked: Masked, floor: int, found: Found, count: int) -> list[DateMention] | None:
    """The dates of `分别于1994年、2005年和2014年与A、B、C`, one for each of `count` pairs."""
    if count < 2:
        return None
    text = masked.text
    former = any(word in text[found.match.end() :] for word in lexicon.words()[masked.lang]["former"])
    stop = len(text) if masked.lang == "en" or former else found.match.end()
    start = min(floor, found.match.start())
    if not _distributive(masked.lang).search(text, floor) and not _DATE_ROW.search(text, start, stop):
        return None
    dates = dating.dates_between(masked, start, stop)
    return dates if len(dates) == count else None


def _kinds(masked: Masked, found: Found, count: int) -> list[str] | None:
    """The kinds of `分别缔结友好城市及友好交流关系`, one for each of `count` pairs."""
    row = _KIND_ROW.match(masked.text, found.term) if count > 1 else None
    if row is None or not _distributive(masked.lang).search(masked.text, 0):
        return None
    terms = [masked.symbols[i] for i in range(*row.span()) if masked.text[i] == NOUN]
    kinds = [term.relation for term in terms if isinstance(term, lexicon.Term)]
    return kinds if len(kinds) == count else None


def _adjust(
    context: Context, masked: Masked, statement: Statement, reading: status.Reading, found: Found
) -> None:
    """Bring date and events into line: a renewal's date is the renewal's; an anniversary's year counts."""
    when = statement.when if isinstance(statement.when, DateMention) else None
    within = masked.standing(DATE, *found.match.span())
    explicit = when is not None and any(masked.symbols[i] is when for i in within)
    if anniversary := dating.anniversary_of(context, masked, *found.match.span()):
        feast = dating.counts_years(context, masked, found.term)
        if feast or (statement.status == "established" and not explicit):
            statement.when = anniversary
            statement.status = "established" if feast else statement.status
    elif when is None and found.rule.frame == "predicate" and statement.status != "proposed":
        when = statement.when = dating.inherited(context, masked, found.term)
    for kind, at in reading.events:
        if kind == "upgraded":
            statement.upgrades = True
            continue
        date = when or (dating.inherited(context, masked, found.term) if kind in RELIVED else None)
        if kind in ("council_consent", "approved"):
            earlier = dating.dates_between(masked, 0, at)[-1:]
            earlier = earlier or dating.dates_between(masked, at, min(len(masked.text), at + 10))[:1]
            date = earlier[0] if earlier else when
            if date is not None and date is statement.when and statement.status == "established":
                statement.when = None  # the day of the approval is not the tie's
        low, high = masked.raw_range(at, at + 1)
        statement.events.append(Event(kind, date.value if date else None, low, high))
    of_event = any(kind in RELIVED for kind, _ in reading.events)
    if of_event and statement.when is when:
        statement.when = None
        began = dating.known_since(masked, *found.match.span())
        statement.when = began if began is not when else None


def _group(
    context: Context, masked: Masked, found: Found, rows: dict[str, list[Item]], relation: str
) -> Group | None:
    """A mechanism of three or more, where the clause names one and lists at least three places."""
    row = rows.get("x", []) + rows.get("y", [])
    if len({identity(item.mention) for item in row}) < 3:
        return None
    tail = status.after_end(masked.text, found.match.end(), 24)
    region = masked.text[found.match.start() : tail]
    if not _several(masked.lang).search(region):
        return None
    low, high = masked.raw_range(found.term, found.term + 1)
    kind = "alliance" if relation == "alliance" else "mechanism"
    return Group(
        context.doc.text[low:high],
        kind,
        [item.mention for item in row],
        None,
        masked.sentences_of(*found.match.span()),
        (found.rule.id,),
    )


def _owns_many(context: Context, masked: Masked, found: Found) -> bool:
    """Whether the clause names the owner of several ties and no partner: the sister cities of Jinjiang."""
    words = lexicon.words()[masked.lang]
    if not words["many"] or sum(len(items) for items in found.rows.values()) != 1:
        return False
    _, end = masked.raw_range(found.term, found.term + 1)
    behind = masked.text[found.term + 1 :].split(maxsplit=1)[:1]
    return context.lowered[:end].endswith(tuple(words["many"])) and behind == words["of"]


def _unnamed_side(masked: Masked, start: int) -> bool:
    """Whether a side that no list knows stands right before: 长岛综合试验区去年与…."""
    ends = lexicon.words()[masked.lang]["unnamed_side"]
    before = masked.text[max(0, start - 8) : start].rstrip(DATE + "于在曾也还已又,")
    return bool(ends) and before.endswith(tuple(ends))


@lru_cache(maxsize=2)
def _distributive(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(lexicon.words()[lang]["distributive"]))


@lru_cache(maxsize=2)
def _several(lang: str) -> re.Pattern[str]:
    classes = lexicon.words()[lang]
    return re.compile(alternation([*classes["nparty"], *classes["mechanism"]]))
