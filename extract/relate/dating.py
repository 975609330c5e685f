"""Which date of a sentence is the tie's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.edtf import is_day
from extract.layers import DateMention
from extract.relate import lexicon
from extract.relate.dating_words import regexes, words
from extract.relate.mask import COUNTRY, DATE, DUAL, PLACE, PLACES, VENUE, VERB, Masked
from extract.rules.pattern import alternation

MARKED = PLACES + COUNTRY + VENUE
_CELL = re.compile(rf"[(,;、]\s?({DATE})\s?[,;、)]")
_BEEN = re.compile(r"\bha(?:s|ve) been\b")
_BARRIER = re.compile(rf"[。!?;]|{PLACE}|\.\s")
# … became sister states, and in 1992 Eugene signed: the date opens a clause of its own
_ANOTHER = re.compile(
    rf", (?:and|but|while|then) (?:in |on )?{DATE}(?:,? (?:in|on) {DATE})?,?"
    rf" (?:[{PLACE[1:-1]}{DUAL}]|(?:it|we|the)\b)"
)


@lru_cache(maxsize=2)
def _early(lang: str) -> re.Pattern[str]:
    """As Hong Kong and Macao write 早在: 早於一九八八年,澳門已與…; 早於一九八八年結為友城."""
    row = words(lang)
    done = alternation([*row.already, *row.came_about])
    return re.compile(rf"{alternation(row.early)}{DATE},?(?:[^,。;]{{0,6}}{done}|{VERB})")


# JINAN, Sept. 6 (Xinhua) -- Zibo is twinned with Erie: the day of the story is not the tie's
_DATELINE = re.compile(
    rf"[^a-z\d]{{0,3}}[a-z.,'’ {MARKED}]{{1,40}}, {DATE} ?(?:\([^()]{{1,20}}\) ?)?(?:--|[-–—]) "
)


def dates_between(masked: Masked, start: int, end: int) -> list[DateMention]:
    """The dates in `[start, end)` of the mask that can date a tie (not 截至2020年, not 2020年以来)."""
    if start < 60 and masked.lang == "en" and (line := _DATELINE.match(masked.text)):
        start = max(start, line.end())
    around = regexes(masked.lang)
    found = []
    for i in masked.standing(DATE, start, end):
        barred = around.not_after.search(masked.text, max(0, i - 12), i) and not _reached(masked, i)
        barred = barred and not _early(masked.lang).search(masked.text, max(0, i - 2), i + 12)
        date = masked.date_at(i)
        assert date is not None
        within = _is_this_year(date) or _of_visit(masked, i)
        if not barred and (within or not around.not_before.match(masked.text, i + 1)):
            found.append(date)
    return found


def _of_visit(masked: Masked, position: int) -> bool:
    """Whether the day of a visit is that on which its two sides signed: A代表团6月3日到访B,双方签订…."""
    day = masked.date_at(position)
    if masked.lang != "zh" or day is None or not is_day(day.value):
        return False
    return _signed_there().match(masked.text, position + 1) is not None


@lru_cache(maxsize=1)
def _signed_there() -> re.Pattern[str]:
    row = words("zh")
    both = f"(?:{alternation(row.both)}|{DUAL})"
    return re.compile(rf"{alternation(row.visiting)}[^。;]{{0,16}},(?:并|会上|期间|其间)?{both}")


def _is_this_year(date: DateMention) -> bool:
    """Whether what came about since a date came about in it: 今年以来."""
    return date.anchor == "published" and re.fullmatch(r"\d{4}", date.value or "") is not None


def _reached(masked: Masked, position: int) -> bool:
    """Whether something came about at the date up to which is told: 到2009年成为友城."""
    row = words(masked.lang)
    before = masked.text[max(0, position - 2) : position]
    made = tuple(row.came_about)
    if not made:
        return False
    if before in row.reached:
        return masked.text.startswith(made, position + 1)
    return before[-1:] in row.up_to and _at_last().match(masked.text, position + 1) is not None


@lru_cache(maxsize=1)
def _at_last() -> re.Pattern[str]:
    """What behind a date makes it that up to which a tie took: 到去年3月也同我州正式结好."""
    row = words("zh")
    made = f"(?:{alternation(row.came_about)}|{VERB})"
    return re.compile(rf"{alternation(row.at_last)}[^,。;]{{0,14}}?{made}")


def date_of(
    masked: Masked, floor: int, term: int, end: int, used: Sequence[DateMention] = ()
) -> DateMention | None:
    """The date of a statement whose term stands at `term` of the mask and that ends at `end`.

    One bound right behind the term (结好于1985年); else the nearest before it, back to `floor` (the statement
    before it); else one bound behind the statement. English likes it behind, so there that is tried before
    what stands ahead. Dates that statements before it have `used` are not its own.
    """
    if (own := masked.date_at(term)) is not None:
        return own  # 2009年4月签约: the date stands for the term
    if _feast(masked.lang).match(masked.text, term + 1):
        return None  # 6月11日,出席两市结好周年活动
    right = _right_behind(masked, term)
    ahead = [d for d in dates_between(masked, floor, term) if not any(d is u for u in used)]
    if masked.lang == "en":
        ahead = [d for d in ahead if not _since(masked, d)]
    if masked.lang == "zh" and ahead and _long_ago().search(masked.text, floor, term):
        ahead = [d for d in ahead if not _long_ago().search(masked.text, position_of(masked, d), term)]
    inside = [d for d in dates_between(masked, term, end) if not any(d is u for u in used)]
    last = ahead[-1] if ahead else None
    within = inside[-1] if inside else None
    if right is not None:
        return right
    if masked.lang == "en":
        return date_behind(masked, max(end, term + 1)) or within or last
    return last or within or date_behind(masked, max(end, term + 1))


@lru_cache(maxsize=2)
def _feast(lang: str) -> re.Pattern[str]:
    """What right behind a term makes it that of a feast."""
    return re.compile(rf"(?:关系)?(?:的)?{alternation(words(lang).feast)}")


def position_of(masked: Masked, date: DateMention) -> int:
    """Where a date stands in a mask."""
    return next(i for i, symbol in masked.symbols.items() if symbol is date)


@lru_cache(maxsize=1)
def _long_ago() -> re.Pattern[str]:
    """Words that part a clause from the day told before it: 今日签署协议,澳门与里斯本早年已结好."""
    return re.compile(alternation(words("zh").long_ago))


def _since(masked: Masked, date: DateMention) -> bool:
    """Since 2010 X has forged …: none of the ties need be of 2010."""
    position = position_of(masked, date)
    # Since 2009 X has been linked with Y; X has been linked with Y since 2009
    onward = _BEEN.search(masked.text) is not None
    return masked.text[:position].rstrip().endswith("since") and not onward


def _right_behind(masked: Masked, term: int) -> DateMention | None:
    if masked.lang != "zh":
        return None
    found = regexes("zh").begun.match(masked.text, term + 1)
    return masked.date_at(found.end() - 1) if found else None


def date_behind(masked: Masked, end: int) -> DateMention | None:
    """A date bound to what ends at `end` of the mask by the words behind it; no place stands between."""
    around = regexes(masked.lang)
    if masked.text.find(DATE, end) < 0:
        return None
    reach = 40 if masked.lang == "en" else 10
    if masked.lang == "en" and (near := _beside().match(masked.text, end)):
        return masked.date_at(near.end() - 1)
    barrier = _BARRIER.search(masked.text, end, end + reach)
    limit = barrier.start() if barrier else min(len(masked.text), end + reach)
    if masked.lang == "en" and (another := _ANOTHER.search(masked.text, end, limit + 4)):
        limit = another.start()
    if masked.lang == "en" and (stage := _later_stage().search(masked.text, end, limit)):
        limit = stage.start()
    if masked.lang == "zh":
        tried = (around.behind.match(masked.text, i) for i in range(end, min(limit, end + 7)))
        found = next((match for match in tried if match), None)
    else:
        found = around.behind.search(masked.text, end, limit)
    if found is None or around.not_before.match(masked.text, found.end()):
        return None
    if masked.lang == "zh" and "," in found.group() and not _ends_or_makes().match(masked.text, found.end()):
        return None  # 友好城市关系,2021年续约
    return masked.date_at(found.end() - 1)


@lru_cache(maxsize=1)
def _later_stage() -> re.Pattern[str]:
    """What a clause tells of the tie besides its making, in English: … and was later renewed in 2012."""
    row = words("en").later_stage
    return re.compile(rf"(?:,| and| but| then)(?: [a-z]{{2,9}}){{0,3}} {alternation(row)}\b")


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """An English date right behind: they were twinned last year, signed the pact Monday."""
    return re.compile(rf"(?: {alternation(lexicon.words()['en']['tie'])})? (?:the )?{DATE}")


def made(masked: Masked, floor: int, term: int) -> DateMention | None:
    """The date in `1978年缔结的友好城市关系`, which is the tie's whatever else the sentence tells."""
    start = max(floor, term - 16)
    if masked.lang != "zh" or masked.text.find(DATE, start, term) < 0:
        return None
    found = _making().search(masked.text, start, term)
    return masked.date_at(found.start()) if found else None


