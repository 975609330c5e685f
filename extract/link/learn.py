"""What the transliteration model is trained on: the gazetteer's own pairs of names. Build time only."""

from __future__ import annotations

import re
from collections import defaultdict

from extract.link import em
from extract.link.entries import Entry
from extract.link.names import en_norm, en_strip, split_suffix, zh_norm
from extract.link.translit import GROUPS
from extract.resources import rules_dir
from extract.rules.loader import load
from extract.territory import CHINESE

# Smaller places abroad add names that few have checked, and time.
_SMALLEST = 800
_FURTHER = 12
Counts = dict[str, dict[str, float]]


def models(entries: list[Entry]) -> dict[str, Counts]:
    """Smoothed counts for each group of countries: JP, KR, VN and LAT (all others)."""
    pairs: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    held_names = {
        (e.country, em.letters(en_norm(en_strip(e.en[0]))))
        for e in entries
        if e.geonames_id and em.held_out(e.geonames_id)
    }
    for entry in entries:
        if entry.country is None or entry.country in CHINESE | {"SG"}:
            continue
        if entry.kind != "division" or not entry.zh:
            continue
        if entry.geonames_id and em.held_out(entry.geonames_id):
            continue
        group = GROUPS.get(entry.country, "LAT")
        latin = tuple(dict.fromkeys(em.letters(en_norm(en_strip(n))) for n in entry.en))
        plain = latin
        if group == "LAT":
            latin = tuple(dict.fromkeys(em.spelling(x) for x in latin))
        if not entry.geonames_id and (group == "LAT" or any((entry.country, x) in held_names for x in plain)):
            continue  # a division would give away the city of its name
        if (group == "LAT" and entry.population < _SMALLEST) or not latin:
            continue
        for core in dict.fromkeys(split_suffix(zh_norm(n))[0] for n in entry.zh):
            pairs[group].append((core, latin[:_FURTHER]))
    pinyin = _pinyin({c for group in pairs.values() for han, _ in group for c in han})
    readings = load(rules_dir() / "gazetteer" / "readings.yaml", dict[str, dict[str, str]])
    out = {"LAT": em.smooth(em.train(pairs["LAT"], pinyin, 8), pinyin, ())}
    for group, language in (("JP", "ja"), ("KR", "ko"), ("VN", "vi")):
        prior = {char: _readings(text, language) for char, text in readings[language].items()}
        out[group] = em.with_prior(em.train(pairs[group], pinyin, 10, prior), prior)
    return out


def _readings(text: str, language: str) -> dict[str, float]:
    """Readings of a character as pseudo-counts, in the spellings that names use.

    Japanese: voiced in the second place (saki, zaki), kun readings without their verbal end, long vowels
    as GeoNames writes them. Korean: Unihan writes Yale, names the Revised Romanisation.
    """
    out: dict[str, float] = {}
    for reading in text.split():
        for form in _forms(reading, language):
            out[form] = out.get(form, 0.0) + 1.0
    total = sum(out.values())
    return {form: count / total for form, count in out.items()}


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
    return [f for f in dict.fromkeys(forms) if f and len(f) <= em.MAX_SEGMENT + 1]


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


def _pinyin(chars: set[str]) -> dict[str, str]:
    from pypinyin import lazy_pinyin

    return {char: lazy_pinyin(char)[0] for char in sorted(chars)}
