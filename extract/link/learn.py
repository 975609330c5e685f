"""What the transliteration model is trained on: the gazetteer's own pairs of names. Build time only."""

from __future__ import annotations

from collections import defaultdict

from extract.link import em
from extract.link.entries import Entry
from extract.link.names import en_norm, en_strip, split_suffix, zh_norm
from extract.link.translit import GROUPS

# Smaller places abroad add names that few have checked, and time.
_SMALLEST = 3_000
_FURTHER = 12
Counts = dict[str, dict[str, float]]


def models(entries: list[Entry]) -> dict[str, Counts]:
    """Smoothed counts for each group of countries: JP, KR, VN and LAT (all others)."""
    pairs: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    held_names = {
        (e.country, em.letters(en_norm(en_strip(e.en[0])))) for e in entries if e.geonames_id and em.held_out(e.geonames_id)
    }
    for entry in entries:
        if entry.country in ("CN", "TW", "HK", "MO", "SG", None) or entry.kind != "division" or not entry.zh:
            continue
        if entry.geonames_id and em.held_out(entry.geonames_id):
            continue
        group = GROUPS.get(entry.country, "LAT")
        latin = tuple(dict.fromkeys(em.letters(en_norm(en_strip(n))) for n in entry.en))
        if not entry.geonames_id and (group == "LAT" or any((entry.country, x) in held_names for x in latin)):
            continue  # a division would give away the city of its name
        if group == "LAT" and entry.population < _SMALLEST or not latin:
            continue
        for core in dict.fromkeys(split_suffix(zh_norm(n))[0] for n in entry.zh):
            pairs[group].append((core, latin[:_FURTHER]))
    pinyin = _pinyin({c for group in pairs.values() for han, _ in group for c in han})
    return {
        group: em.smooth(em.train(pairs[group], pinyin, 8 if group == "LAT" else 10), pinyin, ())
        for group in sorted(pairs)
    }


def _pinyin(chars: set[str]) -> dict[str, str]:
    from pypinyin import lazy_pinyin

    return {char: lazy_pinyin(char)[0] for char in sorted(chars)}
