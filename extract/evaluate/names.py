"""When two records name the same place: the territory, and the name without what kind of place it is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extract.evaluate.measures import Fact

# Generic parts of names: two names are compared without them, as the guideline says.
_ZH_SUFFIX = re.compile(
    "(?:特别自治[道市]|特别行政区|自治[区州县旗]|广域市|特别市|直辖市|都市区|联邦区|共和国|[大地]区"
    "|[市省州县区旗盟道府都郡镇町邦村])$"
)
_EN_GENERIC = re.compile(
    r"\b(?:city|province|prefecture|state|county|district|region|municipality|oblast|krai|department|of|the|"
    r"autonomous|special|metropolitan|shi|ken|si|do|town|banner|league|canton|greater)\b"
)
_EN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
# A mention may take in this many characters of qualifiers before gold's, and of generic suffix after it.
_BEFORE, _AFTER = 12, 4


@lru_cache(maxsize=4096)
def zh_core(name: str | None) -> str:
    """A Chinese name without its generic suffix, white space and dots; whole where one character is left."""
    name = re.sub(r"\s|[··・‧•]", "", unicodedata.normalize("NFKC", name or ""))
    core = _ZH_SUFFIX.sub("", name)
    return core if len(core) >= 2 else name


def zh_suffix(name: str | None) -> str:
    found = _ZH_SUFFIX.search(name or "")
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def en_core(name: str | None) -> str:
    """An English name in lower-case letters and digits, without accents and generic words."""
    folded = unicodedata.normalize("NFKD", (name or "").lower().translate(_EN_LETTERS))
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    folded = re.sub(r"\bst\b\.?", "saint", re.sub("['’ʼ]", "", folded))
    folded = re.sub(r"[^a-z0-9]+", " ", folded)
    return _squeezed(_EN_GENERIC.sub(" ", folded)) or _squeezed(folded)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def en_names(gold: Fact) -> set[str]:
    """All spellings that gold accepts in English."""
    return {en_core(name) for name in (gold.get("en"), *gold.get("en_also", []))} - {""}


def same_place(mine: Fact, gold: Fact) -> bool:
    """The same territory, and a mention that covers gold's or a name of gold's, Chinese or English."""
    if gold.get("country") and mine.get("country") != gold["country"]:
        return False
    if _differ_in_kind(mine.get("text"), gold.get("text")):
        return False
    if _covers(mine, gold):
        return True
    zh = {zh_core(gold.get("zh")), zh_core(gold.get("text"))} - {""}
    if zh & {zh_core(mine.get("name_zh")), zh_core(mine.get("text"))}:
        return True
    return bool(en_names(gold) & {en_core(mine.get("name_en")), en_core(mine.get("text"))})


def _differ_in_kind(mine: str | None, gold: str | None) -> bool:
    """长野市 and 长野县 are two places."""
    ours, theirs = zh_suffix(mine), zh_suffix(gold)
    return bool(ours and theirs) and ours != theirs and zh_core(mine) == zh_core(gold)


def _covers(mine: Fact, gold: Fact) -> bool:
    start, end = mine.get("start"), mine.get("end")
    if start is None or end is None:
        return False
    return bool(
        gold["start"] - _BEFORE <= start <= gold["start"] and gold["end"] <= end <= gold["end"] + _AFTER
    )


def orientation(mine: Fact, gold: Fact) -> tuple[str, str] | None:
    """Which of my sides are gold's `a` and `b`; None where it is another pair."""
    for sides in (("a", "b"), ("b", "a")):
        if same_place(mine[sides[0]], gold["a"]) and same_place(mine[sides[1]], gold["b"]):
            return sides
    return None


def same_pair(mine: Fact, gold: Fact) -> bool:
    return orientation(mine, gold) is not None
