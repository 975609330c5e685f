"""A tie that the extraction missed: two names that a reviewer marked, and the sentences they stand in."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from extract.link.names import HAN
from extract.review.items import page_item
from extract.review.joined import Joined, read_joined
from extract.review.judgement import REVIEWER, Edit, Judgement, JudgementError, Shown, check
from extract.review.making import write
from extract.review.reading import Reading


class Name(msgspec.Struct, forbid_unknown_fields=True):
    """A place that a reviewer marked in a text: its key, and the characters that name it."""

    key: str
    start: int
    end: int


class Added(msgspec.Struct, forbid_unknown_fields=True):
    """A tie as a page sends it: two names in a document, what they are, and the sentences that say so.

    Offsets count into the text that the page drew: where a document was read with its translation, that
    stands behind it (joined.py).
    """

    doc_id: str
    a: Name
    b: Name
    relation: str
    status: str
    date: str | None
    evidence: list[tuple[int, int]]


def shown_of(index: sqlite3.Connection, reading: Reading, added: Added) -> Shown:
    """What such a tie shows. Raises JudgementError where it cannot stand so."""
    row = index.execute("SELECT n FROM document WHERE doc_id = ?", (added.doc_id,)).fetchone()
    read = read_joined(index, reading, row["n"]) if row else None
    if read is None:
        raise JudgementError(f"there is no text of {added.doc_id}")
    if added.a.key == added.b.key:
        raise JudgementError("b: a tie is between two places")
    joined = read[0]
    a, b = (_span(index, joined, side, at.start, at.end) for side, at in (("a", added.a), ("b", added.b)))
    evidence = [_span(index, joined, "evidence", start, end) for start, end in added.evidence]
    if not evidence:
        raise JudgementError("evidence: at least one sentence")
    fields: dict[str, Any] = {
        "a": added.a.key, "b": added.b.key, "relation": added.relation, "status": added.status,
        "date": added.date, "events": [],
    }  # fmt: skip
    edits = {name: Edit(value=value, why="extraction") for name, value in fields.items()}
    check("tie", Judgement(edits=edits))
    names = {"a.text": a["text"], "b.text": b["text"]}
    return Shown(fields=fields, rules=[REVIEWER], evidence=evidence, names=names)


def write_added(index: sqlite3.Connection, key: str, shown: Shown) -> None:
    """Make the item of an added tie; none where its document is not among the runs."""
    doc_id = shown.evidence[0]["doc_id"]
    document = index.execute("SELECT n FROM document WHERE doc_id = ?", (doc_id,)).fetchone()
    if document is None:
        return
    fields = shown.fields
    columns = page_item("tie", shown, shown.names["a.text"], shown.names["b.text"]) | {
        "key": key, "a": fields["a"], "b": fields["b"], "relation": fields["relation"],
        "document": document["n"], "documents": 1, "since": 0, "beside": "new",
    }  # fmt: skip
    write(index, columns, ())


def _span(index: sqlite3.Connection, joined: Joined, name: str, start: int, end: int) -> dict[str, Any]:
    """A stretch of the joined text, as a sentence of the evidence: in its own document."""
    home = joined.home(start, end)
    if home is None:
        raise JudgementError(f"{name}: lies outside the text")
    doc_id, first, last = home
    row = index.execute("SELECT text_sha256 FROM document WHERE doc_id = ?", (doc_id,)).fetchone()
    return {
        "doc_id": doc_id, "text_sha256": row["text_sha256"],
        "lang": "zh" if HAN.search(joined.text, start, end) else "en",
        "start": first, "end": last, "text": joined.text[start:end],
    }  # fmt: skip
