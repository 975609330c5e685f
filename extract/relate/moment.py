"""When what a clause tells came about: its own date, one that it shares, one for each of its ties."""

from __future__ import annotations

import re

from extract.layers import Anniversary, DateMention, Event
from extract.relate import dating, dating_words, ending, inherited, lexicon, occasion, status
from extract.relate.context import identity
from extract.relate.coordination import Pairing
from extract.relate.mask import DATE, PLACES
from extract.relate.statement import Statement
from extract.relate.status import TAKEN_BACK
from extract.relate.told import Told

BRACKET = "zh.pair.bracket"
RAISED_FROM = ("en.pair.raised_from",)
CONSENTED = "zh.cue.consented"
_JOINED = re.compile(r"(?:关系|协议|协议书|城市)?(?:、|,?(?:并|以及|及|和))(?:又|还|也)?")
_ASIDE = rf"(?:,[^,;:.{DATE}{PLACES}]{{1,60}},|, with (?:which|whom)[^,;:.{DATE}{PLACES}]{{1,40}})"
_SINCE = re.compile(rf"{_ASIDE}? (?:since|in|on|from) {DATE}")
When = DateMention | Anniversary | None


def moments(told: Told, pairings: list[Pairing], over: set[int]) -> list[tuple[When, DateMention | None]]:
    """For each tie of a clause its date, and that of its making where the clause tells both; `over` are those
    that alone have ended (see `over_alone`)."""
    found, masked = told.found, told.masked
    if _deepens(told):
        return [(dating.known_since(masked, told.start, told.end), None)] * len(pairings)
    when = _when(told)
    made = dating.made(masked, told.low, found.term)
    shared = told.last[-1].when if told.is_event and _shares_date(told) else None
    spread = occasion.spread(masked, told.floor, found, len(pairings))
    if masked.lang == "en" and any(b.date is not None and b.date is when for _, b in pairings):
        when = _behind(told)  # of Kakegawa since 1979 and of Jinju, as everybody knows, since 1961
    known = [item.mention for item in found.rows.get("too", ())]
    dates: list[tuple[When, DateMention | None]] = []
    for i, (a, b) in enumerate(pairings):
        own = b.date or a.date
        if over:
            began = own or (spread[i] if spread else made or _made_first(told))
            dates.append((when, began) if i in over else (began, None))
        elif any(b.mention is earlier for earlier in known):
            dates.append((own, None))  # the date is that of the friend told of, not of those before it
        elif told.reading.status == "ended" and own is not None and when is not None:
            dates.append((when, made or own))
        else:
            dates.append((own or (spread[i] if spread else when or shared), made))
    return dates


def over_alone(told: Told, pairings: list[Pairing]) -> set[int]:
    """Which of the ties of a clause have ended, where the clause that says so names their partners alone:
    与B、C结为友城,后者2012年终止."""
    masked, at = told.masked, told.reading.effects.get("ended", -1)
    if len(pairings) < 2 or told.reading.status != "ended" or at < told.end:
        return set()
    start = max(masked.text.rfind(mark, told.end, at) for mark in ",;")
    if start < 0:
        return set()
    named = {identity(p) for p in masked.places_between(start, status.after_end(masked.text, at, 40))}
    sides = [{identity(a.mention), identity(b.mention)} for a, b in pairings]
    theirs = named - sides[0].intersection(*sides[1:])
    over = {i for i, pair in enumerate(sides) if pair & theirs}
    return over if len(over) < len(pairings) else set()


def _made_first(told: Told) -> DateMention | None:
    """The date of the making of ties of which some have ended since."""
    return dating.date_of(told.masked, told.low, told.found.term, told.found.term, told.used)


def _deepens(told: Told) -> bool:
    """Whether a Chinese clause tells of a paper on a tie that stands already: 签订深化友好合作关系的协议."""
    text = told.masked.text[told.found.match.start() : told.found.term]
    return text.endswith(tuple(lexicon.words()[told.masked.lang]["deepening"]))


def _when(told: Told) -> DateMention | None:
    """The date of a clause."""
    found, masked, low = told.found, told.masked, told.low
    if told.is_event:
        when = dating.opened_by_when(masked, told.start)
        when = when or dating.date_of(masked, low, found.term, told.end, told.used)
    else:
        when = dating.known_since(masked, told.start, told.end) or dating.told_behind(masked, told.end)
        when = when or dating.opened_by_when(masked, told.start)
        if when is None and found.rule.id == BRACKET:
            when = dating.in_bracket(masked, told.start)
    if when is None and masked.lang == "en" and "upgraded" in told.reading:
        ahead = dating.dates_between(masked, 0, told.start)
        when = next((d for d in ahead if not any(d is u for u in told.used)), None)
    if found.rule.id in RAISED_FROM:
        return dating.known_since(masked, told.start, told.end)  # the day is that on which it was raised
    if "ended" in told.reading and "keep" in told.reading:
        return dating.known_since(masked, told.start, told.end)  # the day on which its end was refused
    if told.reading.status == "ended":
        when = ending.end_of(masked, low, told.reading.effects["ended"], told.used) or when
    return when


