"""Porter's stemmer for English words, so that `cities` in a text meets `city` in a gloss."""

from __future__ import annotations

import re
from functools import lru_cache

_STEP2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("isation", "ize"),
    ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"),
    ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
    ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("alise", "al"), ("iciti", "ic"), ("ical", "ic"),
    ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive",
    "ize", "ise", "al", "er", "ic", "ou",
)  # fmt: skip

_VC = re.compile(r"[aeiouy][^aeiouy]")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLE = re.compile(r"([^aeioulsz])\1$")
_CVC = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]$")


def _measure(stem: str) -> int:
    """How many vowel-consonant turns a stem has (Porter's m)."""
    return len(_VC.findall(stem))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a lower-case word (M. F. Porter, An algorithm for suffix stripping, 1980).

    >>> stem("cities"), stem("city"), stem("twinned"), stem("establishing")
    ('citi', 'citi', 'twin', 'establish')
    """
    if len(word) <= 2 or len(word) > 40:
        return word
    word = _plural(word)
    word = _past(word)
    if word.endswith("y") and _VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(word, _STEP2)
    word = _replace(word, _STEP3)
    return _tidy(_step4(word))


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        root = word[: -len(ending)]
        if word.endswith(ending) and _VOWEL.search(root):
            if root.endswith(("at", "bl", "iz")):
                return root + "e"
            if _DOUBLE.search(root):
                return root[:-1]
            return root + "e" if _measure(root) == 1 and _CVC.search(root) else root
    return word


def _replace(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for old, new in endings:
        if word.endswith(old):
            root = word[: -len(old)]
            return root + new if _measure(root) > 0 else word
    return word


def _step4(word: str) -> str:
    for old in _STEP4:
        if word.endswith(old):
            root = word[: -len(old)]
            return root if _measure(root) > 1 else word
    if word.endswith(("sion", "tion")) and _measure(word[:-3]) > 1:
        return word[:-3]
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        root = word[:-1]
        if _measure(root) > 1 or (_measure(root) == 1 and not _CVC.search(root)):
            word = root
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
