"""Ties made wrong on purpose and mixed in (`--plant 2%`), to see how many wrong ones reviewers let through.

Each is a copy of a real tie with one field changed: another place of the same country, another kind of tie, a
date some years off, another status. It looks like any other item; `Shown.planted` says which field is wrong,
in the index and the store only. Nothing that was decided on it counts for the registry.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from extract.edtf import known as edtf
from extract.records import fact_key
from extract.review.held import Held
from extract.review.items import beside, fits, key_of
from extract.review.judgement import Shown

_ANOTHER = {"sister_city": "friendly_exchange", "friendly_exchange": "sister_city"}
_YEARS = (1, -1, 2, -3, 5)
_OTHERS = 50  # places of a country to choose from
_encode = msgspec.json.Encoder(order="deterministic").encode
_shown = msgspec.json.Decoder(Shown)


def share_of(told: str) -> float:
    """`2%` or `0.02` as a share. Raises ValueError for what is none, or more than a half."""
    share = float(told.removesuffix("%")) / 100 if told.endswith("%") else float(told)
    if not 0 <= share <= 0.5:
        raise ValueError(f"{told}: a share from 0 to 50%, such as 2%")
    return share


def plant(db: sqlite3.Connection, held: Held, share: float) -> int:
    """Add wrong copies of about a `share` of the ties; how many. The same index is given the same ones."""
    if not share:
        return 0
    ties = _Ties(db)
    wanted, done = max(1, round(share * len(ties.keys))), 0
    db.execute("BEGIN")
    for key in sorted(ties.keys, key=_chance):
        if done == wanted:
            break
        donor = ties.item(key)
        wrong = next(_wrong(ties, donor), None)
        if wrong is not None:
            _write(db, held, donor, wrong, ties.any_confidence(key))
            done += 1
    db.execute("COMMIT")
    return done


class _Ties:
    """The ties of an index: what wrong ones are made from."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.keys: list[str] = []
        self._confidences: list[float] = []
        self._of_country: dict[str, list[str]] = {}
        query = (
            "SELECT key, confidence, json_extract(shown, '$.names.\"b.country\"') FROM item"
            " WHERE kind = 'tie' ORDER BY key"
        )
        for key, confidence, country in db.execute(query):
            self.keys.append(key)
            self._confidences.append(confidence)
            others = self._of_country.setdefault(country or "", [])
            if country and len(others) < _OTHERS:
                others.append(key)

    def item(self, key: str) -> dict[str, Any]:
        """All columns of a tie."""
        found = self._db.execute("SELECT * FROM item WHERE key = ?", (key,))
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchone(), strict=True))

    def knows(self, key: str) -> bool:
        return self._db.execute("SELECT 1 FROM item WHERE key = ?", (key,)).fetchone() is not None

    def any_confidence(self, key: str) -> float:
        """That of a tie drawn by chance, so that nothing is told by where in the queue an item stands."""
        return self._confidences[int(_chance(f"{key} confidence"), 16) % len(self._confidences)]

    def others(self, country: str, key: str) -> Iterator[Shown]:
        """Ties whose second place lies in a country, in an order that chance gives."""
        for other in sorted(self._of_country.get(country, ()), key=lambda other: _chance(f"{key}{other}")):
            yield _shown.decode(self.item(other)["shown"])


def _wrong(ties: _Ties, donor: dict[str, Any]) -> Iterator[Shown]:
    """Wrong versions of a tie that no run states, each with another field wrong, as chance orders them."""
    shown, says = _shown.decode(donor["shown"]), json.loads(donor["says"])
    for spoil in sorted(_SPOILS, key=lambda each: _chance(donor["key"] + each.__name__)):
        wrong = spoil(ties, donor["key"], shown)
        if wrong is None:
            continue
        field, fields = str(wrong.planted), wrong.fields
        known = fact_key(fields["a"], fields["b"], fields["relation"])
        said = [value for value, _ in says.get(field, ())]
        if fields[field] not in said and (known == donor["key"] or not ties.knows(known)):
            yield wrong


def _another_place(ties: _Ties, key: str, shown: Shown) -> Shown | None:
    """The second place is another of the same country that some tie has."""
    own = (shown.fields["a"], shown.fields["b"])
    for other in ties.others(shown.names.get("b.country", ""), key):
        if other.fields["b"] not in own:
            names = {name: told for name, told in shown.names.items() if not name.startswith("b.")}
            names |= {name: told for name, told in other.names.items() if name.startswith("b.")}
            return _spoilt(shown, "b", other.fields["b"], names)
    return None


def _another_relation(ties: _Ties, key: str, shown: Shown) -> Shown | None:
    relation = _ANOTHER.get(shown.fields["relation"])
    return _spoilt(shown, "relation", relation) if relation else None


def _another_date(ties: _Ties, key: str, shown: Shown) -> Shown | None:
    """Some years off, the rest of the date as it is."""
    date = shown.fields["date"]
    if edtf(date or "") is None or not date[:4].isdigit():
        return None
    for years in sorted(_YEARS, key=lambda years: _chance(f"{key}{years}")):
        moved = f"{int(date[:4]) + years:04}{date[4:]}"
        if edtf(moved) is not None and not fits(moved, date) and not fits(date, moved):
            return _spoilt(shown, "date", moved)
    return None


def _another_status(ties: _Ties, key: str, shown: Shown) -> Shown | None:
    status = "ended" if shown.fields["status"] == "established" else "established"
    return _spoilt(shown, "status", status)


_SPOILS: tuple[Callable[[_Ties, str, Shown], Shown | None], ...] = (
    _another_place,
    _another_relation,
    _another_date,
    _another_status,
)


def _spoilt(shown: Shown, field: str, value: Any, names: dict[str, str] | None = None) -> Shown:
    fields = shown.fields | {field: value}
    return msgspec.structs.replace(shown, fields=fields, names=names or shown.names, planted=field)


def _write(
    db: sqlite3.Connection, held: Held, donor: dict[str, Any], wrong: Shown, confidence: float
) -> None:
    """Write a wrong tie with its donor's statements."""
    fields = wrong.fields
    known = fact_key(fields["a"], fields["b"], fields["relation"])
    told = held.tie(known, fields["a"], fields["b"], fields["relation"])
    how = beside(fields, told)
    item = donor | {
        "key": key_of("tie", "planted", donor["key"], str(wrong.planted)),
        "b": fields["b"],
        "name_b": wrong.names.get("b.name_zh") or wrong.names.get("b.name_en") or donor["name_b"],
        "relation": fields["relation"],
        "shown": _encode(msgspec.structs.replace(wrong, confidence=confidence)).decode(),
        "says": "{}",
        "confidence": confidence,
        "calm": donor["calm"] and how != "contradicts",
        "beside": how,
        "held": _encode(told).decode() if told else None,
        "n": None,
    }
    marks = ", ".join("?" * len(item))
    added = db.execute(f"INSERT INTO item ({', '.join(item)}) VALUES ({marks})", tuple(item.values()))
    db.execute(
        "INSERT INTO statement SELECT ?, rank, document, kind, first, last, confidence, evidence"
        " FROM statement WHERE item = ?",
        (added.lastrowid, donor["n"]),
    )


def _chance(text: str) -> str:
    return hashlib.sha256(f"planted {text}".encode()).hexdigest()
