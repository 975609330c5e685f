"""Whom an omitted name can mean: the other side of `与B结好`, 两市."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from extract.layers import PlaceMention, Sentence
from extract.relate import lexicon
from extract.relate.context import LOOK_BACK, Context, identity, same_side_known
from extract.relate.mask import DATE, NOUN, PLACE, PLACES, Masked
from extract.rules.pattern import alternation
from extract.territory import country_of, is_chinese

REACH = 40  # characters from an English owner to the kind of its ties
ANSWER = 8  # sentences back in which the question is sought that an English sentence answers
NUMBERING = 12  # characters before a place in which the number of its sentence stands
_CHRONICLE = re.compile(rf"[【〔\[(]?{DATE}|【[^】]{{1,10}}】")  # how an item of a year's review begins


def known_owner(context: Context, party: PlaceMention) -> PlaceMention | None:
    """The only place that a sentence before has tied to `party`."""
    owners = context.owners.get(identity(party), set())
    return context.named[next(iter(owners))] if len(owners) == 1 else None


def opposite(
    context: Context, party: PlaceMention, unit: Masked, start: int, end: int
) -> PlaceMention | None:
    """Who is tied to `party` where the clause at `[start, end)` of the source does not say: a place of the
    other side before it in the sentence, one that sentences before have tied to it, the home where its organs
    speak, then a place after it, then in sentences before, then home."""
    chinese, home = is_chinese(party), context.home
    first, last = unit.sentences[0], unit.sentences[-1]
    if unit.lang == "en" and (
        whose := _asked(context, first, party) or _possessor(context, first, start, party)
    ):
        return whose

    def other(low: int, high: int, *, venues: bool = False) -> list[PlaceMention]:
        row = context.parties(low, high, unit.lang, venues=venues)
        return [p for p in row if is_chinese(p) != chinese and same_side_known(p)]

    if home is not None and not is_chinese(home) and identity(home) != identity(party):
        return home
    if not chinese and not _home_speaks(unit, start) and _among_themselves(context, party, unit, start):
        return None

    def spoken() -> list[PlaceMention]:
        row = context.places_in(first.start, start)
        return [p for p in row if p.kind == "institution" and is_chinese(p) != chinese]

    if near := other(first.start, start) or spoken():
        tied = context.owners.get(identity(party), set())
        already = [p for p in near if identity(p) in tied and country_of(p) != country_of(near[-1])]
        if already:
            return already[-1]  # 札幌与慕尼黑为姐妹城市,与沈阳的结好…, where 札幌 is known to have it
        return near[0] if _is_subject(context, near[0], start) else near[-1]
    lined = unit.lang == "en" and _CHRONICLE.match(unit.text) is not None
    if chinese and not lined and (headed := _headed(context, first, other)):
        return headed
    head = None if chinese else context.headings.over(first)
    if known := head or known_owner(context, party):
        return known
    if home is not None and not chinese and _home_speaks(unit, start):
        return home
    near = [
        p
        for p in other(end, last.end)
        if not _told_further(context, unit.lang, end, p)
        and not _listed(context, p)
        and not (unit.lang == "en" and context.terms_in(end, p.start, "en"))
    ]
    if near := near or other(first.start, last.end, venues=True):
        return near[0]
    if unit.lang == "en" and not chinese and home is None:
        return None  # an English text of nobody knows whom: hardly of the Chinese place named before
    for sentence in context.before(first, 2 if home is None or unit.lang == "en" else 1):
        apart = sentence.line != first.line if unit.lang == "en" else sentence.paragraph != first.paragraph
        if apart and (first.item or _CHRONICLE.match(unit.text)):
            continue  # a row, or a line of a chronicle
        if near := other(sentence.start, sentence.end):
            return near[0]
    if home is not None and not chinese:
        return home
    if lined:
        return None  # 2013: Agreement with Zibo, in a chronicle of whoever it is
    far = (other(s.start, s.end) for s in context.before(first, LOOK_BACK + 4))
    return next((row[0] for row in far if row), None)


def holder(masked: Masked, party: PlaceMention, start: int) -> PlaceMention | None:
    """Whose ties a sentence counts at its beginning, before position `start` of its mask:
    列治文有3个姊妹城市,除A外,还有B."""
    owner = whose_are_counted(masked, start)
    return owner if owner is not None and identity(owner) != identity(party) else None


def whose_are_counted(masked: Masked, start: int) -> PlaceMention | None:
    """The place that a sentence says to have ties, at its beginning, before position `start` of its mask."""
    has = _has().match(masked.text, 0, start) if masked.lang == "zh" else None
    owner = masked.symbols.get(has.start("owner")) if has else None
    return owner if isinstance(owner, PlaceMention) else None


@lru_cache(maxsize=1)
def _has() -> re.Pattern[str]:
    words = lexicon.words()["zh"]
    has, says = alternation(words["holds"]), alternation(words["saying"])
    number, spoken = r"[\s\d、.()一二三四五六七八九十]*", rf"(?:[^,。;{PLACES}]{{0,30}}{says}[,:]?)?"
    gap = rf"[^,。;{PLACES}]{{0,8}}"
    return re.compile(rf"{number}{spoken}(?P<owner>{PLACE}){gap}{has}{gap}{NOUN}")


def _possessor(context: Context, sentence: Sentence, start: int, party: PlaceMention) -> PlaceMention | None:
    """Whose ties an English sentence speaks of before a source offset, else the one before it: Zhuzhou is the
    newest of Graz's twin towns. The others are …"""
    before = context.before(sentence, 1)
    for low, high in [(sentence.start, start), *((s.start, s.end) for s in before)]:
        for place in reversed(context.parties(low, high, "en")):
            end = place.extent[1]
            owns = context.folded.startswith("'s ", end)
            if (
                owns
                and identity(place) != identity(party)
                and context.terms_in(end, min(end + REACH, high), "en")
            ):
                return place
    return None


