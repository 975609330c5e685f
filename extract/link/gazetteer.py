"""The compiled gazetteer, opened read-only: places by id, and the places a name may mean."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.link.names import HAN, en_norm, split_suffix
from extract.resources import gazetteer_path
from extract.territory import CHINESE as CHINESE_TERRITORIES

if TYPE_CHECKING:  # the build must not need spaCy, which the layers import
    from extract.layers import Place

APPLICATION_ID = 0x594F5543
FORMAT = 4
# What a name is to a place (`name.flags`).
STANDARD, VARIANT, CORE, LATIN, OWN, DEMONYM, CURATED = 1, 2, 4, 8, 16, 32, 64
SHORT = 256  # an abbreviation: good behind a place only
# What a name is to the scanner (`Gazetteer.scan_flags`).
COUNTRY, REGION, PROVINCE, PLACE, STRONG, CHINESE, FOREIGN, SUFFIXED = 1, 2, 4, 8, 16, 32, 64, 128


# Ids of places that only the user's own file has start here.
FIRST_OF_USER = 1_000_000_000


def user_folder() -> Path:
    """Where the user's aliases and imports lie: `$YOUCHENG_DATA`, else `youcheng` in XDG_DATA_HOME."""
    own = os.environ.get("YOUCHENG_DATA")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "youcheng"


def _user_file() -> Path | None:
    path = user_folder() / "imported.sqlite"
    return path if path.is_file() else None


class GazetteerError(RuntimeError):
    """The gazetteer is missing, truncated, or not one of ours."""


@dataclass(frozen=True, slots=True)
class Row:
    """A place of the gazetteer with what linking needs to know beside the Place itself."""

    id: int
    place: Place
    kind: str
    population: int
    parent: int | None
    curated: bool


