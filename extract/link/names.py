"""Names brought to one form, so that the spellings of one name compare equal.

Three small algebras: Han names (folded, separators out), Latin names (accents, case and punctuation out),
and generic suffixes (市 州 省 …), which say what kind of place a name means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load
from extract.text.script import fold

# What before an English name makes it that of a county alone: County Clare, and no town.
COUNTY = "County "

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
KANA = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
_SEPARATORS = re.compile(r"[\s·・‧•．.'’\-‐–—―－─]+")
_LATIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a"}
)
# What comes off the end of an English name: `Suwon-si`, `Nara-shi`, `Oregon State`.
_EN_TAIL = re.compile(
    r"(?i:-(?:si|shi|gun|gu|ku|machi|cho|mura|do|ken|fu)\b|[ -](?:city|province|prefecture|state|county"
    r"|district|region|municipality|township|oblast|krai|voivodeship|governorate|aimag)\b)$"
)


@lru_cache(maxsize=1 << 16)
@lru_cache(maxsize=1 << 16)
def zh_norm(name: str) -> str:
    """A Han name folded, without separators: `巴登－符騰堡州` → `巴登符腾堡州`."""
    return _SEPARATORS.sub("", fold(name)).replace("陜", "陕")


@lru_cache(maxsize=1 << 16)
def en_norm(name: str) -> str:
    """A Latin name without case, accents and punctuation: `St. Louis` → `saint louis`."""
    text = unicodedata.normalize("NFKD", name.lower().translate(_LATIN))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’ʼ‘`ʹʻ]", "", text)
    text = " ".join(re.findall(r"[a-z0-9]+", text))
    return re.sub(r"\bst\b", "saint", text)


def en_strip(name: str) -> str:
    """An English name without its generic suffix: `Suwon-si` → `Suwon`; the name itself where nothing
    is left."""
    return _EN_TAIL.sub("", name) or name


class _Suffixes(RuleModel):
    suffixes: dict[str, str]
    ends: dict[str, str]
    sections: list[str]
    peoples: list[str]
    english: dict[str, str]
    romanised: dict[str, str]
    examples: dict[str, str]


class _Compiled(NamedTuple):
    kinds: dict[str, str]
    ends: dict[str, str]
    english: dict[str, str]
    romanised: dict[str, tuple[str, str | None]]
    suffix: re.Pattern[str]
    peoples: re.Pattern[str]


def _rules() -> _Suffixes:
    return load(rules_dir() / "places" / "suffixes.yaml", _Suffixes)


def suffix_examples() -> dict[str, str]:
    """Names with their generic part, from rules/places/suffixes.yaml."""
    return _rules().examples


@lru_cache(maxsize=1)
def _compiled() -> _Compiled:
    rules = _rules()
    longest = sorted(rules.suffixes, key=lambda s: (-len(s), s))
    peoples = sorted(rules.peoples, key=lambda s: (-len(s), s))
    return _Compiled(
        rules.suffixes,
        rules.ends,
        rules.english,
        {tail: (said[:2].strip(), said[2:].strip() or None) for tail, said in rules.romanised.items()},
        re.compile("(?:" + "|".join(map(re.escape, longest)) + ")$"),
        re.compile("(?:" + "|".join(peoples) + ")+$"),
    )


def suffixes() -> dict[str, str]:
    """Generic suffixes of Chinese names (rules/places/suffixes.yaml), each with the kinds it can mean."""
    return _compiled().kinds


@lru_cache(maxsize=1 << 16)
def split_suffix(name: str) -> tuple[str, str]:
    """A folded Chinese name cut into core and generic suffix: `休斯敦市` → (`休斯敦`, `市`); core of
    two or more."""
    found = _compiled().suffix.search(name, 2)
    if found:
        return name[: found.start()], found.group()
    return name, ""


def suffix_kinds(suffix: str) -> str:
    """What a suffix can mean, as letters of rules/places/suffixes.yaml; empty where it says nothing."""
    return _compiled().kinds.get(suffix, "")


def ends_name(suffix: str, country: str | None) -> bool:
    """Whether what looks like a suffix can be the end of a listed city's own name: 北九州, 加德满都."""
    countries = _compiled().ends.get(suffix)
    return countries is not None and (not countries or country in countries.split())


@lru_cache(maxsize=1)
def sections() -> frozenset[str]:
    """Suffixes of the parts of a city, which GeoNames lists as it does towns: 莫科托夫区 is Mokotów."""
    return frozenset(_rules().sections)


def en_kinds(name: str) -> str:
    """What the generic word or romanised suffix at the end of a Latin name can mean, as letters; else empty.

    >>> en_kinds("Xiangshan County"), en_kinds("Songpa-gu"), en_kinds("Kansas City")
    ('dp', 'd', 'cp')
    """
    head, _, tail = name.rpartition(" ")
    if head:
        return _compiled().english.get(tail.lower(), "") or en_kinds(tail)
    return romanised(name)[0]


def romanised(name: str) -> tuple[str, str | None]:
    """The kinds that the suffix of a romanised Japanese or Korean name can mean, and the country it says."""
    head, _, tail = name.rpartition("-")
    return _compiled().romanised.get(tail, ("", None)) if head else ("", None)


def generic_part(name: str) -> str:
    """The generic suffix or word at the end of a name in either script; empty where there is none."""
    if HAN.search(name):
        return split_suffix(name)[1]
    return re.split(r"[ -]", name)[-1] if en_kinds(name) else ""


def short_form(name: str) -> str:
    """The short form of a Chinese division: `元江哈尼族彝族傣族自治县` → `元江`, `兴安盟` → `兴安`."""
    core, suffix = split_suffix(name)
    if suffix.startswith("自治"):
        bare = _compiled().peoples.sub("", core)
        return bare if len(bare) >= 2 else core
    return core


def norm(name: str, lang: str) -> str:
    """A name in the form in which the names of its language compare equal."""
    return en_norm(name) if lang == "en" else zh_norm(name)


def plain(name: str, lang: str) -> str:
    """A name as lists are searched for it; an English one without its kind and its possessive ending."""
    return en_norm(en_strip(re.sub(r"[’']s$", "", name))) if lang == "en" else zh_norm(name)


def core(name: str, lang: str) -> str:
    """A name without what tells its kind: 维琴察 of 维琴察市."""
    return en_norm(en_strip(name)) if lang == "en" else split_suffix(zh_norm(name))[0]
