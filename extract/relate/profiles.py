"""Lists whose entries are paragraphs: each begins with the partner, and says since when somewhere below.

    Sister Cities of Yangzhou
    Breda, Netherlands
    A town of breweries and canals. The agreement was signed on 14 May 2001.
    Rimini is a resort on the Adriatic. Ties date from October 1999.

No line here says who is tied to whom; the run of them does. Three entries of one form under a line that tells
whose ties they are make a list; fewer, or entries after a line about something else, make none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import lru_cache

from extract.layers import DateMention, PlaceMention, Sentence
from extract.relate import status
from extract.relate.context import Context, Unit, identity
from extract.relate.entries import RULE
from extract.relate.lexicon import Term
from extract.relate.mask import COUNTRY, DATE, NOUN, PLACES, VERB, Masked
from extract.relate.part import may_begin
from extract.relate.rows import FILL, MARKS, NUMBER, bullet, is_short, list_words
from extract.relate.sides import different
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import is_chinese

FEWEST = 3  # entries that make a list
LONGEST_BODY = 8  # sentences of an entry behind its head
LONGEST_LEAD = 300  # characters of the masked line that tells whose ties follow
LEAD_REACH = 4  # units between the line that tells whose ties follow and the first entry
DATED_SHARE = 0.6  # of entries that are sentences: how many must say since when, to be a list of ties


@dataclass(slots=True)
class Entry:
    """A partner, the unit that begins with it, those that go on about it, the date `above` if there is;
    `joined` says that a word stands before the partner (with Rimini)."""

    partner: PlaceMention
    units: list[Unit]
    bare: bool
    joined: bool = False
    above: Unit | None = None

    def since(self) -> tuple[DateMention | None, Sentence | None]:
        """The date of the tie and the sentence that says it: in the head's line or alone on a line, else
        beside a word for a tie or for its making."""
        head = self.units[0].masked
        position = next(i for i, place in head.parties() if place is self.partner)
        if position in head.own_dates:
            return head.own_dates[position], None
        for unit in self.units:
            masked = unit.masked
            free = (unit is self.units[0] and self.bare) or is_date(masked)
            for at, symbol in masked.symbols.items():
                if not isinstance(symbol, DateMention) or not may_begin(symbol):
                    continue
                if free or _tells_of_tie(masked, at):
                    return symbol, masked.sentences_of(at, at + 1)[0]
        return None, None

    def dated_above(self) -> tuple[DateMention | None, Sentence | None]:
        """The date in the line above the head, and that line."""
        if self.above is None:
            return None, None
        dates = (s for s in self.above.masked.symbols.values() if isinstance(s, DateMention))
        return next(dates), self.above.sentences[0]


def is_date(masked: Masked) -> bool:
    """Whether a line is a date alone, or with its label: `Date of signing: 3 May 2001`."""
    text = masked.text[masked.text.find(":") + 1 :]
    return DATE in text and not FILL.sub("", text) and not masked.has(PLACES)


def _tells_of_tie(masked: Masked, at: int) -> bool:
    """Whether the sentence around a date has a word for a tie or its making."""
    text = masked.text
    low, high = text.rfind(".", 0, at) + 1, text.find(".", at)
    return _making(masked.lang).search(text[low : high if high >= 0 else None]) is not None


@lru_cache(maxsize=2)
def _making(lang: str) -> re.Pattern[str]:
    """A word for a tie, or for its making."""
    return re.compile(f"{alternation(list_words(lang)[0].dated)}|[{NOUN}{VERB}]")


@dataclass(slots=True)
class Run:
    """Entries under one lead, so far."""

    lead: Unit
    term: Term
    owner: PlaceMention
    since_lead: int = 0
    entries: list[Entry] = field(default_factory=list)

    def dates_first(self) -> bool:
        """Whether the dates stand above the entries: one above most of them, and none below the last but
        those that head what comes next."""
        above = sum(entry.above is not None for entry in self.entries)
        below = len(self.entries[-1].units) > 1 and is_date(self.entries[-1].units[-1].masked)
        return self.entries[0].above is not None and 2 * above > len(self.entries) and not below

    def is_list(self) -> bool:
        if len({identity(e.partner) for e in self.entries}) < FEWEST:
            return False
        told = [e for e in self.entries if e.bare or e.since()[0] is not None]
        return len(told) >= DATED_SHARE * len(self.entries)


def statements(context: Context, units: Sequence[Unit], stated: Sequence[Statement]) -> Iterator[Statement]:
    """The ties of such lists that nothing else in `stated` has told."""
    sides = {one.start: other for s in stated for one, other in ((s.a, s.b), (s.b, s.a))}
    cells = {p.start for s in stated if s.frame == "list" for p in _beside(context, s)}
    runs = [run for run in _runs(context, units, cells - set(sides)) if run.is_list()]
    known = {frozenset((identity(s.a), identity(s.b))): s for s in reversed(stated)} if runs else {}
    for run in runs:
        if any(identity(sides.get(e.partner.start, run.owner)) != identity(run.owner) for e in run.entries):
            continue  # the rows say themselves whose they are
        dates_first = run.dates_first()
        joined = 2 * sum(e.joined for e in run.entries) > len(run.entries)
        for entry in run.entries:
            when, told = entry.dated_above() if dates_first else entry.since()
            row = known.get(frozenset((identity(run.owner), identity(entry.partner))))
            if row is None and entry.joined == joined:
                yield from _statement(run, entry, when, told)
            elif row is not None and row.bare and told is not None and _tells_by_itself(context, entry, told):
                spoken = replace(row, sentences=[told], bare=False)
                spoken.when = when
                yield spoken
            elif row is not None and (
                row.frame != "predicate" and row.status == "established" and (dates_first or row.when is None)
            ):
                row.when = when
                row.sentences = [*row.sentences[:-1], _whole(row.sentences[-1], told)]


def _tells_by_itself(context: Context, entry: Entry, sentence: Sentence) -> bool:
    """Whether a sentence of an entry's text names its partner, or a kind of tie."""
    if sentence is entry.units[0].sentences[0] or not sentence.lang:
        return False
    named = context.parties(sentence.start, sentence.end, sentence.lang)
    if any(identity(p) == identity(entry.partner) for p in named):
        return True
    return any(t.kind == "noun" for t in context.terms_in(sentence.start, sentence.end, sentence.lang))


