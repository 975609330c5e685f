"""Latin names as the model reads them: letters, or syllables for Japanese, in several orders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.link.names import en_norm
from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load

MAX_LATIN, MAX_WORDS = 24, 4
GROUPS = {"JP": "JP", "KR": "KR", "KP": "KR", "VN": "VN"}
# Symbols an alphabet has room for, and the widest segment one character stands for, by group of countries.
BASES = {"LAT": 27, "JP": 256, "KR": 27, "VN": 27}
WIDTHS = {"LAT": 5, "JP": 4, "KR": 6, "VN": 6}
# What a form is: the whole name, its parts in another order, what stands before a preposition, all but the
# last word, all but an article before it.
WHOLE, TURNED, HEAD, SHORTER, BARE = range(5)
_SYLLABLE = re.compile(
    r"(?:kk|ss|tt|pp|cch)?((?:ky|gy|sh|j|ch|ny|hy|by|py|my|ry|ts|[kgsztdnhbpmyrwf])?[aiueo]|n|m|[a-z])"
)
_FIRST = 0xE000
_ONSETS = " k ky g gy s sh z j t ch ts d n ny h hy f b by p py m my r ry y w"


class Form(NamedTuple):
    """One way a name may be spelled: its symbols, and the words in it that may be translated as a whole."""

    text: str
    words: tuple[tuple[int, int, int], ...]
    kind: int


class _Latin(RuleModel):
    joining: list[str]
    alike: dict[str, str]
    languages: dict[str, list[str]]


@lru_cache(maxsize=1)
def _rules() -> _Latin:
    return load(rules_dir() / "gazetteer" / "latin.yaml", _Latin)


@lru_cache(maxsize=1)
def _joining() -> frozenset[str]:
    return frozenset(_rules().joining)


@lru_cache(maxsize=1)
def _languages() -> dict[str, int]:
    rows = _rules().languages
    return {country: number for number, name in enumerate(rows, 1) for country in rows[name]}


@lru_cache(maxsize=1)
def alike() -> NDArray[np.uint8]:
    """By letter (a is 1) the consonant that it is heard as, 0 for those that count as no consonant."""
    out = np.zeros(BASES["LAT"], dtype=np.uint8)
    for heard, letters in _rules().alike.items():
        for letter in letters:
            out[_digit(letter)] = _digit(heard)
    return out


def language(country: str) -> int:
    """The number of the language in which a country spells its names; 0 where the rules name none."""
    return _languages().get(country[:2], 0)


def languages() -> int:
    """How many languages `language` tells apart, with 0."""
    return len(_rules().languages) + 1


def group(country: str) -> str:
    """Which model reads the names of a country (or of a pool such as `US/county`)."""
    return GROUPS.get(country[:2], "LAT")


def words(name: str) -> list[str]:
    """The words of a Latin name in plain letters, without what stands in brackets or behind a comma."""
    if not name.startswith("("):
        name = re.sub(r"\(.*?\)", " ", name)
    name = name.split("/")[0].split(",")[0]
    name = re.sub(r"\b([dlDL])['’]", r"\1 ", name)
    plain = (re.sub("[^a-z]", "", word) for word in en_norm(name.replace("-", " ")).split())
    return [word for word in plain if word]


def spell(word: str) -> str:
    """Letters of a word as far as they are heard alike: ck, ph, y and doubled letters made one."""
    word = word.replace("sch", "sh").replace("ck", "k").replace("ph", "f").replace("y", "i")
    return re.sub(r"(.)\1", r"\1", word)


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    heads = _ONSETS.split(" ")
    known = [head + vowel for head in heads for vowel in "aiueo"]
    known += list("bcdfghjklmnpqrstvwxyz")
    return {syllable: chr(_FIRST + i) for i, syllable in enumerate(known)}


def syllables(word: str) -> str:
    """A romanised Japanese word, one symbol a syllable, without length: `higashi` has three."""
    for long, short in (("ou", "o"), ("oo", "o"), ("uu", "u"), ("tch", "cch")):
        word = word.replace(long, short)
    table = _syllables()
    found = (match.group(1) for match in _SYLLABLE.finditer(word))
    return "".join(table.get("n" if s == "m" else s, "") for s in found)


def forms(name: str, group: str, lexicon: dict[str, int]) -> list[Form]:
    """All forms of a name, the whole one first; those longer than MAX_LATIN left out."""
    parts = words(name)
    if not parts:
        return []
    orders: list[tuple[list[str], int]] = [(parts, WHOLE)]
    size = len(parts)
    if group == "LAT" and size > 1:
        if size <= 4:
            orders += [(parts[k:] + parts[:k], TURNED) for k in range(1, size)]
        joined = [i for i in range(1, size - 1) if parts[i] in _joining()]
        if joined:
            first = last = joined[0]
            while last + 1 < size - 1 and parts[last + 1] in _joining():
                last += 1
            turned = parts[last + 1 :] + parts[first : last + 1] + parts[:first]
            orders += [(turned, TURNED), (parts[:first], HEAD)]
        elif size >= 3:
            orders.append((parts[:-1], SHORTER))
        if parts[0] in _joining():
            orders.append((parts[1:], BARE))
    out: dict[tuple[str, tuple[tuple[int, int, int], ...]], Form] = {}
    for order, kind in orders:
        form = _form(order, kind, group, lexicon)
        if 1 <= len(form.text) <= MAX_LATIN:
            out.setdefault((form.text, form.words), form)
    return list(out.values())


def _form(parts: Sequence[str], kind: int, group: str, lexicon: dict[str, int]) -> Form:
    text = ""
    marked: list[tuple[int, int, int]] = []
    for word in parts:
        spelled = syllables(word) if group == "JP" else spell(word) if group == "LAT" else word
        number = lexicon.get(word)
        if group == "LAT" and number is not None and len(marked) < MAX_WORDS:
            marked.append((len(text), len(text) + len(spelled), number))
        text += spelled
    return Form(text, tuple(marked), kind)


def code(text: str, base: int) -> int:
    """The number of a segment: its symbols as digits; 0 for the empty one."""
    number = 0
    for symbol in text:
        number = number * base + _digit(symbol)
    return number


def _digit(symbol: str) -> int:
    point = ord(symbol)
    return point - _FIRST + 1 if point >= _FIRST else point - 96


def symbols(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Digits of many texts, [text, position], 0 behind the end."""
    out = np.zeros((len(texts), MAX_LATIN), dtype=np.uint8)
    for row, text in enumerate(texts):
        out[row, : len(text)] = [_digit(symbol) for symbol in text]
    return out


def marks(all_words: Sequence[tuple[tuple[int, int, int], ...]]) -> NDArray[np.int16]:
    """Start, end and number of the translatable words of many forms, [form, MAX_WORDS, 3], -1 where none."""
    out = np.full((len(all_words), MAX_WORDS, 3), -1, dtype=np.int16)
    for row, marked in enumerate(all_words):
        for k, mark in enumerate(marked):
            out[row, k] = mark
    return out


def segment_codes(latin: NDArray[np.uint8], width: int, base: int) -> NDArray[np.int64]:
    """Numbers of all segments, [form, position, width]; -1 for those that reach behind the end."""
    count = len(latin)
    padded = np.zeros((count, MAX_LATIN + 1 + width), dtype=np.int64)
    padded[:, :MAX_LATIN] = latin
    out = np.zeros((count, MAX_LATIN + 1, width + 1), dtype=np.int64)
    for w in range(1, width + 1):
        out[:, :, w] = out[:, :, w - 1] * base + padded[:, w - 1 : w + MAX_LATIN]
    ends = np.arange(MAX_LATIN + 1)[:, None] + np.arange(width + 1)[None]
    out[ends[None] > (latin > 0).sum(axis=1)[:, None, None]] = -1
    return out
