"""Names that a text gives in full elsewhere: the mentions that say less mean the same place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extract.layers import PlaceMention
from extract.link.names import core, plain, split_suffix, zh_norm
from extract.territory import CHINESE


def as_in_full(mentions: Sequence[PlaceMention]) -> None:
    """A Chinese name without its suffix is the place that the text names with one: 宜蘭 where 宜蘭縣 is.

    Not where it names two so (吉林省, 吉林市), nor across a border.
    """
    full: dict[str, dict[str, PlaceMention]] = {}
    for mention in mentions:
        if mention.lang == "zh" and mention.kind == "division" and mention.place is not None:
            bare, suffix = split_suffix(zh_norm(mention.name))
            if suffix:
                full.setdefault(bare, {}).setdefault(mention.place.key, mention)
    for mention in mentions:
        named = full.get(zh_norm(mention.name), {}) if mention.lang == "zh" else {}
        if len(named) != 1 or mention.kind != "division" or mention.qualifiers:
            continue
        (whole,) = named.values()
        if mention.place is None or mention.place.country in (None, whole.country):
            mention.country = whole.country
            _follow(mention, whole)


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
