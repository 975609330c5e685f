"""Splitting an item: the statements with some sentences are another tie, and become an item of their own."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence

import msgspec

from extract.review.items import Record, of_pair
from extract.review.judgement import Shown, evidence_key
from extract.review.making import write
from extract.review.reading import Reading
from extract.review.showing import evidence_span, set_beside, told

PREFIX = "split:"


def split_off(db: sqlite3.Connection, item: str, evidence: Sequence[str]) -> str | None:
    """Make the statements of a tie with some evidence (keys) an item; its key, None if it is there already.

    Of no evidence, what was split off before is put back. Both show what the statements say that they keep.
    """
    digest = hashlib.sha256("".join(sorted(evidence)).encode()).hexdigest()[:16]
    key = f"{PREFIX}{item}:{digest}"
    children = db.execute(
        "SELECT n, key FROM item WHERE key > ? AND key < ?", (f"{PREFIX}{item}:", f"{PREFIX}{item};")
    ).fetchall()
    if any(child["key"] == key for child in children) or not (children or evidence):
        return None
    parent = db.execute("SELECT * FROM item WHERE key = ?", (item,)).fetchone()
    for child in children:
        db.execute("UPDATE statement SET item = ? WHERE item = ?", (parent["n"], child["n"]))
        db.execute("DELETE FROM item WHERE n = ?", (child["n"],))
    marks = ", ".join("?" * len(evidence))
    inside = f"item = ? AND evidence IN ({marks})"
    some = db.execute(f"SELECT 1 FROM statement WHERE {inside}", (parent["n"], *evidence)).fetchone()
    child = _write_child(db, parent, key) if some else 0
    db.execute(f"UPDATE statement SET item = ? WHERE {inside}", (child, parent["n"], *evidence))
    if json.loads(parent["shown"]).get("planted") is None:
        _tell_anew(db, parent["n"])
        _tell_anew(db, child, all_sentences=True)
    return key if some else None


def _write_child(db: sqlite3.Connection, parent: sqlite3.Row, key: str) -> int:
    own = {
        "key": key, "verdict": None, "revision": 0, "edited": 0, "changed": 0, "stale": None, "by": None,
        "assigned": None, "n": None,
    }  # fmt: skip
    return write(db, dict(parent) | own, ())


def _tell_anew(db: sqlite3.Connection, number: int, *, all_sentences: bool = False) -> None:
    """Show of an item what the statements say that it has now; nothing where it has none.

    With `all_sentences` each statement's first is among the evidence: by it the registry finds the statement.
    """
    stated = db.execute(
        "SELECT document, kind, first, last, confidence FROM statement WHERE item = ? ORDER BY rank",
        (number,),
    ).fetchall()
    if not stated:
        return
    reading = Reading(db)
    records = [reading.record(*row[:4]) for row in stated]
    columns = told("tie", records[0], [next(of_pair(record)).says for record in records])
    held = db.execute("SELECT held FROM item WHERE n = ?", (number,)).fetchone()["held"]
    columns |= set_beside(columns, json.loads(held) if held else None) | {
        "confidence": max(row["confidence"] for row in stated),
        "documents": len({row["document"] for row in stated}),
        "document": stated[0]["document"],
    }
    if all_sentences:
        columns["shown"] = _with_sentences(columns["shown"], records)
    names = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"UPDATE item SET {names} WHERE n = ?", (*columns.values(), number))


def _with_sentences(shown: str, records: Sequence[Record]) -> str:
    told_ = msgspec.json.decode(shown, type=Shown)
    firsts = [evidence_span(record, span) for record in records for span in record["evidence"][:1]]
    known = set(told_.evidence_keys())
    more = [span for span in firsts if evidence_key(span["text"]) not in known]
    whole = msgspec.structs.replace(told_, evidence=[*told_.evidence, *more])
    return msgspec.json.encode(whole, order="deterministic").decode()
