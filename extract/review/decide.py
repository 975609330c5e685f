"""What a page sends, as changes to the store: checked, and completed with what the reviewer had before them.

A page says which item, which revision it saw, and the judgement; what was shown comes from the index, so that
no page can claim to have shown something else.
"""

from __future__ import annotations

import sqlite3

import msgspec

from extract.records import fact_key
from extract.review.added import Added, shown_of
from extract.review.decision import Change, Decision
from extract.review.judgement import PLACES, Edit, Judgement, JudgementError, Shown
from extract.review.places import Places
from extract.review.queue import find
from extract.review.reading import Reading
from extract.review.spellings import learn
from extract.review.split import PREFIX
from extract.review.store import Store


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A change to one item, as a page sends it."""

    item: str
    revision: int
    judgement: Judgement
    seconds: float | None = None


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
    store: Store,
    index: sqlite3.Connection,
    reading: Reading,
    places: Places,
    asked: Gesture,
    by: str,
    track: str,
) -> list[Decision]:
    """Keep what a page asked for. Raises JudgementError, Stale.

    A spelling that means a place from now on goes to the user's aliases when the decision is kept.
    """
    changes = [_change(index, places, each) for each in asked.changes]
    if asked.added is not None:
        changes.append(_add(store, index, reading, places, asked.added, track))
    if not changes:
        raise JudgementError("no change")
    made = store.decide(changes, by=by, gesture=asked.gesture, track=track)
    learn(made)
    return made


def _change(index: sqlite3.Connection, places: Places, asked: Asked) -> Change:
    row = find(index, asked.item)
    if row is None:
        raise JudgementError(f"there is no item {asked.item} in these runs")
    shown = msgspec.json.decode(row["shown"], type=Shown)
    for name, edit in asked.judgement.edits.items():
        if name in PLACES:
            check_place(index, places, name, edit.value)
        if edit.alias and not places.named(str(edit.value)):
            raise JudgementError(f"{name}: a spelling can mean a place of the gazetteer, not {edit.value}")
    if asked.judgement.split and asked.item.startswith(PREFIX):
        raise JudgementError("split: what was split off is put together with its tie first")
    return Change(row["kind"], row["key"], asked.revision, asked.judgement, shown, asked.seconds)


def _add(
    store: Store, index: sqlite3.Connection, reading: Reading, places: Places, added: Added, track: str
) -> Change:
    """The change for a tie that was missed; one that was found elsewhere is accepted, as the page has it."""
    for side in ("a", "b"):
        check_place(index, places, side, getattr(added, side).key)
    key = fact_key(added.a.key, added.b.key, added.relation)
    current = store.current(key, track)
    row = find(index, key)
    shown = msgspec.json.decode(row["shown"], type=Shown) if row else shown_of(index, reading, added)
    edits = {
        name: Edit(value=value, was=shown.fields[name], why="extraction")
        for name, value in (("status", added.status), ("date", added.date))
        if value is not None and value != shown.fields[name]
    }
    after = Judgement(verdict="accept", edits=edits, comment="added")
    return Change("tie", key, current.revision if current else 0, after, shown)


def check_place(index: sqlite3.Connection, places: Places, field: str, key: object) -> None:
    """Raise JudgementError for a place that neither the gazetteer nor any item of the runs has."""
    known = "SELECT 1 FROM item WHERE a = ?1 OR b = ?1 LIMIT 1"
    if isinstance(key, str) and not places.named(key) and not index.execute(known, (key,)).fetchone():
        raise JudgementError(f"{field}: no place {key} is known; choose one of those that are found by name")
