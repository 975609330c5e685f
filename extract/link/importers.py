"""Public dumps read into the user's own gazetteer: streamed, each row with its source and licence.

The user's file lies beside the user's aliases and is read together with the package's gazetteer. A line that
is broken is counted, kept with its number and skipped; a file that is no dump of the stated kind is refused.
"""

from __future__ import annotations

import bz2
import gzip
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from extract.link.gazetteer import FIRST_OF_USER, LATIN, VARIANT, Gazetteer, open_gazetteer, user_folder
from extract.link.names import HAN, KANA, en_norm, zh_norm
from extract.resources import gazetteer_path

USER_SCHEMA = """
CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY, key TEXT UNIQUE, kind TEXT, country TEXT,
  level TEXT, name_zh TEXT, name_zh_hant TEXT, name_en TEXT, geonames_id INTEGER, iso TEXT, gbt TEXT,
  parent INTEGER, population INTEGER, source TEXT, curated INTEGER);
CREATE TABLE IF NOT EXISTS name (norm TEXT, place INTEGER, flags INTEGER, source TEXT, licence TEXT,
  PRIMARY KEY (norm, place)) WITHOUT ROWID;
"""


class ImportRefused(ValueError):
    """A dump that is not read at all: unknown format, licence not accepted, or not the stated kind of
    file."""


@dataclass(slots=True)
class Report:
    """What an import did. `bad` holds (line number, reason)."""

    licence: str
    names: int = 0
    places: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A place of a dump: the GeoNames id it says it is, names in any script, and what else it says."""

    geonames_id: int | None
    names: tuple[str, ...]
    country: str | None = None
    population: int = 0
    main: str | None = None
    level: str = "city"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of dump: how a line reads, its licence, if that is share-alike, if it is one JSON array."""

    parse: Callable[[str], Row | None]
    licence: str
    share_alike: bool
    whole: bool = False


# Levels of GeoNames' feature codes of class A.
_LEVELS = {"ADM1": "province", "ADM2": "county", "ADM3": "county", "ADM4": "county"}


def user_path() -> Path:
    """The user's own gazetteer file."""
    return user_folder() / "imported.sqlite"


def _geonames(line: str) -> Row | None:
    cells = line.rstrip("\n").split("\t")
    if len(cells) < 15:
        raise ValueError(f"expected 19 tab-separated columns of GeoNames' allCountries, found {len(cells)}")
    if cells[6] not in ("P", "A"):
        return None
    names = (cells[1], cells[2], *cells[3].split(","))
    level = "city" if cells[6] == "P" else _LEVELS.get(cells[7], "other")
    kept = tuple(dict.fromkeys(n for n in names if n))
    return Row(int(cells[0]), kept, cells[8] or None, int(cells[14] or 0), cells[1], level)


def _alternate(line: str) -> Row | None:
    cells = line.rstrip("\n").split("\t")
    if len(cells) < 4:
        raise ValueError(f"expected at least 4 tab-separated columns of alternateNamesV2, found {len(cells)}")
    number = int(cells[1])
    if not (cells[2].startswith("zh") or cells[2] in ("en", "")):
        return None
    return Row(number, (cells[3],))


def _wikidata(line: str) -> Row | None:
    text = line.strip().rstrip(",")
    if text in ("[", "]", ""):
        return None
    item = json.loads(text)
    claims = item["claims"].get("P1566", ())
    if not claims:
        return None
    number = int(claims[0]["mainsnak"]["datavalue"]["value"])
    names = [v["value"] for tag, v in sorted(item["labels"].items()) if tag.startswith("zh") or tag == "en"]
    aliases = item.get("aliases", {})
    names += [v["value"] for tag in sorted(aliases) if tag.startswith("zh") for v in aliases[tag]]
    return Row(number, tuple(names))


def _csc(line: str) -> Row | None:
    item = json.loads(line)
    names = [item["name"], *(item.get("translations") or {}).values()]
    return Row(
        None,
        tuple(str(n) for n in names if n),
        item["country_code"],
        int(item.get("population") or 0),
        item["name"],
    )


FORMATS = {
    "geonames": Format(_geonames, "GeoNames, CC BY 4.0", False),
    "alternate-names": Format(_alternate, "GeoNames, CC BY 4.0", False),
    "wikidata": Format(_wikidata, "Wikidata, CC0 1.0", False),
    "csc": Format(_csc, "countries-states-cities-database, ODbL 1.0", True, whole=True),
}


