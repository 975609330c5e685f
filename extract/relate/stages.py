"""Stages in the life of a tie that the text tells by the way: `经省政府2012年2月批准`, `2003年续签协议`.

A stage names no kind of tie, so it belongs to the tie told before it, or to the one that it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from extract.layers import DateMention, Event, PlaceMention
from extract.relate import dating, lexicon
from extract.relate.context import Context, Unit, identity
from extract.relate.inherited import inherited
from extract.relate.mask import DATE, NOUN, VERB, Masked
from extract.relate.presence import met
from extract.relate.stage_rules import StageRule, needs, patterns, rules
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import is_chinese

Told = tuple[int, Sequence[Statement]]  # where the term of a clause stands in the mask, and its ties
KINDS = frozenset({"proposed", "council_consent", "approved", "renewed", "suspended", "resumed", "ended"})
LEADING = frozenset({"proposed", "council_consent", "approved"})  # to the tie that stands behind them

_DATES = re.compile(rf"{DATE}(?:(?:、|和|及|,){DATE})+[^,;。]{{0,8}}(?:,[^,;。{DATE}]{{0,8}})?\Z")
_BEHIND = re.compile(rf"[^,;。()]{{0,6}}?(?:于|在|\(){DATE}")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage at `[start, end)` of a mask, in the clause that begins at `clause`."""

    rule: StageRule
    start: int
    end: int
    clause: int


def add(
    context: Context,
    masked: Masked,
    told: Sequence[Told],
    before: Sequence[Statement] = (),
    *,
    kinds: Container[str] = KINDS,
) -> None:
    """Add the stages of a unit, of these kinds, to the ties (in place) that it states, or else to those
    stated `before` it."""
    for stage in (stage for stage in _find(masked) if stage.rule.kind in kinds):
        ties = _ties(masked, stage, told, before)
        end = _clause_end(masked, stage)
        others = (s for at, same in told for s in same if not stage.clause <= at < end)
        keys = [{identity(tie.a), identity(tie.b)} for tie in ties]
        used = [s.when for s in others if s.status != "proposed" and {identity(s.a), identity(s.b)} in keys]
        for date in _dates(context, masked, stage, used, told) if ties else ():
            _tell(masked, stage, ties, date)


def stands_in(unit: Unit) -> bool:
    """Whether a unit has the words of some stage."""
    return any(met(needs(unit.lang), unit.present))


def _find(masked: Masked) -> Iterator[Stage]:
    """The stages of a unit, in order; one of a kind in a clause."""
    found: dict[tuple[int, str], Stage] = {}
    for pattern in compress(patterns(masked.lang), met(needs(masked.lang), masked.present)):
        for match in pattern.regex.finditer(masked.text):
            clause = max(masked.text.rfind(mark, 0, match.start()) for mark in ",;:。!?(、") + 1
            end = match.end() - (match.group()[-1] in ",;。)")
            stage = Stage(pattern.rule, match.start(), end, clause)
            if not _is_barred(masked, stage):
                found.setdefault((clause, pattern.rule.kind), stage)
    yield from sorted(found.values(), key=lambda stage: stage.start)


def _is_barred(masked: Masked, stage: Stage) -> bool:
    """Whether the clause makes it a plan, a wish or a denial, or a council's word on something else."""
    before, behind, beside, wished, of_else = _bars(masked.lang)
    end = _clause_end(masked, stage)
    if stage.rule.kind == "proposed":
        return wished.search(masked.text, stage.clause, end) is not None
    if stage.rule.kind == "renewed" and of_else.search(masked.text, stage.clause, end):
        return True
    if before.search(masked.text, stage.clause, stage.end) or behind.match(masked.text, stage.end):
        return True
    leads = stage.rule.kind in LEADING
    return leads and beside.search(masked.text, stage.clause, end) is not None


def _ties(
    masked: Masked, stage: Stage, told: Sequence[Told], before: Sequence[Statement]
) -> Sequence[Statement]:
    """The ties that a stage is of: what leads to a tie is of the one behind it in its sentence, if there is
    one; else it is of the one before. A clause that names a place is of the ties of that place only."""
    end = masked.text.find("。", stage.start)
    behind = [same for at, same in told if stage.clause <= at and (end < 0 or at < end)]
    ahead = [same for at, same in told if at < stage.clause]
    own = [tie for at, same in told if stage.clause <= at < _clause_end(masked, stage) for tie in same]
    if stage.rule.kind in LEADING:
        ties = behind[0] if behind else ahead[-1] if ahead else before
    elif own:
        ties = own
    else:
        ties = ahead[-1] if ahead else before
    named = masked.places_between(stage.clause, _clause_end(masked, stage))
    if stage.rule.kind in LEADING:
        named = [p for p in named if not is_chinese(p)]  # 经安徽省人民政府批准
    if named and ties is not own:
        ties = [tie for tie in ties if _names_its(tie, named)]
    elif ties is not own and _former(masked, stage):
        ties = [tie for tie in ties if identity(tie.b) == identity(ties[0].b)]
    elif ties is not own and len({identity(tie.b) for tie in ties}) > 1 and stage.rule.kind not in LEADING:
        return ()  # of several partners nobody says which
    return ties


def _former(masked: Masked, stage: Stage) -> bool:
    """Whether the sentence of a stage is about the first of the ties told before: 前者2009年中止,去年恢复."""
    sentence = _sentence_start(masked, stage)
    words = tuple(lexicon.words()[masked.lang]["former"])
    return bool(words) and masked.text.startswith(words, sentence)


