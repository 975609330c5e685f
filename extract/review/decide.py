"""What a page sends, as changes to the store: checked, and completed with what the reviewer had before them.

A page says which item, which revision it saw, and the judgement; what was shown comes from the index, so that
no page can claim to have shown something else.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from extract.link import aliases
from extract.records import fact_key
from extract.review.decision import Change, Decision
from extract.review.items import page_item
from extract.review.judgement import Edit, Judgement, JudgementError, Shown, check
from extract.review.making import write
from extract.review.queue import find
from extract.review.reading import Reading
from extract.review.store import Store


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A change to one item, as a page sends it."""

    item: str
    revision: int
    judgement: Judgement
    seconds: float | None = None


class Name(msgspec.Struct, forbid_unknown_fields=True):
    """A place that a reviewer marked in a text: its key, and the characters that name it."""

    key: str
    start: int
    end: int


class Added(msgspec.Struct, forbid_unknown_fields=True):
    """A tie that the extraction missed, as a page sends it: two names in a document and what they are."""

    doc_id: str
    a: Name
    b: Name
    relation: str
    status: str
    date: str | None
    evidence: tuple[int, int]


class Gesture(msgspec.Struct, forbid_unknown_fields=True):
    """One act of a reviewer; `gesture` is the page's own id for it, so that nothing is done twice."""

    gesture: str
    changes: list[Asked] = []
    added: Added | None = None


_decoder = msgspec.json.Decoder(Gesture)


def read(body: bytes) -> Gesture:
    """What a page sent. Raises JudgementError where it is none."""
    try:
        asked = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise JudgementError(f"no change: {error}") from error
    if not asked.gesture.isalnum() or not 8 <= len(asked.gesture) <= 64:
        raise JudgementError("gesture: 8 to 64 letters and digits")
    return asked


def decide(
    store: Store, index: sqlite3.Connection, reading: Reading, asked: Gesture, by: str, track: str
) -> list[Decision]:
    """Keep what a page asked for. Raises JudgementError, Stale.

    A spelling that means a place from now on goes to the user's aliases when the decision is kept.
    """
    changes = [_change(index, each) for each in asked.changes]
    if asked.added is not None:
        changes.append(_add(store, index, reading, asked.added, track))
    if not changes:
        raise JudgementError("no change")
    made = store.decide(changes, by=by, gesture=asked.gesture, track=track)
    for decision in made:
        for edit in decision.after.edits.values():
            if edit.alias:
                _learn(edit.alias, edit.value)
    return made


def _change(index: sqlite3.Connection, asked: Asked) -> Change:
    row = find(index, asked.item)
    if row is None:
        raise JudgementError(f"there is no item {asked.item} in these runs")
    shown = msgspec.json.decode(row["shown"], type=Shown)
    return Change(row["kind"], row["key"], asked.revision, asked.judgement, shown, asked.seconds)


def _add(store: Store, index: sqlite3.Connection, reading: Reading, added: Added, track: str) -> Change:
    """The change for a tie that was missed; its item is made where the index has none."""
    key = fact_key(added.a.key, added.b.key, added.relation)
    current = store.current(key, track)
    revision = current.revision if current else 0
    row = find(index, key)
    if row is None:
        shown, columns = _shown(index, reading, added)
        write(index, columns | {"key": key}, ())
    else:
        shown = msgspec.json.decode(row["shown"], type=Shown)
    return Change("tie", key, revision, Judgement(verdict="accept", comment="added"), shown)


def _shown(index: sqlite3.Connection, reading: Reading, added: Added) -> tuple[Shown, dict[str, Any]]:
    row = index.execute("SELECT * FROM document WHERE doc_id = ?", (added.doc_id,)).fetchone()
    text = reading.text(row["n"]) if row else None
    if row is None or text is None:
        raise JudgementError(f"there is no text of {added.doc_id}")
    spans = {"a": (added.a.start, added.a.end), "b": (added.b.start, added.b.end), "evidence": added.evidence}
    for name, (start, end) in spans.items():
        if not 0 <= start < end <= len(text):
            raise JudgementError(f"{name}: lies outside the text")
    if added.a.key == added.b.key:
        raise JudgementError("b: a tie is between two places")
    quoted = {name: text[start:end] for name, (start, end) in spans.items()}
    fields: dict[str, Any] = {
        "a": added.a.key, "b": added.b.key, "relation": added.relation, "status": added.status,
        "date": added.date, "events": [],
    }  # fmt: skip
    start, end = added.evidence
    evidence = {"doc_id": added.doc_id, "text_sha256": row["text_sha256"], "start": start, "end": end}
    shown = Shown(
        fields=fields,
        rules=["reviewer"],
        evidence=[evidence | {"lang": "", "text": quoted["evidence"]}],
        names={"a.text": quoted["a"], "b.text": quoted["b"]},
    )
    _check_added(fields)
    columns = page_item("tie", shown, quoted["a"], quoted["b"])
    return shown, columns | {
        "a": added.a.key, "b": added.b.key, "relation": added.relation, "document": row["n"], "documents": 1,
        "since": 0, "beside": "new",
    }  # fmt: skip


def _check_added(fields: dict[str, Any]) -> None:
    edits = {name: Edit(value=value, why="extraction") for name, value in fields.items()}
    check("tie", Judgement(edits=edits))


def _learn(spelling: str, place: Any) -> None:
    try:
        aliases.add(spelling, str(place))
    except aliases.AliasError as error:
        raise JudgementError(str(error)) from error