def _asked(context: Context, sentence: Sentence, party: PlaceMention) -> PlaceMention | None:
    """Whose ties the last English question before asks for: Which sister cities does Lima have?"""
    question = next((s for s in context.before(sentence, ANSWER) if context.folded[s.end - 1] == "?"), None)
    if question is None or not context.terms_in(question.start, question.end, "en"):
        return None
    named = {identity(p): p for p in context.parties(question.start, question.end, "en")}
    owner = next(iter(named.values()), None)
    return owner if len(named) == 1 and owner is not None and identity(owner) != identity(party) else None


def _headed(
    context: Context, sentence: Sentence, other: Callable[[int, int], list[PlaceMention]]
) -> PlaceMention | None:
    """The one place that the line above a line names: 坎昆(墨西哥), above 2010年7月与三亚结好."""
    above = context.before(sentence, 1)
    if not above or not above[0].heading or above[0].line + 1 != sentence.line:
        return None
    named = other(above[0].start, above[0].end)
    return named[0] if len(named) == 1 else None


def _listed(context: Context, place: PlaceMention) -> bool:
    """Whether a place stands first in a row of its own: 友城B派队参赛,同场竞技的还有长春、铁岭等地球队."""
    return context.folded.startswith("、", place.extent[1])


def _told_further(context: Context, lang: str, end: int, place: PlaceMention) -> bool:
    """Whether a place behind a clause is only what the tie is told to be to it: 与B结好,是全省第一对友城."""
    return lang == "zh" and _told_to_be().search(context.folded, end, place.start) is not None


@lru_cache(maxsize=1)
def _told_to_be() -> re.Pattern[str]:
    return re.compile(rf"[,;](?:也|又|还)?{alternation(lexicon.words()['zh']['is'])}")


def _among_themselves(context: Context, party: PlaceMention, unit: Masked, start: int) -> bool:
    """Whether the sentence tells of two places of one country abroad: 川根本町和山梨县的早川町是姊妹町."""
    row = context.parties(unit.sentences[0].start, start, unit.lang)
    abroad = [p for p in row if identity(p) != identity(party)]
    land = country_of(party)
    return bool(abroad) and land is not None and all(country_of(p) == land for p in abroad)


def _is_subject(context: Context, place: PlaceMention, start: int) -> bool:
    """Whether a place opens the sentence, and what is told of it goes on behind a comma, where only the other
    side is named: `真庭市由胜山町等合并而成,与我市的友城关系由其承继`; or a clause of its own stands behind
    it: `Zibo, which is twinned with Trnava, has signed a similar pact with Brest`."""
    if not _opens(context, place):
        return False
    related = tuple(f", {word} " for word in lexicon.words()[place.lang]["relating"])
    return context.folded[start - 1 : start] == "," or context.folded.startswith(related, place.extent[1])


def _opens(context: Context, place: PlaceMention) -> bool:
    """Whether a sentence begins with a place, numbered or not."""
    before = context.folded[max(0, place.start - NUMBERING) : place.extent[0]]
    before = before.rstrip("0123456789.、() \u3000")
    return not before or before[-1] in "。!?;\n"


