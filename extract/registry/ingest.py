"""Runs into the store: documents, the places and ties they name, and each statement with where it stands."""

from __future__ import annotations

import gc
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract import records
from extract.edtf import iso_day
from extract.emit.folder import MANIFEST, is_run
from extract.registry.lines import Pair, batches, lines, sides
from extract.registry.policy import Policy
from extract.registry.store import RegistryError, value


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A whole run, and what tells it from others: the hash of its manifest."""

    folder: Path
    version: str
    sha256: str


def open_runs(folders: Iterable[Path]) -> list[RunFolder]:
    """The runs of some folders, each once, in an order that does not depend on the caller's.

    A document read by several runs is taken from the last: that of the newest code, else of the greatest
    hash. Raises RegistryError for a folder that holds no whole run.
    """
    found: dict[str, RunFolder] = {}
    for folder in folders:
        manifest = folder / MANIFEST
        if not manifest.is_file() or not is_run(folder):
            raise RegistryError(f"no run of youcheng, or none that was finished, in {folder}")
        content = manifest.read_bytes()
        version = str(json.loads(content).get("code", {}).get("version", ""))
        sha256 = hashlib.sha256(content).hexdigest()
        found[sha256] = RunFolder(folder, version, sha256)
    return sorted(found.values(), key=lambda run: (_release(run.version), run.sha256))


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


class Ingest:
    """Takes runs into an open store, inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection, policy: Policy) -> None:
        self._db, self._policy = db, policy
        self._nodes = dict(db.execute("SELECT key, n FROM node"))
        self._facts: dict[str, tuple[int, str]] = {
            fact_key: (n, first)
            for fact_key, n, first in db.execute(
                "SELECT fact_key, f.n, key FROM fact f JOIN node ON node.n = f.a"
            )
        }
        self._next_document = (value(db, "SELECT max(n) FROM document") or 0) + 1
        self._next_record = (value(db, "SELECT max(n) FROM record") or 0) + 1
        self.touched: set[int] = set()  # facts of which something changed
        self.left: set[str] = set()  # sources of which a document is now another's
        self.new_records = 0

    def read(self, run: RunFolder) -> bool:
        """Take a run in; False where it was taken in before."""
        if value(self._db, "SELECT 1 FROM run WHERE sha256 = ?", run.sha256):
            return False
        number = self._db.execute("INSERT INTO run (sha256) VALUES (?)", (run.sha256,)).lastrowid or 0
        gc.disable()  # a batch is garbage when it is written, not before: looking for cycles cost a third
        try:
            documents = self._documents(run.folder / "documents.jsonl", number)
            for pairs in batches(lines(run.folder / "pairs.jsonl", Pair)):
                self._pairs(pairs, documents)
            for counts in batches(lines(run.folder / "counts.jsonl", records.CountRecord)):
                self._claims(counts, documents)
            for conflicts in batches(lines(run.folder / "conflicts.jsonl", records.ConflictRecord)):
                self._conflicts(conflicts, documents)
        except KeyError as error:
            raise RegistryError(
                f"{run.folder}: a record's document is not in documents.jsonl: {error}"
            ) from error
        finally:
            gc.enable()
        return True

    def _documents(self, path: Path, run: int) -> dict[str, int]:
        """Write the documents; number of each doc_id that has records."""
        numbers: dict[str, int] = {}
        for batch in batches(lines(path, records.DocumentRecord)):
            texts = {d.text_sha256: d for d in batch if d.duplicate_of is None}
            number_of = self._forget_former(texts)
            for text in texts:
                if text not in number_of:
                    number_of[text] = self._next_document
                    self._next_document += 1
            self._db.executemany(
                "INSERT INTO document (n, text_sha256, doc_id, run, source_id, publisher, published,"
                " retrieved_at, near, cluster, day, official, superseded_by, languages)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (n) DO UPDATE SET"
                " doc_id = excluded.doc_id, run = excluded.run, source_id = excluded.source_id,"
                " publisher = excluded.publisher, published = excluded.published,"
                " retrieved_at = excluded.retrieved_at, near = excluded.near, cluster = excluded.cluster,"
                " day = excluded.day, official = excluded.official, superseded_by = excluded.superseded_by,"
                " languages = excluded.languages",
                [self._row(number_of[text], document, run) for text, document in texts.items()],
            )
            numbers |= {d.doc_id: number_of[d.text_sha256] for d in batch if d.duplicate_of is None}
        return numbers

    def _forget_former(self, texts: dict[str, records.DocumentRecord]) -> dict[str, int]:
        """Drop what was read in texts that are known, and say which numbers they have."""
        known = self._db.execute(
            "SELECT text_sha256, n, source_id FROM document"
            " WHERE text_sha256 IN (SELECT value FROM json_each(?))",
            (json.dumps(list(texts)),),
        ).fetchall()
        for text, n, source_id in known:
            self._forget(n)
            if texts[text].source_id != source_id:
                self.left.add(source_id)
        return {text: n for text, n, _ in known}

    def _row(self, n: int, document: records.DocumentRecord, run: int) -> tuple[object, ...]:
        publisher = document.publisher.name if document.publisher else None
        published = document.published.value if document.published else None
        return (
            n, document.text_sha256, document.doc_id, run, document.source_id, publisher, published,
            document.retrieved_at, document.near_duplicate_of, n,
            _day(published) or _day(document.retrieved_at),
            self._policy.speaks_for_a_place(document.source_id, publisher), document.superseded_by,
            " ".join(sorted(document.languages)),
        )  # fmt: skip

    def _forget(self, document: int) -> None:
        """Drop what an earlier run read in a document that is read anew."""
        mine = "SELECT n FROM record WHERE document = ?"
        self.touched.update(
            fact for (fact,) in self._db.execute("SELECT fact FROM record WHERE document = ?", (document,))
        )
        self._db.execute(f"DELETE FROM detail WHERE record IN ({mine})", (document,))
        self._db.execute(f"DELETE FROM stage WHERE record IN ({mine})", (document,))
        self._db.execute("DELETE FROM record WHERE document = ?", (document,))
        self._db.execute("DELETE FROM claim WHERE document = ?", (document,))
        self._db.execute("DELETE FROM conflict WHERE document = ?", (document,))

    def _pairs(self, pairs: list[Pair], documents: dict[str, int]) -> None:
        rows, details, stages = [], [], []
        number = self._next_record
        for pair in pairs:
            fact, first = self.fact(pair)
            a, b = pair.a, pair.b
            names = (a.text, b.text) if a.key == first else (b.text, a.text)
            rows.append(
                (number, pair.id, documents[pair.doc_id], fact, pair.status, pair.confidence,
                 min(a.link_confidence, b.link_confidence), pair.languages(), pair.agreement, *names)
            )  # fmt: skip
            details.append((number, pair.detail()))
            for ordinal, (kind, date, basis) in enumerate(pair.stages()):
                stages.append((number, ordinal, kind, date, basis))
            self.touched.add(fact)
            number += 1
        self._next_record = number
        self.new_records += len(rows)
        self._db.executemany(
            "INSERT INTO record (n, id, document, fact, status, confidence, link, languages, agreement,"
            " name_a, name_b) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self._db.executemany("INSERT INTO detail VALUES (?, ?)", details)
        self._db.executemany("INSERT INTO stage VALUES (?, ?, ?, ?, ?)", stages)

    def _claims(self, counts: list[records.CountRecord], documents: dict[str, int]) -> None:
        self._db.executemany(
            "INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (c.id, documents[c.doc_id], c.subject.key, c.subject.name_zh, c.subject.name_en, c.what,
                 c.value, c.upper, c.modifier, c.partner, c.as_of, c.start, c.end)
                for c in counts
                if c.measure == "stock" and c.subject is not None and c.what in CLAIMED
            ],
        )  # fmt: skip

    def _conflicts(self, conflicts: list[records.ConflictRecord], documents: dict[str, int]) -> None:
        self._db.executemany(
            "INSERT INTO conflict VALUES (?, ?, ?, ?, ?)",
            [(c.id, documents[c.doc_id], c.between, c.kind, sides(c)) for c in conflicts],
        )

    def fact(self, pair: Pair) -> tuple[int, str]:
        """The number of the fact that a pair states, and the key of the first of its two places."""
        fact = self._facts.get(pair.fact_key)
        if fact is None:
            fact = self._facts[pair.fact_key] = (len(self._facts) + 1, pair.a.key)
            self._db.execute(
                "INSERT INTO fact (n, fact_key, a, b, relation) VALUES (?, ?, ?, ?, ?)",
                (fact[0], pair.fact_key, self.node(pair.a), self.node(pair.b), pair.relation),
            )
        return fact

    def node(self, place: records.PairPlace) -> int:
        """The number of the node of a place's key, made where there is none."""
        number = self._nodes.get(place.key)
        if number is None:
            number = self._nodes[place.key] = len(self._nodes) + 1
            self._db.execute(
                "INSERT INTO node (n, key, name_zh, name_zh_hant, name_en, country, level, geonames_id,"
                " iso_3166_2, gbt_2260, wikidata, parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, place.key, place.name_zh, place.name_zh_hant, place.name_en, place.country,
                 place.level, place.geonames_id, place.iso_3166_2, place.gbt_2260, place.wikidata,
                 place.parent),
            )  # fmt: skip
        return number


