"""Which date of a sentence is the tie's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract import resources
from extract.layers import Anniversary, DateMention, PlaceMention, Sentence
from extract.relate import lexicon
from extract.relate.context import Context
from extract.relate.mask import COUNTRY, DATE, DUAL, PLACE, PLACES, VENUE, VERB, Masked
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

MARKED = PLACES + COUNTRY + VENUE
OWN_FEAST = 8  # characters behind a statement in which the anniversary is its own
_CELL = re.compile(rf"[(,;、]\s?({DATE})\s?[,;、)]")
_BEEN = re.compile(r"\bha(?:s|ve) been\b")
_EXPIRED = re.compile(rf"(?:[a-z ]{{3,14}} (?:in|on)|until) {DATE}")  # expired in 2019; sisters until 2019
_RAN_OUT = re.compile(rf"\b(?:expired|ended|lapsed) (?:in|on) {DATE}")  # not renewed when it expired in 2019
_LASTED = re.compile(rf"(?: (?:of|with) {PLACE})?[^,;.{PLACE[1:-1]}]{{0,24}} (?:from|between) {DATE}")
_MARKED = re.compile(r"(?i)[\W\d_一二三四五六七八九十]*(?:[于在自]|on |in |by |as of )?")
_BARRIER = re.compile(rf"[。!?;]|{PLACE}|\.\s")
# … became sister states, and in 1992 Eugene signed: the date opens a clause of its own
_ANOTHER = re.compile(
    rf", (?:and|but|while|then) (?:in |on )?{DATE}(?:,? (?:in|on) {DATE})?,?"
    rf" (?:[{PLACE[1:-1]}{DUAL}]|(?:it|we|the)\b)"
)


class DatingWords(RuleModel):
    """Words beside a date that keep it from dating a tie, or bind one behind the statement.

    `known_since` words bind a date even to a tie that is only mentioned (its sister city since 1994)."""

    not_after: list[str]
    not_before: list[str]
    visiting: list[str]
    both: list[str]
    behind: list[str]
    known_since: list[str]
    early: list[str] = []
    already: list[str] = []
    onward: list[str]
    begun: list[str] = []
    joining: list[str] = []
    contact: list[str] = []
    later_stage: list[str] = []
    past: list[str]
    long_ago: list[str] = []
    reached: list[str] = []
    up_to: list[str] = []
    at_last: list[str] = []
    came_about: list[str] = []
    signing: list[str]
    feast: list[str]
    council: list[str]
    council_ahead: list[str]
    consented: list[str]
    enacting: list[str]


@lru_cache(maxsize=2)
def _words(lang: str) -> DatingWords:
    return load(resources.rules_dir() / "pairs" / "dating.yaml", dict[str, DatingWords])[lang]


@lru_cache(maxsize=2)
def _regexes(lang: str) -> tuple[re.Pattern[str], ...]:
    words = _words(lang)
    contact = f"(?!起?{alternation(words.contact)})"
    return (
        re.compile(alternation(words.not_after) + r"\s?\Z"),
        re.compile(r"\s?" + alternation(words.not_before)),
        re.compile(rf"(?:{alternation(words.behind)}\s?){DATE}"),
        re.compile(alternation(words.signing)),
        re.compile(rf"(?:关系|之缘)?{alternation(words.begun)}\s?{DATE}"),
        re.compile(
            rf"{alternation(words.known_since)}\s?{DATE}{contact}|{DATE}(?={alternation(words.onward)}{contact})"
        ),
        re.compile(alternation(words.past)),
    )


@lru_cache(maxsize=2)
def _early(lang: str) -> re.Pattern[str]:
    """As Hong Kong and Macao write 早在: 早於一九八八年,澳門已與…; 早於一九八八年結為友城."""
    words = _words(lang)
    done = alternation([*words.already, *words.came_about])
    return re.compile(rf"{alternation(words.early)}{DATE},?(?:[^,。;]{{0,6}}{done}|{VERB})")


def signings(lang: str) -> tuple[str, ...]:
    """Words for the signing of a paper."""
    return tuple(_words(lang).signing)


# JINAN, Sept. 6 (Xinhua) -- Zibo is twinned with Erie: the day of the story is not the tie's
_DATELINE = re.compile(
    rf"[^a-z\d]{{0,3}}[a-z.,'’ {MARKED}]{{1,40}}, {DATE} ?(?:\([^()]{{1,20}}\) ?)?(?:--|[-–—]) "
)


def dates_between(masked: Masked, start: int, end: int) -> list[DateMention]:
    """The dates in `[start, end)` of the mask that can date a tie (not 截至2020年, not 2020年以来)."""
    if start < 60 and masked.lang == "en" and (line := _DATELINE.match(masked.text)):
        start = max(start, line.end())
    not_after, not_before, *_ = _regexes(masked.lang)
    found = []
    for i in masked.standing(DATE, start, end):
        barred = not_after.search(masked.text, max(0, i - 12), i) and not _reached(masked, i)
        barred = barred and not _early(masked.lang).search(masked.text, max(0, i - 2), i + 12)
        date = masked.date_at(i)
        assert date is not None
        other = not_before.match(masked.text, i + 1) and not (_is_this_year(date) or _of_visit(masked, i))
        if barred or other:
            continue
        found.append(date)
    return found


def _of_visit(masked: Masked, position: int) -> bool:
    """Whether the day of a visit is that on which its two sides signed: A代表团6月3日到访B,双方签订…."""
    day = masked.date_at(position)
    if masked.lang != "zh" or day is None or not is_day(day):
        return False
    return _signed_there().match(masked.text, position + 1) is not None


@lru_cache(maxsize=1)
def _signed_there() -> re.Pattern[str]:
    words = _words("zh")
    both = f"(?:{alternation(words.both)}|{DUAL})"
    return re.compile(rf"{alternation(words.visiting)}[^。;]{{0,16}},(?:并|会上|期间|其间)?{both}")


def _is_this_year(date: DateMention) -> bool:
    """Whether what came about since a date came about in it: 今年以来."""
    return date.anchor == "published" and re.fullmatch(r"\d{4}", date.value or "") is not None


def _reached(masked: Masked, position: int) -> bool:
    """Whether something came about at the date up to which is told: 到2009年成为友城."""
    words = _words(masked.lang)
    before = masked.text[max(0, position - 2) : position]
    made = tuple(words.came_about)
    if not made:
        return False
    if before in words.reached:
        return masked.text.startswith(made, position + 1)
    return before[-1:] in words.up_to and _at_last().match(masked.text, position + 1) is not None


@lru_cache(maxsize=1)
def _at_last() -> re.Pattern[str]:
    """What behind a date makes it that up to which a tie took: 到去年3月也同我州正式结好."""
    words = _words("zh")
    made = f"(?:{alternation(words.came_about)}|{VERB})"
    return re.compile(rf"{alternation(words.at_last)}[^,。;]{{0,14}}?{made}")


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
        ahead = [d for d in ahead if not _long_ago().search(masked.text, _at(masked, d), term)]
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
    return re.compile(rf"(?:关系)?(?:的)?{alternation(_words(lang).feast)}")


def _at(masked: Masked, date: DateMention) -> int:
    """Where a date stands in a mask."""
    return next(i for i, symbol in masked.symbols.items() if symbol is date)


@lru_cache(maxsize=1)
def _long_ago() -> re.Pattern[str]:
    """Words that part a clause from the day told before it: 今日签署协议,澳门与里斯本早年已结好."""
    return re.compile(alternation(_words("zh").long_ago))


def _since(masked: Masked, date: DateMention) -> bool:
    """Since 2010 X has forged …: none of the ties need be of 2010."""
    position = _at(masked, date)
    # Since 2009 X has been linked with Y; X has been linked with Y since 2009
    onward = _BEEN.search(masked.text) is not None
    return masked.text[:position].rstrip().endswith("since") and not onward


def _right_behind(masked: Masked, term: int) -> DateMention | None:
    if masked.lang != "zh":
        return None
    found = _regexes("zh")[4].match(masked.text, term + 1)
    return masked.date_at(found.end() - 1) if found else None


def date_behind(masked: Masked, end: int) -> DateMention | None:
    """A date bound to what ends at `end` of the mask by the words behind it; no place stands between."""
    _, not_before, bound, *_ = _regexes(masked.lang)
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
        found = next(
            (m for m in (bound.match(masked.text, i) for i in range(end, min(limit, end + 7))) if m), None
        )
    else:
        found = bound.search(masked.text, end, limit)
    if found is None or not_before.match(masked.text, found.end()):
        return None
    if masked.lang == "zh" and "," in found.group() and not _ends_or_makes().match(masked.text, found.end()):
        return None  # 友好城市关系,2021年续约
    return masked.date_at(found.end() - 1)


@lru_cache(maxsize=1)
def _later_stage() -> re.Pattern[str]:
    """What a clause tells of the tie besides its making, in English: … and was later renewed in 2012."""
    words = _words("en").later_stage
    return re.compile(rf"(?:,| and| but| then)(?: [a-z]{{2,9}}){{0,3}} {alternation(words)}\b")


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
def _made_behind() -> re.Pattern[str]:
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


def end_of(masked: Masked, floor: int, cue: int, used: Sequence[DateMention] = ()) -> DateMention | None:
    """The date of an end told at position `cue` of the mask: one right before a word for an end, the nearest
    before the cue, else one bound behind. What statements before it have `used` is not its own."""
    ahead = [d for d in dates_between(masked, floor, cue) if not any(d is u for u in used)]
    behind = date_behind(masked, cue + 1)
    if masked.lang == "en":
        comma = masked.text.find(",", cue, cue + 60)
        own = _EXPIRED.match(masked.text, cue) or _RAN_OUT.search(masked.text, cue, cue + 60)
        if own:
            return masked.date_at(own.end() - 1)
        near = dates_between(masked, cue, comma if comma >= 0 else min(len(masked.text), cue + 60))
        after = dates_between(masked, cue, min(len(masked.text), cue + 60))
        return next(iter([*near, *ahead[-1:], *after]), None) or behind
    if found := _ending().search(masked.text, floor):
        return masked.date_at(found.start())
    kept = [d for d in ahead if not _dates_making(masked, d)]
    return kept[-1] if kept else behind


def _dates_making(masked: Masked, date: DateMention) -> bool:
    """Whether a date is told of the making of the tie that ended: 1986年缔结,后因断交终止."""
    before = max(0, _at(masked, date) - 1)
    return _made_behind().match(masked.text, before) is not None and masked.text[before] != "的"


@lru_cache(maxsize=1)
def _ending() -> re.Pattern[str]:
    """A date right before a word for an end: `期满未续,2015年自动终止`."""
    return re.compile(rf"{DATE}[^,。;{DATE}]{{0,8}}{alternation(lexicon.words()['zh']['ending'])}")


def opened_by_when(masked: Masked, start: int) -> DateMention | None:
    """The date before `when` that opens an English clause: since 1980, when A and B became …"""
    found = _WHEN.search(masked.text, 0, start) if masked.lang == "en" else None
    return masked.date_at(found.start()) if found else None


_WHEN = re.compile(rf"{DATE},? (?:when|the year (?:in which|when|that))\s[^,.;{DATE}]{{0,30}}\Z")
_OPENS_CLAUSE = re.compile(rf"{DATE}起?,{PLACE}")


def known_since(masked: Masked, start: int, end: int) -> DateMention | None:
    """The date since which a tie that is only mentioned is known, in or right behind the mention."""
    since = _regexes(masked.lang)[5]
    reach = min(len(masked.text), end + (14 if masked.lang == "zh" else 24))
    reach = next(iter(masked.standing(PLACES, end, reach)), reach)
    if masked.text.find(DATE, start, reach) < 0:
        return None
    found = since.search(masked.text, start, reach)
    if found and "," in masked.text[end : found.end()] and _OPENS_CLAUSE.match(masked.text, found.end() - 1):
        return None  # A与B情谊深厚,自2012年起,A每年都有学生…
    if found:
        return masked.date_at(found.end() - 1)
    behind = _made_behind().match(masked.text, end, reach) if masked.lang == "zh" else None
    return masked.date_at(max(behind.start("date"), behind.start("behind"))) if behind else None


def told_behind(masked: Masked, end: int) -> DateMention | None:
    """The date in the relative clause behind an English mention: B, whose mayor signed in November 2008."""
    found = _relative().match(masked.text, end) if masked.lang == "en" else None
    return masked.date_at(found.end() - 1) if found else None


@lru_cache(maxsize=1)
def _relative() -> re.Pattern[str]:
    gap, joining = f"[^.,;!?{PLACE[1:-1]}{DATE}]", alternation(_words("en").joining)
    return re.compile(rf",? (?:who|which|that|whose) {gap}{{0,40}}{joining}{gap}{{0,40}} (?:in|on) {DATE}")


def lasted(masked: Masked, term: int) -> DateMention | None:
    """The years behind an English term through which the tie lasted: sister cities from 1993 to 2010."""
    found = _LASTED.match(masked.text, term + 1) if masked.lang == "en" else None
    years = masked.date_at(found.end() - 1) if found else None
    return years if years is not None and "/" in (years.value or "") else None


def in_bracket(masked: Masked, start: int) -> DateMention | None:
    """The date that is a cell of the first bracket from `start` on: B(A友城, 2005年6月8日)."""
    found = _CELL.search(masked.text, start, masked.text.find(")", start) + 1)
    return masked.date_at(found.start(1)) if found else None


def anniversary_of(context: Context, masked: Masked, start: int, end: int) -> Anniversary | None:
    """The anniversary that counts from the tie's beginning, where the statement is of one."""
    if not context.anniversaries:
        return None
    first, last = masked.raw_range(start, end)
    near = context.anniversaries_in(max(masked.sentences[0].start, first - 30), masked.sentences[-1].end)
    dated = [a for a in near if a.value is not None and a.start < last + 60]
    if masked.lang == "zh" and (own := [a for a in dated if last <= a.start <= last + OWN_FEAST]):
        return own[0]  # A与B结好三十五周年,与C结好三十周年
    return dated[0] if dated else None