def _sentence_start(masked: Masked, stage: Stage) -> int:
    """Where the sentence of a stage begins in the mask."""
    return max(masked.text.rfind(mark, 0, stage.start) for mark in "。!?;") + 1


def _names_its(tie: Statement, named: Sequence[PlaceMention]) -> bool:
    """Whether no place is named but the sides of a tie."""
    return all(identity(place) in (identity(tie.a), identity(tie.b)) for place in named)


def _clause_end(masked: Masked, stage: Stage) -> int:
    found = _CLAUSE_END.search(masked.text, stage.end)
    return found.start() if found else len(masked.text)


_CLAUSE_END = re.compile(r"[,;:。!?)]")


def _dates(
    context: Context, masked: Masked, stage: Stage, used: Sequence[object], told: Sequence[Told]
) -> list[DateMention | None]:
    """The dates of a stage: all of a row before it, the last in its clause, one bound right behind it, or the
    last that its sentence has before it and that dates no tie; without any of these, None alone."""
    halt = tuple(lexicon.words()[masked.lang]["halt"])
    halts = masked.text.endswith(halt, 0, stage.end)  # 关系2009年因经费删减而中止
    inside = halts or stage.rule.kind in LEADING or masked.text[stage.start] == NOUN
    inside = inside or stage.rule.kind == "renewed"  # 协议2012年到期后自动延期
    within = masked.standing(DATE, stage.clause, stage.end if inside else stage.start + 1)
    row = _DATES.search(masked.text, max(0, stage.clause - 40), stage.start)
    if row:
        dates = dating.dates_between(masked, *row.span())
        return [date for date in dates if not any(date is own for own in used)]
    if within:
        return [masked.date_at(within[-1])]
    if behind := _BEHIND.match(masked.text, stage.end):
        return [masked.date_at(behind.end() - 1)]
    if told and masked.text.startswith(_aside(masked.lang), stage.clause):
        # 2010年1月,经友协批准,… 5月6日结好: the tie has a day of its own
        lone = dating.dates_between(masked, max(0, stage.clause - 2), stage.clause)
        return list(lone) if lone and not any(lone[0] is own for own in used) else [None]
    sentence = _sentence_start(masked, stage)
    ahead = dating.dates_between(masked, sentence, stage.clause)
    if ahead and not any(ahead[-1] is date for date in used):
        return [ahead[-1]]
    if stage.rule.kind == "renewed" and not ahead:
        return [inherited(context, masked, stage.start, signed=True)]
    return [None]


def _end(tie: Statement, date: DateMention | None) -> None:
    """Make an established tie an ended one; when it was made becomes a stage of it."""
    if tie.status != "established" or tie.frame == "mention":
        return
    if isinstance(tie.when, DateMention):
        tie.events.append(Event("signed", tie.when.value, tie.when.start, tie.when.end))
    tie.status, tie.when = "ended", date


def _tell(masked: Masked, stage: Stage, ties: Sequence[Statement], date: DateMention | None) -> None:
    low, high = masked.raw_range(stage.start, stage.end)
    for tie in ties:
        if stage.rule.kind == "ended":
            _end(tie, date)
            continue
        if stage.rule.kind == "proposed" and tie.status == "proposed":
            tie.when = tie.when or date
            continue
        theirs = stage.rule.kind in LEADING or (
            stage.rule.kind == "renewed" and _in_clause(masked, stage, date)
        )
        if theirs and tie.status == "established" and tie.when is date:
            tie.when = None  # the day of the approval, or of the renewal, is not the tie's
        if stage.rule.kind == "renewed" and tie.when is None:
            tie.when = _made_before(masked, stage)
        tie.events.append(Event(stage.rule.kind, date.value if date else None, low, high))
        tie.kept_by += (stage.rule.id,)
        tie.sentences = [*tie.sentences, *masked.sentences_of(stage.start, stage.end)]


def _made_before(masked: Masked, stage: Stage) -> DateMention | None:
    """The day of a signing told in a row with the renewal: 1987年5月签约、2012年9月续签."""
    start = _sentence_start(masked, stage)
    found = _made_first(masked.lang).search(masked.text, start, stage.start)
    return masked.date_at(found.start()) if found else None


@lru_cache(maxsize=2)
def _made_first(lang: str) -> re.Pattern[str]:
    made = alternation(lexicon.words()[lang]["made"])
    return re.compile(rf"{DATE}(?:{made}|{VERB})[、,和及并]")


def _in_clause(masked: Masked, stage: Stage, date: DateMention | None) -> bool:
    """Whether a date stands before a stage in its sentence."""
    start = _sentence_start(masked, stage)
    return any(masked.symbols[i] is date for i in masked.standing(DATE, start, stage.start))


@lru_cache(maxsize=2)
def _bars(lang: str) -> tuple[re.Pattern[str], ...]:
    """What before a stage in its clause, right behind it, and anywhere in its clause makes it none; then what
    there makes a proposal a wish, and a renewal one of something else."""
    words = rules()[lang]
    rows = (words.not_after, words.not_before, words.not_with, words.not_proposed, words.not_renewed)
    return tuple(re.compile(alternation(row)) for row in rows)


@lru_cache(maxsize=2)
def _aside(lang: str) -> tuple[str, ...]:
    return tuple(rules()[lang].aside)
