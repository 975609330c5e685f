"""Runs into the store: documents, the places and ties they name, and each statement with where it stands."""

from __future__ import annotations

import gc
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from extract import records
from extract.edtf import iso_day
from extract.emit.folder import MANIFEST, is_run
from extract.registry.policy import Policy
from extract.registry.store import RegistryError, value

_BATCH = 5_000
# What the date of a pair dates, by the pair's status.
DATED = {"established": "signed", "proposed": "proposed", "ended": "ended"}
_encode = msgspec.json.Encoder().encode


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
        self._facts = {key: (n, a) for key, n, a in db.execute("SELECT fact_key, n, a FROM fact")}
        self._next_record = (value(db, "SELECT max(n) FROM record") or 0) + 1
        self.touched: set[int] = set()  # facts of which something changed
        self.new_records = 0

    def read(self, run: RunFolder) -> bool:
        """Take a run in; False where it was taken in before."""
        if value(self._db, "SELECT 1 FROM run WHERE sha256 = ?", run.sha256):
            return False
        number = self._db.execute("INSERT INTO run (sha256) VALUES (?)", (run.sha256,)).lastrowid or 0
        gc.disable()  # a batch is garbage when it is written, not before: looking for cycles cost a third
        try:
            documents = self._documents(run.folder / "documents.jsonl", number)
            for batch in _batches(_lines(run.folder / "pairs.jsonl", records.PairRecord)):
                self._pairs(batch, documents)
            for batch in _batches(_lines(run.folder / "counts.jsonl", records.CountRecord)):
                self._claims(batch, documents)
            for batch in _batches(_lines(run.folder / "conflicts.jsonl", records.ConflictRecord)):
                self._conflicts(batch, documents)
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
        for batch in _batches(_lines(path, records.DocumentRecord)):
            for document in batch:
                if document.duplicate_of is None:
                    numbers[document.doc_id] = self._document(document, run)
        return numbers

    def _document(self, document: records.DocumentRecord, run: int) -> int:
        publisher = document.publisher.name if document.publisher else None
        published = document.published.value if document.published else None
        day = iso_day(published) or iso_day(document.retrieved_at)
        row = (
            document.doc_id, run, document.source_id, publisher, published, document.retrieved_at,
            document.near_duplicate_of, document.near_duplicate_of or document.doc_id,
            day.isoformat() if day else None,
            self._policy.speaks_for_a_place(document.source_id, publisher), document.superseded_by,
            " ".join(sorted(document.languages)),
        )  # fmt: skip
        known = value(self._db, "SELECT n FROM document WHERE text_sha256 = ?", document.text_sha256)
        if known is None:
            inserted = self._db.execute(
                "INSERT INTO document (doc_id, run, source_id, publisher, published, retrieved_at, near,"
                " cluster, day, official, superseded_by, languages, text_sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, document.text_sha256),
            )
            return inserted.lastrowid or 0
        self._forget(known)
        self._db.execute(
            "UPDATE document SET doc_id = ?, run = ?, source_id = ?, publisher = ?, published = ?,"
            " retrieved_at = ?, near = ?, cluster = ?, day = ?, official = ?, superseded_by = ?,"
            " languages = ? WHERE n = ?",
            (*row, known),
        )
        return int(known)

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

    def _pairs(self, pairs: list[records.PairRecord], documents: dict[str, int]) -> None:
        rows, details, stages = [], [], []
        for pair in pairs:
            number, (fact, first) = self._next_record, self.fact(pair)
            self._next_record += 1
            link = min(pair.a.link_confidence, pair.b.link_confidence)
            names = (pair.a.text, pair.b.text)
            if self._nodes[pair.a.key] != first:  # the fact has them the other way round
                names = (pair.b.text, pair.a.text)
            languages = " ".join(sorted({span.lang for span in pair.evidence}))
            rows.append(
                (number, pair.id, documents[pair.doc_id], fact, pair.status, pair.confidence, link,
                 languages, pair.agreement, *names)
            )  # fmt: skip
            details.append((number, _detail(pair)))
            for ordinal, (kind, date, basis) in enumerate(_stages(pair)):
                stages.append((number, ordinal, kind, date, basis))
            self.touched.add(fact)
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
            [(c.id, documents[c.doc_id], c.between, c.kind, _sides(c)) for c in conflicts],
        )

    def fact(self, pair: records.PairRecord) -> tuple[int, int]:
        """The numbers of the fact that a pair states, and of the first of its two nodes."""
        a, b = self._node(pair.a), self._node(pair.b)
        fact = self._facts.get(pair.fact_key)
        if fact is None:
            fact = self._facts[pair.fact_key] = (len(self._facts) + 1, a)
            self._db.execute(
                "INSERT INTO fact (n, fact_key, a, b, relation) VALUES (?, ?, ?, ?, ?)",
                (fact[0], pair.fact_key, a, b, pair.relation),
            )
        return fact

    def _node(self, place: records.PairPlace) -> int:
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


