"""Entries for the divisions of China down to county level (GB/T 2260) and for Taiwan's. Build time only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from extract.link.entries import Entry, Rules, parse_line
from extract.link.names import HAN, KANA, en_norm, short_form, split_suffix, zh_norm
from extract.link.pinyin import pinyin_word
from extract.link.sources import find_city

# A prefecture is taken for so large at least, so that its name means it before a county of the same name.
_PREFECTURE = 1_500_000


def divisions(rules: Rules, places: list[dict[str, Any]], common: frozenset[str]) -> list[Entry]:
    """All divisions of China down to county level, with GeoNames ids of the cities among them."""
    import pycountry

    table = {**rules.gbt2260, **rules.china.added}
    iso_by_name = {en_norm(s.name).split()[0]: s.code for s in pycountry.subdivisions.get(country_code="CN")}  # type: ignore[no-untyped-call]
    iso_by_name.update({"inner": "CN-NM", "tibet": "CN-XZ"})
    by_code: dict[str, Entry] = {}
    for number in sorted(table):
        code, name = f"{number:06d}", table[number]
        level = _level(code, name)
        entry = Entry("division", "CN", level, gbt=code, source="gbt2260", curated=True)
        entry.add_zh(name)
        short = short_form(name)
        if number in rules.china.provinces:
            line = parse_line(rules.china.provinces[number])
            entry.add_zh(*(n for n in line.zh if len(n) >= 2))
            entry.add_en(*line.en)
            entry.iso = iso_by_name.get(en_norm(line.en[0]).split()[0])
            entry.population = 40_000_000
        else:
            entry.add_zh(short, *_colloquial(name, short))
            known = rules.china.english.get(short)
            entry.add_en(*([e.strip() for e in known.split(";")] if known else []))
            entry.add_en(pinyin_word(short))
            entry.population = {"city": 800_000, "other": 1_500_000}.get(level, 400_000)
            if code.endswith("00"):
                entry.population = 4_000_000
            entry.parent = by_code.get(code[:4] + "00") or by_code.get(code[:2] + "0000")
        entry.scan = {n: _strong(code, n) for n in entry.zh if _scanned(code, n, level, common)}
        by_code[code] = entry
    for name, number in rules.china.aliases.items():
        alias = by_code.get(f"{number:06d}")
        if alias is not None:
            alias.add_zh(name)
            alias.scan[name] = True
    _geonames(rules, by_code, places)
    extra = []
    for text in rules.china.extra:
        line = parse_line(text)
        extra.append(Entry("division", "CN", line.rest, list(line.zh), None, list(line.en), curated=True))
        extra[-1].scan, extra[-1].population = dict.fromkeys(line.zh, True), 500_000
    return [*by_code.values(), *extra]


def _colloquial(name: str, short: str) -> list[str]:
    """`元江哈尼族彝族傣族自治县` is also called 元江县, `延边朝鲜族自治州` 延边州."""
    core, suffix = split_suffix(name)
    if suffix in ("自治县", "自治旗", "自治州") or (suffix == "自治区" and core != short):
        return [short + suffix[-1]]
    return []


def _level(code: str, name: str) -> str:
    if code.endswith("0000"):
        return "province"
    if name.endswith("市"):
        return "city"
    return "other" if code.endswith("00") else "county"


def _scanned(code: str, name: str, level: str, common: frozenset[str]) -> bool:
    """Which names a text is searched for: all but plain words."""
    if name in common and not code.endswith("00"):
        return False
    if code.endswith("00") or level == "city":
        return len(name) >= 2
    return bool(split_suffix(name)[1]) or len(name) >= 2


def _strong(code: str, name: str) -> bool:
    if code.endswith("00"):
        return True
    return len(name) >= 3


def _geonames(rules: Rules, by_code: dict[str, Entry], places: list[dict[str, Any]]) -> None:
    """GeoNames ids for cities: by Chinese name, in the province that GeoNames' code mostly stands for."""
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for place in places:
        for name in {zh_norm(a) for a in place["alternatenames"] if HAN.search(a) and not KANA.search(a)}:
            by_name[name].append(place)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    cities = [(code, e) for code, e in by_code.items() if e.level == "city"]
    for code, entry in cities:
        found = by_name.get(entry.zh[0], [])
        if len(found) == 1:
            votes[found[0]["admin1code"]][code[:2]] += 1
    province_of = {admin1: counter.most_common(1)[0][0] for admin1, counter in sorted(votes.items())}
    for place in places:
        admin1 = province_of.get(place["admin1code"])
        if admin1:
            by_code[admin1 + "0000"].admin1 = place["admin1code"]
    for code, entry in by_code.items():
        if code.endswith("0000"):
            line = parse_line(rules.china.provinces[int(code)])
            if line.city:
                city = find_city(places, line.city)
                entry.geonames_id, entry.population = int(city["geonameid"]), int(city["population"])
            continue
        if entry.level != "city":
            continue
        short = short_form(entry.zh[0])
        pool = [
            p
            for name in (entry.zh[0], short)
            for p in by_name.get(name, [])
            if province_of.get(p["admin1code"]) == code[:2]
        ]
        if not pool:
            pinyin = {en_norm(n).replace(" ", "") for n in entry.en}
            pool = [
                p
                for p in places
                if province_of.get(p["admin1code"]) == code[:2]
                and p["population"] >= 10_000
                and en_norm(p["name"]).replace(" ", "") in pinyin
            ]
        if pool:
            full = [
                p for p in pool if entry.zh[0] in {zh_norm(a) for a in p["alternatenames"] if HAN.search(a)}
            ]
            best = max(full or pool, key=lambda p: (p["population"], -p["geonameid"]))
            if best["population"] >= 20_000 or full:
                entry.geonames_id = int(best["geonameid"])
                least = _PREFECTURE if code.endswith("00") else entry.population
                entry.population = max(least, int(best["population"]))


