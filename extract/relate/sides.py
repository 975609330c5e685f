"""Who is tied to whom by a phrasing: its rows of names, or one row and the side that the clause omits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.layers import PlaceMention
from extract.relate import coordination, lexicon, occasion, omitted
from extract.relate.context import Context, identity
from extract.relate.coordination import Item
from extract.relate.mask import Masked
from extract.relate.phrasing import Found
from extract.relate.statement import Statement
from extract.relate.subjects import are_several, meant, subject
from extract.relate.topic import Topic
from extract.territory import ISLANDS, country_of, is_chinese

_LEVELS = re.compile("(?:00)+$")  # of a GB/T 2260 code: 371000 is Weihai, 371002 lies in it, 371100 does not
CHINA_PROPER = "CN"
# Of two places joined by `and`; so are those in a clause that goes on: …, Linyi and Nara in 1990.
AMONG_THEMSELVES = ("en.pair.became", "en.pair.gapped")
GAPPED = "en.pair.gapped"
DID_SO = "en.pair.did_so"
MOST_SIDES = 2


def pairings(
    context: Context,
    masked: Masked,
    found: Found,
    rows: dict[str, list[Item]],
    last: list[Statement],
    topic: Topic | None,
) -> list[coordination.Pairing]:
    """The ties between the `rows` that a phrasing took, without those that can be no record.

    `last` is what was stated last, for a phrasing that tells more of it; `topic` is the kind of tie, and
    whose, that a sentence before told of.
    """
    start, _ = masked.raw_range(*found.match.span())
    pairs: list[coordination.Pairing]
    counting = _counts_row(masked, found, rows["x"]) if "x" in rows and "y" not in rows else None
    if found.rule.owner == "last":
        named = masked.places_between(max(0, found.match.start() - 24), found.match.start())
        again = [s for s in last if {s.a.start, s.b.start} & {p.start for p in named}]
        if not last and (both := omitted.both(context, masked, start)):
            return [(Item(both[0], "", None), Item(both[1], "", None))]
        return [(Item(s.a, "", None), Item(s.b, "", None)) for s in again or last]
    if found.rule.owner == "both":
        both = omitted.both(context, masked, start)
        pairs = [(Item(both[0], "", None), Item(both[1], "", None))] if both else []
    elif found.rule.owner == "each":
        two = omitted.two_before(context, rows["x"][0].mention, masked, start)
        pairs = [(rows["x"][0], Item(place, "", None)) for place in two]
    elif found.rule.owner == "topic":
        if "y" not in rows:
            return _of_each_other(found, rows["x"]) if topic else []
        owner = rows["x"][0].mention if topic and "x" in rows else topic.owner if topic else None
        pairs = list(_of_topic(context, found, [*rows["y"], *rows.get("too", ())], owner))
    elif found.rule.owner == "missing":
        row = next(iter(rows.values()))
        if found.rule.id == GAPPED and len(row) == MOST_SIDES and last and last[-1].rule in AMONG_THEMSELVES:
            return coordination.within(row, masked.lang, distributive=False)
        if found.rule.id == DID_SO and len(row) == MOST_SIDES and _of_both_sides(row):
            return coordination.within(row, masked.lang, distributive=False)  # Linyi and Nara did so, too
        owner = _owner_omitted(context, masked, found, row, last)
        joiner = {identity(item.mention) for item in rows.get("too", [])}
        if owner is not None and identity(owner) in joiner:  # Zibo is tied to Erie. Zibo joins Lublin
            told = last or context.lately
            owner = next((p for s in told for p in (s.a, s.b) if identity(p) not in joiner), None)
        pairs = [(Item(owner, "", None), item) for item in row] if owner else []
    elif "x" in rows and "y" in rows:
        pairs = coordination.against(
            rows["x"], rows["y"] + rows.get("too", []), distributive=occasion.is_distributive(found)
        )
    elif counting is not None:
        pairs = [(Item(counting, "", None), item) for item in rows["x"]]
    else:
        pairs = coordination.within(rows["x"], masked.lang, distributive=occasion.is_distributive(found))
    ours = any(is_chinese(item.mention) for items in rows.values() for item in items)
    at_home = {country_of(item.mention) for pair in pairs for item in pair} == {CHINA_PROPER}
    # far before a Chinese clause stands no subject
    beside = masked.lang == "en" or "y" not in rows or found.is_one_clause
    return [
        (a, b)
        for a, b in pairs
        if different(a.mention, b.mention, abroad=beside and not (ours and counting is None), at_home=at_home)
    ]


def _of_each_other(found: Found, row: list[Item]) -> list[coordination.Pairing]:
    """The pairs of a row on a page about ties: it began with Nanjing and St. Louis, of two countries."""
    pairs = coordination.within(row, found.masked.lang, distributive=False)
    return [(a, b) for a, b in pairs if country_of(a.mention) != country_of(b.mention)]


def _of_topic(
    context: Context, found: Found, row: Sequence[Item], owner: PlaceMention | None
) -> Iterator[coordination.Pairing]:
    """The friends of a row with the owner of the topic, or with whom the text has tied each to before."""
    for item in row:
        known = omitted.known_owner(context, item.mention) if found.rule.weak else None
        whose = known or owner
        near = found.rule.titled and whose is not None and country_of(whose) == country_of(item.mention)
        if whose is not None and not near and not (is_chinese(whose) and is_chinese(item.mention)):
            yield Item(whose, "", None), item


def _owner_omitted(
    context: Context, masked: Masked, found: Found, row: Sequence[Item], last: list[Statement]
) -> PlaceMention | None:
    """Whose friends a row of names are where the clause does not say it, the surest witness first."""
    party, (start, end) = row[0].mention, masked.raw_range(*found.match.span())
    if masked.lang == "en" and are_several(masked, found):
        return None
    if found.rule.id == GAPPED and last:
        return last[-1].a
    return (
        (subject(context, masked, found, row) if masked.lang == "en" else None)
        or omitted.holder(masked, party, found.match.start())
        or (_compatriot(context, masked, found, row) if _is_domestic(found) else None)
        or (_owner_of_both(context, masked, row, start) if _is_mixed(row) else None)
        or _goes_on(context, last or _of_clause_before(context, masked), party)
        or omitted.opposite(context, party, masked, start, end)
    )


def _counts_row(masked: Masked, found: Found, row: Sequence[Item]) -> PlaceMention | None:
    """Whose friends a row is that its sentence numbers first: 列治文有3个姊妹市,即A、B和C,先后于…结盟."""
    owner = omitted.holder(masked, row[0].mention, found.match.start())
    return owner if owner is not None and all(identity(i.mention) != identity(owner) for i in row) else None


def different(a: PlaceMention, b: PlaceMention, *, abroad: bool = True, at_home: bool = False) -> bool:
    """Whether a tie of two places can be a record: two places, neither of which only says where the other
    lies (聖克魯斯省, 聖克魯斯市). Two of one country `abroad` only where the clause names no Chinese
    place; two of mainland China only `at_home`, where it names no other."""
    if identity(a) == identity(b):
        return False
    one, other = country_of(a), country_of(b)
    if one == other == CHINA_PROPER:
        return at_home and _lie_apart(a, b)
    apart = _called(a) != _called(b) and a.name[:-1] != b.name[:-1]
    return one != other or one in ISLANDS or (abroad and apart)


def _lie_apart(a: PlaceMention, b: PlaceMention) -> bool:
    """Whether two known places of mainland China lie beside each other, not one in the other."""
    codes = [_LEVELS.sub("", p.place.gbt_2260 or "") if p.place else "" for p in (a, b)]
    return all(codes) and not codes[0].startswith(codes[1]) and not codes[1].startswith(codes[0])


def _called(mention: PlaceMention) -> str | None:
    """What a place is called without what tells its kind."""
    return mention.place.name_en if mention.place and mention.place.name_en else mention.name


def _is_domestic(found: Found) -> bool:
    """Whether a clause calls the tie one within the country: 与礁溪乡结为国内姊妹乡."""
    words, (start, end) = lexicon.words()[found.masked.lang]["domestic"], found.match.span()
    return any(word in found.masked.text[start:end] for word in words)


def _compatriot(context: Context, masked: Masked, found: Found, row: Sequence[Item]) -> PlaceMention | None:
    """The last place named before a clause that lies in the territory of the row, else home if it does."""
    party, first = row[0].mention, masked.sentences[0]
    start, _ = masked.raw_range(*found.match.span())
    ranges = [(first.start, start), *((s.start, s.end) for s in context.before(first, 2))]
    near = [p for r in ranges for p in reversed(context.parties(*r, masked.lang, guests=True))]
    same = (p for p in (*near, context.home) if p is not None and country_of(p) == country_of(party))
    return next((p for p in same if identity(p) != identity(party)), None)


def _of_clause_before(context: Context, masked: Masked) -> list[Statement]:
    """What the clause before stated, where a semicolon parts it from this one."""
    first, lately = masked.sentences[0], context.lately
    goes_on = bool(lately) and context.folded[: first.start].rstrip().endswith(";")
    return lately if goes_on and lately[0].sentences[-1].line == first.line else []


def _is_mixed(row: Sequence[Item]) -> bool:
    """Whether a row of friends has places of China and abroad: only the sentence tells their owner."""
    return len(row) > MOST_SIDES and _of_both_sides(row)


def _of_both_sides(row: Sequence[Item]) -> bool:
    return len({is_chinese(item.mention) for item in row}) > 1


def _owner_of_both(context: Context, masked: Masked, row: Sequence[Item], start: int) -> PlaceMention | None:
    """Whose friends both are: of the place that opens the sentence, of the one that opens the sentence before
    where a pronoun stands for it, else of the one whose page it is."""
    named = {identity(item.mention) for item in row}
    first = masked.sentences[0]
    before = context.parties(first.start, start, masked.lang)
    if not before and meant(masked.lang).search(masked.text):
        before = [p for s in context.before(first, 1) for p in context.parties(s.start, s.end, masked.lang)]
    owners = (p for p in (*before[:1], context.home) if p is not None)
    return next((p for p in owners if identity(p) not in named), None)


def _goes_on(context: Context, last: list[Statement], party: PlaceMention) -> PlaceMention | None:
    """The subject of the clause before: where it and `party` lie in Taiwan, Hong Kong or Macao
    (金沙镇与东港镇结为姊妹镇,又与仑背乡结盟), or where it opens the sentence and both lie abroad
    (乌兰乌德与二连浩特签约,与乌兰巴托则是姐妹城市)."""
    owner = last[0].a if last else None
    if owner is None or identity(owner) == identity(party):
        return None
    if country_of(party) in ISLANDS:
        return owner if country_of(party) == country_of(owner) else None
    if {country_of(p) for p in (party, last[0].a, last[0].b)} == {CHINA_PROPER}:
        return owner  # 与宝塔区结为友好市区;又同南湖区结为姊妹市区
    sentence = last[0].sentences[-1]
    parties = context.parties(sentence.start, sentence.end, "zh") if sentence.lang == "zh" else []
    opens = bool(parties) and parties[0] is owner and len({identity(s.a) for s in last}) == 1
    abroad = not is_chinese(owner) and not is_chinese(party) and country_of(owner) != country_of(party)
    joined = context.folded.endswith(tuple(lexicon.words()["zh"]["with"]), 0, party.extent[0])
    return owner if opens and abroad and joined else None
