"""When what a clause states came about, and which further stages of the tie it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.layers import Anniversary, DateMention, Event
from extract.relate import dating, lexicon, stage_rules, status
from extract.relate.context import Context
from extract.relate.inherited import anniversary_of, counts_years, inherited
from extract.relate.mask import DATE, NOUN, Masked
from extract.relate.phrasing import Found
from extract.relate.statement import Statement
from extract.rules.pattern import alternation

_DATE_ROW = re.compile(rf"{DATE}(?:、|,? and |和|及|, ){DATE}")
_SHORT = rf"[^,。;{DATE}]"
_LETTER = re.compile("(?:关系)?意向")
_PAPER = "(?:关系)?(?:意向书|备忘录|协议书|协议|协定)?"
_KIND_ROW = re.compile(rf"{NOUN}{_PAPER}(?:(?:、|和|及|与|以及|,? and (?:a )?){NOUN})+")
NEAR = 60  # characters behind the word for a renewal in which its date is sought
RELIVED = ("suspended", "resumed", "renewed")


def spread(masked: Masked, floor: int, found: Found, count: int) -> list[DateMention] | None:
    """The dates of `分别于1994年、2005年和2014年与A、B、C`, one for each of `count` pairs."""
    if count < 2:
        return None
    text = masked.text
    former = any(word in text[found.match.end() :] for word in lexicon.words()[masked.lang]["former"])
    behind = masked.lang == "zh" and _row_behind().match(text, found.match.end()) is not None
    stop = len(text) if masked.lang == "en" or former or behind else found.match.end()
    start = min(floor, found.match.start())
    if not distributive(masked.lang).search(text, floor) and not _DATE_ROW.search(text, start, stop):
        return None
    dates = dating.dates_between(masked, found.match.end() if behind else start, stop)
    return dates if len(dates) == count else None


def distribute(masked: Masked, ties: Sequence[Statement]) -> None:
    """Date the undated ties of several clauses by a row behind them all, one date each (in place):
    A的友城是B,C的友城是D,分别结好于1986年和1987年."""
    if masked.lang != "zh" or len(ties) < 2 or any(tie.when is not None for tie in ties):
        return
    last = max(tie.term[1] for tie in ties)
    row = next(
        (m for m in _row_at_end().finditer(masked.text) if masked.raw_range(*m.span())[0] >= last), None
    )
    dates = dating.dates_between(masked, *row.span()) if row else []
    if len(dates) == len(ties):
        for tie, date in zip(ties, dates, strict=True):
            tie.when = date


@lru_cache(maxsize=1)
def _row_at_end() -> re.Pattern[str]:
    order = alternation(lexicon.words()["zh"]["in_order"])
    return re.compile(rf"[,;(]{_SHORT}{{0,6}}{order}{_SHORT}{{0,6}}{DATE}(?:(?:、|,|和|及|与){DATE})+")


@lru_cache(maxsize=1)
def _row_behind() -> re.Pattern[str]:
    """Dates in a row of their own: ,时间分别为2008年12月、2013年6月和2016年4月."""
    order = alternation(lexicon.words()["zh"]["in_order"])
    return re.compile(rf"{_SHORT}{{0,6}}[,(]{_SHORT}{{0,6}}{order}{_SHORT}{{0,4}}{DATE}")


def kinds(masked: Masked, found: Found, count: int) -> list[str] | None:
    """The kinds of `分别缔结友好城市及友好交流关系`, one for each of `count` pairs."""
    row = _KIND_ROW.match(masked.text, found.term) if count > 1 else None
    if row is None or not distributive(masked.lang).search(masked.text, 0):
        return None
    terms = [(i, masked.symbols[i]) for i in masked.standing(NOUN, *row.span())]
    kinds = [
        "intent" if _LETTER.match(masked.text, i + 1) else term.relation
        for i, term in terms
        if isinstance(term, lexicon.Term)
    ]
    return kinds if len(kinds) == count else None


def adjust(
    context: Context, masked: Masked, statement: Statement, reading: status.Reading, found: Found
) -> None:
    """Bring date and events into line: a renewal's date is the renewal's; an anniversary's year counts."""
    when = statement.when if isinstance(statement.when, DateMention) else None
    within = masked.standing(DATE, *found.match.span())
    explicit = when is not None and any(masked.symbols[i] is when for i in within)
    if anniversary := anniversary_of(context, masked, *found.match.span()):
        feast = counts_years(context, masked, found.term) or _feast_of(masked, anniversary, found.term)
        finer = when is not None and (when.value or "").startswith(anniversary.value or "-")
        if (feast or (statement.status == "established" and not explicit)) and not finer:
            statement.when = anniversary
            statement.status = "established" if feast else statement.status
    elif (
        when is None
        and found.rule.frame == "predicate"
        and statement.status != "proposed"
        and not dating.dates_between(masked, 0, found.term)
        and not is_raised(masked, found.term)
    ):
        tie = statement.a, statement.b
        when = statement.when = inherited(context, masked, found.term, tie=tie)
    relived = False
    for kind, at in reading.events:
        if kind == "upgraded":
            statement.upgrades = True
            continue
        if kind in RELIVED and masked.lang in stage_rules.rules():
            relived = True
            continue  # told by `stages`
        date = _relived(context, masked, found, at, when) if kind in RELIVED else when
        relived |= kind in RELIVED and date is when
        if kind in ("council_consent", "approved"):
            earlier = dating.dates_between(masked, 0, at)[-1:]
            earlier = earlier or dating.dates_between(masked, at, min(len(masked.text), at + 10))[:1]
            date = earlier[0] if earlier else when
            if date is not None and date is statement.when and statement.status == "established":
                statement.when = None  # the day of the approval is not the tie's
        low, high = masked.raw_range(at, at + 1)
        statement.events.append(Event(kind, date.value if date else None, low, high))
    if relived and statement.when is when:
        statement.when = None
        began = dating.known_since(masked, *found.match.span())
        statement.when = began if began is not when else None