def _beside(context: Context, row: Statement) -> list[PlaceMention]:
    """The places in a row that are no side of its tie: the region on the line below the partner."""
    lines = row.sentences[-1]
    return context.places_in(lines.start, lines.end)


def _runs(context: Context, units: Sequence[Unit], cells: AbstractSet[int]) -> Iterator[Run]:
    """What may be lists, read from top to bottom; a place that begins at one of `cells` heads no entry."""
    run: Run | None = None
    above: Unit | None = None
    for unit in units:
        before, above = above, unit
        if run is not None and (head := _head(unit, run)) and head.partner.start not in cells:
            if run.entries and identity(run.entries[-1].partner) == identity(head.partner):
                run.entries[-1].units.append(unit)
                continue
            head.above = before if before is not None and is_date(before.masked) else None
            run.entries.append(head)
        elif (lead := _lead(context, unit, run)) is not None:
            if run is not None:
                yield run
            run = lead
        elif run is not None and not _goes_on(unit, run):
            yield run
            run = None
    if run is not None:
        yield run


def _head(unit: Unit, run: Run) -> Entry | None:
    """The entry that a unit begins: its first word is a partner, and then it ends, goes on in a bracket or
    with a country, or says what that place is."""
    masked = unit.masked
    text = masked.text
    opening = _opening(masked.lang).match(text)
    at = opening.end() if opening else 0
    partner = masked.symbols.get(at) if text[at : at + 1] in tuple(PLACES) else None
    if not isinstance(partner, PlaceMention) or not different(run.owner, partner):
        return None
    sides = {identity(run.owner), identity(partner)}
    if all(identity(p) in sides or is_chinese(p) != is_chinese(run.owner) for _, p in masked.parties()):
        if run.entries and bullet(masked) not in ("", bullet(run.entries[0].units[0].masked)):
            return None  # another sign heads something else
        bare = is_short(masked) and not text.strip().endswith((".", "。", "?"))
        if bare or _introduces(masked, at + 1):
            return Entry(partner, [unit], bare, text[:at].strip().isalpha())
    return None


