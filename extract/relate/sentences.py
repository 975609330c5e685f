"""Statements of ties made by sentences: phrasing, then who, then what the words around make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.layers import DateMention, Event, Group, PlaceMention
from extract.relate import coordination, dating, lexicon, occasion, omitted, phrasing, stages, status
from extract.relate.context import Context, identity
from extract.relate.coordination import Item
from extract.relate.mask import CHINESE, COUNTRY, DATE, DUAL, FOREIGN, PLACES, Masked
from extract.relate.phrasing import Found
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import ISLANDS, country_of, is_chinese

CHINA_PROPER, VAGUE = "CN", "unspecified"
# Of the lower tie only: dates are the higher one's.
LOWER = ("zh.pair.raised_from", "zh.pair.two_raised_from", "zh.pair.risen", "en.pair.raised_from")
FATE = "zh.pair.fate"
OMITTED = "zh.pair.conclude_omitted"
BRACKET, CONCLUDE, CONCLUDE_WITH = "zh.pair.bracket", "zh.pair.conclude", "zh.pair.conclude_with"
MOST_SIDES = 2
SAME_SENTENCE = 80  # characters before a rise in which the two sides are looked for
NOT_TOLD = {"zh.cue.rumour", "zh.cue.question", "zh.cue.asked"}
REFUTED, CONSENTED = "zh.cue.denied_after", "zh.cue.consented"
SIGNINGS = ("zh.pair.signed_later", "zh.pair.two_signed")
WISHES = {"zh.cue.wish", "zh.cue.wish_after"}
_JOINED = re.compile(r"(?:关系|协议|协议书|城市)?(?:、|,?(?:并|以及|及|和))(?:又|还|也)?")
RAISED = ("zh.pair.raised", "en.pair.raised")


def statements(context: Context, masked: Masked) -> Iterator[Statement | Group]:
    """What one unit states, in the order of the text."""
    found: list[Found] = []
    first, before = masked.sentences[0], context.lately
    lately = before if before and before[0].sentences[-1].paragraph == first.paragraph else []
    for one in phrasing.find(masked, masked.present, lambda one: _plausible(one, found, lately)):
        found.append(one)
    found.sort(key=lambda one: (one.term, one.match.start()))
    floor = 0
    last: list[Statement] = lately if found and found[0].rule.id == FATE else []
    used: list[DateMention] = []
    told: list[tuple[int, list[Statement]]] = []
    for one in found:
        stated = list(_read(context, masked, one, floor, last, used))
        ties = [s for s in stated if isinstance(s, Statement) and not s.weak]
        used += [s.when for s in ties if isinstance(s.when, DateMention)]
        for tie in ties:
            context.note(tie)
        if said := [s for s in stated if isinstance(s, Statement)]:
            told.append((one.term, said))
        yield from stated
        last = said or last
        untold = one.rule.owner == "topic" and not stated
        floor = floor if one.rule.id in LOWER or one.rule.weak or untold else one.term + 1
    context.lately = [s for _, said in told for s in said if not s.weak] or lately
    if told:
        stages.add(context, masked, told)


def _plausible(found: Found, earlier: list[Found], lately: list[Statement]) -> bool:
    """Whether the names a phrasing took can be the two sides: not all of mainland China, nor all foreign
    where a Chinese place before them is the likelier side. One that goes on from the last statement needs
    an `earlier` one, or what the sentence before stated `lately`."""
    if found.rule.owner == "topic" and found.masked.lang == "en":
        return True
    if found.rule.owner == "topic":
        ours = all(is_chinese(item.mention) for item in found.rows.get("x", ()))
        return ours and not any(is_chinese(item.mention) for item in found.rows["y"])
    if found.rule.owner == "last":
        masked = found.masked
        before = masked.text[max(0, found.match.start() - SAME_SENTENCE) : found.match.start()]
        named = CHINESE in before and FOREIGN in before and not masked.sentences[0].item
        raised = found.rule.id in RAISED and named
        apart = found.rule.id == FATE and bool(lately) and not masked.has(PLACES)
        return raised or apart or DUAL in before or any(one.term < found.term for one in earlier)
    if found.rule.id == OMITTED and _is_joined(found):
        return False
    if found.rule.id == CONCLUDE_WITH and _is_complement(found):
        return False
    row = [item for items in found.rows.values() for item in items]
    if found.rule.owner != "stated" or len(row) < 2:
        return True
    if len({identity(item.mention) for item in row}) < 2:
        return False
    if {country_of(item.mention) for item in row} == {CHINA_PROPER}:
        return "y" not in found.match.re.groupindex  # 图们市与绥芬河市结为…: a tie, but none for the registry
    foreign = not any(is_chinese(item.mention) for item in row)
    if foreign and found.masked.lang == "zh" and "y" in found.match.re.groupindex and _of_one_country(row):
        return False  # 参加沖绳县石垣市的活动,与千叶县馆山市结好: the subject is another
    alone = foreign and found.rule.frame == "predicate" and "y" not in found.match.re.groupindex
    if foreign and "y" not in found.match.re.groupindex and _severally(found.masked, found, row):
        return False
    last = found.masked.text.rfind(CHINESE, 0, found.match.start())
    return alone or not foreign or last < 0 or _owns_another(found, earlier, last)


def _of_one_country(row: Sequence[Item]) -> bool:
    return len({country_of(item.mention) for item in row}) == 1


def _is_complement(found: Found) -> bool:
    """Whether the place before is what another is told to be: 本那比的友城是钏路市,其后又与华城市结好."""
    return found.masked.text.endswith(tuple(lexicon.words()["zh"]["is"]), 0, found.match.start())


def _is_joined(found: Found) -> bool:
    """Whether the partner only ends a row of foreign names: 洛杉矶和釜山也是友城."""
    start, text = found.match.start(), found.masked.text
    joint = start > 0 and text[start - 1] == FOREIGN and text[start + 1] in FOREIGN + COUNTRY
    return joint and coordination.is_joint(text[start], found.masked.lang)


def _owns_another(found: Found, earlier: Sequence[Found], chinese: int) -> bool:
    """Whether an English sentence goes on with a tie of the partner it has just told of a Chinese place:
    Harbin's sister city Edmonton is also twinned with Nashville."""
    span = found.group("x")
    goes_on = span is not None and not found.masked.text.startswith((" and ", ", and "), span[1])
    told = any(one.match.start() <= chinese < one.match.end() for one in earlier)
    return found.masked.lang == "en" and goes_on and told


