"""Names that a text gives in full elsewhere: the mentions that say less mean the same place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extract.layers import PlaceMention
from extract.link.names import COUNTY, core, norm, plain, split_suffix, zh_norm
from extract.territory import CHINESE

# The English words for a kind of place that its name alone mostly stands for too.
KINDS = (" county", " prefecture", " district", " township")
# A bare English name linked with less follows the name in full that is linked with more.
UNSURE, SURE = 0.7, 0.85


def as_in_full(mentions: Sequence[PlaceMention]) -> None:
    """A name without its suffix is the place that the text names with one: 宜蘭 where 宜蘭縣 is; in English
    only with that of a county or the like (Quebec is not Quebec City).

    Not where it names two so (吉林省, 吉林市), nor across a border, but where the name is in doubt: 太原 by
    太原市 is no Thái Nguyên.
    """
    full: dict[tuple[str, str], dict[str, PlaceMention]] = {}
    for mention in mentions:
        if mention.kind == "division" and mention.place is not None and (bare := _without_kind(mention)):
            full.setdefault((mention.lang, bare), {}).setdefault(mention.place.key, mention)
    for mention in mentions:
        named = full.get((mention.lang, norm(mention.name, mention.lang)), {})
        if len(named) != 1 or mention.kind != "division" or mention.qualifiers:
            continue
        (whole,) = named.values()
        if mention.lang == "en":
            alike = mention.link_confidence < UNSURE and whole.link_confidence >= SURE
        else:
            alike = mention.place is None or mention.place.country in (None, whole.country)
            alike = alike or (mention.link_confidence < UNSURE and _may_be(mention, whole))
        if alike:
            mention.country = whole.country
            _follow(mention, whole)


def _may_be(mention: PlaceMention, whole: PlaceMention) -> bool:
    """Whether the place of a name in full is among those that a bare name may mean."""
    return whole.place is not None and any(place.key == whole.place.key for place, _ in mention.candidates)


def _without_kind(mention: PlaceMention) -> str:
    """The name before the suffix that tells its kind, as names compare; empty where there is none."""
    if mention.lang == "zh":
        bare, suffix = split_suffix(zh_norm(mention.name))
        return bare if suffix else ""
    if mention.name.lower().startswith(COUNTY.lower()):
        return norm(mention.name[len(COUNTY) :], "en")
    return core(mention.name, "en") if mention.name.lower().endswith(KINDS) else ""


def as_qualified(text: str, mentions: Sequence[PlaceMention], country: Callable[[str], str | None]) -> None:
    """A name abroad that says its country at most is the place whose division the text names elsewhere:
    美国洛克维尔市 where 美国马里兰州洛克维尔市 is. Not where the text has two such.

    `text` is the folded text; `country` gives that of a country's name.
    """
    told: dict[tuple[str, str, str], dict[str, PlaceMention]] = {}
    less: list[tuple[tuple[str, str, str], PlaceMention]] = []
    for mention in mentions:
        abroad = mention.country if mention.country not in CHINESE else None
        if abroad is None or mention.kind != "division" or mention.place is None:
            continue
        key = mention.lang, core(mention.name, mention.lang), abroad
        if all(country(plain(text[start:end], mention.lang)) for start, end in mention.qualifiers):
            less.append((key, mention))
        else:
            told.setdefault(key, {}).setdefault(mention.place.key, mention)
    for key, mention in less if told else ():
        named = told.get(key, {})
        if len(named) == 1:
            (whole,) = named.values()
            named_alike = zh_norm(mention.name) == zh_norm(whole.name)
            alike = whole.place and mention.place and whole.place.level == mention.place.level
            if named_alike or alike:
                _follow(mention, whole)


def _follow(mention: PlaceMention, whole: PlaceMention) -> None:
    mention.place = whole.place
    mention.link_method, mention.link_confidence = "document", whole.link_confidence
    mention.candidates = whole.candidates
