"""Everything that a page draws of one item: the words, marked, and what was read in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from extract.review.decision import Decision
from extract.review.joined import Joined, join
from extract.review.judgement import Judgement, Shown, effective
from extract.review.queue import find
from extract.review.reading import Reading, slices
from extract.review.segments import Mark, Range, Row, Segment, cut, near, rows, visible
from extract.rules.index import RuleText, every

# So many characters of a document are drawn at first, around the evidence.
FIRST, MORE = 6_000, 60_000
_STATEMENTS = 60
_MARKED = ("places", "dates", "counts", "boilerplate", "pairs")
_FAINT = {"places": "place", "dates": "day", "counts": "number", "boilerplate": "furniture"}


@dataclass(frozen=True, slots=True)
class Cell:
    lang: str
    segments: list[Segment]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is drawn; `skipped` characters before it are not."""

    cells: list[Cell]
    evidence: bool
    skipped: int
    start: int


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
    lines, bilingual, unshown = _draw(joined.text, record, shown, found, most) if joined else ([], False, 0)
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
        lines=lines,
        bilingual=bilingual,
        unshown=unshown,
        sources=sources,
        source=source,
        places=_places(found.get("places", []), source.doc_id if source else ""),
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
    own = db.execute("SELECT doc_id, read_with FROM document WHERE n = ?", (document,)).fetchone()
    other = db.execute("SELECT n, doc_id FROM document WHERE doc_id = ?", (own["read_with"],)).fetchone()
    text = reading.text(document)
    if text is None:
        return None, {}
    translation = reading.text(other["n"]) if other else None
    joined = join(own["doc_id"], text, other["doc_id"] if other else None, translation)
    numbers = [document, *([other["n"]] if len(joined.begins) > 1 else [])]
    found = {
        file: [
            joined.moved(record)
            for number in numbers
            for record in reading.records(number, file, slices(db, number, file))
        ]
        for file in (*_MARKED, "alignments")
    }
    return joined, found


def _draw(
    text: str, record: dict[str, Any] | None, shown: Shown, found: dict[str, list[dict[str, Any]]], most: int
) -> tuple[list[Line], bool, int]:
    """The rows to draw, whether they have two columns, and how many characters are not drawn."""
    evidence = [(s["start"], s["end"]) for s in (_evidence(record) if record else shown.evidence)]
    beads = [([tuple(r) for r in bead["zh"]], [tuple(r) for r in bead["en"]]) for bead in found["alignments"]]
    all_rows = rows(text, beads)
    marks = [*_marks(record, evidence), *_again(record, evidence, found), *_faint(found)]
    drawn = near(all_rows, evidence, most)
    lines, before = [], -1
    for at in drawn:
        skipped = sum(row.size() for row in all_rows[before + 1 : at])
        lines.append(_line(text, all_rows[at], marks, evidence, skipped))
        before = at
    left_out = sum(row.size() for row in all_rows) - sum(all_rows[at].size() for at in drawn)
    return lines, any(row.right for row in all_rows), left_out


def _line(text: str, row: Row, marks: list[Mark], evidence: list[Range], skipped: int) -> Line:
    cells = []
    for lang, side in (("zh", row.left), ("en", row.right)):
        segments = [
            s for i, (start, end) in enumerate(side, 1) for s in _cut(text, start, end, marks, i == len(side))
        ]
        cells.append(Cell(lang, segments, side[0][0] if side else 0, side[-1][1] if side else 0))
    start = min((s for s, _ in (*row.left, *row.right)), default=0)
    return Line(cells, row.covers(evidence), skipped, start)


def _cut(text: str, start: int, end: int, marks: list[Mark], last: bool) -> list[Segment]:
    """The segments of a stretch; of the line ends and blanks behind it one is drawn, of the `last` none."""
    kept = 0 if last else 1
    while end - start > kept and text[end - 1 - kept : end].strip("\r\n\t \u3000") == "":
        end -= 1
    return cut(text, start, end, (mark for mark in marks if mark.start < end and mark.end > start))


def _evidence(record: dict[str, Any]) -> list[dict[str, Any]]:
    if "evidence" in record:
        return list(record["evidence"])
    if "sides" in record:
        return [side["span"] for side in record["sides"]]
    return [record]


def _marks(record: dict[str, Any] | None, evidence: list[Range]) -> Iterator[Mark]:
    """What the item itself rests on."""
    for start, end in evidence:
        yield Mark(start, end, "evidence")
    if record is None:
        return
    for side in ("a", "b"):
        if side in record:
            yield Mark(record[side]["start"], record[side]["end"], side)
            for span in record[side]["qualifiers"]:
                yield Mark(span["start"], span["end"], f"{side}-within")
    for span in record.get("relation_terms", ()):
        yield Mark(span["start"], span["end"], "term")
    dates = [record.get("date"), *(event["span"] for event in record.get("events", ()))]
    for span in dates:
        if span is not None:
            yield Mark(span["start"], span["end"], "date")
    if "what" in record:
        yield Mark(record["start"], record["end"], "count")
    elif "link_method" in record:
        yield Mark(record["start"], record["end"], "a")


def _again(
    record: dict[str, Any] | None, evidence: list[Range], found: dict[str, list[dict[str, Any]]]
) -> Iterator[Mark]:
    """The tie's places and date where its evidence names them again, as in the other language."""
    if record is None or "fact_key" not in record:
        return
    sides = {record["a"]["key"]: "a", record["b"]["key"]: "b"}
    date = record["date"]["value"] if record["date"] else None
    for start, end in evidence:
        for place in found["places"]:
            if start <= place["start"] and place["end"] <= end and place["key"] in sides:
                yield Mark(place["start"], place["end"], sides[place["key"]])
        for day in found["dates"]:
            if start <= day["start"] and day["end"] <= end and day["value"] == date:
                yield Mark(day["start"], day["end"], "date")


def _faint(found: dict[str, list[dict[str, Any]]]) -> Iterator[Mark]:
    """Everything else that was found in the document."""
    for file, what in _FAINT.items():
        for record in found[file]:
            about = record.get("key") or record.get("value") or record.get("kind") or ""
            name = record.get("name_en") or record.get("what") or ""
            yield Mark(record["start"], record["end"], what, f"{about} {name}".strip())
    for pair in found["pairs"]:
        for side in ("a", "b"):
            yield Mark(pair[side]["start"], pair[side]["end"], "other-tie")


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


def _places(found: list[dict[str, Any]], doc_id: str) -> list[dict[str, Any]]:
    """The names of places in a document, in order: to choose from."""
    return [
        {"key": place["key"], "text": place["text"], "name": place["name_zh"] or place["name_en"] or "",
         "country": place["country"] or "", "start": place["start"], "end": place["end"]}
        for place in found
        if place["doc_id"] == doc_id
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
