"""Which places are one place and which statements one tie, and the ids that both keep for ever.

An id is made once, of what the thing was first known by (a place's key, a tie's `fact_key`), and kept
in `minted`. A group goes by the id of its member that was published first; the other ids, once published,
point to it in `rekey`, and come back if the group is cut again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from extract.link.gazetteer import open_gazetteer
from extract.registry.components import Components
from extract.registry.decisions import place_codes, place_edges
from extract.registry.policy import Succession
from extract.territory import CHINESE

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_SCHEMES = ("geonames", "iso_3166_2", "gbt_2260", "wikidata")
_RANK = ("gn:", "iso:", "gbt:", "wd:")
_COLUMNS = (
    "key, name_zh, name_zh_hant, name_en, country, level, geonames_id, iso_3166_2, gbt_2260, wikidata, parent"
)


def natural_id(letter: str, founded_on: str, length: int = 10) -> str:
    """`letter` and so many times 5 bits of the hash of what the thing was first known by."""
    number = int.from_bytes(hashlib.sha256(founded_on.encode()).digest())
    return letter + "".join(_ALPHABET[(number >> 5 * i) & 31] for i in range(length))


class Mint:
    """Gives each group its id; ids in use are kept, no id is given twice."""

    def __init__(self, db: sqlite3.Connection, publication: int) -> None:
        self._db, self._publication = db, publication
        self._known: dict[str, tuple[int, str]] = {}
        self._taken: set[str] = set()
        for id_, founded_on, first in db.execute("SELECT id, founded_on, publication FROM minted"):
            self._known[founded_on] = (first, id_)
            self._taken.add(id_)

    def id_of(self, letter: str, keys: Iterable[str], best: str) -> str:
        """The id of the first published among `keys`, else a new one, founded on `best`."""
        known = [self._known[key] for key in keys if key in self._known]
        if known:
            return min(known)[1]
        length = 10
        while (id_ := natural_id(letter, best, length)) in self._taken:
            length += 1
        self._known[best] = (self._publication, id_)
        self._taken.add(id_)
        self._db.execute("INSERT INTO minted VALUES (?, ?, ?)", (id_, best, self._publication))
        return id_


@dataclass(slots=True)
class _Known:
    """What is known of the place that a key names."""

    key: str
    name_zh: str | None
    name_zh_hant: str | None
    name_en: str | None
    country: str | None
    level: str
    references: dict[str, str]
    parent: str | None
    linked: bool = field(default=False)


def settle_places(db: sqlite3.Connection, succession: Succession, mint: Mint) -> None:
    """Group the nodes into places: write `place`, `reference`, `former` and each node's `place`."""
    same, apart = place_edges(db)
    known = _known_places(db, succession, {key for edge in same for key in edge})
    for key, code in place_codes(db).items():
        if key in known:
            known[key].references["wikidata"] = code
    groups = Components(known, apart)
    for a, b in same:
        groups.join(a, b)
    for a, b in _automatic_edges(known, succession):
        groups.join(a, b)
    place_of: dict[str, str] = {}
    shown: dict[str, _Known] = {}
    merged = {change.key for change in succession.changes if change.how == "merged"}
    for group in groups.groups():
        linked = [known[key] for key in group if key in known and known[key].linked]
        if linked:
            best = min(linked, key=lambda k: (k.key in merged, _scheme(k.key), k.key))
            id_ = mint.id_of("P", [k.key for k in linked], best.key)
            shown[id_] = best
            place_of.update(dict.fromkeys(group, id_))
    _write_places(db, shown, place_of, known, succession)


def _known_places(db: sqlite3.Connection, succession: Succession, decided: set[str]) -> dict[str, _Known]:
    """Every key that records or decisions name, and the divisions above, as the gazetteer or they have it."""
    known = {row[0]: _from_row(row) for row in db.execute(f"SELECT {_COLUMNS} FROM node")}
    wanted = (
        known.keys()
        | decided
        | {change.into for change in succession.changes if change.key in known and change.into}
    )
    while wanted:
        rows, times = _gazetteer_rows(sorted(wanted))
        for key in wanted:
            if key in rows:
                stated = known[key].references if key in known else {}
                known[key] = _from_row(rows[key])
                known[key].references = stated | known[key].references
            if key in known:
                known[key].linked = bool(known[key].references) or times.get(key) == 1
        wanted = {row[-1] for row in rows.values() if row[-1]} - known.keys()
    return known


def _gazetteer_rows(keys: list[str]) -> tuple[dict[str, tuple[Any, ...]], dict[str, int]]:
    """What the gazetteer has of some keys, in the order of _COLUMNS, and how many places share each key.

    A key that several share (counties of one name) tells no place from another: it has no row.
    """
    sql = (
        "SELECT p.key, p.name_zh, p.name_zh_hant, p.name_en, p.country, p.level, p.geonames_id,"
        " CASE WHEN instr(p.iso, '-') THEN p.iso END, p.gbt, NULL, above.key"
        " FROM main.place p LEFT JOIN main.place above ON above.id = p.parent"
        " WHERE p.key IN (SELECT value FROM json_each(?))"
    )
    rows: dict[str, tuple[Any, ...]] = {}
    times: dict[str, int] = defaultdict(int)
    for row in open_gazetteer().rows(sql, json.dumps(keys)):
        rows[row[0]] = row
        times[row[0]] += 1
    return {key: row for key, row in rows.items() if times[key] == 1}, times


