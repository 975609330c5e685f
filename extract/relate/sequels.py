"""English sentences that go on about the tie just stated and tell a further stage of it.

    Hamilton and Kaga became sister cities in 2003. The charter was suspended in 2011 and resumed later.

Such a sentence names no third place. It speaks of the tie stated last, or of the former or latter of two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.layers import DateMention, Event
from extract.relate import dating
from extract.relate.context import Context, Unit, identity
from extract.relate.mask import DATE, Masked
from extract.relate.merge import key_of
from extract.relate.sequel_words import Stage, clauses, read, regex, stage_word, words
from extract.relate.statement import Statement
from extract.rules.pattern import alternation

REACH = 3  # sentences behind the one that states a tie, or behind the last that went on about it


def extend(context: Context, units: Sequence[Unit], found: Sequence[Statement]) -> None:
    """Add to the statements (in place) the stages that later sentences tell of them."""
    stated: dict[int, list[Statement]] = {}
    for statement in found:
        stated.setdefault(statement.sentences[-1].start, []).append(statement)
    before: list[Statement] = []
    last: list[Statement] = []
    ties = _by_party(found)
    age = paragraph = 0
    for unit in units:
        if unit.lang != "en":
            continue
        first = unit.sentences[0]
        here = stated.get(first.start, [])
        age += 1
        if firm := [s for s in here if not s.weak and not s.denied]:
            before, last = last if age == 1 else [], firm
            age, paragraph = 0, first.paragraph
            if any(s.frame != "list" for s in firm):
                if not _told(here) and _may_tell(context, unit):
                    _add_beside(context, unit.masked, firm)
                continue
        near = age <= REACH and (first.paragraph == paragraph or age <= 1)
        if first.heading or _told(here):
            continue
        if ties and (about := _spoken_of(context, unit, ties)):
            before, last, age, paragraph = [], about, 0, first.paragraph
        if not _may_tell(context, unit):
            continue
        parties = _parties(unit.masked)
        if named := _named(parties, ties):
            _add(context, unit.masked, parties, [], named)
        elif last and near and _add(context, unit.masked, parties, before, last):
            age, paragraph = 0, first.paragraph


def _by_party(found: Sequence[Statement]) -> dict[str, list[Statement]]:
    """The ties that are stated, by each of their sides."""
    ties: dict[str, list[Statement]] = {}
    for statement in found:
        if not statement.weak and not statement.denied:
            for side in (statement.a, statement.b):
                ties.setdefault(identity(side), []).append(statement)
    return ties


def _named(parties: set[str], ties: dict[str, list[Statement]]) -> list[Statement]:
    """The statement of the only tie that has all the `parties` that a sentence names: In the case of
    Quanzhou, a letter of intent was signed in 1986."""
    theirs = (s for party in parties for s in ties.get(party, []))
    only = {key_of(s): s for s in theirs if parties <= {identity(s.a), identity(s.b)}}
    return list(only.values()) if len(only) == 1 else []


def _spoken_of(context: Context, unit: Unit, ties: dict[str, list[Statement]]) -> list[Statement]:
    """The only tie of the two places that a sentence names."""
    parties = {identity(p) for p in context.parties(unit.start, unit.end, "en")}
    return _named(parties, ties) if len(parties) == 2 else []


def _may_tell(context: Context, unit: Unit) -> bool:
    """Whether a word for a stage stands in a unit at all: most need no mask."""
    first, last = unit.sentences[0], unit.sentences[-1]
    return stage_word().search(context.lowered, first.start, last.end) is not None


def _told(here: Sequence[Statement]) -> bool:
    """Whether what stands in the sentence has been read with the words around it."""
    return any(s.events or s.status == "ended" for s in here)


def _add(
    context: Context,
    masked: Masked,
    parties: set[str],
    before: Sequence[Statement],
    last: Sequence[Statement],
) -> bool:
    """Add the stages of a sentence to the ties it speaks of; whether there were any."""
    stages = [stage for start, end in clauses(masked.text) for stage in _stages(context, masked, start, end)]
    added = False
    for i, stage in enumerate(stages):
        target = _target(masked, stage, before, last)
        if target is None or not parties <= {identity(target.a), identity(target.b)}:
            continue
        behind = [s for s in stages[i + 1 :] if s.start == stage.start]
        resumed = any(s.kind == "resumed" for s in behind)
        for date in _dates(masked, stage, behind[0].at if behind else stage.end):
            added |= _tell(masked, target, stage, date, resumed=resumed)
    return added


def _add_beside(context: Context, masked: Masked, firm: Sequence[Statement]) -> None:
    """Add the stages that other clauses of the sentence itself tell: … in 2010 and was renewed in 2015."""
    sides = {identity(side) for s in firm for side in (s.a, s.b)}
    terms = {s.term for s in firm}
    cuts = [m.span() for m in _beside().finditer(masked.text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(masked.text)]
    for start, end in zip(starts, ends, strict=True):
        low, high = masked.raw_range(start, max(start + 1, end)) if start < end else (0, 0)
        if any(low <= term[0] < high for term in terms):
            continue
        if not {identity(p) for p in masked.places_between(start, end)} <= sides:
            continue
        for stage in _stages(context, masked, start, end):
            target = _target(masked, stage, (), firm)
            for date in _dates(masked, stage, end) if target else ():
                if target and (date is None or date is not target.when):
                    _tell(masked, target, stage, date, resumed=False)


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """Where a sentence goes on with another clause."""
    return re.compile(
        rf"[;,](?: {alternation(words().joining)}(?= ))?| {alternation(words().joining)}(?= )|\.\s"
    )


def _parties(masked: Masked) -> set[str]:
    """The places that a sentence names, but for those in which something took place or whence somebody came:
    signed in Jiangsu, a band from Ohio."""
    text = masked.text
    return {identity(p) for i, p in masked.parties() if not text.endswith((" in ", " at ", " from "), 0, i)}


def _tell(
    masked: Masked, target: Statement, stage: Stage, date: DateMention | None, *, resumed: bool
) -> bool:
    if stage.kind == "proposed" and target.relation == "intent":
        return _propose(target, date)
    if stage.kind in ("proposed", "intent", "council_consent", "approved") and target.status != "established":
        return False
    if stage.kind == target.relation == "intent":
        return False
    span = masked.raw_range(stage.at, stage.at + 1)
    if stage.kind == "resumed" and target.status == "ended":
        ended = target.when.value if isinstance(target.when, DateMention) else None
        target.events.append(Event("ended", ended, *target.term))
        target.status, target.when = "established", None
    if stage.kind == "ended" and not resumed:
        if target.status != "established":
            return _end_later(target, date)
        if isinstance(target.when, DateMention):
            target.events.append(Event("signed", target.when.value, *target.term))
        target.status, target.when = "ended", date
    else:
        target.events.append(Event(stage.kind, date.value if date else None, *span))
    if not target.bare:
        target.sentences = [*target.sentences, *masked.sentences]
    return True


def _propose(target: Statement, date: DateMention | None) -> bool:
    """Make a letter of intent a stage of the tie that was formally proposed after it."""
    signed = target.when.value if isinstance(target.when, DateMention) else None
    target.events.append(Event("intent", signed, *target.term))
    target.relation, target.status, target.when = "sister_city", "proposed", date
    return True


def _end_later(target: Statement, date: DateMention | None) -> bool:
    """Date the end of a tie, told as over with the date of its making, by a later date told of the end."""
    began = target.when
    if target.status != "ended" or date is None or not isinstance(began, DateMention):
        return False
    if (began.value or "") >= (date.value or ""):
        return False
    target.events.append(Event("signed", began.value, began.start, began.end))
    target.when = date
    return True


def _target(
    masked: Masked, stage: Stage, before: Sequence[Statement], last: Sequence[Statement]
) -> Statement | None:
    """The tie that a clause speaks of: the former or the latter of the two stated last, or the only one."""
    ties = {key_of(s): s for s in (*before, *last)}
    ordered = list(ties.values())
    for name, place in (("former", 0), ("latter", -1)):
        if regex(name).search(masked.text, stage.start, stage.end):
            return ordered[place] if len(ordered) == 2 else None
    only = {key_of(s): s for s in last}
    return next(iter(only.values())) if len(only) == 1 else None


def _dates(masked: Masked, stage: Stage, stop: int) -> Sequence[DateMention | None]:
    """The dates of a stage: the next one behind its word, with those in a row with it if it can come about
    again (renewed in 2012 and again in 2022), else the last one before it, else None alone."""
    cut = masked.text.find(", and ", stage.at, stop)
    if stage.kind == "ended":  # expired in 2019 dates an end, if never a tie
        over = masked.standing(DATE, stage.at, cut if cut >= 0 else stop)
        if over and (date := masked.date_at(over[0])) is not None:
            return [date]
    ahead = dating.dates_between(masked, stage.start, stage.at)
    behind = dating.dates_between(masked, stage.at, cut if cut >= 0 and ahead else stop)
    row = _row().search(masked.text, stage.at, stop) if stage.kind == "renewed" else None
    if row and len(dates := dating.dates_between(masked, *row.span())) > 1:
        return dates
    return behind[:1] or ahead[-1:] or [None]


@lru_cache(maxsize=1)
def _row() -> re.Pattern[str]:
    """Dates in a row: in 2002, 2012 and, most lately, in 2022."""
    return re.compile(rf"{DATE}(?:,?(?: and| then|,)*(?: again| most recently)?(?: in| on)? {DATE})+")


def _stages(context: Context, masked: Masked, start: int, end: int) -> list[Stage]:
    """The stages that the clause `[start, end)` of a mask tells, in order."""
    if start == end:
        return []
    low, high = masked.raw_range(start, end)
    return read(masked.text, start, end, context.lowered[low:high])