def _home_speaks(unit: Masked, start: int) -> bool:
    """Whether the text before a source offset names an organ of the home without its place (市政府)."""
    found = (unit.text.find(organ) for organ in lexicon.words()[unit.lang]["home_organ"])
    return any(at >= 0 and unit.raw_range(at, at + 1)[0] < start for at in found)


def _pair_at(context: Context, row: Sequence[PlaceMention]) -> tuple[PlaceMention, PlaceMention] | None:
    """The two sides a sentence names; of a foreign place alone the other side is home."""
    foreign = [p for p in row if not is_chinese(p) and same_side_known(p)]
    if foreign and len(foreign) == len(row) and context.home is not None:
        others = [p for p in foreign if identity(p) != identity(context.home)]
        opens = row[0].lang == "en" or _opens(context, row[0])
        subject = 0 if opens else -1
        return (context.home, others[subject]) if others else None
    if row and context.home is not None and not is_chinese(context.home) and all(map(is_chinese, row)):
        return row[-1], context.home  # Zibo sent a choir, and the two cities became sisters: on Suva's page
    return _two_sides(context, row)


def _of_title(context: Context) -> tuple[PlaceMention, PlaceMention] | None:
    """The two sides that the headlines name, if each names one place only; the home may go unnamed."""
    heads = [s for s in context.sentences if s.heading][:4]
    seen = [p for s in heads for p in context.parties(s.start, s.end, s.lang or "zh", venues=True)]
    chinese = {identity(p): p for p in seen if is_chinese(p)}
    foreign = {identity(p): p for p in seen if not is_chinese(p) and same_side_known(p)}
    if not chinese and context.home is not None and is_chinese(context.home):
        chinese = {identity(context.home): context.home}
    if len(chinese) == len(foreign) == 1:
        return next(iter(chinese.values())), next(iter(foreign.values()))
    return None


def both(context: Context, unit: Masked, start: int) -> tuple[PlaceMention, PlaceMention] | None:
    """The two places that 两市 or `the two cities` at source offset `start` stands for."""
    first = unit.sentences[0]
    here = context.parties(first.start, start, unit.lang)
    if found := _pair_at(context, here):
        return found
    earlier = [(s, context.parties(s.start, s.end, unit.lang)) for s in context.before(first)]
    near = [row for s, row in earlier if s.paragraph == first.paragraph]
    for row in near:
        if len({identity(p) for p in row}) == 1 and (owner := known_owner(context, row[0])):
            return owner, row[0]
        if found := _pair_at(context, row):
            return found
    if found := _two_sides(context, [p for row in reversed(near) for p in row] + here):
        return found
    for sentence, _ in earlier:
        guests = context.parties(sentence.start, sentence.end, unit.lang, guests=True)
        if sentence.paragraph == first.paragraph and (found := _pair_at(context, guests)):
            return found  # 东广岛市民访问团到访我市。两市自1993年结好以来
    if found := _of_title(context):
        return found
    if found := _two_sides(context, context.parties(start, unit.sentences[-1].end, unit.lang)):
        return found  # 两市结好以来,淮北市先后12次派团访问日本尾道市
    far = [row for s, row in earlier if s.paragraph != first.paragraph]
    for row in far:
        if found := _pair_at(context, row):
            return found
    seen = [p for row in [*reversed(far), *reversed(near)] for p in row] + here
    if found := _two_sides(context, seen):
        return found
    foreign = [p for p in seen if not is_chinese(p) and same_side_known(p)]
    if len({identity(p) for p in foreign}) < 2:
        return None
    last = foreign[-1]
    return next(p for p in reversed(foreign) if identity(p) != identity(last)), last


def two_before(context: Context, owner: PlaceMention, unit: Masked, start: int) -> list[PlaceMention]:
    """The two places of the other side named last in the sentence before 两地 at source offset `start`, whose
    ties with `owner` are told; none where there are not two."""
    row = context.parties(unit.sentences[0].start, start, unit.lang, guests=True)
    abroad = {identity(p): p for p in row if is_chinese(p) != is_chinese(owner) and same_side_known(p)}
    return list(abroad.values())[-2:] if len(abroad) > 1 else []


def _two_sides(context: Context, seen: Sequence[PlaceMention]) -> tuple[PlaceMention, PlaceMention] | None:
    """The last Chinese and the last foreign place of a row: of known country, or tied before."""
    chinese = [p for p in seen if is_chinese(p)]
    tied = context.owners
    foreign = [p for p in seen if not is_chinese(p) and (same_side_known(p) or identity(p) in tied)]
    return (chinese[-1], foreign[-1]) if chinese and foreign else None
