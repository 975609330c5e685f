"""Statements of ties made by sentences: phrasing, then who, then what the words around make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.layers import DateMention, Group
from extract.recognize.numerals import zh_value
from extract.relate import lexicon, occasion, phrasing, sides, stages, status
from extract.relate.context import Context, identity
from extract.relate.coordination import Pairing
from extract.relate.mask import DATE, Masked
from extract.relate.moment import moments, over_alone, settle
from extract.relate.phrasing import Found
from extract.relate.plausible import ALONE, is_plausible
from extract.relate.statement import Statement
from extract.relate.told import LOWER, Told
from extract.rules.pattern import alternation

ANSWERED = "en.pair.answered"  # a row of names, which tells of ties only behind a question
SHORT_ANSWER = 24  # characters of the first word of an answer, a sentence of its own: A. Four.
REFUTED = "zh.cue.denied_after"


def statements(context: Context, masked: Masked) -> Iterator[Statement | Group]:
    """What one unit states, in the order of the text."""
    found: list[Found] = []
    first, before = masked.sentences[0], context.lately
    lately = before if before and before[0].sentences[-1].paragraph == first.paragraph else []
    asked = _is_asked(context, masked)
    for one in phrasing.find(masked, masked.present, lambda one: is_plausible(one, found, lately)):
        if asked or one.rule.id != ANSWERED:
            found.append(one)
    found = [one for one in found if not _told_within(one, found)]
    found.sort(key=lambda one: (one.term, one.match.start()))
    floor = 0
    last: list[Statement] = lately if found and found[0].rule.id in ALONE else []
    used: list[DateMention] = []
    told: list[tuple[int, list[Statement]]] = []
    for one in found:
        stated = list(_read(Told.of(context, one, floor, last, used)))
        ties = [s for s in stated if isinstance(s, Statement) and not s.weak]
        used += [s.when for s in ties if isinstance(s.when, DateMention)]
        for tie in ties:
            context.note(tie)
        if said := [s for s in stated if isinstance(s, Statement)]:
            told.append((one.term, said))
        yield from stated
        last = said or last
        untold = one.rule.owner == "topic" and not stated
        lower = one.rule.id in LOWER or occasion.is_raised(masked, one.term)
        floor = floor if lower or one.rule.weak or untold else one.term + 1
    occasion.distribute(masked, [s for _, said in told for s in said if not s.weak])
    context.lately = [s for _, said in told for s in said if not s.weak] or lately
    if told:
        stages.add(context, masked, told)


def _is_asked(context: Context, masked: Masked) -> bool:
    """Whether a question stands right before an English sentence, or before the first word of the answer."""
    near = context.before(masked.sentences[0], 2) if masked.lang == "en" else []
    texts = [context.folded[s.start : s.end].rstrip() for s in near]
    first = texts[1:] if texts and len(texts[0]) <= SHORT_ANSWER and texts[0][-1:] != "?" else texts[:1]
    return any(text.endswith("?") for text in first)


def _told_within(one: Found, found: Sequence[Found]) -> bool:
    """Whether the date that a phrasing adds to a tie told before is that of one stated around it:
    A与B2013年签署友好交流备忘录."""
    partner = one.group("y")
    if not one.rule.weak or one.rule.owner != "topic" or partner is None:
        return False
    around = (o.match for o in found if o.rule.frame == "predicate" and not o.rule.weak)
    return any(match.start() < one.match.start() and partner[1] <= match.end() for match in around)


def _read(told: Told) -> Iterator[Statement | Group]:
    context, masked, found = told.context, told.masked, told.found
    if found.rule.owner == "missing" and (_unnamed_side(masked, told.start) or _owns_many(told)):
        return
    if told.is_nothing:
        return
    if group := _group(told):
        yield group
        return
    pairings = sides.pairings(context, masked, found, found.rows, list(told.last), told.topic)
    aim = relation = told.relation
    if "intent" in told.reading and relation != "alliance":
        relation = "intent"
    wish = told.is_wish
    if wish or relation == "intent":
        for a, b in pairings:
            context.aim(a.mention, b.mention, aim if aim != "intent" else "sister_city")
    if wish:
        return
    kinds = occasion.kinds(masked, found, len(pairings)) or [relation] * len(pairings)
    over = over_alone(told, pairings)
    for i, (pairing, (when, made)) in enumerate(zip(pairings, moments(told, pairings, over), strict=True)):
        statement = _statement(told, pairing, kinds[i])
        statement.when = when
        if over and i not in over:
            statement.status = "established"
        settle(told, statement, made)
        yield statement


def _statement(told: Told, pairing: Pairing, kind: str) -> Statement:
    """The statement of one tie, without its date."""
    masked, found, (a, b) = told.masked, told.found, pairing
    # a sentence that counts who joined states it by itself, and so does one on a page about ties
    by_itself = found.rule.joins or found.rule.titled
    above = [told.topic.sentence] if told.topic and told.topic.sentence and not by_itself else []
    statement = Statement(
        a.mention,
        b.mention,
        kind,
        found.rule.frame,
        found.rule.id,
        masked.raw_range(found.term, found.term + 1),
        [*above, *masked.sentences_of(told.start, told.end)],
        told.reading.status,
        denied=told.is_denied,
        refuted=REFUTED in told.reading.rules,
        kept_by=told.reading.rules,
        upgrades=found.rule.id.endswith(".raised"),
        weak=found.rule.weak,
        follows=found.rule.follows,
        worded=isinstance(masked.symbols.get(found.term), lexicon.Term),
    )
    if told.is_sealed and (aimed := told.context.aimed_at(a.mention, b.mention)):
        statement.relation, statement.weak = aimed, False
    return statement


def _group(told: Told) -> Group | None:
    """A mechanism of three or more, where the clause names one and lists at least three places."""
    masked, found = told.masked, told.found
    row = found.rows.get("x", []) + found.rows.get("y", [])
    if len({identity(item.mention) for item in row}) < 3:
        return None
    region = masked.text[told.start : status.after_end(masked.text, told.end, 24)]
    alliance = told.relation == "alliance"
    several = _several(masked.lang).search(region)
    if not (masked.lang == "en" and alliance) and several is None:
        return None
    if several is not None and (zh_value(several.group()[0]) or len(row)) < len(row):
        return None  # A和B、C、D三市: the three are the partners of the first
    low, high = masked.raw_range(found.term, found.term + 1)
    return Group(
        told.context.doc.text[low:high],
        "alliance" if alliance else "mechanism",
        [item.mention for item in row],
        None,
        masked.sentences_of(told.start, told.end),
        (found.rule.id,),
    )


def _owns_many(told: Told) -> bool:
    """Whether the clause names the owner of several ties and no partner: the sister cities of Jinjiang."""
    masked, found, words = told.masked, told.found, lexicon.words()[told.masked.lang]
    if not words["many"] or sum(len(items) for items in found.rows.values()) != 1:
        return False
    _, end = masked.raw_range(found.term, found.term + 1)
    several = told.context.lowered.endswith(tuple(words["many"]), 0, end)
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
