"""What was found, as records: a list for each kind of JSONL file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import msgspec

from extract import records


@dataclass(slots=True)
class Records:
    """The records of one document or of several, in the order in which they are written."""

    documents: list[records.DocumentRecord] = field(default_factory=list)
    places: list[records.PlaceRecord] = field(default_factory=list)
    dates: list[records.DateRecord] = field(default_factory=list)
    counts: list[records.CountRecord] = field(default_factory=list)
    pairs: list[records.PairRecord] = field(default_factory=list)
    groups: list[records.GroupRecord] = field(default_factory=list)
    alignments: list[records.AlignmentRecord] = field(default_factory=list)
    conflicts: list[records.ConflictRecord] = field(default_factory=list)
    boilerplate: list[records.BoilerplateRecord] = field(default_factory=list)
    skipped: list[records.SkippedRecord] = field(default_factory=list)
    rejects: list[records.RejectRecord] = field(default_factory=list)

    def of(self, kind: str) -> list[records.Record]:
        """The records of a kind: a key of `records.KINDS`."""
        return cast(list[records.Record], getattr(self, kind))

    def extend(self, other: Records) -> None:
        for kind in records.KINDS:
            self.of(kind).extend(other.of(kind))

    def lines(self, kind: str) -> bytes:
        """The records of a kind as JSON lines: UTF-8, LF, keys in the order of the fields."""
        return _ENCODER.encode_lines(self.of(kind))


_ENCODER = msgspec.json.Encoder()

# The kinds that come out of a document's text, in the order in which a document counts them.
FROM_TEXT = ("places", "dates", "counts", "pairs", "groups", "alignments", "conflicts", "boilerplate")
