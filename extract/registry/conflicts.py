"""Where what was read contradicts itself: sources that name other years, and pages that say a thing in two
ways."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A stage of a tie for which sources name several years; `shown` is the date that the policy chose."""

    tie: str
    a: str  # place ids
    b: str
    kind: str
    shown: str
    years: list[str]


@dataclass(frozen=True, slots=True)
class OnPage:
    """Two things that one document says, between its `languages`, in its `arithmetic` or in a `list`.

    Each side has `lang`, `start`, `end`, `text` and `value`.
    """

    scope: str
    kind: str
    source_id: str
    sides: list[dict[str, Any]]


def between_sources(db: sqlite3.Connection, most: int = -1) -> Iterator[Disagreement]:
    """At most so many, the ties spoken of last first."""
    rows = db.execute(
        "SELECT e.tie, t.a, t.b, e.kind, min(CASE WHEN e.shown THEN e.date END),"
        " group_concat(DISTINCT substr(e.date, 1, 4)) FROM event e JOIN tie t ON t.id = e.tie"
        " WHERE e.date <> '' GROUP BY e.tie, e.kind"
        " HAVING min(e.shown) = 0 AND count(DISTINCT substr(e.date, 1, 4)) > 1"
        " ORDER BY t.last_seen DESC, e.tie, e.kind LIMIT ?",
        (most,),
    )
    for tie, a, b, kind, shown, years in rows:
        yield Disagreement(tie, a, b, kind, shown, sorted(years.split(",")))


def on_pages(db: sqlite3.Connection) -> Iterator[OnPage]:
    """Those of current documents, the newest first."""
    rows = db.execute(
        "SELECT c.scope, c.kind, d.source_id, c.sides FROM conflict c JOIN document d ON d.n = c.document"
        " WHERE NOT d.superseded ORDER BY d.day DESC, d.source_id, c.id"
    )
    for scope, kind, source_id, sides in rows:
        yield OnPage(scope, kind, source_id, json.loads(sides))