@lru_cache(maxsize=1)
def made_behind() -> re.Pattern[str]:
    verbs = alternation(lexicon.words()["zh"]["made"])
    return re.compile(
        rf"[^,。;]{{0,3}}(?:[,(]?(?P<date>{DATE})[就便即才已]?(?:{verbs}|{VERB})(?!的)|,(?:{verbs}|{VERB})[于在](?P<behind>{DATE}))"
    )


@lru_cache(maxsize=1)
def _ends_or_makes() -> re.Pattern[str]:
    """What goes on behind `,1985年` where that is the tie's: nothing, or the word for its making."""
    verbs = alternation(lexicon.words()["zh"]["made"])
    return re.compile(rf"(?:[,。;)!(]|$|\s|[^,。;]{{0,4}}(?:{verbs}|{VERB}))")


@lru_cache(maxsize=1)
def _making() -> re.Pattern[str]:
    verbs = alternation(lexicon.words()["zh"]["conclude"])
    sides = rf"{PLACE}[与和同]{PLACE}的?"
    return re.compile(rf"{DATE}[^,。;]{{0,3}}(?:{verbs}|{VERB})的(?:{sides})?[^,。;{PLACE[1:-1]}]{{0,4}}\Z")


def opened_by_when(masked: Masked, start: int) -> DateMention | None:
    """The date before `when` that opens an English clause: since 1980, when A and B became …"""
    found = _WHEN.search(masked.text, 0, start) if masked.lang == "en" else None
    return masked.date_at(found.start()) if found else None


