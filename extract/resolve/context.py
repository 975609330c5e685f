"""What stands around a date (`rules/dates/context.yaml`): does the text look ahead, does a year still
run?"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.edtf import is_day
from extract.layers import DateMention
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel

_BACK = 6  # characters before a date in which the words stand that make it go back
_BEFORE = 80
_AFTER = 120
_LINE, _MARKS = 40, 6  # characters of a dateline before its day, and of what stands behind it
_DAY = "¤"
_COMPARES = 14
_SAYS_WHICH = 24


class AheadExample(RuleModel):
    text: str
    at: str
    ahead: bool


class AheadRule(RuleModel):
    """`before` ends at the date, `after` begins behind it, `unless` ends at it and keeps the rule from
    counting; `begins` marks one for what goes on from the date, and may have begun; `at` of an example is the
    date's own text."""

    id: str
    language: str
    before: str | None = None
    after: str | None = None
    unless: str | None = None
    told: bool = False
    begins: bool = False
    examples: list[AheadExample]


class Beside(RuleModel):
    """What stands before a date, or behind it."""

    before: str
    after: str


class Aside(RuleModel):
    """A date that nothing leans on, or what stands before or behind it."""

    itself: str
    before: str
    after: str


class Concluded(RuleModel):
    """Between a year and an open date: `zh` says that a tie was concluded, `goes_on`, behind the date, that
    it is still the story of that. `clause` says the same behind a comma."""

    zh: str
    goes_on: str
    clause: str


class Letter(RuleModel):
    opens: str
    closes: str


class Announced(RuleModel):
    """`itself` fits an expression that counts from an earlier day of its sentence where `between` stands."""

    itself: str
    between: str


class ContextRules(RuleModel):
    ahead: list[AheadRule]
    past: dict[str, Beside]
    aside: dict[str, Aside]
    concluded: Concluded
    letter: Letter
    announced: dict[str, Announced]
    dateline: list[str]
    review: str
    opening: dict[str, str]
    since: dict[str, str]
    now: dict[str, str]
    recalled: dict[str, str]
    original: dict[str, str]
    back: str


@lru_cache(maxsize=1)
def rules() -> ContextRules:
    """The file, checked."""
    return load(rules_dir() / "dates" / "context.yaml", ContextRules)


@lru_cache(maxsize=16)
def _patterns(
    language: str, told: bool, begins: bool
) -> list[tuple[re.Pattern[str], bool, re.Pattern[str] | None]]:
    """Each pattern, whether it looks before the date, and what keeps it from counting."""
    flags = re.IGNORECASE if language == "en" else 0
    found = []
    for rule in rules().ahead:
        if rule.language == language and (told or not rule.told) and (begins or not rule.begins):
            unless = re.compile(rule.unless, flags) if rule.unless else None
            if rule.before:
                found.append((re.compile(rule.before, flags), True, unless))
            if rule.after:
                found.append((re.compile(rule.after, flags), False, unless))
    return found


def looks_ahead(folded: str, mention: DateMention, *, told: bool = True, begins: bool = True) -> bool:
    """Does the text around an open date speak of what is still to come? `told` also takes the words that
    only look ahead of the time they are told of (would sign), `begins` those that say what goes on from then
    (6月1日起)."""
    head = folded[max(0, mention.start - _BEFORE) : mention.start]
    tail = folded[mention.end : mention.end + _AFTER]
    return any(
        pattern.search(head if before else tail) and not (unless and unless.search(head))
        for pattern, before, unless in _patterns(mention.lang, told, begins)
    )


def tells_past(folded: str, mention: DateMention) -> bool:
    """Does the clause of a date tell what is done: held on 17 June?"""
    before, after = _past(mention.lang)
    head = folded[max(0, mention.start - _BEFORE) : mention.start]
    return bool(before.search(head) or after.search(folded[mention.end : mention.end + _AFTER]))


