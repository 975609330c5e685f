"""The tables that every export is made of: places, ties, events, evidence, credits.

Rows come in a fixed order from the last publication, as tuples in the order of COLUMNS: the same records give
the same rows, whatever the order they were read in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from extract.registry.naming import STANDARD, Naming
from extract.registry.publish import latest
from extract.registry.store import value
from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load

Evidence = Literal["full", "sentence", "offsets", "none"]
LEVELS: tuple[Evidence, ...] = ("full", "sentence", "offsets", "none")
Row = tuple[Any, ...]

COLUMNS: dict[str, dict[str, type]] = {
    "place": {
        "id": str, "name": str, "name_zh": str, "name_zh_hant": str, "name_en": str, "country": str,
        "country_name": str, "level": str, "parent": str, "geonames_id": str, "iso_3166_2": str,
        "gbt_2260": str, "wikidata": str,
    },
    "tie": {
        "id": str, "relation": str, "status": str, "since": str, "until": str, "upgraded_to": str, "a": str,
        "name_a": str, "b": str, "name_b": str, "name_then_a": str, "name_then_b": str, "sources": int,
        "first_seen": str, "last_seen": str,
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


@dataclass(frozen=True)
class Source:
    """An open registry, how much of the evidence goes out, and the policy by which places are named.

    `full` is all sentences, `sentence` the first of each record, `offsets` only where they stand: scraped
    texts have owners, so this is what may go public. Raises RegistryError where there is no such policy.
    """

    db: sqlite3.Connection
    evidence: Evidence = "offsets"
    policy: str = STANDARD

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.db, self.policy)

    @property
    def publication(self) -> int:
        return latest(self.db)

    @property
    def ties(self) -> int:
        """How many ties the publication has."""
        return int(value(self.db, "SELECT count(*) FROM version WHERE until IS NULL"))

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
        elif table == "place":
            yield from self._places()
        elif table == "tie":
            yield from self._ties()
        else:
            yield from self.db.execute(_SQL[table])

    def _places(self) -> Iterator[Row]:
        for id_, key, name_zh, name_zh_hant, name_en, country, *rest in self.db.execute(_SQL["place"]):
            names = {"name_zh": name_zh, "name_zh_hant": name_zh_hant, "name_en": name_en}
            name = self.naming.place({"id": id_, "key": key, "country": country} | names)
            yield id_, name, *names.values(), country, self.naming.country(country), *rest

    def _ties(self) -> Iterator[Row]:
        for *tie, a, b, a_zh, a_en, b_zh, b_en, sources, first, last in self.db.execute(_SQL["tie"]):
            then = (self.naming.former(a_zh, a_en), self.naming.former(b_zh, b_en))
            yield *tie, a, self.naming.of(a), b, self.naming.of(b), *then, sources, first, last

    def _evidence(self) -> Iterator[Row]:
        if self.evidence == "none":
            return
        for tie, record, source, doc_id, published, detail in self.db.execute(_EVIDENCE):
            for ordinal, span in enumerate(self.spans(json.loads(detail))):
                quote = span["text"] if self.quotes else None
                where = (span["lang"], span["start"], span["end"])
                yield tie, record, ordinal, source, span.get("doc_id", doc_id), published, *where, quote


_REFERENCE = "(SELECT min(value) FROM reference WHERE place = p.id AND scheme = '{}')"
_FORMER = "(SELECT min(name_en) FROM former WHERE place = t.{0} AND name_zh = t.name_{0})"
_HELD = "FROM version v JOIN tie t ON t.id = v.tie AND v.until IS NULL"
_SQL = {
    "place": "WITH RECURSIVE wanted (id) AS ("
    f" SELECT t.a {_HELD} UNION SELECT t.b {_HELD} UNION"
    " SELECT p.parent FROM wanted JOIN place p USING (id) WHERE p.parent IS NOT NULL)"
    " SELECT p.id, p.key, p.name_zh, p.name_zh_hant, p.name_en, p.country, p.level, p.parent, "
    + ", ".join(_REFERENCE.format(s) for s in ("geonames", "iso_3166_2", "gbt_2260", "wikidata"))
    + " FROM place p JOIN wanted USING (id) ORDER BY p.id",
    "tie": "SELECT t.id, relation, status, t.since, t.until, upgraded_to, a, b, "
    + ", ".join(f"name_{s}, {_FORMER.format(s)}" for s in "ab")
    + f", sources, first_seen, last_seen {_HELD} ORDER BY t.id",
    "event": f"SELECT e.tie, e.kind, e.date, e.basis, e.by_place {_HELD}"
    " JOIN event e ON e.tie = t.id AND e.shown ORDER BY e.tie, e.date, e.kind",
}
_EVIDENCE = (
    f"SELECT t.id, r.id, d.source_id, d.doc_id, d.published, x.json {_HELD} JOIN fact f ON f.tie = t.id"
    " JOIN record r ON r.fact = f.n JOIN document d ON d.n = r.document JOIN detail x ON x.record = r.n"
    " WHERE r.verdict >= 0 AND NOT d.superseded ORDER BY t.id, r.id"
)
