"""Control totals: what releases say a place has, against what the registry holds at that time."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from extract.edtf import known
from extract.registry import decisions
from extract.registry.naming import Naming, Reader
from extract.registry.policy import Policy

_COUNTRY = re.compile(r"iso:([A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Held:
    """What the registry holds in one scope: ties `certain` to have held then, and `possible` ones."""

    scope: str  # own: the place's; all: of every place in it
    certain: int
    possible: int
    verdict: str  # agrees, missing, contradicts


@dataclass(frozen=True, slots=True)
class Total:
    """A claimed number and what the registry has to say to it; `missing` by the scope that fits best."""

    place: str | None
    name: str | None
    name_en: str | None
    what: str
    partner: str | None
    value: int
    modifier: str
    as_of: str | None
    sources: list[str]
    scopes: list[Held]
    verdict: str
    scope: str
    missing: int

    def called(self, naming: Naming, reader: Reader = "alone") -> str:
        """The name of the place; of one that the registry does not hold, as the releases have it."""
        if self.place:
            return naming.of(self.place, reader)
        names = {"name_zh": self.name, "name_zh_hant": None, "name_en": self.name_en}
        return naming.place({"key": "?", "country": None} | names, reader)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Tie:
    relation: str
    since: str | None
    until: str | None
    over: bool  # ended or upgraded
    country: str | None  # of the other side


class _Holdings:
    """The registry's published ties by place, and which places lie in which."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._ties: dict[str, list[_Tie]] = defaultdict(list)
        rows = db.execute(
            "SELECT t.a, t.b, t.relation, t.since, t.until, t.status IN ('ended', 'upgraded'),"
            " a.country, b.country FROM version v JOIN tie t ON t.id = v.tie"
            " JOIN place a ON a.id = t.a JOIN place b ON b.id = t.b"
            " WHERE v.until IS NULL AND t.status NOT IN ('proposed', 'denied')"
        )
        for a, b, relation, since, until, over, country_a, country_b in rows:
            self._ties[a].append(_Tie(relation, since, until, bool(over), country_b))
            self._ties[b].append(_Tie(relation, since, until, bool(over), country_a))
        self._inside: dict[str, list[str]] = defaultdict(list)
        self._of_country: dict[str, list[str]] = defaultdict(list)
        self._country: dict[str, str] = {}
        for id_, key, country, parent in db.execute("SELECT id, key, country, parent FROM place ORDER BY id"):
            if parent:
                self._inside[parent].append(id_)
            if key == f"iso:{country}":
                self._country[id_] = country
            else:
                self._of_country[country].append(id_)

    def own(self, place: str) -> list[_Tie]:
        return self._ties.get(place, [])

    def has_places_inside(self, place: str) -> bool:
        return place in self._inside or self._country_named(place) is not None

    def _country_named(self, place: str) -> str | None:
        """The country that a place's id is, or a key where the registry has no tie of the country's own."""
        found = _COUNTRY.fullmatch(place)
        return found[1] if found else self._country.get(place)

    def all_inside(self, place: str) -> list[_Tie]:
        """The ties of a place and of all places in it."""
        country = self._country_named(place)
        if country is not None:
            places = [place, *self._of_country.get(country, ())]
        else:
            places = [place]
            for above in places:  # grows while it is walked: a tree, so it ends
                places.extend(self._inside.get(above, []))
        return [tie for id_ in places for tie in self._ties.get(id_, [])]