_WHEN = re.compile(rf"{DATE},? (?:when|the year (?:in which|when|that))\s[^,.;{DATE}]{{0,30}}\Z")
_OPENS_CLAUSE = re.compile(rf"{DATE}起?,{PLACE}")


def known_since(masked: Masked, start: int, end: int) -> DateMention | None:
    """The date since which a tie that is only mentioned is known, in or right behind the mention."""
    since = regexes(masked.lang).known_since
    reach = min(len(masked.text), end + (14 if masked.lang == "zh" else 24))
    reach = next(iter(masked.standing(PLACES, end, reach)), reach)
    if masked.text.find(DATE, start, reach) < 0:
        return None
    found = since.search(masked.text, start, reach)
    if found and "," in masked.text[end : found.end()] and _OPENS_CLAUSE.match(masked.text, found.end() - 1):
        return None  # A与B情谊深厚,自2012年起,A每年都有学生…
    if found:
        return masked.date_at(found.end() - 1)
    behind = made_behind().match(masked.text, end, reach) if masked.lang == "zh" else None
    return masked.date_at(max(behind.start("date"), behind.start("behind"))) if behind else None


def told_behind(masked: Masked, end: int) -> DateMention | None:
    """The date in the relative clause behind an English mention: B, whose mayor signed in November 2008."""
    found = _relative().match(masked.text, end) if masked.lang == "en" else None
    return masked.date_at(found.end() - 1) if found else None


@lru_cache(maxsize=1)
def _relative() -> re.Pattern[str]:
    gap, joining = f"[^.,;!?{PLACE[1:-1]}{DATE}]", alternation(words("en").joining)
    return re.compile(rf",? (?:who|which|that|whose) {gap}{{0,40}}{joining}{gap}{{0,40}} (?:in|on) {DATE}")


def in_bracket(masked: Masked, start: int) -> DateMention | None:
    """The date that is a cell of the first bracket from `start` on: B(A友城, 2005年6月8日)."""
    found = _CELL.search(masked.text, start, masked.text.find(")", start) + 1)
    return masked.date_at(found.start(1)) if found else None
