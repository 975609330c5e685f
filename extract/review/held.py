"""What the registry already holds, to be set beside what the runs say."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from extract.registry.store import open_store, value


class Held:
    """The last publication of a registry; of none, where there is no file. Raises RegistryError."""

    def __init__(self, registry: Path | None) -> None:
        self._db: sqlite3.Connection | None = None
        if registry is not None and registry.is_file():
            self._db = open_store(registry)
        self.publication = int(value(self._db, "SELECT max(n) FROM publication") or 0) if self._db else 0

    def tie(self, fact_key: str, a: str, b: str, relation: str) -> dict[str, Any] | None:
        """The tie of a fact, or of the same places (keys) and relation: its id, status, sources and `dates`.

        `dates` are when it was proposed, signed and ended, as far as that is known.
        """
        if self._db is None:
            return None
        found = self._db.execute(
            "SELECT t.id, t.status, t.sources, t.since, t.until FROM fact f JOIN tie t ON t.id = f.tie"
            " WHERE f.fact_key = ?",
            (fact_key,),
        ).fetchone() or self._db.execute(
            "SELECT t.id, t.status, t.sources, t.since, t.until FROM node x JOIN node y"
            " JOIN tie t ON (t.a = x.place AND t.b = y.place) OR (t.a = y.place AND t.b = x.place)"
            " WHERE x.key = ? AND y.key = ? AND t.relation = ?",
            (a, b, relation),
        ).fetchone()  # fmt: skip
        if found is None:
            return None
        tie, status, sources, since, until = found
        end = until if status == "ended" else None  # that of an upgraded tie is when the higher one began
        return {"id": tie, "status": status, "sources": sources, "dates": _dates(self._db, tie, since, end)}

    def close(self) -> None:
        if self._db is not None:
            self._db.close()


def _dates(db: sqlite3.Connection, tie: str, since: str | None, end: str | None) -> dict[str, str]:
    """The date shown of each stage that a record may date; `since` and `end` may have been decided."""
    told: dict[str, str] = dict(
        db.execute(
            "SELECT kind, max(date) FROM event WHERE tie = ? AND shown AND date <> '' GROUP BY kind", (tie,)
        )
    )
    told |= {kind: date for kind, date in (("signed", since), ("ended", end)) if date}
    return {kind: told[kind] for kind in ("proposed", "signed", "ended") if kind in told}
