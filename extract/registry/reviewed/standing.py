"""The decisions that stand in the review page's store, and taking them over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from extract.registry.ingest import Ingest
from extract.registry.reviewed import counts, events, places, ties
from extract.registry.reviewed.wanted import Wanted, settle
from extract.registry.store import RegistryError, value

if TYPE_CHECKING:
    from extract.review.decision import Decision

_KINDS = ("tie", "count", "event", "place")


def has_reviews(db: sqlite3.Connection) -> bool:
    """Whether a registry's file also holds decisions of the review page."""
    return bool(value(db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'review_decision'"))


def standing(address: str | Path) -> list[Decision]:
    """The decisions that stand in a store of the review page, of kinds that count. Raises RegistryError."""
    try:
        from extract.review.store import StoreError, open_decisions
    except ImportError as error:
        raise RegistryError(f"what was reviewed needs youcheng[web]: {error}") from error
    try:
        store = open_decisions(address)
    except StoreError as error:
        raise RegistryError(str(error)) from error
    try:
        return [d for d in store.standing() if d.kind in _KINDS]
    finally:
        store.close()


def take_over(db: sqlite3.Connection, ingest: Ingest, reviewed: Iterable[Decision]) -> None:
    """Put what stands into effect, and take back what does no more."""
    of: dict[str, list[Decision]] = {kind: [] for kind in _KINDS}
    for decision in reviewed:
        of[decision.kind].append(decision)
    wanted: Wanted = {}
    ties.forget_copies(db, ingest)
    counts.forget_copies(db)
    places.take_over(db, ingest, of["place"], wanted)
    events.take_over(db, ingest, of["event"], wanted)  # before the statements are copied
    for decision in of["tie"]:
        ties.take_over(db, ingest, decision, wanted)
    for decision in of["count"]:
        counts.take_over(db, decision, wanted)
    settle(db, wanted)
