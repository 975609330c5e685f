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
        """The tie of a fact, or of the same places (keys) and relation: its id, status, date and sources."""
        if self._db is None:
            return None
        found = self._db.execute(
            "SELECT t.id, t.status, t.since, t.sources FROM fact f JOIN tie t ON t.id = f.tie"
            " WHERE f.fact_key = ?",
            (fact_key,),
        ).fetchone() or self._db.execute(
            "SELECT t.id, t.status, t.since, t.sources FROM node x JOIN node y"
            " JOIN tie t ON (t.a = x.place AND t.b = y.place) OR (t.a = y.place AND t.b = x.place)"
            " WHERE x.key = ? AND y.key = ? AND t.relation = ?",
            (a, b, relation),
        ).fetchone()  # fmt: skip
        return None if found is None else dict(zip(("id", "status", "date", "sources"), found, strict=True))

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
