"""A place no list knows: its country as the text states it, its level by its suffix, its names by the
rules of spelling."""

from __future__ import annotations

from extract.layers import Place
from extract.link.names import split_suffix, suffix_kinds, zh_norm
from extract.link.pinyin import pinyin_word
from extract.link.taiwan import to_taiwan
from extract.territory import CHINESE

# Countries where the standard Chinese name of a city keeps its suffix.
_KEEP_SUFFIX = CHINESE | {"JP", "KR", "KP", "VN"}
_LEVELS = {"p": "province", "c": "city", "d": "county", "o": "other"}


def unknown_place(name: str, country: str | None, suffix: str, like: Place | None = None) -> Place:
    """A Place for a Chinese name (folded) that no list has; key by country, level and Simplified name.

    `like` is a place of another kind with that name: the English one is then the same, and what it lies in.
    """
    level = _LEVELS.get(suffix_kinds(suffix)[:1], "city")
    if suffix == "县" and country == "JP":
        level = "province"
    if suffix == "州" and country == "CN":
        level = "other"
    zh = zh_norm(name)
    if suffix == "市" and country not in _KEEP_SUFFIX:
        zh = split_suffix(zh)[0]
    english = like.name_en if like else pinyin_word(split_suffix(zh)[0]) if country == "CN" else None
    return Place(
        f"{country or ''}|{level}|{zh}",
        name_zh=zh,
        name_zh_hant=to_taiwan(zh),
        name_en=english,
        country=country,
        level=level,
        parent=like.parent if like else None,
    )