def _from_row(row: tuple[Any, ...]) -> _Known:
    references = {scheme: str(v) for scheme, v in zip(_SCHEMES, row[6:10], strict=True) if v}
    key, name_zh, name_zh_hant, name_en, country, level = row[:6]
    return _Known(key, name_zh, name_zh_hant, name_en, country, level, references, row[10])


def _automatic_edges(known: dict[str, _Known], succession: Succession) -> list[tuple[str, str]]:
    """Keys that share a code, and places that were merged: sorted, as the first may bar what follows."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, place in sorted(known.items()):
        for reference in place.references.items():
            holders[reference].append(key)
    edges = [(keys[0], key) for _, keys in sorted(holders.items()) for key in keys[1:]]
    return edges + [
        (change.key, change.into)
        for change in succession.changes
        if change.into and change.key in known and change.into in known
    ]


def _scheme(key: str) -> int:
    return next((i for i, scheme in enumerate(_RANK) if key.startswith(scheme)), len(_RANK))


def _write_places(
    db: sqlite3.Connection,
    shown: dict[str, _Known],
    place_of: dict[str, str],
    known: dict[str, _Known],
    succession: Succession,
) -> None:
    for table in ("former", "reference", "place"):
        db.execute(f"DELETE FROM {table}")
    db.executemany(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                id_,
                p.key,
                p.name_zh,
                p.name_zh_hant,
                p.name_en,
                p.country,
                p.level,
                place_of.get(p.parent or ""),
            )
            for id_, p in shown.items()
        ],
    )
    db.executemany(
        "INSERT OR IGNORE INTO reference VALUES (?, ?, ?, ?)",
        [
            (id_, scheme, code, succession.gbt_2260_year if scheme == "gbt_2260" else None)
            for key, id_ in place_of.items()
            if key in known
            for scheme, code in known[key].references.items()
        ],
    )
    db.executemany(
        "INSERT INTO former VALUES (?, ?, ?, ?, ?, ?)",
        [
            (place_of[c.key], c.key, c.name_zh, c.name_en, c.until, c.how)
            for c in succession.changes
            if c.key in place_of
        ],
    )
    db.executemany(
        "UPDATE node SET place = ?1 WHERE n = ?2 AND place IS NOT ?1",
        [(place_of.get(key), n) for n, key in db.execute("SELECT n, key FROM node").fetchall()],
    )


def _is_turned(a: str, a_is_chinese: bool, b: str, b_is_chinese: bool) -> bool:
    """Whether `b` is to stand first: the Chinese side does, else the smaller id."""
    return b_is_chinese if a_is_chinese != b_is_chinese else b < a


@dataclass(slots=True)
class Identity:
    """A tie as it is told from others: two places and a kind of relation, with the facts that state it."""

    a: str
    b: str
    relation: str
    facts: list[tuple[int, str, str | None]] = field(default_factory=list)  # number, fact_key, tie until now
    tie: str = ""


def settle_ties(
    db: sqlite3.Connection, mint: Mint, touched_facts: set[int]
) -> tuple[list[Identity], set[str]]:
    """Group the facts into ties and write each fact's `tie`.

    Returns the ties to look at afresh (those touched, and all between the same two places), and the ids that
    no fact goes by any more.
    """
    found: dict[tuple[str, str, str], Identity] = {}
    waiting: list[tuple[int, str | None]] = []
    moved: list[tuple[str | None, int]] = []
    was: set[str | None] = set()
    rows = db.execute(
        "SELECT f.n, f.fact_key, f.relation, f.tie, a.place, b.place, p.country, q.country FROM fact f"
        " JOIN node a ON a.n = f.a JOIN node b ON b.n = f.b"
        " LEFT JOIN place p ON p.id = a.place LEFT JOIN place q ON q.id = b.place"
    )
    for n, fact_key, relation, tie, a, b, country_a, country_b in rows:
        was.add(tie)
        if a is None or b is None or a == b:
            waiting.append((n, tie))
            continue
        if _is_turned(a, country_a in CHINESE, b, country_b in CHINESE):
            a, b = b, a
        found.setdefault((a, b, relation), Identity(a, b, relation)).facts.append((n, fact_key, tie))
    for identity in found.values():
        keys = sorted(fact_key for _, fact_key, _ in identity.facts)
        identity.tie = mint.id_of("T", keys, keys[0])
        moved += [(identity.tie, n) for n, _, tie in identity.facts if tie != identity.tie]
    moved += [(None, n) for n, tie in waiting if tie is not None]
    left = {tie for _, tie in waiting if tie} | {
        tie for identity in found.values() for _, _, tie in identity.facts if tie and tie != identity.tie
    }
    db.executemany("UPDATE fact SET tie = ? WHERE n = ?", moved)
    touched_facts |= {n for _, n in moved}
    pairs = {
        (i.a, i.b) for i in found.values() if i.tie in left or any(n in touched_facts for n, _, _ in i.facts)
    }
    now = {identity.tie for identity in found.values()}
    return [i for i in found.values() if (i.a, i.b) in pairs], {tie for tie in was - now if tie}