def taiwan(rules: Rules, places: list[dict[str, Any]]) -> Iterator[Entry]:
    """Taiwan's special municipalities (first level), cities and counties."""
    special = {"TW-TPE", "TW-NWT", "TW-TAO", "TW-TXG", "TW-TNN", "TW-KHH"}
    for iso, text in rules.china.taiwan.items():
        line = parse_line(text)
        level = "province" if iso in special else "city" if line.zh[0].endswith("市") else "county"
        entry = Entry("division", "TW", level, iso=iso, curated=True, population=500_000)
        entry.add_zh(*line.zh, split_suffix(line.zh[0])[0])
        entry.add_en(*line.en)
        if line.city:
            city = find_city(places, line.city)
            entry.geonames_id, entry.population = int(city["geonameid"]), int(city["population"])
        entry.scan = dict.fromkeys(entry.zh, True)
        yield entry
        yield from _towns(entry, rules.taiwan_towns.get(line.zh[0], ""), places)


def _towns(county: Entry, names: str, places: list[dict[str, Any]]) -> Iterator[Entry]:
    """The towns of a county and districts of a city of Taiwan: cities with GeoNames' id where it has them,
    the rest counties. Those in brackets are not searched for."""
    for word in names.split():
        name = word.strip("()")
        core, suffix = split_suffix(name)
        entry = Entry(
            "division", "TW", "city" if suffix == "市" else "county", [name], curated=True, population=60_000
        )
        entry.add_en(pinyin_word(core))
        entry.parent = county
        own = [p for p in places if name in {zh_norm(a) for a in p["alternatenames"] if HAN.search(a)}]
        if len(own) == 1 and suffix == "市":
            entry.geonames_id = int(own[0]["geonameid"])
            entry.en.insert(0, own[0]["name"])
        entry.scan = {name: True} if name == word else {}
        yield entry