@lru_cache(maxsize=2)
def _past(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rule = rules().past[language]
    return re.compile(rule.before), re.compile(rule.after)


@lru_cache(maxsize=4)
def _aside(language: str) -> tuple[re.Pattern[str], ...]:
    aside = rules().aside.get(language)
    return tuple(map(re.compile, (aside.before, aside.itself, aside.after))) if aside else ()


def is_aside(folded: str, mention: DateMention) -> bool:
    """Does a date only serve to compare, or to say which paper is meant (比上年增长, 2011年签署的协议)?"""
    reach = (max(0, mention.start - _COMPARES), mention.start, mention.end, mention.end + _SAYS_WHICH)
    return any(
        pattern.search(folded[start:end])
        for pattern, start, end in zip(_aside(mention.lang), reach, reach[1:], strict=False)
    )


@lru_cache(maxsize=1)
def _concluded() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rule = rules().concluded
    return re.compile(rule.zh), re.compile(rule.goes_on), re.compile(rule.clause)


def is_past_history(folded: str, earlier: DateMention, mention: DateMention) -> bool:
    """Does the earlier year only say when a tie was concluded, and this date tell of something since?"""
    told, goes_on, _ = _concluded()
    between = folded[earlier.end : mention.start]
    return (
        told.search(between) is not None
        and goes_on.search(folded[mention.end : mention.end + _SAYS_WHICH]) is None
    )


def concludes(folded: str, mention: DateMention) -> bool:
    """Does the clause that a year opens say that a tie was concluded then?"""
    return _concluded()[2].match(folded, mention.end) is not None


@lru_cache(maxsize=1)
def _letter() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rule = rules().letter
    return re.compile(rule.opens), re.compile(rule.closes)


def opens_letter(folded: str, mention: DateMention) -> bool:
    """Is this the date of a letter that the page prints (来信时间: 2022-06-18)?"""
    return _letter()[0].search(folded[max(0, mention.start - _COMPARES) : mention.start]) is not None


def closes_letter(folded: str, start: int, end: int) -> bool:
    """Does the answer to a letter begin between two places?"""
    return _letter()[1].search(folded, start, end) is not None


@lru_cache(maxsize=1)
def _dateline() -> re.Pattern[str]:
    return re.compile("|".join(rules().dateline))


@lru_cache(maxsize=2)
def _announced(language: str) -> tuple[re.Pattern[str], ...]:
    rule = rules().announced.get(language)
    return (re.compile(rule.itself), re.compile(rule.between)) if rule else ()


def announced_on(folded: str, mention: DateMention, earlier: DateMention) -> bool:
    """Does an expression count from the earlier day on which it was said (1月14日,市府宣布即日起解除…)?"""
    patterns = _announced(mention.lang)
    if not patterns or not is_day(earlier.value):
        return False
    itself, between = patterns
    return (
        itself.fullmatch(folded, mention.start, mention.end) is not None
        and between.fullmatch(folded, earlier.end, mention.start) is not None
    )


def heads_report(folded: str, mention: DateMention) -> bool:
    """Is this the day of a dateline (新华社武汉5月28日电), of which the text behind it is?"""
    before = folded[max(0, mention.start - _LINE) : mention.start]
    line = f"{before}{_DAY}{folded[mention.end : mention.end + _MARKS]}"
    return _dateline().search(line) is not None


@lru_cache(maxsize=4)
def _opening(language: str) -> re.Pattern[str] | None:
    pattern = rules().opening.get(language)
    return re.compile(pattern) if pattern else None


def tells_opening(folded: str, mention: DateMention) -> bool:
    """Does it say from when to when something is shown, or can be applied for?"""
    pattern = _opening(mention.lang)
    return pattern is not None and pattern.search(folded[mention.end : mention.end + _AFTER]) is not None


@lru_cache(maxsize=4)
def _since(language: str) -> re.Pattern[str] | None:
    pattern = rules().since.get(language)
    return re.compile(pattern) if pattern else None


def back_to_now(folded: str, earlier: DateMention, mention: DateMention) -> bool:
    """Does the text come back, between two dates, to what it reports (此番签约)?"""
    return _now(mention.lang).search(folded, earlier.end, mention.start) is not None


@lru_cache(maxsize=2)
def _now(language: str) -> re.Pattern[str]:
    return re.compile(rules().now[language])


def is_recalled(folded: str, mention: DateMention) -> bool:
    """Is it a date that the story only recalls (双方曾于2019年9月签署意向书), before it goes on?"""
    return _introduces(_recalled(mention.lang), folded, mention)


@lru_cache(maxsize=2)
def _recalled(language: str) -> re.Pattern[str]:
    return re.compile(rules().recalled[language])


def goes_back(folded: str, mention: DateMention) -> bool:
    """Does a Chinese date tell of what came before the date told last (此前的3月)?"""
    return re.search(rules().back, folded[max(0, mention.start - _BACK) : mention.start]) is not None


def is_original(folded: str, mention: DateMention) -> bool:
    """Is it the date of what came before what its sentence tells of now (原于2017年签署…,4月18日升格)?"""
    return _introduces(_original(mention.lang), folded, mention)


@lru_cache(maxsize=2)
def _original(language: str) -> re.Pattern[str]:
    return re.compile(rules().original[language])


def _introduces(pattern: re.Pattern[str], folded: str, mention: DateMention) -> bool:
    """Do the words right before a date match?"""
    return pattern.search(folded[max(0, mention.start - _COMPARES) : mention.start]) is not None


def still_running(folded: str, mention: DateMention) -> bool:
    """Does a period that began at this date go on to the present (2015年以来)?"""
    pattern = _since(mention.lang)
    return pattern is not None and pattern.search(folded[mention.end : mention.end + 12]) is not None