def is_raised(masked: Masked, term: int) -> bool:
    """Whether it is the lower tie that the clause raises: 双方的合作伙伴关系升格为姊妹市."""
    return masked.lang == "zh" and _raise_behind().match(masked.text, term + 1) is not None


@lru_cache(maxsize=1)
def _raise_behind() -> re.Pattern[str]:
    return re.compile(
        rf"[^,。;{NOUN}]{{0,20}}{alternation(lexicon.words()['zh']['raise'])}[^,。;]{{0,8}}{NOUN}"
    )


def _feast_of(masked: Masked, anniversary: Anniversary, term: int) -> bool:
    """Whether it is that of the tie itself, in English: they marked the 20th anniversary of ties."""
    low, _ = masked.raw_range(term, term + 1)
    if masked.lang != "en" or anniversary.end > low:
        return False
    at = next((i for i in range(term, -1, -1) if masked.raw_range(i, i + 1)[0] < anniversary.end), term)
    return masked.text[at + 1 : term].lstrip().startswith("of ") and "," not in masked.text[at:term]


def _relived(
    context: Context, masked: Masked, found: Found, at: int, when: DateMention | None
) -> DateMention | None:
    """The date of a renewal or the like told at a position: one behind it, else the clause's, else the last
    before it, where the clause has none or a span of years, else the day of what is told."""
    began = dating.known_since(masked, found.match.start(), found.match.end() + 12)
    if at >= found.match.end():
        began = None  # The twinning of A and B has been on hold since 2017
    behind = [d for d in dating.dates_between(masked, at, min(len(masked.text), at + NEAR)) if d is not began]
    if behind:
        return behind[0]
    if when is not None and when is not began and "/" not in (when.value or ""):
        return when
    ahead = dating.dates_between(masked, 0, at)[-1:]
    return ahead[0] if ahead else inherited(context, masked, found.term)


def is_distributive(found: Found) -> bool:
    """Whether a word that pairs two rows stands in a phrasing or behind it."""
    return distributive(found.masked.lang).search(found.masked.text, found.match.start()) is not None


@lru_cache(maxsize=2)
def distributive(lang: str) -> re.Pattern[str]:
    """The words that pair two rows one to one: 分别, respectively."""
    return re.compile(alternation(lexicon.words()[lang]["distributive"]))
