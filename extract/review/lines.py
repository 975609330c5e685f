"""The rows of a page's text: of one or two languages, cut at the marks, with the evidence in the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extract.review.marks import evidence_of, faint_marks, named_again, own_marks
from extract.review.segments import Mark, Range, Row, Segment, cut, near, rows


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
class Drawn:
    """The rows to draw, whether they have two columns, and how many characters are not drawn."""

    lines: list[Line]
    bilingual: bool
    unshown: int


def draw(
    text: str,
    record: dict[str, Any] | None,
    shown: list[dict[str, Any]],
    found: dict[str, list[dict[str, Any]]],
    most: int,
) -> Drawn:
    """What is drawn of a text: some `most` characters around the record's evidence, else that `shown`.

    `found` has the records of all that was found in the text.
    """
    evidence = [(s["start"], s["end"]) for s in (evidence_of(record) if record else shown)]
    beads = [([tuple(r) for r in bead["zh"]], [tuple(r) for r in bead["en"]]) for bead in found["alignments"]]
    all_rows = rows(text, beads)
    marks = [*own_marks(record, evidence), *named_again(record, evidence, found), *faint_marks(found)]
    drawn = near(all_rows, evidence, most)
    lines, before = [], -1
    for at in drawn:
        skipped = sum(row.size() for row in all_rows[before + 1 : at])
        lines.append(_line(text, all_rows[at], marks, evidence, skipped))
        before = at
    left_out = sum(row.size() for row in all_rows) - sum(all_rows[at].size() for at in drawn)
    return Drawn(lines, any(row.right for row in all_rows), left_out)


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