class Gazetteer:
    """Read access to one compiled gazetteer file. Not thread-safe; one per process.

    Raises GazetteerError when the file is missing or was not written by `youcheng gazetteer build`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise GazetteerError(f"no gazetteer at {path}: run `youcheng gazetteer build`")
        try:
            self._connect()
            found = (self._one("PRAGMA application_id"), self._one("PRAGMA user_version"))
            if found != (APPLICATION_ID, FORMAT):
                raise GazetteerError(
                    f"{path}: expected a youcheng gazetteer of format {FORMAT}, found id {found[0]}, "
                    f"format {found[1]}: run `youcheng gazetteer build`"
                )
            names = self._one("SELECT data FROM main.blob WHERE name='scan_names'")
            self.scan_flags: bytes = self._one("SELECT data FROM main.blob WHERE name='scan_flags'")
        except sqlite3.DatabaseError as error:
            raise GazetteerError(f"{path}: expected a youcheng gazetteer (SQLite), found: {error}") from error
        self.scan_names: list[str] = names.decode("utf-8").split("\n")
        self._user = _user_file()
        if self._user is not None:
            self._attach(self._user)
            self._scan_also()
        self.row = lru_cache(maxsize=1 << 15)(self._row)
        self.lookup = lru_cache(maxsize=1 << 15)(self._lookup)
        self.provinces = lru_cache(maxsize=1 << 15)(self._provinces)

        if hasattr(os, "register_at_fork"):  # a connection is of the process that opened it
            os.register_at_fork(after_in_child=self._again)

    def _connect(self) -> None:
        uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)

    def _attach(self, user: Path) -> None:
        self._db.execute("ATTACH DATABASE ? AS mine", (f"{user.resolve().as_uri()}?mode=ro",))

    def _again(self) -> None:
        self._connect()
        if self._user is not None:
            self._attach(self._user)

    def _scan_also(self) -> None:
        """Let texts be searched for the Chinese names of the user's file too.

        They are no evidence alone, since nobody has checked them: a suffix, a qualifier or a slot must speak
        for them.
        """
        known = set(self.scan_names)
        found = self._db.execute(
            "SELECT n.norm, coalesce(own.country, theirs.country) FROM mine.name AS n"
            " LEFT JOIN mine.place AS own ON own.id = n.place"
            " LEFT JOIN main.place AS theirs ON theirs.id = n.place ORDER BY n.norm, n.place"
        )
        added: dict[str, int] = {}
        for norm, country in found:
            if len(norm) >= 2 and HAN.search(norm) and norm not in known:
                side = CHINESE if country in CHINESE_TERRITORIES else FOREIGN
                added[norm] = added.get(norm, 0) | PLACE | side | (SUFFIXED if split_suffix(norm)[1] else 0)
        self.scan_names += added
        self.scan_flags += bytes(added.values())

    def _one(self, sql: str) -> Any:
        row = self._db.execute(sql).fetchone()
        return row[0] if row else None

    def _row(self, place_id: int) -> Row:
        from extract.layers import Place

        table = "mine.place" if place_id >= FIRST_OF_USER else "main.place"
        r = self._db.execute(
            "SELECT p.key, p.kind, p.country, p.level, p.name_zh, p.name_zh_hant, p.name_en, p.geonames_id,"
            " p.iso, p.gbt, p.parent, p.population, p.curated, above.key"
            f" FROM {table} AS p LEFT JOIN main.place AS above ON above.id = p.parent WHERE p.id=?",
            (place_id,),
        ).fetchone()
        if r is None:
            raise KeyError(place_id)
        place = Place(
            key=r[0], name_zh=r[4], name_zh_hant=r[5], name_en=r[6], country=r[2], level=r[3],
            geonames_id=r[7],
            iso_3166_2=r[8] if r[8] and "-" in r[8] else None, gbt_2260=r[9],
            parent=r[13],
        )  # fmt: skip
        return Row(place_id, place, r[1], r[11], r[10], bool(r[12]))

    def _lookup(self, norm: str) -> tuple[tuple[int, int], ...]:
        """(place id, flags) of every place that has the normalised name `norm`."""
        found = tuple(self._db.execute("SELECT place, flags FROM main.name WHERE norm=?", (norm,)))
        if self._user is None:
            return found
        mine = self._db.execute("SELECT place, flags FROM mine.name WHERE norm=?", (norm,))
        known = {place for place, _ in found}
        return (*found, *(row for row in mine if row[0] not in known))

    def _provinces(self, norm: str) -> tuple[int, ...]:
        """The ids of the first-level divisions of our lists that have the normalised name `norm` in full."""
        found = [self.row(i) for i, flags in self.lookup(norm) if not flags & (CORE | SHORT)]
        return tuple(row.id for row in found if row.curated and row.place.level == "province")

    def find(self, key: str) -> Row | None:
        """The place with a key such as `gn:2192362`, `iso:US-OR`, `gbt:420100`; None where there is none."""
        found = self._db.execute("SELECT id FROM main.place WHERE key=? ORDER BY id", (key,)).fetchone()
        return self.row(found[0]) if found else None

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """The demonyms of one word in lower case (`canadian`), each with its country; without shared ones."""
        found: dict[str, set[str]] = {}
        sql = (
            "SELECT n.norm, p.country FROM name n JOIN place p ON p.id = n.place "
            "WHERE p.kind = 'country' AND n.flags & ?"
        )
        for norm, country in self.rows(sql, DEMONYM):
            found.setdefault(norm, set()).add(country)
        return {norm: country for norm, (country, *more) in found.items() if not more and norm.isalpha()}

    def people(self, word: str) -> str | None:
        """The country of a demonym (`Canadian`) or of a country's own English name."""
        rows = [
            self.row(place)
            for place, flags in self.lookup(en_norm(word))
            if flags & (DEMONYM | STANDARD | CURATED)
        ]
        countries = {row.place.country for row in rows if row.kind == "country"}
        return countries.pop() if len(countries) == 1 else None

    def rows(self, sql: str, *args: object) -> list[tuple[Any, ...]]:
        """Rows of a query, for what works on many places at once (transliteration, exports)."""
        return list(self._db.execute(sql, args))

    def blob(self, name: str) -> bytes | None:
        row = self._db.execute("SELECT data FROM main.blob WHERE name=?", (name,)).fetchone()
        return row[0] if row else None

    @property
    def meta(self) -> dict[str, str]:
        """What the build wrote of itself: format, sources with versions, coverage, attribution."""
        return dict(self._db.execute("SELECT key, value FROM main.meta"))

    def sha256(self) -> str:
        """The file's hash, for the manifest."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=4)
def open_gazetteer(path: Path | None = None) -> Gazetteer:
    """The gazetteer of the package, or the one at `path`; opened once a process."""
    return Gazetteer(path or gazetteer_path())