def _is_mixed(row: Sequence[Item]) -> bool:
    """Whether a row of friends has places of China and abroad: only the sentence tells their owner."""
    return len(row) > MOST_SIDES and len({is_chinese(item.mention) for item in row}) > 1


def _owner_of_both(context: Context, masked: Masked, row: Sequence[Item], start: int) -> PlaceMention | None:
    """Whose friends both are: of the place that opens the sentence, of the one that opens the sentence before
    where a pronoun stands for it, else of the one whose page it is."""
    named = {identity(item.mention) for item in row}
    first = masked.sentences[0]
    before = context.parties(first.start, start, masked.lang)
    if not before and _meant(masked.lang).search(masked.text):
        before = [p for s in context.before(first, 1) for p in context.parties(s.start, s.end, masked.lang)]
    owners = (p for p in (*before[:1], context.home) if p is not None)
    return next((p for p in owners if identity(p) not in named), None)


def _goes_on(last: list[Statement], party: PlaceMention, masked: Masked) -> PlaceMention | None:
    """The subject of the clause before: where it and `party` lie in Taiwan, Hong Kong or Macao
    (金沙镇与东港镇结为姊妹镇,又与仑背乡结盟), or where it opens the sentence and both lie abroad
    (乌兰乌德与二连浩特签约,与乌兰巴托则是姐妹城市)."""
    owner = last[0].a if last else None
    if owner is None or identity(owner) == identity(party):
        return None
    if country_of(party) in ISLANDS:
        return owner if country_of(party) == country_of(owner) else None
    opens = bool(masked.parties()) and masked.parties()[0][1] is owner and masked.lang == "zh"
    abroad = not is_chinese(owner) and not is_chinese(party) and country_of(owner) != country_of(party)
    return owner if opens and abroad else None


