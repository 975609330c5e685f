"""A document with what a run found in it, as all forms write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extract.emit.reader import Run

Record = dict[str, Any]
LABELS = {"places": "PLACE", "dates": "DATE", "counts": "COUNT"}
KINDS = (*LABELS, "pairs", "alignments", "boilerplate")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters that name something: code points, half-open. `record` is what the run has on them."""

    label: str
    start: int
    end: int
    record: Record


@dataclass(slots=True)
class Tie:
    """A pair that the document states; `a` and `b` are the numbers of their marks."""

    a: int
    b: int
    record: Record


@dataclass(slots=True)
class Annotated:
    """`elsewhere` counts the pairs of which a side is named in the document's translation only."""

    record: Record
    text: str
    marks: list[Mark]
    ties: list[Tie]
    elsewhere: int = 0
    records: dict[str, list[Record]] = field(default_factory=dict)

    @property
    def doc_id(self) -> str:
        return str(self.record["doc_id"])


def documents(run: Run) -> Iterator[Annotated]:
    """The documents that have facts of their own. Raises FileNotFoundError where a text was purged."""
    kinds = {kind: _Following(run.lines(kind)) for kind in KINDS}
    for record in run.lines("documents"):
        found = {kind: following.of(record["doc_id"]) for kind, following in kinds.items()}
        if record["duplicate_of"] is None:
            yield annotate(record, run.text(record["doc_id"]), found)


def annotate(document: Record, text: str, found: dict[str, list[Record]]) -> Annotated:
    """A document's marks in the order of the text, and the ties between them."""
    marks = [
        Mark(label, record["start"], record["end"], record)
        for kind, label in LABELS.items()
        for record in found[kind]
    ]
    marks.sort(key=lambda mark: (mark.start, mark.end, mark.label))
    at = {(mark.start, mark.end): n for n, mark in enumerate(marks) if mark.label == "PLACE"}
    done = Annotated(document, text, marks, [], records=found)
    for pair in found["pairs"]:
        if any(pair[side].get("doc_id", document["doc_id"]) != document["doc_id"] for side in ("a", "b")):
            done.elsewhere += 1
            continue
        sides = [_mark(pair[side], marks, at) for side in ("a", "b")]
        done.ties.append(Tie(sides[0], sides[1], pair))
    return done


def _mark(place: Record, marks: list[Mark], at: dict[tuple[int, int], int]) -> int:
    """The number of a place's mark, which is made where no mention of its own is."""
    where = (place["start"], place["end"])
    if where not in at:
        at[where] = len(marks)
        marks.append(Mark("PLACE", *where, place))
    return at[where]


class _Following:
    """The lines of a file, document after document."""

    def __init__(self, lines: Iterator[Record]) -> None:
        self._lines = lines
        self._next = next(lines, None)

    def of(self, doc_id: str) -> list[Record]:
        """The lines of the document whose turn it is."""
        found = []
        while self._next is not None and self._next["doc_id"] == doc_id:
            found.append(self._next)
            self._next = next(self._lines, None)
        return found