def counts_years(context: Context, masked: Masked, term: int) -> bool:
    """Whether an anniversary stands right behind the term (结好37周年): the date before is the feast's."""
    _, end = masked.raw_range(term, term + 1)
    return any(end <= a.start <= end + 4 for a in context.anniversaries_in(end, end + 20))


def inherited(
    context: Context,
    masked: Masked,
    term: int,
    *,
    signed: bool = False,
    tie: tuple[PlaceMention, PlaceMention] | None = None,
) -> DateMention | None:
    """The day of the event being told, for a signing without a date of its own (what says so, or is known to
    be `signed`): the date that begins its line (a chronicle's), else the last day named before it that lies
    about the day of publication or, in the two sentences before it in its paragraph, any day; none that is
    the day of another `tie` (9月12日与A结好。指导某县与B签署意向书)."""
    first = masked.sentences[0]
    signing, past = _regexes(masked.lang)[3], _regexes(masked.lang)[6]
    if past.search(masked.text, 0, term):
        return None
    line = context.line_before(first)
    if len(line) == 1 and (dated := _chronicled(context, line[0])):
        return dated
    if not signed and not signing.search(masked.text, max(0, term - 40), term + 30):
        return None
    for i, sentence in enumerate(context.before(first, 8)):
        near = i < 2 and sentence.paragraph == first.paragraph
        days = [d for d in context.dates_in(sentence.start, sentence.end) if is_day(d)]
        days = [d for d in days if near or context.is_news(d)]
        days = [d for d in days if tie is None or not context.dates_another(d, *tie)]
        if days:
            return days[-1]
    return None