def _severally(masked: Masked, found: Found, row: list[Item]) -> bool:
    """Whether foreign places are tied to a third, not to each other: 肯特市、奥尔伯里市也成为友城."""
    words = lexicon.words()[masked.lang]["severally"]
    text = masked.text[found.match.start() : found.match.end()]
    joined = any(coordination.is_strong(item, masked.lang) for item in row[1:])
    return bool(words) and (not joined or any(word in text for word in words))


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
    topic = (
        omitted.topic(context, masked, start, known=found.rule.weak) if found.rule.owner == "topic" else None
    )
    if topic is not None:
        relation = topic.term.relation
    mention = found.rule.frame == "mention"
    clause = min(start, status.clause_start(masked.text, start, min(floor, start)))
    if masked.text[start] in ",;":
        clause = start  # a clause that goes on: ,同年9月两地正式缔结友好城市
    if found.rule.owner == "missing" and (_unnamed_side(masked, start) or _owns_many(context, masked, found)):
        return
    said = status.Clause(
        max(clause, min(floor, start)),
        end if found.rule.weak or _concludes_behind(found) else found.term,
        end - 1 if found.rule.weak else found.term,
    )
    reading = status.read(masked, said, mention=mention and not found.rule.wishes)
    if found.rule.id in LOWER:
        reading = status.Reading()  # what is told is told of the higher tie
    if found.rule.proposes:
        _propose(reading, start)
    dropped = "drop" in reading and "keep" not in reading
    if dropped and not WISHES & set(reading.rules):
        return
    if dropped and dating.counts_years(context, masked, found.term):
        dropped = False  # they look forward to the 10th anniversary
    rows = found.rows
    if group := _group(context, masked, found, rows, relation):
        yield group
        return
    pairings = _pairings(context, masked, found, rows, last, topic)
    aim, sealed = relation, _is_sealed(masked, found)
    if "intent" in reading and relation != "alliance":
        relation = "intent"
    if dropped or relation == "intent":
        for a, b in pairings:
            context.aim(a.mention, b.mention, aim if aim != "intent" else "sister_city")
    if dropped:
        return
    told = not mention or any(effect in reading for effect in ("ended", "suspended", "resumed", "renewed"))
    if told:
        when = dating.date_of(masked, min(floor, start), found.term, end, used)
    else:
        when = dating.known_since(masked, start, end)
        if when is None and found.rule.id == BRACKET:
            when = dating.in_bracket(masked, start)
    if when is None and masked.lang == "en" and "upgraded" in reading:
        first = [d for d in dating.dates_between(masked, 0, start) if not any(d is u for u in used)]
        when = first[0] if first else None
    if reading.status == "ended":
        when = dating.end_of(masked, min(floor, start), reading.effects["ended"]) or when
    made = dating.made(masked, min(floor, start), found.term)
    shared = last[-1].when if told and _shares_date(masked, floor, start, last) else None
    planned = _is_planned(masked, reading, found, when)
    spread = occasion.spread(masked, floor, found, len(pairings))
    kinds = occasion.kinds(masked, found, len(pairings)) or [relation] * len(pairings)
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
            refuted=REFUTED in reading.rules,
            kept_by=reading.rules,
            upgrades=found.rule.id.endswith(".raised"),
            weak=found.rule.weak,
            follows=found.rule.follows,
            worded=isinstance(masked.symbols.get(found.term), lexicon.Term),
        )
        if sealed and (kind := context.aimed_at(a.mention, b.mention)):
            statement.relation, statement.weak = kind, False
        statement.when = b.date or a.date or (spread[i] if spread else when or shared)
        occasion.adjust(context, masked, statement, reading, found)
        if statement.status == "ended":
            began = made or dating.known_since(masked, start, end)
            if began is None and not mention:
                began = dating.date_of(masked, min(floor, start), found.term, found.term, used)
            if began is not None and (statement.when is None or began.value != statement.when.value):
                statement.events.append(Event("signed", began.value, began.start, began.end))
        else:
            statement.when = made or statement.when
        if span := dating.lasted(masked, found.term):
            statement.status, statement.when = "ended", span
        if statement.status == "established" and context.lies_ahead(statement.when):
            statement.status = "proposed"
        if statement.status == "proposed" and (context.lies_ahead(statement.when) or planned):
            statement.when = None  # the vote or signing to come is no date of the proposal
        if statement.status == "proposed" and statement.when is None:
            statement.when = dating.of_council(context, masked)
            if statement.when is not None and (vote := dating.consent(masked, found.term)):
                statement.events.append(Event("council_consent", statement.when.value, *vote))
        if statement.status == "proposed" and CONSENTED in reading.rules and context.passed is not None:
            passed = context.passed
            statement.when = passed
            statement.events.append(Event("council_consent", passed.value, passed.start, passed.end))
        yield statement