def _behind(told: Told) -> DateMention | None:
    """The date behind a row in which the others have their own: since 1961, set off by a comma or not."""
    match = _SINCE.match(told.masked.text, told.end)
    return told.masked.date_at(match.end() - 1) if match else None


def settle(told: Told, statement: Statement, made: DateMention | None) -> None:
    """Bring the date of a statement into line with what became of the tie: an end has its own, what is to
    come has none, a council's consent dates a proposal."""
    masked, term = told.masked, told.found.term
    planned = _is_planned(told, statement.when)
    if not _deepens(told):
        occasion.adjust(told.context, masked, statement, told.reading, told.found)
    if statement.status == "ended":
        began = _began(told, statement, made)
        if TAKEN_BACK in told.reading.rules:
            _take_back(told, statement, began)
        elif began is not None:
            statement.events.append(Event("signed", began.value, began.start, began.end))
    else:
        statement.when = made or statement.when
    if span := ending.lasted(masked, term):
        statement.status, statement.when = "ended", span
    ahead = told.context.lies_ahead(statement.when)
    if statement.status == "established" and ahead:
        statement.status = "proposed"
    if statement.status == "proposed" and (ahead or planned):
        statement.when = None  # the vote or signing to come is no date of the proposal
    if statement.status == "proposed":
        _consent(told, statement)


def _began(told: Told, statement: Statement, made: DateMention | None) -> DateMention | None:
    """When a tie that is over was made, if that is told besides its end."""
    began = made or dating.known_since(told.masked, told.start, told.end)
    if began is None and not told.is_mention:
        term = told.found.term
        began = dating.date_of(told.masked, told.low, term, term, told.used)
        start, _ = told.masked.raw_range(told.start, told.start + 1)
        if told.masked.lang == "en" and began is not None and began.end <= start:
            began = None  # It was told on Monday that X withdrew from its twinning with Y
    over = statement.when.value if statement.when is not None else None
    return began if began is not None and began.value != over else None


def _take_back(told: Told, statement: Statement, began: DateMention | None) -> None:
    """Make an end that was taken back a stage of a tie that exists; when it `began` is its date."""
    over = statement.when.value if statement.when is not None else None
    low, high = told.masked.raw_range(told.reading.effects["ended"], told.reading.effects["ended"] + 1)
    statement.events.insert(0, Event("ended", over, low, high))
    statement.status, statement.when = "established", began


def _consent(told: Told, statement: Statement) -> None:
    """Date a proposal by the council's consent to it."""
    context, passed = told.context, told.context.passed
    if statement.when is None:
        statement.when = inherited.of_council(context, told.masked)
        if statement.when is not None and (vote := inherited.consent(told.masked, told.found.term)):
            statement.events.append(Event("council_consent", statement.when.value, *vote))
    if CONSENTED in told.reading.rules and passed is not None:
        statement.when = passed
        statement.events.append(Event("council_consent", passed.value, passed.start, passed.end))


def _shares_date(told: Told) -> bool:
    """Whether a clause is of one row with the one before: 105年与A签署友好协定、与B签署交流协定; or of a
    sentence that its only date opens: 同日,A与B签署备忘录,C则与D签订意向书."""
    text = told.masked.text
    if not told.last or not 0 < told.floor <= told.start:
        return False
    if _signs_too(told):
        return True
    likewise = tuple(lexicon.words()[told.masked.lang]["likewise"])
    opened = bool(likewise) and text.startswith(DATE) and text.count(DATE) == 1
    if opened and text.startswith(likewise, told.start + 1):
        return True
    return _JOINED.fullmatch(text, told.floor, told.start) is not None


def _signs_too(told: Told) -> bool:
    """Whether a clause tells of a further signing on the only day of its sentence, which opens it before all
    names: 当天,A与B签署协议,C与D签署备忘录."""
    masked = told.masked
    opening = masked.text.find(DATE)
    only = opening >= 0 and masked.text.find(DATE, opening + 1) < 0
    only = only and masked.has(PLACES) and not masked.standing(PLACES, 0, opening)
    clause = masked.text[told.start : told.end]
    return only and any(word in clause for word in dating_words.signings(masked.lang))


def _is_planned(told: Told, when: When) -> bool:
    """Whether a date stands between the word for a plan and the tie: 拟于今年内结为友城."""
    if told.masked.lang != "zh" or "proposed" not in told.reading or when is None or told.found.rule.proposes:
        return False
    between = told.masked.standing(DATE, told.reading.effects["proposed"], told.found.term)
    return any(told.masked.symbols[i] is when for i in between)
