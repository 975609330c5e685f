"""Statements of ties made by sentences: phrasing, then who, then what the words around make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.layers import DateMention, Event, Group
from extract.relate import dating, lexicon, occasion, omitted, phrasing, sides, stages, status
from extract.relate.context import Context, identity
from extract.relate.coordination import Item
from extract.relate.mask import DATE, NOUN, Masked
from extract.relate.phrasing import Found
from extract.relate.plausible import FATE, is_plausible
from extract.relate.statement import Statement
from extract.rules.pattern import alternation

VAGUE = "unspecified"
# Of the lower tie only: dates are the higher one's.
LOWER = ("zh.pair.raised_from", "zh.pair.two_raised_from", "zh.pair.risen", "en.pair.raised_from")
AGAIN = "zh.pair.again"
BRACKET, CONCLUDE = "zh.pair.bracket", "zh.pair.conclude"
NOT_TOLD = {"zh.cue.rumour", "zh.cue.question", "zh.cue.asked"}
REFUTED, CONSENTED = "zh.cue.denied_after", "zh.cue.consented"
SIGNINGS = ("zh.pair.signed_later", "zh.pair.two_signed")
WISHES = {"zh.cue.wish", "zh.cue.wish_after"}
_PAPER = re.compile(r"[^,。;]{0,8},(?:正式|就此|从此|并正式)?[^,。;]{0,4}$")
_JOINED = re.compile(r"(?:关系|协议|协议书|城市)?(?:、|,?(?:并|以及|及|和))(?:又|还|也)?")


def statements(context: Context, masked: Masked) -> Iterator[Statement | Group]:
    """What one unit states, in the order of the text."""
    found: list[Found] = []
    first, before = masked.sentences[0], context.lately
    lately = before if before and before[0].sentences[-1].paragraph == first.paragraph else []
    for one in phrasing.find(masked, masked.present, lambda one: is_plausible(one, found, lately)):
        found.append(one)
    found.sort(key=lambda one: (one.term, one.match.start()))
    floor = 0
    last: list[Statement] = lately if found and found[0].rule.id == FATE else []
    used: list[DateMention] = []
    told: list[tuple[int, list[Statement]]] = []
    for one in found:
        stated = list(_read(context, masked, one, floor, last, used))
        if one.rule.id == AGAIN:
            _same_act(masked, last, stated, one)
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
    pairings = sides.pairings(context, masked, found, rows, last, topic)
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
        own = b.date or a.date
        statement.when = own or (spread[i] if spread else when or shared)
        if reading.status == "ended" and own is not None and when is not None:
            made, statement.when = made or own, when
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


def _same_act(
    masked: Masked, last: Sequence[Statement], stated: Sequence[Statement | Group], found: Found
) -> None:
    """A paper by which two become sister cities is of that tie: 签署友好交流协定,正式结为姊妹市."""
    ties = [s for s in stated if isinstance(s, Statement)]
    if not ties or ties[0].relation != "sister_city":
        return
    start = max(
        (i for i, s in masked.symbols.items() if i < found.term and masked.text[i] in NOUN), default=-1
    )
    between = masked.text[start + 1 : found.term]
    if start >= 0 and DATE not in between and _PAPER.match(between):
        for before in last:
            if before.relation in ("friendly_exchange", VAGUE):
                before.relation = "sister_city"


def _shares_date(masked: Masked, floor: int, start: int, last: list[Statement]) -> bool:
    """Whether a clause is of one row with the one before: 105年与A签署友好协定、与B签署交流协定; or of a
    sentence that its only date opens: 同日,A与B签署备忘录,C则与D签订意向书."""
    if not last or not 0 < floor <= start:
        return False
    opened = masked.lang == "zh" and masked.text.startswith(DATE) and masked.text.count(DATE) == 1
    return opened or _JOINED.fullmatch(masked.text, floor, start) is not None


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
def _of(lang: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{alternation(lexicon.words()[lang]['of'])}(?!\S)")


@lru_cache(maxsize=2)
def _several(lang: str) -> re.Pattern[str]:
    classes = lexicon.words()[lang]
    return re.compile(alternation([*classes["nparty"], *classes["mechanism"]]))
