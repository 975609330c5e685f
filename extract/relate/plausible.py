"""Whether the names that a phrasing took can be the two sides of a tie, or are only its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extract.layers import Anniversary
from extract.relate import coordination, lexicon, occasion
from extract.relate.context import identity
from extract.relate.coordination import Item
from extract.relate.mask import CHINESE, COUNTRY, DUAL, FOREIGN, NOUN, PLACES, VERB, Masked
from extract.relate.phrasing import Found
from extract.relate.sides import CHINA_PROPER, MOST_SIDES
from extract.relate.statement import Statement
from extract.rules.pattern import alternation
from extract.territory import country_of, is_chinese

BETWEEN = ("zh.pair.between", "en.pair.between")
ADDED = "zh.pair.added_pairs"
# 这是嘉义县和佐贺县之间的头一对姊妹市: of two places in them
_NTH = re.compile(r"(?:之间|间)[^,。;]{0,14}(?:首对|第一对|头一对|首例|第[一二三四五六七八九十两]+对)")
IS_OF, WITH_ITS = "en.pair.is_of", "en.pair.with_its"
_HAS_SUBJECT = re.compile(r"[,;] and (?:the )?[a-z]+ (?:was|were|is|are|has|have) [a-z]+ (?:with|by|to|in) ")
BECAME, MADE_WITH = "en.pair.became", "en.pair.made_with"
# In a sentence of their own these go on from the tie that the sentence before states.
ALONE = (
    "zh.pair.fate",
    "zh.pair.signed_back",
    "zh.pair.signed_later",
    "zh.pair.kind_signed",
    "zh.pair.raised",
    "en.pair.formal_signed",
    "en.pair.kind_signed",
    "en.pair.signed_back",
    "en.pair.raised",
)
ONE_OWNER = ("en.pair.owned", "en.pair.with_its")
OMITTED, CONCLUDE_WITH = "zh.pair.conclude_omitted", "zh.pair.conclude_with"
AIMED = ("zh.pair.signed_later", "zh.pair.kind_signed")  # alone, they are of what was aimed at
RAISED = ("zh.pair.raised", "en.pair.raised")
_CLAUSE_END = re.compile(r"[,;。]|\.\s|\.$")
_ON_WHAT = re.compile(r",? (?:on|for|to|regarding|about|concerning) (?!(?:the same |[a-z]{3,6})day\b)[a-z]")
SAME_SENTENCE = 80  # characters before a rise in which the two sides are looked for


def is_plausible(found: Found, earlier: Sequence[Found], lately: Sequence[Statement]) -> bool:
    """Whether the names a phrasing took can be the two sides: not all foreign where a Chinese place before
    them is the likelier side. One that goes on from the last statement needs an `earlier` one, or what the
    sentence before stated `lately`."""
    owner = found.rule.owner
    if owner == "topic":
        return found.masked.lang == "en" or _is_of_ours(found)
    if owner == "last":
        return _goes_on(found, earlier, lately)
    if found.rule.id == BETWEEN[0] and _NTH.search(found.masked.text, *found.match.span()):
        return False
    if found.rule.id == OMITTED and (_is_joined(found) or _counts_friends(found)):
        return False
    if found.rule.id == BECAME and _is_two_clauses(found):
        return False
    if found.rule.id in (IS_OF, WITH_ITS) and _HAS_SUBJECT.search(found.masked.text, *found.match.span()):
        return False
    if found.rule.id == CONCLUDE_WITH and _is_complement(found):
        return False
    if found.rule.alone and _is_told_of_what(found):
        return False
    if found.rule.proposes and occasion.is_raised(found.masked, found.term):
        return False  # proposed is that the tie be raised, and not the tie
    if found.rule.id == MADE_WITH and _is_partner(found, earlier):
        return False
    if found.rule.id in ONE_OWNER and _is_of_several(found):
        return False
    row = [item for items in found.rows.values() for item in items]
    return owner != "stated" or len(row) < 2 or _are_sides(found, row, earlier)


def _is_of_ours(found: Found) -> bool:
    """Whether the partners of what the text is about are foreign, and who has them is Chinese; who joins the
    friends of a foreign place may be Chinese."""
    if found.rule.joins or found.rule.weak:
        return True
    ours = all(is_chinese(item.mention) for item in found.rows.get("x", ()))
    theirs = [is_chinese(item.mention) for item in found.rows["y"]]
    return not any(theirs) if ours else bool(found.rows.get("x")) and all(theirs)


def _goes_on(found: Found, earlier: Sequence[Found], lately: Sequence[Statement]) -> bool:
    """Whether there is a tie before of which a phrasing tells more."""
    masked = found.masked
    before = masked.text[max(0, found.match.start() - SAME_SENTENCE) : found.match.start()]
    named = CHINESE in before and FOREIGN in before and not masked.sentences[0].item
    raised = found.rule.id in RAISED and named
    apart = found.rule.id in ALONE and bool(lately) and not masked.has(PLACES)
    if found.rule.id in AIMED and lately:
        sides = {identity(side) for s in lately for side in (s.a, s.b)}
        lands = {country_of(s.b) for s in lately}
        places = [place for _, place in masked.parties()]
        theirs = all(identity(place) in sides or country_of(place) in lands for place in places)
        apart = theirs and all(_awaits_signing(s) for s in lately)
    return raised or apart or DUAL in before or any(one.term < found.term for one in earlier)


def _awaits_signing(tie: Statement) -> bool:
    """Whether a tie may have been signed at a day told after it: one intended or proposed, or one of which
    only an anniversary has told the year."""
    return tie.relation == "intent" or tie.status == "proposed" or isinstance(tie.when, Anniversary)


def _are_sides(found: Found, row: Sequence[Item], earlier: Sequence[Found]) -> bool:
    """Whether two or more names are the two sides of a tie that a phrasing states."""
    masked, rows_apart = found.masked, "y" in found.match.re.groupindex
    if len({identity(item.mention) for item in row}) < 2:
        return False
    countries = {country_of(item.mention) for item in row}
    if rows_apart and {identity(i.mention) for i in found.rows["x"]} & {
        identity(i.mention) for i in found.rows["y"]
    }:
        return False  # A与B、C签字:与前者缔结的是友好城市
    if countries == {CHINA_PROPER}:
        # an English row of Chinese places is mostly of those that have ties abroad
        before = masked.text[: found.match.start()].rstrip(", ")[-1:]
        alone = len(row) == MOST_SIDES and before not in tuple(PLACES)
        return _is_told_at_home(found) and (masked.lang == "zh" or alone)
    if any(is_chinese(item.mention) for item in row):
        return True
    if rows_apart and masked.lang == "zh" and len(countries) == 1 and not found.is_one_clause:
        return False  # 参加沖绳县石垣市的活动,与千叶县馆山市结好: the subject is another
    if not rows_apart and _severally(masked, found, row):
        return False
    if found.rule.id == ADDED:
        return False  # 最早缔结的姊妹市是里奇兰市与比佛顿市
    last = masked.text.rfind(CHINESE, 0, found.match.start())
    if masked.text[: max(last, 0)].rstrip().endswith(tuple(lexicon.words()["en"]["aside"])):
        return True  # Besides Zhengding, Muscatine counts Paysandú among …
    alone = found.rule.frame == "predicate" and not rows_apart
    return alone or last < 0 or _begins_clause(found, last) or _owns_another(found, earlier, last)


def _begins_clause(found: Found, before: int) -> bool:
    """Whether an English phrasing begins a clause of its own behind a Chinese place at a position of the
    mask: Shanghai is large, but Cork has been twinned with Coventry."""
    text = found.masked.text
    return found.masked.lang == "en" and _clause().search(text, before, found.match.start()) is not None


@lru_cache(maxsize=1)
def _clause() -> re.Pattern[str]:
    words = alternation(lexicon.words()["en"]["clause_joint"])
    return re.compile(rf"(?:[:;]|,? {words})(?: the)? $")


def _is_told_at_home(found: Found) -> bool:
    """Whether a clause says that two places of mainland China are tied: 吴江区与宜川县结成友好县区, not of a
    place that the clause before helps, 支援亚东县,并与静安区结为…, nor of the friends that both have,
    浙江省与江苏省的友好城市."""
    return found.rule.id not in BETWEEN and found.is_one_clause


def _is_of_several(found: Found) -> bool:
    """Whether `their` speaks of a row of names, of which a phrasing took the last alone: Zibo, Linyi and
    Yantai met their sister cities Erie and Angers."""
    text, (start, end) = found.masked.text, found.match.span()
    joined = text.endswith((" and ", ", "), 0, start) and text[:start].rstrip("and ,")[-1:] in tuple(PLACES)
    return joined and " their " in text[start:end]


def _is_two_clauses(found: Found) -> bool:
    """Whether the second of two names begins a clause: … was signed with Oita, and Nara was raised to …"""
    row = found.group("x")
    if row is None:
        return False
    alone = found.masked.text.startswith((" was ", " is ", " has "), row[1])
    return alone and ", and " in found.masked.text[row[0] : row[1]]


def _is_told_of_what(found: Found) -> bool:
    """Whether the clause of a phrasing, or what goes on about its paper, names a kind of tie: signed a letter
    with Lima, on becoming sister cities; in Chinese, the sentence."""
    if found.masked.lang == "zh":
        return found.masked.has(NOUN + VERB)
    text, (start, end) = found.masked.text, found.match.span()
    low = max(text.rfind(mark, 0, start) for mark in ",;") + 1
    high = _CLAUSE_END.search(text, end)
    clause = text[low : high.start() if high else len(text)]
    return any(symbol in clause for symbol in NOUN + VERB) or _ON_WHAT.match(text, end) is not None


def _is_partner(found: Found, earlier: Sequence[Found]) -> bool:
    """Whether the place before is the partner of a tie just told, whose subject goes on: Lima has been a
    sister city of Suva since 1992 and has had an agreement with Apia since 1993."""
    row = found.group("x")
    told = row is not None and any(one.term < row[0] < one.match.end() for one in earlier)
    return told and found.masked.text.startswith((" since ", " in "), row[1] if row else 0)


def _is_complement(found: Found) -> bool:
    """Whether the place before is what another is told to be: 本那比的友城是钏路市,其后又与华城市结好."""
    return found.masked.text.endswith(tuple(lexicon.words()["zh"]["is"]), 0, found.match.start())


def _is_joined(found: Found) -> bool:
    """Whether the partner only ends a row of foreign names: 洛杉矶和釜山也是友城."""
    start, text = found.match.start(), found.masked.text
    joint = start > 0 and text[start - 1] == FOREIGN and text[start + 1] in FOREIGN + COUNTRY
    return joint and coordination.is_joint(text[start], found.masked.lang)


def _counts_friends(found: Found) -> bool:
    """Whether a clause only tells how many have a place for their friend: 同宁夏结为友城的已有43国."""
    return _counted_of().match(found.masked.text, found.match.end()) is not None


@lru_cache(maxsize=1)
def _counted_of() -> re.Pattern[str]:
    counted = alternation(lexicon.words()["zh"]["counted_of"])
    return re.compile(rf"(?:关系|协议)?(?:最多|较多|最早)?的[^,。;{PLACES}]{{0,4}}?{counted}")


def _owns_another(found: Found, earlier: Sequence[Found], chinese: int) -> bool:
    """Whether an English sentence goes on with a tie of the partner it has just told of a Chinese place:
    Harbin's sister city Edmonton is also twinned with Nashville."""
    span = found.group("x")
    goes_on = span is not None and not found.masked.text.startswith((" and ", ", and "), span[1])
    told = any(one.match.start() <= chinese < one.match.end() for one in earlier)
    return found.masked.lang == "en" and goes_on and told


def _severally(masked: Masked, found: Found, row: Sequence[Item]) -> bool:
    """Whether foreign places are tied to a third, not to each other: 肯特市、奥尔伯里市也成为友城."""
    words = lexicon.words()[masked.lang]["severally"]
    text = masked.text[found.match.start() : found.match.end()]
    joined = any(coordination.is_strong(item, masked.lang) for item in row[1:])
    return bool(words) and (not joined or any(word in text for word in words))