def totals(db: sqlite3.Connection, policy: Policy, place: str | None = None) -> Iterator[Total]:
    """Each claimed total (or those of one place, by id or key); the claim of several documents once."""
    holdings = _Holdings(db)
    place_of = dict(db.execute("SELECT key, place FROM node WHERE place IS NOT NULL"))
    place_of |= dict(db.execute("SELECT key, id FROM place"))
    claims: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    rows = db.execute(
        "SELECT c.id, c.subject, coalesce(c.name_zh, c.name_en), c.name_en, c.what, c.partner, c.value,"
        " c.modifier, coalesce(c.as_of, d.day), d.source_id FROM claim c JOIN document d ON d.n = c.document"
        " WHERE NOT d.superseded"
    )
    rejected = decisions.rejected(db)
    english: dict[str, str] = {}
    for claim, subject, name, name_en, what, partner, value, modifier, as_of, source in rows:
        id_ = place_of.get(subject)
        if name_en:
            english.setdefault(id_ or subject, name_en)
        if claim not in rejected and (place is None or place in (id_, subject)):
            claims[id_ or subject, name or "", what, partner or "", as_of or "", value, modifier].add(source)
    known_places = set(place_of.values())
    for (id_, name, what, partner, as_of, value, modifier), sources in sorted(claims.items()):
        scopes = _scopes(holdings, policy, id_, what, partner, as_of, value, modifier)
        best = min(scopes, key=lambda held: ("agrees", "missing", "contradicts").index(held.verdict))
        yield Total(
            place=id_ if id_ in known_places else None,
            name=name or None,
            name_en=english.get(id_),
            what=what,
            partner=partner or None,
            value=value,
            modifier=modifier,
            as_of=as_of or None,
            sources=sorted(sources),
            scopes=scopes,
            verdict=best.verdict,
            scope=best.scope,
            missing=value - best.possible if best.verdict == "missing" else 0,
        )


def _scopes(
    holdings: _Holdings,
    policy: Policy,
    place: str,
    what: str,
    partner: str,
    as_of: str,
    value: int,
    modifier: str,
) -> list[Held]:
    scopes = [("own", holdings.own(place))]
    if holdings.has_places_inside(place):
        scopes.append(("all", holdings.all_inside(place)))
    found = []
    for scope, ties in scopes:
        near = [t for t in ties if partner in ("", t.country)]
        wanted = [t for t in near if t.relation in policy.counted[what]]
        certain, possible = _count(wanted, what, as_of)
        if what == "countries":  # of the sister cities it has just counted, or of all ties: nobody says
            sisters = [t for t in near if t.relation in policy.counted["sister_cities"]]
            certain, _ = _count(sisters, what, as_of)
        found.append(
            Held(scope, certain, possible, _verdict(certain, possible, value, modifier, policy.approximately))
        )
    return found


def _count(ties: list[_Tie], what: str, as_of: str) -> tuple[int, int]:
    """How many of the ties held on a date for certain, and how many may have (some lack a date).

    Of a number that nobody dates, none is certain: it may be from before all of them.
    """
    day = _last_day(as_of)
    if day is None:
        return 0, _count(ties, what, date.max.isoformat())[1]
    certain = [tie for tie in ties if (signed := _last_day(tie.since)) and signed <= day and _holds(tie, day)]
    possible = [tie for tie in ties if (_first_day(tie.since) or date.min) <= day and _may_hold(tie, day)]
    if what == "countries":
        return tuple(len({t.country for t in some if t.country}) for some in (certain, possible))  # type: ignore[return-value]
    return len(certain), len(possible)


def _holds(tie: _Tie, day: date) -> bool:
    over = _first_day(tie.until)
    return not tie.over or (over is not None and over > day)


def _may_hold(tie: _Tie, day: date) -> bool:
    """Whether a tie may still have held: one over, nobody says since when, may have."""
    over = _last_day(tie.until)
    return not tie.over or over is None or over > day


def _first_day(value: str | None) -> date | None:
    found = known(value) if value else None
    return found.first if found else None


def _last_day(value: str | None) -> date | None:
    found = known(value) if value else None
    return found.last if found else None


def _verdict(certain: int, possible: int, value: int, modifier: str, approximately: float) -> str:
    """Whether some number from `certain` to `possible` is what was claimed.

    >>> [_verdict(*held, 10, "exact", 0.1) for held in ((9, 12), (3, 4), (12, 12))]
    ['agrees', 'missing', 'contradicts']
    """
    low: float = value
    high: float = value
    if modifier == "at_least":
        high = float("inf")
    elif modifier == "approx":
        low, high = value * (1 - approximately), value * (1 + approximately)
    elif modifier == "below":
        low, high = value * (1 - approximately), value - 1
    if possible < low:
        return "missing"
    return "contradicts" if certain > high else "agrees"
