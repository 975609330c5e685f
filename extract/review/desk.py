"""What the review page works on while it is served."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field

from extract.review.archive import Archive
from extract.review.places import Places
from extract.review.reading import Reading
from extract.review.security import Sessions
from extract.review.store import Store


@dataclass(slots=True)
class Desk:
    """The store, the index and what else a server has. Who uses `index` or `reading` holds `lock`."""

    store: Store
    index: sqlite3.Connection
    track: str
    sessions: Sessions
    readonly: bool = False
    password: str | None = None  # argon2 hash
    archive: Archive = field(default_factory=lambda: Archive(()))
    lock: threading.Lock = field(default_factory=threading.Lock)
    places: Places = field(default_factory=Places)
    reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        self.reading = Reading(self.index)
