"""Reading records and texts where the index says they lie, without keeping any of them in memory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from extract.emit.folder import TEXTS, file_of, text_name


class Reading:
    """Records and texts of the runs in an index. May be used from several threads."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._folders = {n: Path(folder) for n, folder in db.execute("SELECT n, folder FROM run")}
        documents = db.execute("SELECT n, run, doc_id FROM document")
        self._run_of = {n: (run, doc_id) for n, run, doc_id in documents}
        self._open: dict[Path, int] = {}

    def record(self, document: int, file: str, first: int, last: int) -> dict[str, Any]:
        """The record in those bytes of a file of a document's run."""
        run, _ = self._run_of[document]
        line = self._bytes(self._folders[run] / file_of(file), first, last)
        found: dict[str, Any] = msgspec.json.decode(line)
        return found

    def records(self, document: int, file: str, slices: list[tuple[int, int]]) -> Iterator[dict[str, Any]]:
        """The records in some slices of a file of a document's run."""
        run, _ = self._run_of[document]
        for first, last in slices:
            for line in self._bytes(self._folders[run] / file_of(file), first, last).splitlines():
                yield msgspec.json.decode(line)

    def text(self, document: int) -> str | None:
        """A document's text; None where a purge has dropped it."""
        run, doc_id = self._run_of[document]
        try:
            return (self._folders[run] / TEXTS / text_name(doc_id)).read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None

    def inputs(self, file: str) -> Iterator[dict[str, Any]]:
        """The lines of a file on inputs that are no documents (rejects, skipped), of all runs."""
        for folder in self._folders.values():
            with (folder / file_of(file)).open("rb") as lines:
                for line in lines:
                    yield msgspec.json.decode(line)

    def _bytes(self, path: Path, first: int, last: int) -> bytes:
        handle = self._open.get(path)
        if handle is None:
            handle = self._open[path] = os.open(path, os.O_RDONLY)
        return os.pread(handle, last - first, first)


def slices(db: sqlite3.Connection, document: int, file: str) -> list[tuple[int, int]]:
    """Where a document's records of a kind lie."""
    rows = db.execute(
        "SELECT first, last FROM slice WHERE document = ? AND kind = ? ORDER BY first", (document, file)
    )
    return [(first, last) for first, last in rows]
