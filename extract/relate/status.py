"""What the words around a term make of a statement: wish, plan, denial, end, renewal and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from extract.relate import lexicon
from extract.relate.mask import DATE, Masked
from extract.rules.pattern import alternation

_SENTENCE_END = re.compile(r"[。!?;]|\.\s")
_ASIDE = re.compile(r", (?:and )?(?:not|unlike|rather than|instead of) [^,;.]{1,60},")  # X, not Y, is …
_CLAUSE_END = re.compile(r"[。!?;,]|\.\s")
TAKEN_BACK = "en.cue.taken_back"
PLANNED = "en.cue.planned"
EVENTS = frozenset({"suspended", "resumed", "renewed", "upgraded", "council_consent", "approved"})


@dataclass(slots=True)
class Reading:
    """The effects of all cues that fire for a statement, with the positions in the mask that fired them."""

    effects: dict[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()

    def __contains__(self, effect: str) -> bool:
        return effect in self.effects

    @property
    def status(self) -> str:
        if "ended" in self:
            return "established" if "keep" in self else "ended"  # no plans to end it
        return "proposed" if "proposed" in self else "established"

    @property
    def events(self) -> list[tuple[str, int]]:
        return [(effect, at) for effect, at in self.effects.items() if effect in EVENTS]


class Clause(NamedTuple):
    """Positions in a mask: where the clause of a term begins, to where words before the term are sought
    (behind it, where its verb stands there), and from where those after it."""

    start: int
    before: int
    after: int


def read(masked: Masked, clause: Clause, *, mention: bool) -> Reading:
    """The cues for the term of a clause.

    A wish or a plan in the sentence of a mere mention (友城大分市希望…) says nothing of the tie itself.
    """
    reading = Reading()
    text = _ASIDE.sub(lambda aside: "," + " " * (len(aside[0]) - 2) + ",", masked.text)
    if _asks(masked, clause.before):
        reading.effects["drop"] = clause.before
    for cue in lexicon.cues_with(masked.lang, masked.present):
        of_clause = cue.effect in ("drop", "proposed", "upgraded") and not cue.always
        if mention and of_clause and cue.where == "before":
            continue
        if cue.where == "sentence":
            low, high = _between_contrasts(masked, clause.after)
        elif cue.where == "before":
            low, high = max(0 if cue.far else clause.start, clause.after - cue.within), clause.before + 1
        else:
            low, high = clause.after + 1, reach(text, clause.after + 1, cue)
        if fired := cue.regex.search(text, low, high):
            reading.effects.setdefault(cue.effect, fired.start())
            reading.rules += (cue.id,)
    if PLANNED in reading.rules and reading.effects.get("ended", 0) > clause.after:
        reading.effects["drop"] = clause.after  # plans to twin X with Y were dropped
    if TAKEN_BACK in reading.rules and "ended" not in reading:
        reading.effects.pop("resumed")  # what was taken back was no end
    return reading


def asks(masked: Masked) -> bool:
    """Whether a unit has a cue that drops a tie whatever else is said, as a question does (是否)."""
    cues = lexicon.cues_with(masked.lang, masked.present)
    drops = (cue for cue in cues if cue.always and cue.effect == "drop")
    return any(cue.regex.search(masked.text) for cue in drops)


def _asks(masked: Masked, term: int) -> bool:
    """Whether an English sentence only asks whether there is a tie: Is Perth twinned with Perth?"""
    if masked.lang != "en" or masked.text.find("?", term) < 0:
        return False
    return _questions().match(masked.text) is not None


@lru_cache(maxsize=1)
def _questions() -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?:q(?:uestion)?[.:)\s]\s?)?{alternation(lexicon.words()['en']['asking'])}\s(?!you know)"
    )


def after_end(text: str, start: int, size: int) -> int:
    """The end of the clause that begins at `start`, at most `size` characters on; brackets are read whole."""
    bracket = text.find("(", start, start + size)
    found = _CLAUSE_END.search(text, start, start + size)
    if found and 0 <= bracket < found.start():
        found = _CLAUSE_END.search(text, max(bracket, text.find(")", bracket)), start + size)
    return found.start() if found else min(len(text), start + size)


def reach(text: str, start: int, cue: lexicon.Cue) -> int:
    """How far behind a term a cue is looked for: to the end of the clause, or of the sentence."""
    end = start + cue.within if cue.far else after_end(text, start, cue.within)
    found = _SENTENCE_END.search(text, start, end)
    return found.start() if found else min(len(text), end)


def _between_contrasts(masked: Masked, term: int) -> tuple[int, int]:
    """The part of a sentence around a term that no `但` or `in fact` cuts off from it."""
    cuts = [m.span() for m in _contrasts(masked.lang).finditer(masked.text)]
    low = max((end for _, end in cuts if end <= term), default=0)
    high = min((start for start, _ in cuts if start > term), default=len(masked.text))
    return low, high


@lru_cache(maxsize=2)
def _contrasts(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(lexicon.words()[lang]["contrast"]))


def clause_start(text: str, position: int, floor: int) -> int:
    """Where the clause around a position begins: behind the last `,` or `;`, a leading date skipped over
    (`2012年5月,拟与…` is one clause), and what 并 joins to the clause before is one with it (将率团访A,并与B
    结好), but not before `floor`."""
    start = max(text.rfind(mark, floor, position) for mark in ",;:。!?") + 1
    start = max(start, floor)
    if start > floor and text[start - 1] == "," and text.startswith(_joining(), start):
        return clause_start(text, start - 1, floor)
    if start > floor and text[floor : start - 1].strip("".join((DATE, " ", "在于"))) == "":
        return floor
    return start


@lru_cache(maxsize=1)
def _joining() -> tuple[str, ...]:
    return tuple(lexicon.words()["zh"]["joining"])


def within(masked: Masked, effect: str, start: int, end: int, where: str = "") -> tuple[str, int] | None:
    """The first cue of an effect in `[start, end)` of a mask, as in the row of a list: the rule's id and the
    position. `where` asks only for cues that stand there from the term."""
    for cue in lexicon.cues_with(masked.lang, masked.present, effect):
        if where not in ("", cue.where):
            continue
        if fired := cue.regex.search(masked.text, start, end):
            return cue.id, fired.start()
    return None


def anywhere(masked: Masked, effect: str) -> bool:
    """Whether a cue of an effect stands anywhere in a unit."""
    return within(masked, effect, 0, len(masked.text)) is not None
