"""Finding a place to link to: by name in either script, or by its key."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from extract.link.gazetteer import Row, open_gazetteer

if TYPE_CHECKING:
    from extract.link.rank import Ranker

_MOST = 8


class Places:
    """The gazetteer, asked by name. One at a time: its connection is not made for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ranker: Ranker | None = None

    def search(self, name: str, country: str | None = None) -> list[dict[str, Any]]:
        """The places that a name may mean, likeliest first; a key gives its place."""
        from extract.link.query import candidates  # these load spaCy: only once somebody searches
        from extract.link.rank import Ranker

        name = name.strip()[:80]
        if not name:
            return []
        with self._lock:
            if ":" in name:
                row = open_gazetteer().find(name)
                return [_told(row, 1.0)] if row else []
            if self._ranker is None:
                self._ranker = Ranker(open_gazetteer())
            found = candidates(self._ranker, name, country or None)
            return [_told(c.row, c.probability) for c in found[:_MOST]]

    def named(self, key: str) -> dict[str, Any] | None:
        """The place of a key."""
        with self._lock:
            row = open_gazetteer().find(key)
            return _told(row, 1.0) if row else None


def _told(row: Row, probability: float) -> dict[str, Any]:
    place = row.place
    return {
        "key": place.key,
        "name_zh": place.name_zh or "",
        "name_en": place.name_en or "",
        "country": place.country or "",
        "level": place.level,
        "population": row.population,
        "probability": round(probability, 3),
    }
