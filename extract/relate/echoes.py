"""Sentences on ties stated elsewhere: `这是…第一对友好城市`, `新增8对友好城市`, a union's founding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from extract import layers, resources
from extract.layers import Sentence
from extract.relate import dating, lexicon, omitted, stages
from extract.relate.context import Context, Unit, identity
from extract.relate.mask import ALLIANCE, BODY, DATE, DUAL, FOREIGN, NOUN, PLACES, UNKNOWN, Masked
from extract.relate.statement import Statement
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation
from extract.territory import is_chinese

SAME = ("en.pair.same", "en.pair.each_with", "en.pair.gapped")  # they tell of two places more
SHORT_ANSWER = 24  # characters
SURE_BEAD = 0.6
UNION_NAME = 6  # characters before 城市联盟 that tell one union from another


class EchoWords(RuleModel):
    pointing: list[str]
    about: list[str]
    counting: list[str]
    measure: list[str]
    founding: list[str]


@lru_cache(maxsize=2)
def _regexes(lang: str) -> dict[str, re.Pattern[str]]:
    words = load(resources.rules_dir() / "pairs" / "echoes.yaml", dict[str, EchoWords])[lang]
    counting, measure = alternation(words.counting), alternation(words.measure)
    return {
        "pointing": re.compile(rf"\s*{alternation(words.pointing)}"),
        "counting": re.compile(rf"{counting}\s?(?:了)?(\d{{1,3}})\s?{measure}[^,。;]{{0,8}}{NOUN}"),
        "about": re.compile(rf"(?:{DATE},?)?{alternation(words.about)}"),
        "founding": re.compile(alternation(words.founding)),
    }


def extend(context: Context, units: list[Unit], found: list[Statement]) -> None:
    """Add to the statements (in place) what other sentences say of them."""
    by_start: dict[int, list[Statement]] = {}
    for statement in found:
        for sentence in statement.sentences:
            by_start.setdefault(sentence.start, []).append(statement)
    last: list[Statement] = []
    told: dict[str, list[Statement]] = {}  # in each language, by its last unit but headings
    above: Unit | None = None
    for unit in units:
        here = by_start.get(unit.sentences[0].start, [])
        _follow(context, here, last, above)
        if not here and unit.terms:
            masked = unit.masked
            if last and _points_back(masked, last[0]):
                for statement in last:
                    statement.sentences = [*statement.sentences, *masked.sentences]
            if not masked.sentences[0].heading:
                _announce(masked, found)
                _found_union(context, masked, found)
        if here or unit.sentences[0].heading or not stages.stands_in(unit):
            pass
        elif ties := _staged(context, unit, last, told.get(unit.lang, []), found):
            stages.add(context, unit.masked, (), ties)
            here = ties
        elif ties := _consented(context, unit, found):
            stages.add(context, unit.masked, (), ties, kinds=stages.LEADING)
        if not unit.sentences[0].heading:
            told[unit.lang] = here
        if not (above is not None and _answers(unit, above)):
            last, above = here, unit


def _answers(unit: Unit, above: Unit) -> bool:
    """Whether a unit is only the first word of an answer, to which what comes next belongs: `A. Four.`"""
    asked = above.lang == "en" and bool(above.terms) and above.masked.text.rstrip().endswith("?")
    return asked and unit.end - unit.start <= SHORT_ANSWER and not (unit.terms or unit.masked.has(PLACES))


def _staged(
    context: Context, unit: Unit, last: list[Statement], told: list[Statement], found: list[Statement]
) -> list[Statement]:
    """The ties of which a sentence may tell a stage: those that the one before it in its paragraph states;
    the one `told` by the paragraph before in its language, if it begins with a word for it (盟约2017年续签);
    or the one of the two sides that it speaks of as 双方."""
    first = unit.sentences[0]
    if last and first.paragraph == last[0].sentences[-1].paragraph:
        return last
    if len({identity(s.b) for s in told}) == 1 and _regexes(unit.lang)["about"].match(unit.masked.text):
        return told
    if DUAL in unit.masked.text and (sides := omitted.both(context, unit.masked, first.start)):
        return list(islice(_ties_of(found, {identity(side) for side in sides}), 1))
    return []


def _consented(context: Context, unit: Unit, found: list[Statement]) -> list[Statement]:
    """The tie to which a sentence may tell a consent: that of the only tied foreign place which it or the
    sentence before it is about (南山城村人口稀少。村议会九月同意结盟案)."""
    if BODY in unit.masked.text:
        return []
    first, lang = unit.sentences[0], unit.lang
    near = [s for s in context.before(first, 1) if s.paragraph == first.paragraph]
    spoken = [p for s in (*near, first) for p in context.parties(s.start, s.end, lang)]
    foreign = {identity(p) for p in spoken if not is_chinese(p)} & set(context.owners)
    return list(islice(_ties_of(found, foreign), 1)) if len(foreign) == 1 else []


def _ties_of(found: list[Statement], keys: set[str]) -> Iterator[Statement]:
    """The statements of ties that these places have."""
    return (s for s in found if not s.weak and keys <= {identity(s.a), identity(s.b)})


def _follow(context: Context, here: list[Statement], last: list[Statement], above: Unit | None) -> None:
    """Make ties of statements that go on from those of the sentence before, or from its count of ties: `It
    joins Mérida and Lublin.` `They are Lund and Limoges.`"""
    asked = above is not None and above.masked.text.rstrip().endswith("?")
    following = [s for s in here if s.follows]
    if not following:
        return
    kinds: dict[str, str] = {}
    for before in (*last, *here):
        if not before.weak:
            kinds |= dict.fromkeys((identity(before.a), identity(before.b)), before.relation)
    if above is not None and above.terms and all(s.weak for s in here):
        named = context.parties(above.start, above.end, above.lang)
        if not named and asked:
            named = [s.a for s in here]  # Are they twinned with one another? Bury signed with Suva in 1988.
        kinds |= dict.fromkeys(map(identity, named), above.terms[0].relation)
    counted = _counted(context, last, above)
    for statement in following:
        kind = kinds.get(identity(statement.a)) or kinds.get(identity(statement.b))
        if kind is None and statement.rule in SAME and len(set(kinds.values())) == 1:
            kind = next(iter(kinds.values()))  # Murray followed suit with Nara
        if kind is not None:
            statement.weak = False
            statement.relation = kind if statement.relation != "intent" else "intent"
            statement.sentences = [*counted, *statement.sentences]


def _counted(context: Context, last: list[Statement], above: Unit | None) -> list[Sentence]:
    """The English sentence that counts the ties of one place which those behind it name one after the other;
    one that counts them as of a day tells of the number alone."""
    if above is None or above.lang != "en":
        return []
    dated = context.dates_in(above.start, above.end)
    if above.terms and not (last or dated or above.sentences[0].heading):
        named = context.parties(above.start, above.end, above.lang)
        return list(above.sentences) if len({identity(p) for p in named}) == 1 else []
    first = last[0] if last else None
    return first.sentences[:-1] if first is not None and first.follows and not first.weak else []


def _points_back(masked: Masked, statement: Statement) -> bool:
    text = masked.text
    if NOUN not in text or FOREIGN in text or UNKNOWN in text:
        return False
    same = statement.sentences[-1].index + 1 == masked.sentences[0].index
    return same and _regexes(masked.lang)["pointing"].match(text) is not None


def _announce(masked: Masked, found: list[Statement]) -> None:
    """`当日新增8对友好城市` and, elsewhere, eight signings: they are the eight, of that kind and day."""
    match = _regexes(masked.lang)["counting"].search(masked.text)
    if match is None:
        return
    number = int(match[1])
    term = masked.symbols[match.end() - 1]
    assert isinstance(term, lexicon.Term)
    rows: dict[tuple[int, str], list[Statement]] = {}
    for statement in found:
        if statement.frame == "predicate" and statement.relation in ("unspecified", term.relation):
            rows.setdefault((statement.start, statement.relation), []).append(statement)
    for statements in rows.values():
        if len(statements) == number > 1:
            date = dating.date_of(masked, 0, match.start(1), match.end())
            for statement in statements:
                statement.relation = term.relation
                statement.when = statement.when or date
                statement.sentences = [*masked.sentences, *statement.sentences]


def _found_union(context: Context, masked: Masked, found: list[Statement]) -> None:
    """The sentence that founds a union dates and proves the ties stated only through it."""
    at = masked.text.find(ALLIANCE)
    if at < 0 or not _regexes(masked.lang)["founding"].search(masked.text, max(0, at - 30), at + 10):
        return
    start, end = masked.raw_range(at, at + 1)
    name = context.folded[max(0, start - UNION_NAME) : end]
    date = dating.date_of(masked, 0, at, at + 1)
    for statement in found:
        if statement.relation != "alliance":
            continue
        low, high = statement.term
        if context.folded[max(0, low - UNION_NAME) : high] == name:
            statement.when = statement.when or date
            statement.sentences = [*masked.sentences, *statement.sentences]


def across(context: Context, found: list[Statement]) -> None:
    """What a sentence states, its translation states: the other side of its bead joins the evidence, where it
    names one of the two places or a tie."""
    sides = [(b.zh, b.en) for b in layers.beads(context.doc) if b.zh and b.en and b.score >= SURE_BEAD]
    other = {i: en for zh, en in sides for i in zh} | {i: zh for zh, en in sides for i in en}
    every = {s.index: s for s in context.sentences}
    for statement in found:
        if statement.frame == "list":
            continue
        for sentence in list(statement.sentences):
            twins = [twin for index in other.get(sentence.index, ()) if (twin := every.get(index))]
            telling = [t for t in twins if context.terms_in(t.start, t.end, t.lang)]
            twins = telling or [t for t in twins if _names(context, t, statement)]
            statement.sentences = [*statement.sentences, *twins]


def _names(context: Context, sentence: Sentence, statement: Statement) -> bool:
    keys = {identity(statement.a), identity(statement.b)}
    return any(identity(p) in keys for p in context.parties(sentence.start, sentence.end, sentence.lang))
