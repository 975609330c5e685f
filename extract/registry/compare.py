"""Another list held against ours: what is in both, only in one, and what differs."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from extract.link.gazetteer import open_gazetteer
from extract.registry.find import forms
from extract.registry.naming import Naming
from extract.registry.publish import latest, published
from extract.registry.theirs import Theirs

_SCHEMES = {
    "wikidata": "wikidata",
    "geonames": "geonames",
    "iso_3166_2": "iso_3166_2",
    "gbt_2260": "gbt_2260",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """`both`, `differing` (in `differences`, ours and theirs), `theirs`, `ours`, or `unlinked`: a place of
    theirs that nobody knows, or that could be several."""

    what: Literal["both", "differing", "theirs", "ours", "unlinked"]
    tie: str | None
    row: int | None
    a: str
    b: str
    differences: dict[str, tuple[str | None, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class _Places:
    """Our places by code, and by name where only one in a country has it; and those of the gazetteer."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._keys = {key for (key,) in db.execute("SELECT key FROM node UNION SELECT key FROM place")}
        self._by_code: dict[tuple[str, str], str] = {
            (s, v): p for p, s, v in db.execute("SELECT place, scheme, value FROM reference")
        }
        self._by_name: dict[str, set[tuple[str | None, str]]] = defaultdict(set)
        rows = db.execute(
            "SELECT id, country, name_zh, name_zh_hant, name_en FROM place"
            " UNION SELECT p.id, p.country, f.name_zh, NULL, f.name_en FROM former f"
            " JOIN place p ON p.id = f.place"
        )
        for id_, country, *names in rows:
            for name in names:
                for form in forms(name or ""):
                    self._by_name[form].add((country, id_))

    def find(self, said: dict[str, str], side: str) -> str | None:
        for scheme in _SCHEMES:
            code = said.get(f"{side}_{scheme}")
            place = self._by_code.get((scheme, code)) if code else None
            if place is not None:
                return place
        country = said.get(f"{side}_country")
        for form in forms(said.get(f"{side}_name", "")):
            found = {id_ for known, id_ in self._by_name.get(form, ()) if country in (None, known)}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def is_another(self, said: dict[str, str], side: str) -> bool:
        """Whether the gazetteer knows a place that `find` does not find, and none it may be is ours."""
        gazetteer = open_gazetteer()
        for form in forms(said.get(f"{side}_name", "")):
            places = [gazetteer.row(number).place for number, _ in gazetteer.lookup(form)]
            meant = {p.key for p in places if said.get(f"{side}_country") in (None, p.country)}
            if meant:
                return not meant & self._keys
        return False


def compare(
    db: sqlite3.Connection, rows: Iterable[Theirs], naming: Naming, relation: str = "sister_city"
) -> Iterator[Compared]:
    """Each of their rows against our ties of `relation`; then ours that their list lacks, of the places it is
    about (its side `a`). A coarser date is no difference."""
    places = _Places(db)
    ours = {
        frozenset((tie["a"]["id"], tie["b"]["id"])): tie
        for tie in published(db, latest(db))
        if tie["relation"] == relation and tie["status"] not in ("proposed", "denied")
    }
    found: set[frozenset[str]] = set()
    covered: set[str] = set()
    for theirs in rows:
        if theirs.said.get("relation", relation) != relation:
            continue
        names = (_name(theirs.said, "a"), _name(theirs.said, "b"))
        a, b = places.find(theirs.said, "a"), places.find(theirs.said, "b")
        covered |= {a} if a else set()
        lacking = [side for side, place in (("a", a), ("b", b)) if place is None]
        if a is None or b is None:
            known = all(places.is_another(theirs.said, side) for side in lacking)
            yield Compared("theirs" if known else "unlinked", None, theirs.row, *names)
            continue
        pair = frozenset((a, b))
        if pair in found:
            continue  # P190 is stated from both sides
        found.add(pair)
        if pair not in ours:
            yield Compared("theirs", None, theirs.row, *names)
            continue
        differences = _differences(ours[pair], theirs.said)
        what: Literal["both", "differing"] = "differing" if differences else "both"
        yield Compared(what, ours[pair]["id"], theirs.row, *names, differences)
    for pair, tie in ours.items():
        if pair not in found and pair & covered:
            yield Compared("ours", tie["id"], None, naming.place(tie["a"]), naming.place(tie["b"]))


def _name(said: dict[str, str], side: str) -> str:
    return said.get(f"{side}_name") or said.get(f"{side}_wikidata") or "?"


def _differences(tie: dict[str, Any], said: dict[str, str]) -> dict[str, tuple[str | None, str]]:
    return {
        name: (tie[name], said[name])
        for name in ("since", "until")
        if name in said and not _compatible(tie[name], said[name])
    }


def _compatible(ours: str | None, theirs: str) -> bool:
    """Whether two EDTF dates are one, told more or less finely.

    >>> _compatible("1986-03", "1986"), _compatible("1986", "1987"), _compatible(None, "1986")
    (True, False, False)
    """
    return ours is not None and (ours.startswith(theirs) or theirs.startswith(ours))
