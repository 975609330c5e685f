"""The tables that every export is made of: places, ties, events, evidence, credits.

Rows come in a fixed order from the last publication, as tuples in the order of COLUMNS: the same records give
the same rows, whatever the order they were read in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from extract.registry.publish import latest
from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load

Evidence = Literal["full", "sentence", "offsets", "none"]
LEVELS: tuple[Evidence, ...] = ("full", "sentence", "offsets", "none")
Row = tuple[Any, ...]

COLUMNS: dict[str, dict[str, type]] = {
    "place": {
        "id": str, "name_zh": str, "name_zh_hant": str, "name_en": str, "country": str, "level": str,
        "parent": str, "geonames_id": str, "iso_3166_2": str, "gbt_2260": str, "wikidata": str,
    },
    "tie": {
        "id": str, "relation": str, "status": str, "since": str, "until": str, "upgraded_to": str, "a": str,
        "b": str, "name_then_a": str, "name_then_b": str, "sources": int, "first_seen": str, "last_seen": str,
    },
    "event": {"tie": str, "kind": str, "date": str, "basis": str, "by_place": str},
    "evidence": {
        "tie": str, "record": str, "ordinal": int, "source": str, "doc_id": str, "published": str,
        "lang": str, "first": int, "past": int, "quote": str,
    },
    "credit": {"source": str, "licence": str, "what": str},
}  # fmt: skip
KEYS = {"place": ("id",), "tie": ("id",), "event": ("tie", "kind", "date"), "evidence": ("record", "ordinal"),
        "credit": ("source",)}  # fmt: skip


class Credit(RuleModel):
    source: str
    licence: str
    what: str


def credits() -> list[Credit]:
    """Whose data is in an export (rules/registry/credits.yaml)."""
    return load(rules_dir() / "registry" / "credits.yaml", list[Credit])


@dataclass(frozen=True, slots=True)
class Source:
    """An open registry, and how much of the evidence goes out.

    `full` is all sentences, `sentence` the first of each record, `offsets` only where they stand: scraped
    texts have owners, so this is what may go public.
    """

    db: sqlite3.Connection
    evidence: Evidence = "offsets"

    @property
    def publication(self) -> int:
        return latest(self.db)

    @property
    def quotes(self) -> bool:
        """Whether what goes out may quote the documents."""
        return self.evidence in ("full", "sentence")

    def spans(self, detail: dict[str, Any]) -> list[dict[str, Any]]:
        """The sentences that state a record, as far as they go out."""
        found: list[dict[str, Any]] = detail["evidence"]
        return found[:1] if self.evidence == "sentence" else found

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table of COLUMNS."""
        if table == "credit":
            yield from ((c.source, c.licence, c.what) for c in credits())
        elif table == "evidence":
            yield from self._evidence()
        else:
            yield from self.db.execute(_SQL[table])

    def _evidence(self) -> Iterator[Row]:
        if self.evidence == "none":
            return
        for tie, record, source, doc_id, published, detail in self.db.execute(_EVIDENCE):
            for ordinal, span in enumerate(self.spans(json.loads(detail))):
                quote = span["text"] if self.quotes else None
                where = (span["lang"], span["start"], span["end"])
                yield tie, record, ordinal, source, span.get("doc_id", doc_id), published, *where, quote


_REFERENCE = "(SELECT min(value) FROM reference WHERE place = p.id AND scheme = '{}')"
_HELD = "FROM version v JOIN tie t ON t.id = v.tie AND v.until IS NULL"
_SQL = {
    "place": "WITH RECURSIVE wanted (id) AS ("
    f" SELECT t.a {_HELD} UNION SELECT t.b {_HELD} UNION"
    " SELECT p.parent FROM wanted JOIN place p USING (id) WHERE p.parent IS NOT NULL)"
    " SELECT p.id, p.name_zh, p.name_zh_hant, p.name_en, p.country, p.level, p.parent, "
    + ", ".join(_REFERENCE.format(s) for s in ("geonames", "iso_3166_2", "gbt_2260", "wikidata"))
    + " FROM place p JOIN wanted USING (id) ORDER BY p.id",
    "tie": "SELECT t.id, relation, status, t.since, t.until, upgraded_to, a, b, name_a, name_b, sources,"
    f" first_seen, last_seen {_HELD} ORDER BY t.id",
    "event": f"SELECT e.tie, e.kind, e.date, e.basis, e.by_place {_HELD}"
    " JOIN event e ON e.tie = t.id AND e.shown ORDER BY e.tie, e.date, e.kind",
}
_EVIDENCE = (
    f"SELECT t.id, r.id, d.source_id, d.doc_id, d.published, x.json {_HELD} JOIN fact f ON f.tie = t.id"
    " JOIN record r ON r.fact = f.n JOIN document d ON d.n = r.document JOIN detail x ON x.record = r.n"
    " WHERE r.verdict >= 0 AND NOT d.superseded ORDER BY t.id, r.id"
)
