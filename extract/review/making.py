"""Making the index: what the runs say is read record by record, then brought together item by item."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from extract import records
from extract.emit.folder import file_of
from extract.registry.ingest import RunFolder
from extract.review.held import Held
from extract.review.items import OF_RECORD, Record, page_item
from extract.review.judgement import Shown
from extract.review.reading import Reading
from extract.review.showing import set_beside, told

SLICED = ("places", "dates", "counts", "pairs", "groups", "alignments", "conflicts", "boilerplate")
_BATCH = 5_000
_encode = msgspec.json.Encoder(order="deterministic").encode


class _Row(NamedTuple):
    """A row of `stated`."""

    kind: str
    key: str
    document: int
    file: str
    first: int
    last: int
    confidence: float
    current: int
    evidence: str
    says: str


def make(
    db: sqlite3.Connection, runs: Sequence[RunFolder], held: Held, former: Path | None, sampled: int
) -> None:
    """Fill an empty database; `former` is the index before it, against which items are new."""
    from extract.review.sample import sample  # what cuts sentences loads spaCy

    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.executescript((Path(__file__).parent / "index.sql").read_text(encoding="utf-8"))
    db.execute("BEGIN")
    round_, known = _before(former)
    for run in reversed(runs):  # what several runs read counts from the newest
        _read(db, run)
    reading = Reading(db)
    rows = map(_Row._make, db.execute(
        "SELECT * FROM stated ORDER BY kind, key, current DESC,"
        " json_extract(says, '$.agreement') = 'both' DESC, confidence DESC,"
        " length(json_extract(says, '$.date')) DESC, document, first"
    ))  # fmt: skip
    for (kind, key), group in groupby(rows, lambda row: (row.kind, row.key)):
        stated = list(group)
        item = _item(kind, key, stated, reading.record(*stated[0][2:6]), held)
        write(db, item | {"since": known.get(key, round_)}, stated)
    db.execute("DROP TABLE stated")
    for item in [*sample(db, reading, sampled), *_rejects(reading)]:
        write(db, item | {"since": known.get(item["key"], round_)}, ())
    noted = [("round", str(round_)), ("last", "0"), ("assigned", "0")]
    db.executemany("INSERT INTO meta VALUES (?, ?)", noted)
    db.execute("COMMIT")
    db.execute("ANALYZE")


def _before(former: Path | None) -> tuple[int, dict[str, int]]:
    """The number of this making, and in which making each item that is known came first."""
    if former is None:
        return 1, {}
    db = sqlite3.connect(former)
    try:
        round_ = db.execute("SELECT value FROM meta WHERE key = 'round'").fetchone()
        return int(round_[0]) + 1, dict(db.execute("SELECT key, since FROM item"))
    except (sqlite3.DatabaseError, TypeError):
        return 1, {}
    finally:
        db.close()


def _read(db: sqlite3.Connection, run: RunFolder) -> None:
    """Take a run's documents in, where their records lie, and what these state."""
    folder = str(run.folder.resolve())
    number = db.execute("INSERT INTO run (folder) VALUES (?)", (folder,)).lastrowid or 0
    documents = {}
    for _, _, document in _lines(run.folder / file_of("documents"), records.DocumentRecord):
        if document.duplicate_of is None and (row := _write_document(db, number, document)):
            documents[document.doc_id] = (row, document.superseded_by is None)
    for file in SLICED:
        _read_file(db, run.folder, file, documents)


def _write_document(db: sqlite3.Connection, run: int, document: records.DocumentRecord) -> int:
    """The number of a document; 0 where a newer run read the same text."""
    published, publisher, title = document.published, document.publisher, document.title
    done = db.execute(
        "INSERT OR IGNORE INTO document (run, doc_id, text_sha256, source_id, uri, link, title, published,"
        " publisher, superseded, near, read_with) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run, document.doc_id, document.text_sha256, document.source_id, document.uri, document.link,
            title.text if title else None, published.value if published else None,
            publisher.name if publisher else None, document.superseded_by is not None,
            document.near_duplicate_of, document.read_with,
        ),
    )  # fmt: skip
    return done.lastrowid or 0 if done.rowcount else 0


def _read_file(
    db: sqlite3.Connection, folder: Path, file: str, documents: dict[str, tuple[int, bool]]
) -> None:
    """Note where each document's records of a kind lie (they stand together), and what is to be judged."""
    stating = OF_RECORD.get(file)
    slices: list[list[Any]] = []
    stated: list[_Row] = []
    for first, last, record in _lines(folder / file_of(file), dict if stating else _OfDocument):
        document, current = documents.get(record["doc_id"] if stating else record.doc_id, (0, False))
        if not document:
            continue
        if slices and slices[-1][0] == document and slices[-1][3] == first:
            slices[-1][3] = last
        else:
            slices.append([document, file, first, last])
        for said in stating(record) if stating else ():
            stated.append(_Row(
                said.kind, said.key, document, file, first, last, said.confidence, current, said.evidence,
                _encode(said.says).decode(),
            ))  # fmt: skip
        if len(stated) > _BATCH:
            db.executemany("INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", stated)
            stated.clear()
    db.executemany("INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", stated)
    db.executemany("INSERT INTO slice VALUES (?, ?, ?, ?)", slices)


class _OfDocument(msgspec.Struct):
    doc_id: str


def _lines(path: Path, kind: type[Any]) -> Iterator[tuple[int, int, Any]]:
    """The records of a file, each with the bytes of its line."""
    decoder = msgspec.json.Decoder(kind)
    first = 0
    with path.open("rb") as lines:
        for line in lines:
            yield first, first + len(line), decoder.decode(line)
            first += len(line)


def _item(kind: str, key: str, stated: Sequence[_Row], best: Record, held: Held) -> dict[str, Any]:
    """The columns of an item, of what is stated of it and the record that states it best."""
    columns = told(kind, best, [msgspec.json.decode(row.says) for row in stated])
    tie = held.tie(key, columns["a"], columns["b"], columns["relation"]) if kind == "tie" else None
    return (
        columns
        | {
            "kind": kind,
            "key": key,
            "confidence": max(row.confidence for row in stated),
            "documents": len({row.document for row in stated}),
            "document": stated[0].document,
        }
        | (set_beside(columns, tie) if kind == "tie" else {})
    )


def write(db: sqlite3.Connection, item: dict[str, Any], stated: Sequence[_Row]) -> int:
    """Write an item and its statements, best first; its number."""
    names = ", ".join(item)
    marks = ", ".join("?" * len(item))
    number = db.execute(f"INSERT OR IGNORE INTO item ({names}) VALUES ({marks})", tuple(item.values()))
    db.executemany(
        "INSERT INTO statement VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number.lastrowid, rank, s.document, s.file, s.first, s.last, s.confidence, s.evidence)
            for rank, s in enumerate(stated)
        ],
    )
    return number.lastrowid or 0


def _rejects(reading: Reading) -> Iterator[dict[str, Any]]:
    """Inputs that could not be read: somebody should look at them."""
    for reject in reading.inputs("rejects"):
        shown = Shown(fields={"uri": reject["uri"], "error": reject["error"], "message": reject["message"]})
        yield page_item("reject", shown, reject["uri"], reject["error"])