def _shares_date(masked: Masked, floor: int, start: int, last: list[Statement]) -> bool:
    """Whether a clause is of one row with the one before: 105年与A签署友好协定、与B签署交流协定."""
    return bool(last) and 0 < floor <= start and _JOINED.fullmatch(masked.text, floor, start) is not None


def _is_sealed(masked: Masked, found: Found) -> bool:
    """Whether a clause without a kind of tie says that a paper was signed in form: 2010年12月正式签约."""
    formal = lexicon.words()[masked.lang]["formal"]
    text = masked.text[found.match.start() : found.match.end()]
    return found.rule.id in SIGNINGS and any(word in text for word in formal)


def _is_planned(masked: Masked, reading: status.Reading, found: Found, when: object) -> bool:
    """Whether a date stands between the word for a plan and the tie: 拟于今年内结为友城."""
    if masked.lang != "zh" or "proposed" not in reading or when is None:
        return False
    between = masked.standing(DATE, reading.effects["proposed"], found.term)
    return any(masked.symbols[i] is when for i in between)


def _propose(reading: status.Reading, start: int) -> None:
    """What a letter suggests is proposed; only a rumour or a question of it is nothing."""
    if not (set(reading.rules) & NOT_TOLD):
        reading.effects.pop("drop", None)
    reading.effects.setdefault("proposed", start)


def _concludes_behind(found: Found) -> bool:
    """Whether the verb stands behind the kind of tie: A与B的友好交流协定续签."""
    return found.rule.id == CONCLUDE and found.match.end() > found.term + 1