def _chronicled(context: Context, sentence: Sentence) -> DateMention | None:
    """The date with which a line of a chronicle begins: `- 2019年5月,…`, not 依111年资料."""
    dates = context.dates_in(sentence.start, sentence.start + 16)
    begins = dates and _MARKED.fullmatch(context.folded, sentence.start, dates[0].start)
    return dates[0] if begins else None


def of_council(context: Context, masked: Masked) -> DateMention | None:
    """The day on which a council deals with a proposal, where the sentence does not say it: that of the
    meeting, told just before, or the date of the paper that hereby proposes it."""
    to_come = any(word in masked.text for word in _words(masked.lang).council_ahead)
    if to_come or not _council(masked.lang).search(masked.text):
        return None
    told = inherited(context, masked, len(masked.text), signed=True)
    if told is not None or not any(word in masked.text for word in _words(masked.lang).enacting):
        return told
    stamp = context.metadata.published
    return next((d for d in context.dates if stamp is not None and d.start == stamp.start), None)


def consent(masked: Masked, term: int) -> tuple[int, int] | None:
    """Where behind a proposal's term a council's vote for it is told, as a range of the source."""
    found = _consented(masked.lang).search(masked.text, term)
    return masked.raw_range(*found.span()) if found else None


@lru_cache(maxsize=2)
def _consented(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(_words(lang).consented))


@lru_cache(maxsize=2)
def _council(lang: str) -> re.Pattern[str]:
    return re.compile(alternation(_words(lang).council))


def is_day(date: DateMention) -> bool:
    return date.value is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", date.value) is not None