def _detail(pair: records.PairRecord) -> str:
    """Where a pair stands and what made it, as JSON."""
    return _encode(
        {
            "rules": pair.rules, "a": _span(pair.a), "b": _span(pair.b), "terms": pair.relation_terms,
            "date": pair.date, "events": pair.events, "evidence": pair.evidence,
        }
    ).decode()  # fmt: skip


def _sides(conflict: records.ConflictRecord) -> str:
    return _encode([_span(side.span) | {"value": side.value} for side in conflict.sides]).decode()


def _span(at: records.PairPlace | records.Span) -> dict[str, Any]:
    return {"lang": at.lang, "start": at.start, "end": at.end, "text": at.text}


def _stages(pair: records.PairRecord) -> Iterator[tuple[str, str | None, str]]:
    """(kind, date, basis) of each stage that a pair tells, its own date first, each once."""
    seen: set[tuple[str, str | None]] = set()
    if pair.date is not None:
        own = (DATED[pair.status], pair.date.value)
        seen.add(own)
        yield *own, pair.date.basis
    for event in pair.events:
        if (event.kind, event.date) not in seen:
            seen.add((event.kind, event.date))
            yield event.kind, event.date, "stated"


def _lines(path: Path, kind: type[Any]) -> Iterator[Any]:
    """The records of a JSONL file. Raises RegistryError naming the line that is none."""
    decoder = msgspec.json.Decoder(kind)
    try:
        lines = path.open("rb")
    except OSError as error:
        raise RegistryError(f"{path}: {error.strerror}") from error
    with lines:
        for number, line in enumerate(lines, 1):
            try:
                yield decoder.decode(line)
            except msgspec.MsgspecError as error:
                raise RegistryError(f"{path}:{number}: {error}") from error


def _batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(items, _BATCH)):
        yield batch


def settle_sources(db: sqlite3.Connection, after: int) -> Iterator[int]:
    """Say which documents are copies of one source, which superseded; yield the facts this touches.

    `after` is the last run of earlier builds: copies are found within a run, so theirs are settled.
    """
    db.execute(
        "UPDATE document SET cluster = coalesce((WITH RECURSIVE up (id) AS (SELECT document.near UNION"
        " SELECT d.near FROM up JOIN document d ON d.doc_id = up.id WHERE d.near IS NOT NULL)"
        " SELECT min(id) FROM up WHERE NOT EXISTS (SELECT 1 FROM document d WHERE d.doc_id = up.id"
        " AND d.near IS NOT NULL)), near) WHERE near IS NOT NULL AND run > ?",
        (after,),
    )
    later = "coalesce(superseded_by IS NOT NULL OR retrieved_at < latest, 0)"
    changed = db.execute(
        f"UPDATE document SET superseded = {later}"
        " FROM (SELECT source_id AS source, max(retrieved_at) AS latest FROM document GROUP BY source_id)"
        f" WHERE source_id = source AND superseded <> {later} RETURNING n"
    ).fetchall()
    for (document,) in changed:
        for (fact,) in db.execute("SELECT fact FROM record WHERE document = ?", (document,)):
            yield fact
