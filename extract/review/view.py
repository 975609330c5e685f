"""Everything that a page draws of one item: the words, marked, and what was read in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from extract.review.decision import Decision
from extract.review.joined import Joined, read_joined
from extract.review.judgement import Judgement, Shown, effective
from extract.review.lines import Drawn, Line, draw
from extract.review.marks import MARKED
from extract.review.queue import find
from extract.review.reading import Reading, slices
from extract.review.segments import Segment, visible
from extract.rules.index import RuleText, every

# So many characters of a document are drawn at first, around the evidence.
FIRST, MORE = 6_000, 60_000
_STATEMENTS = 60


@dataclass(frozen=True, slots=True)
class Source:
    """A document that states the item."""

    rank: int
    title: list[Segment]
    doc_id: str
    uri: list[Segment]
    link: str | None
    published: str | None
    publisher: list[Segment]
    superseded: bool
    copy: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class View:
    item: sqlite3.Row
    shown: Shown
    now: dict[str, Any]
    judgement: Judgement
    revision: int
    agreement: str | None
    says: dict[str, list[tuple[str, int]]]
    held: dict[str, Any] | None
    before: Shown | None
    lines: list[Line]
    bilingual: bool
    unshown: int
    sources: list[Source]
    source: Source | None
    places: list[dict[str, Any]]
    candidates: dict[str, list[dict[str, Any]]]
    rules: list[RuleText]
    draft: Any
    words: Sequence[Decision]  # what reviewers say, for the one who settles

    @property
    def evidence_keys(self) -> list[str]:
        """The key of each source's evidence: what a split names."""
        return [source.evidence for source in self.sources]

    @property
    def judgement_json(self) -> str:
        return msgspec.json.encode(self.judgement).decode()

    def quote(self, span: dict[str, Any]) -> list[Segment]:
        """A sentence of the evidence, where the text it stands in is not kept."""
        return visible(span["text"])


def view(
    db: sqlite3.Connection,
    reading: Reading,
    key: str,
    judgement: Judgement,
    revision: int,
    draft: str | None,
    rank: int = 0,
    most: int = FIRST,
    words: Sequence[Decision] = (),
) -> View | None:
    """All that is drawn of an item, with the words of its statement number `rank`; None: no such item."""
    item = find(db, key)
    if item is None:
        return None
    shown = msgspec.json.decode(item["shown"], type=Shown)
    stated = _statements(db, item)
    rank = rank if 0 <= rank < len(stated) else 0
    record = reading.record(*stated[rank][1:5]) if stated else None
    document = stated[rank][1] if stated else item["document"]
    joined, found = _read(db, reading, document) if document else (None, {})
    if joined is not None and record is not None:
        record = joined.moved(record)
    drawn = _draw(joined, record, shown, found, most)
    sources = [_source(db, row) for row in stated]
    source = sources[rank] if sources else _lone_source(db, document)
    return View(
        item=item,
        shown=shown,
        now=effective(shown.fields, judgement),
        judgement=judgement,
        revision=revision,
        agreement=record.get("agreement") if record else None,
        says=json.loads(item["says"]),
        held=json.loads(item["held"]) if item["held"] else None,
        before=msgspec.json.decode(item["stale"], type=Shown) if item["stale"] else None,
        lines=drawn.lines,
        bilingual=drawn.bilingual,
        unshown=drawn.unshown,
        sources=sources,
        source=source,
        places=_places(found.get("places", [])),
        candidates=_candidates(record, found.get("places", [])),
        rules=[rule for id_ in (record or {"rules": shown.rules})["rules"] if (rule := every().get(id_))],
        draft=json.loads(draft) if draft else None,
        words=words,
    )


def _statements(db: sqlite3.Connection, item: sqlite3.Row) -> list[tuple[Any, ...]]:
    """(rank, document, kind, first, last, evidence) of the best records that state an item; ranks from 0."""
    rows_ = db.execute(
        "SELECT document, kind, first, last, evidence FROM statement WHERE item = ? ORDER BY rank LIMIT ?",
        (item["n"], _STATEMENTS),
    )
    return [(rank, *row) for rank, row in enumerate(rows_)]


def _read(
    db: sqlite3.Connection, reading: Reading, document: int
) -> tuple[Joined | None, dict[str, list[dict[str, Any]]]]:
    """What a document says, and its translation behind it where both were read as one; what was found."""
    read = read_joined(db, reading, document)
    if read is None:
        return None, {}
    joined, numbers = read
    found = {
        file: [
            joined.moved(record)
            for number in numbers
            for record in reading.records(number, file, slices(db, number, file))
        ]
        for file in (*MARKED, "alignments")
    }
    return joined, found


def _draw(
    joined: Joined | None,
    record: dict[str, Any] | None,
    shown: Shown,
    found: dict[str, list[dict[str, Any]]],
    most: int,
) -> Drawn:
    if joined is None:
        return Drawn([], False, 0)
    return draw(joined.text, record, [joined.moved(span) for span in shown.evidence], found, most)


def _source(db: sqlite3.Connection, statement: tuple[Any, ...]) -> Source:
    row = db.execute("SELECT * FROM document WHERE n = ?", (statement[1],)).fetchone()
    return _of_document(row, statement[0], statement[5])


def _lone_source(db: sqlite3.Connection, document: int | None) -> Source | None:
    row = db.execute("SELECT * FROM document WHERE n = ?", (document,)).fetchone()
    return _of_document(row, 0, "") if row else None


def _of_document(row: sqlite3.Row, rank: int, evidence: str) -> Source:
    return Source(
        rank=rank,
        title=visible((row["title"] or row["uri"])[:200]),
        doc_id=row["doc_id"],
        uri=visible(row["uri"][:300]),
        link=safe_link(row["link"] or row["source_id"]),
        published=row["published"],
        publisher=visible((row["publisher"] or "")[:120]),
        superseded=bool(row["superseded"]),
        copy=row["near"] is not None,
        evidence=evidence,
    )


def safe_link(link: str | None) -> str | None:
    """A link that may be followed: of the web; not one that runs a script or holds a page."""
    return link if link and link.lower().startswith(("https://", "http://")) else None


def _places(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names of places that are drawn, in order: to choose from."""
    return [
        {"key": place["key"], "text": place["text"], "name": place["name_zh"] or place["name_en"] or "",
         "country": place["country"] or "", "start": place["start"], "end": place["end"]}
        for place in found
    ]  # fmt: skip


def _candidates(
    record: dict[str, Any] | None, places: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """What else the names of the item's places may mean."""
    if record is None:
        return {}
    sides: dict[str, Any] = {side: record[side] for side in ("a", "b") if side in record}
    if "link_method" in record:
        sides["place"] = record
    found: dict[str, list[dict[str, Any]]] = {}
    for side, mention in sides.items():
        for place in places:
            if (place["start"], place["end"]) == (mention["start"], mention["end"]):
                found[side] = [c for c in place["candidates"] if c["key"] != place["key"]][:5]
    return found