CLAIMED = frozenset({"sister_cities", "exchange_cities", "cooperation_cities", "ties", "countries"})


@lru_cache(maxsize=65_536)
def _day(text: str | None) -> str | None:
    day = iso_day(text)
    return day.isoformat() if day else None


def settle_sources(db: sqlite3.Connection, after: int, left: Iterable[str]) -> Iterator[int]:
    """Say which documents are copies of one source, which superseded; yield the facts this touches.

    `after` is the last run of earlier builds: copies are found within a run, so theirs are settled. `left`
    are sources of which a document is now another's.
    """
    db.execute(_CLUSTERS, (after,))
    later = "coalesce(superseded_by IS NOT NULL OR retrieved_at < latest, 0)"
    changed = db.execute(
        "WITH again (source) AS (SELECT source_id FROM document WHERE run > ?1"
        " UNION SELECT value FROM json_each(?2)),"
        " fetched (source, latest) AS (SELECT source, max(retrieved_at) FROM again"
        " JOIN document ON source_id = source GROUP BY source)"
        f" UPDATE document SET superseded = {later} FROM fetched"
        f" WHERE source_id = source AND superseded <> {later} RETURNING n",
        (after, json.dumps(sorted(left))),
    ).fetchall()
    for (document,) in changed:
        for (fact,) in db.execute("SELECT fact FROM record WHERE document = ?", (document,)):
            yield fact


# The documents that lead to the same one through `near` are copies of it. It may be of no run that was read.
_CLUSTERS = """
  WITH RECURSIVE up (n, id) AS (
    SELECT n, near FROM document WHERE near IS NOT NULL AND run > ?1
    UNION SELECT up.n, d.near FROM up JOIN document d ON d.doc_id = up.id WHERE d.near IS NOT NULL
  ), first (n, id) AS (
    SELECT n, min(id) FROM up
    WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.doc_id = up.id AND d.near IS NOT NULL) GROUP BY n
  )
  UPDATE document SET cluster = coalesce((SELECT min(d.n) FROM document d WHERE d.doc_id = first.id),
                                         (SELECT min(d.n) FROM document d WHERE d.near = first.id))
  FROM first WHERE first.n = document.n
"""
