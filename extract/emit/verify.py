"""Proof of a run: lines fit their models, spans their texts, hashes their contents, sums their parts.

What a purge has dropped (`purged.txt`) is proved as far as it goes: ids are hashes of the text's hash and of
where a record stands, so they hold without the text.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from extract.emit.collected import FROM_TEXT
from extract.emit.folder import MANIFEST, TEXTS, WORK, file_of, hash_of, purged, text_name
from extract.records import KINDS, DocumentRecord, FromText, PairRecord, SpanRecord, fact_key, record_id


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not hold, and where: a file's name, with the number of the line from 1 where it is one."""

    where: str
    what: str


class _Lines:
    """The lines of a kind, one after another, as records."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._file = (folder / file_of(kind)).open("rb")
        self._decoder = msgspec.json.Decoder(KINDS[kind])
        self._name = file_of(kind)
        self.number = 0

    @property
    def where(self) -> str:
        return f"{self._name}:{self.number}"

    def next(self) -> tuple[Any, list[Problem]] | None:
        """The next record (None where it is none) and what is wrong with its line; None at the end."""
        line = b"" if self._file.closed else self._file.readline()
        if not line:
            self._file.close()
            return None
        self.number += 1
        try:
            record = self._decoder.decode(line)
        except msgspec.MsgspecError as error:
            return None, [Problem(self.where, f"is no such record: {error}")]
        fits = msgspec.json.encode(record) + b"\n" == line
        return record, [] if fits else [Problem(self.where, "is not as it was written")]


def verify(folder: Path) -> Iterator[Problem]:
    """Everything that does not hold in a run; nothing where all is well."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        yield Problem(MANIFEST, f"cannot be read: {error}")
        return
    if (folder / WORK / "ready").exists():
        yield Problem(WORK, "holds a run that is ready but not in place: the next `youcheng run` finishes it")
    missing = [file_of(kind) for kind in KINDS if not (folder / file_of(kind)).is_file()]
    yield from (Problem(name, "is missing") for name in missing)
    for name, digest in manifest.get("files", {}).items():
        if name not in missing and hash_of(folder / name) != digest:
            yield Problem(name, "is not the file that the run wrote: its hash is another")
    if not missing:
        yield from _Verification(folder, manifest).problems()