def _pairings(
    context: Context,
    masked: Masked,
    found: Found,
    rows: dict[str, list[Item]],
    last: list[Statement],
    topic: omitted.Topic | None,
) -> list[coordination.Pairing]:
    start, end = masked.raw_range(*found.match.span())
    pairs: list[coordination.Pairing]
    if found.rule.owner == "last":
        named = masked.places_between(max(0, found.match.start() - 24), found.match.start())
        again = [s for s in last if {s.a.start, s.b.start} & {p.start for p in named}]
        if not last and (both := omitted.both(context, masked, start)):
            return [(Item(both[0], "", None), Item(both[1], "", None))]
        return [(Item(s.a, "", None), Item(s.b, "", None)) for s in again or last]
    if found.rule.owner == "both":
        both = omitted.both(context, masked, start)
        pairs = [(Item(both[0], "", None), Item(both[1], "", None))] if both else []
    elif found.rule.owner == "topic":
        owner = rows["x"][0].mention if topic and "x" in rows else topic.owner if topic else None
        pairs = [(Item(owner, "", None), item) for item in rows["y"]] if owner else []
    elif found.rule.owner == "missing":
        row = next(iter(rows.values()))
        owner = _owner_of_both(context, masked, row, start) if _is_mixed(row) else None
        owner = owner or _goes_on(last, row[0].mention, masked)
        owner = owner or omitted.opposite(context, row[0].mention, masked, start, end)
        pairs = [(Item(owner, "", None), item) for item in row] if owner else []
    elif "x" in rows and "y" in rows:
        spread = occasion.distributive(masked.lang).search(masked.text, *found.match.span()) is not None
        spread = (
            spread or occasion.distributive(masked.lang).search(masked.text, found.match.end()) is not None
        )
        pairs = coordination.against(rows["x"], rows["y"] + rows.get("too", []), distributive=spread)
    else:
        spread = occasion.distributive(masked.lang).search(masked.text, found.match.start()) is not None
        pairs = coordination.within(rows["x"], masked.lang, distributive=spread)
    ours = any(is_chinese(item.mention) for items in rows.values() for item in items)
    beside = masked.lang == "en" or "y" not in rows  # far before a Chinese clause stands no subject
    return [(a, b) for a, b in pairs if different(a.mention, b.mention, abroad=beside and not ours)]


def different(a: PlaceMention, b: PlaceMention, *, abroad: bool = True) -> bool:
    """Whether a tie of two places can be a record: two places, neither of which only says where the other
    lies (聖克魯斯省, 聖克魯斯市). Two of one country `abroad` only where the clause names no Chinese
    place."""
    if identity(a) == identity(b):
        return False
    one, other = country_of(a), country_of(b)
    if one == other == CHINA_PROPER:
        return False  # 图们市与绥芬河市结为…: a tie, but none for the registry
    apart = _called(a) != _called(b) and a.name[:-1] != b.name[:-1]
    return one != other or one in ISLANDS or (abroad and apart)


def _called(mention: PlaceMention) -> str | None:
    """What a place is called without what tells its kind."""
    return mention.place.name_en if mention.place and mention.place.name_en else mention.name


def _group(
    context: Context, masked: Masked, found: Found, rows: dict[str, list[Item]], relation: str
) -> Group | None:
    """A mechanism of three or more, where the clause names one and lists at least three places."""
    row = rows.get("x", []) + rows.get("y", [])
    if len({identity(item.mention) for item in row}) < 3:
        return None
    tail = status.after_end(masked.text, found.match.end(), 24)
    region = masked.text[found.match.start() : tail]
    union = masked.lang == "en" and relation == "alliance"
    if not union and not _several(masked.lang).search(region):
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
    several = context.lowered.endswith(tuple(words["many"]), 0, end)
    return several and _of(masked.lang).match(masked.text, found.term + 1) is not None


def _unnamed_side(masked: Masked, start: int) -> bool:
    """Whether a side that no list knows stands right before: 长岛综合试验区去年与…."""
    ends = lexicon.words()[masked.lang]["unnamed_side"]
    before = masked.text[max(0, start - 8) : start].rstrip(DATE + "于在曾也还已又,")
    return bool(ends) and before.endswith(tuple(ends))


@lru_cache(maxsize=2)
def _meant(lang: str) -> re.Pattern[str]:
    """The words that stand for the place of the sentence before, at the beginning of a clause."""
    words = lexicon.words()[lang]["pronoun"]
    edge = r"\b" if lang == "en" else ""
    return re.compile(rf"(?:^|, ?){alternation(words)}{edge}")


@lru_cache(maxsize=2)
def _of(lang: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{alternation(lexicon.words()[lang]['of'])}(?!\S)")


@lru_cache(maxsize=2)
def _several(lang: str) -> re.Pattern[str]:
    classes = lexicon.words()[lang]
    return re.compile(alternation([*classes["nparty"], *classes["mechanism"]]))