@lru_cache(maxsize=2)
def _opening(lang: str) -> re.Pattern[str]:
    """What may stand before the partner of an entry: a number or bullet, a date, its country, a label."""
    words = list_words(lang)[0]
    label = rf"(?:(?:[^\W\d]+\s){{0,3}}[{NOUN}]|{alternation(words.labels)})\s?:"
    return re.compile(
        rf"(?:{NUMBER})?[{MARKS}{DATE}{COUNTRY}]*(?:{label}|{alternation(words.opening)}(?=[\s{PLACES}]))?\s*"
    )


def _introduces(masked: Masked, behind: int) -> bool:
    """Whether a name goes on in a bracket, with its country, or with what the place is."""
    return _introduction(masked.lang).match(masked.text, behind) is not None


@lru_cache(maxsize=2)
def _introduction(lang: str) -> re.Pattern[str]:
    return re.compile(rf"\s?[(,:|–—-]|\s?{alternation(list_words(lang)[0].introduces)}")


def _lead(context: Context, unit: Unit, run: Run | None) -> Run | None:
    """The run that a line opens which names a kind of tie and no partner."""
    if not unit.terms or (run is not None and run.entries and not unit.sentences[0].heading):
        return None
    masked = unit.masked
    _, not_heading, *_ = list_words(masked.lang)
    nouns = [s for i, s in masked.symbols.items() if masked.text[i] == NOUN and isinstance(s, Term)]
    if not nouns or not_heading.search(masked.text) or len(masked.text) > LONGEST_LEAD:
        return None
    if run is not None and run.entries and is_date(masked):
        return None  # Sister city affiliation: May 1972
    parties = [place for _, place in masked.parties()]
    owner = parties[0] if parties else (run.owner if run else context.subject)
    if owner is None or any(identity(p) != identity(owner) for p in parties):
        return None
    return Run(unit, nouns[0], owner)


def _goes_on(unit: Unit, run: Run) -> bool:
    """Whether a unit can stand in the list and be no entry: about the last one, or before the first."""
    if not run.entries:
        run.since_lead += 1
        return run.since_lead <= LEAD_REACH
    body = run.entries[-1].units
    prose = FILL.sub("", unit.masked.text)
    if unit.sentences[0].heading and prose and not unit.terms:
        return False
    body.append(unit)
    return sum(len(u.sentences) for u in body[1:]) <= LONGEST_BODY


def _statement(
    run: Run, entry: Entry, when: DateMention | None, told: Sentence | None
) -> Iterator[Statement]:
    telling = [u.masked for u in entry.units if u is entry.units[0] or u.terms]
    if any(status.anywhere(masked, effect) for masked in telling for effect in ("drop", "deny", "proposed")):
        return
    evidence = [run.lead.sentences[0], _whole(entry.units[0].sentences[0], told)]
    own = [s for s in entry.units[0].masked.symbols.values() if isinstance(s, Term) and s.kind == "noun"]
    term = own[0] if own else run.term
    made = Statement(
        run.owner,
        entry.partner,
        term.relation,
        "list",
        RULE.format(lang=entry.units[0].masked.lang),
        (term.start, term.end),
        evidence,
    )
    made.when = when
    if any(status.anywhere(masked, "ended") for masked in telling):
        made.status = "ended"
    yield made


def _whole(head: Sentence, dated: Sentence | None) -> Sentence:
    """An entry from its head to the sentence that dates it, or from the date above, as one stretch."""
    if dated is None:
        return head
    return replace(head, start=min(head.start, dated.start), end=max(head.end, dated.end))