def read_dump(source: Path, kind: str, accept_licence: bool = False) -> Report:
    """Read a dump into the user's gazetteer, whole or not at all. Raises ImportRefused."""
    if kind not in FORMATS:
        raise ImportRefused(f"unknown format {kind!r}: expected one of {', '.join(sorted(FORMATS))}")
    form = FORMATS[kind]
    if form.share_alike and not accept_licence:
        raise ImportRefused(
            f"{form.licence}: share-alike; pass --accept-licence to use it (exports will name it)"
        )
    if not source.is_file():
        raise ImportRefused(f"no file {source}")
    report = Report(form.licence)
    target = user_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    gazetteer = open_gazetteer(gazetteer_path())
    with sqlite3.connect(target) as db:
        db.executescript(USER_SCHEMA)
        for row in _rows(source, form, report):
            _keep(db, gazetteer, row, kind, report)
        if report.bad and not report.names:
            db.rollback()
            raise ImportRefused(
                f"{source}: expected {kind}, but no line reads so; "
                f"line {report.bad[0][0]}: {report.bad[0][1]}"
            )
    return report


def _lines(source: Path, whole: bool) -> Iterator[tuple[int, str]]:
    """Lines with numbers, unpacked from `.gz` and `.bz2`; a `whole` JSON array as one object a line."""
    unpack: Callable[[Path], IO[bytes]] = {".gz": gzip.open, ".bz2": bz2.open}.get(source.suffix, _plain)  # type: ignore[assignment]
    with unpack(source) as file:
        if whole:
            try:
                items = json.load(file)
            except (ValueError, EOFError, OSError) as error:
                raise ImportRefused(f"{source}: truncated or no JSON: {error}") from error
            for number, item in enumerate(items, 1):
                yield number, json.dumps(item)
            return
        try:
            for number, raw in enumerate(file, 1):
                yield number, raw.decode("utf-8", errors="replace")
        except (EOFError, OSError) as error:
            raise ImportRefused(f"{source}: truncated: {error}") from error


def _plain(source: Path) -> IO[bytes]:
    return source.open("rb")


def _rows(source: Path, form: Format, report: Report) -> Iterator[Row]:
    for number, line in _lines(source, form.whole):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            row = form.parse(line)
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            report.bad.append((number, f"{type(error).__name__}: {error}"))
            continue
        if row is not None:
            yield row


def _keep(db: sqlite3.Connection, gazetteer: Gazetteer, row: Row, kind: str, report: Report) -> None:
    known = gazetteer.find(f"gn:{row.geonames_id}") if row.geonames_id else None
    norms = dict(_norms(row.names))
    if not norms:
        return
    if known is not None:
        place_id = known.id
    elif row.main and row.country:
        place_id = _place(db, row, kind)
    else:
        return
    report.places += 1
    for norm, flags in norms.items():
        db.execute(
            "INSERT OR REPLACE INTO name VALUES (?,?,?,?,?)",
            (norm, place_id, flags, kind, FORMATS[kind].licence),
        )
        report.names += 1


def _place(db: sqlite3.Connection, row: Row, kind: str) -> int:
    key = f"gn:{row.geonames_id}" if row.geonames_id else f"{row.country}|{row.level}|{row.main}"
    found = db.execute("SELECT id FROM place WHERE key=?", (key,)).fetchone()
    if found:
        return int(found[0])
    zh = next((zh_norm(n) for n in row.names if HAN.search(n) and not KANA.search(n)), None)
    last = db.execute("SELECT max(id) FROM place").fetchone()[0] or FIRST_OF_USER
    db.execute(
        "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (last + 1, key, "division", row.country, row.level, zh, None, row.main, row.geonames_id, None, None,
         None, row.population, kind, 0),
    )  # fmt: skip
    return int(last) + 1


def _norms(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    for name in names:
        if HAN.search(name):
            if not KANA.search(name):
                yield zh_norm(name), VARIANT
        elif en_norm(name):
            yield en_norm(name), LATIN


def licences() -> tuple[str, ...]:
    """Licences of what the user has imported: every export that uses it names them."""
    if not user_path().exists():
        return ()
    with sqlite3.connect(f"{user_path().resolve().as_uri()}?mode=ro", uri=True) as db:
        return tuple(sorted(r[0] for r in db.execute("SELECT DISTINCT licence FROM name")))
