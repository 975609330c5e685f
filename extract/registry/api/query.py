"""Pages of ties, places and changes out of a registry: what the API's answers are made of.

Pages go by the id that comes last on one: `after` it begins the next, so what is published meanwhile moves
nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from extract.registry.publish import Change, diff


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ties: those that fulfil all that is not None. Years are those of `since`."""

    place: str | None = None
    country: str | None = None
    relation: str | None = None
    status: str | None = None
    name: str | None = None
    since_from: int | None = None
    since_to: int | None = None


def ties(
    db: sqlite3.Connection, publication: int, wanted: Wanted, after: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of a publication's ties, and the id after which the next begins."""
    either = "({} IN (content ->> '$.a.{}', content ->> '$.b.{}'))"
    named = " OR ".join(
        f"instr(lower(content ->> '$.{side}.{name}'), lower(:name))"
        for side in ("a", "b")
        for name in ("name_zh", "name_zh_hant", "name_en", "name_then")
    )
    conditions = {
        "place": either.format(":place", "id", "id"),
        "country": either.format(":country", "country", "country"),
        "relation": "content ->> '$.relation' = :relation",
        "status": "content ->> '$.status' = :status",
        "name": f"({named})",
        "since_from": "CAST(substr(content ->> '$.since', 1, 4) AS INTEGER) >= :since_from",
        "since_to": "CAST(substr(content ->> '$.since', 1, 4) AS INTEGER) <= :since_to",
    }
    asked = {name: getattr(wanted, name) for name in conditions if getattr(wanted, name) is not None}
    rows = db.execute(
        "SELECT content FROM version WHERE since <= :publication AND (until IS NULL OR until > :publication)"
        " AND tie > :after "
        + "".join(f" AND {conditions[name]}" for name in asked)
        + " ORDER BY tie LIMIT :limit",
        asked | {"publication": publication, "after": after, "limit": limit + 1},
    )
    found = [json.loads(content) for (content,) in rows]
    return found[:limit], found[limit - 1]["id"] if len(found) > limit else None


def places(
    db: sqlite3.Connection, name: str | None, country: str | None, after: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of places, by a part of any name they have or had, and the id after which the next begins."""
    rows = db.execute(
        "SELECT id FROM place p WHERE id > ?1 AND (?2 IS NULL OR country = ?2) AND (?3 IS NULL"
        " OR instr(lower(coalesce(name_zh, '') || char(10) || coalesce(name_zh_hant, '') || char(10)"
        "          || coalesce(name_en, '')), lower(?3))"
        " OR EXISTS (SELECT 1 FROM former f WHERE f.place = p.id"
        "            AND instr(lower(f.name_zh || char(10) || coalesce(f.name_en, '')), lower(?3))))"
        " ORDER BY id LIMIT ?4",
        (after, country, name, limit + 1),
    ).fetchall()
    found = [known for (id_,) in rows[:limit] if (known := place(db, id_))]
    return found, rows[limit - 1][0] if len(rows) > limit else None


def place(db: sqlite3.Connection, id_: str) -> dict[str, Any] | None:
    """A place with its codes and former names; None where none has the id."""
    names = ("id", "key", "name_zh", "name_zh_hant", "name_en", "country", "level", "parent")
    row = db.execute(f"SELECT {', '.join(names)} FROM place WHERE id = ?", (id_,)).fetchone()
    if row is None:
        return None
    references: dict[str, list[str]] = {}
    for scheme, code in db.execute(
        "SELECT scheme, value FROM reference WHERE place = ? ORDER BY scheme, value", (id_,)
    ):
        references.setdefault(scheme, []).append(code)
    former = db.execute(
        "SELECT name FROM (SELECT name_zh AS name, until FROM former WHERE place = ?1 UNION"
        " SELECT name_en, until FROM former WHERE place = ?1) WHERE name IS NOT NULL ORDER BY until, name",
        (id_,),
    )
    known = dict(zip(names, row, strict=True))
    return known | {"references": references, "former_names": [name for (name,) in former]}


def changes(
    db: sqlite3.Connection, since: int, until: int, after: str, limit: int
) -> tuple[list[Change], str | None]:
    """A page of what changed between two publications, and the tie after which the next begins."""
    found = list(islice(_after(diff(db, since, until), after), limit + 1))
    return found[:limit], found[limit - 1].tie if len(found) > limit else None


def _after(found: Iterable[Change], after: str) -> Iterable[Change]:
    return (change for change in found if change.tie > after)