class _Verification:
    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self._folder = folder
        self._manifest = manifest
        self._purged = purged(folder)
        self._lines = {kind: _Lines(folder, kind) for kind in KINDS}
        self._counts: Counter[str] = Counter()
        self._documents: Counter[str] = Counter()
        self._named: set[str] = set()
        self._known: set[str] = set()
        self._kept: tuple[str, str | None] | None = None

    def problems(self) -> Iterator[Problem]:
        documents = self._lines["documents"]
        while (found := documents.next()) is not None:
            record, wrong = found
            self._counts["documents"] += 1
            yield from wrong
            if record is not None:
                yield from self._document(record, documents.where)
        for kind in KINDS:
            if kind != "documents":
                yield from self._rest(kind)
        yield from self._sums()
        for doc_id in sorted(self._named - self._known):
            yield Problem("documents.jsonl", f"names {doc_id}, which is not there")

    def _document(self, document: DocumentRecord, where: str) -> Iterator[Problem]:
        self._known.add(document.doc_id)
        self._named |= {
            other
            for other in (
                document.duplicate_of,
                document.near_duplicate_of,
                document.superseded_by,
                document.read_with,
            )
            if other is not None
        }
        self._documents["duplicates" if document.duplicate_of else "own"] += 1
        text, wrong = self._text(document, where)
        yield from wrong
        for kind in FROM_TEXT:
            yield from self._records(document, kind, text)

    def _text(self, document: DocumentRecord, where: str) -> tuple[str | None, list[Problem]]:
        name = text_name(document.doc_id)
        path = self._folder / TEXTS / name
        try:
            data = path.read_bytes()
        except OSError:
            gone = [] if name in self._purged else [Problem(f"{TEXTS}/{name}", "is missing")]
            return None, gone
        if "sha256:" + hashlib.sha256(data).hexdigest() != document.text_sha256:
            return None, [Problem(f"{TEXTS}/{name}", f"is not the text of {where}: its hash is another")]
        text = data.decode("utf-8")
        if len(text) != document.chars:
            return text, [Problem(where, f"says {document.chars} characters, its text has {len(text)}")]
        return text, []

    def _records(self, document: DocumentRecord, kind: str, text: str | None) -> Iterator[Problem]:
        lines = self._lines[kind]
        at: Counter[tuple[int, int]] = Counter()
        for _ in range(document.records.get(kind, 0)):
            found = lines.next()
            if found is None:
                yield Problem(file_of(kind), f"ends before the records of {document.doc_id}")
                return
            self._counts[kind] += 1
            record, wrong = found
            yield from wrong
            if record is not None:
                yield from (Problem(lines.where, what) for what in _faults(record, kind, document, at))
                yield from (Problem(lines.where, what) for what in self._misquoted(record, document, text))

    def _misquoted(self, record: FromText, document: DocumentRecord, text: str | None) -> Iterator[str]:
        """The spans that do not quote their text: the document's own, or that of the one it was read with."""
        if record.doc_id != document.doc_id:
            return
        for span in _spans(msgspec.to_builtins(record)):
            start, end = span["start"], span["end"]
            whose, size = text, document.chars
            if span.get("doc_id", document.doc_id) != document.doc_id:
                if span["doc_id"] != document.read_with:
                    yield f"quotes {span['doc_id']}, with which its document was not read"
                    continue
                whose = self._other(span["doc_id"])
                size = end if whose is None else len(whose)
            if not 0 <= start < end <= size:
                yield f"{start}–{end} does not lie in the text"
            elif whose is not None and whose[start:end] != span["text"]:
                yield f"{start}–{end} is {whose[start:end]!r}, not {span['text']!r}"

    def _other(self, doc_id: str) -> str | None:
        """The text of another document, the last one asked for kept; None where a purge has dropped it.

        Whether it is the text it should be is said where that document's own turn comes.
        """
        if self._kept is None or self._kept[0] != doc_id:
            path = self._folder / TEXTS / text_name(doc_id)
            text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else None
            self._kept = (doc_id, text)
        return self._kept[1]

    def _rest(self, kind: str) -> Iterator[Problem]:
        """Lines that belong to no document: all of rejects and skipped, none of any other kind."""
        lines = self._lines[kind]
        while (found := lines.next()) is not None:
            self._counts[kind] += 1
            yield from found[1]
            if kind in FROM_TEXT:
                yield Problem(lines.where, "belongs to no document")

    def _sums(self) -> Iterator[Problem]:
        stated = self._manifest.get("records", {})
        for kind in KINDS:
            if stated.get(kind) != self._counts[kind]:
                yield Problem(MANIFEST, f"says {stated.get(kind)} {kind}, there are {self._counts[kind]}")
        sums = self._manifest.get("conservation", {})
        ends = ("processed", "duplicates", "skipped", "rejected")
        if sums.get("inputs") != sum(sums.get(end, 0) for end in ends):
            yield Problem(MANIFEST, f"inputs are not what became of them: {sums}")
        copies = self._manifest.get("carried_duplicates", 0)
        counted = {
            "processed": self._documents["own"] - (self._manifest.get("carried", 0) - copies),
            "duplicates": self._documents["duplicates"] - copies,
            "skipped": self._counts["skipped"],
            "rejected": self._counts["rejects"],
        }
        for end, number in counted.items():
            if sums.get(end) != number:
                yield Problem(MANIFEST, f"says {sums.get(end)} {end}, there are {number}")


def _faults(
    record: FromText, kind: str, document: DocumentRecord, at: Counter[tuple[int, int]]
) -> Iterator[str]:
    """What is wrong with a record of a document."""
    if record.doc_id != document.doc_id:
        yield f"is of {record.doc_id}, in the place of a record of {document.doc_id}"
        return
    if isinstance(record, SpanRecord):
        where = (record.start, record.end)
        if record.id != record_id(document.text_sha256, kind, *where, at[where]):
            yield f"the id {record.id} is not that of its place"
        at[where] += 1
    if isinstance(record, PairRecord) and record.fact_key != fact_key(
        record.a.key, record.b.key, record.relation
    ):
        yield f"the fact_key {record.fact_key} is not that of its places"


def _spans(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a record that quotes a text."""
    if isinstance(value, dict):
        if value.get("text") is not None and value.get("start") is not None:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _spans(inner)
