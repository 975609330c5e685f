"""Readings of Han characters in Japanese, Korean and Vietnamese names, as prior knowledge for training.

From rules/gazetteer/readings.yaml, in the spellings that names use. Japanese: voiced in the second place
(saki, zaki), kun readings without their verbal end, long vowels as GeoNames writes them. Korean: Unihan
writes Yale, names the Revised Romanisation.
"""

from __future__ import annotations

import re

from extract.link.translit.em import Counts
from extract.link.translit.spelling import BASES, code, syllables
from extract.resources import rules_dir
from extract.rules.loader import load


def readings(language: str, width: int) -> Counts:
    """P(reading | character) for each character of a language (`ja`, `ko`, `vi`), by segment number."""
    base = BASES["JP"] if language == "ja" else BASES["KR"]
    out: Counts = {}
    table = load(rules_dir() / "gazetteer" / "readings.yaml", dict[str, dict[str, str]])
    for char, text in table[language].items():
        forms = [form for reading in text.split() for form in _forms(reading, language)]
        spelled = [syllables(form) if language == "ja" else form for form in forms]
        fitting = [form for form in spelled if 0 < len(form) <= width]
        for form in fitting:
            known = out.setdefault(char, {})
            number = code(form, base)
            known[number] = known.get(number, 0.0) + 1.0 / len(fitting)
    return out


_LONG = (("ou", "o"), ("oo", "o"), ("uu", "u"), ("ei", "ei"))
_VOICED = (("k", "g"), ("sh", "j"), ("s", "z"), ("ch", "j"), ("ts", "z"), ("t", "d"), ("h", "b"), ("f", "b"))


def _forms(reading: str, language: str) -> list[str]:
    if language != "ja":
        return _korean(reading) if language == "ko" else [reading]
    for long, short in _LONG:
        reading = reading.replace(long, short)
    forms = [reading]
    forms += [voiced + reading[len(plain) :] for plain, voiced in _VOICED if reading.startswith(plain)][:1]
    if len(reading) > 3 and reading[-1] in "uiae":
        forms.append(reading[:-1])
        if reading[-2:] in ("ru", "su", "ku", "mu", "tsu", "bu", "gu"):
            forms += [reading[:-2], reading[:-1] + "i", reading[:-2] + "i"]
    if len(reading) >= 3 and reading.endswith(("tsu", "ku", "chi", "ki")):
        forms.append(reading[: -3 if reading.endswith(("tsu", "chi")) else -2])
    return [f for f in dict.fromkeys(forms) if f]


def _korean(reading: str) -> list[str]:
    """Yale to the Revised Romanisation, and to what older maps write."""
    vowels = {
        "yey": "ye", "yay": "yae", "way": "wae", "wey": "we", "oy": "oe", "uy": "ui", "wi": "wi", "wu":
        "u", "ye": "yeo",
        "we": "wo", "wa": "wa", "ya": "ya", "yo": "yo", "yu": "yu", "ay": "ae", "ey": "e", "a": "a",
        "e": "eo", "o": "o",
        "u": "eu", "i": "i",
    }  # fmt: skip
    found = re.fullmatch(r"(kk|tt|pp|ss|cc|kh|th|ph|ch|[kntlmpscjh]?)([aeiouyw]+)(ng|[klmnptsh]?)", reading)
    if found is None:
        return [reading]
    first, vowel, last = found.groups()
    middle = vowels.get(vowel, vowel)
    heads = {"k": ("g", "k"), "t": ("d", "t"), "p": ("b", "p"), "c": ("j", "ch"), "l": ("r", "n", "l", ""),
             "ch": ("ch",),
             "kh": ("k",), "th": ("t",), "ph": ("p",)}.get(first, (first,))  # fmt: skip
    if first == "s":
        heads = ("s", "sh") if vowel == "wi" else ("s",)
    if first == "n" and vowel[:1] in "yi":
        heads = ("n", "")
    tail = {"k": "k", "p": "p", "l": "l", "t": "t"}.get(last, last)
    old = {"eo": "o", "yeo": "yo", "eu": "u", "ae": "ae"}.get(middle)
    return [head + m + tail for head in heads for m in (middle, *((old,) if old else ()))]
