"""How often the extraction is right: by rule, by confidence, and above each threshold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from extract.review.judgement import Kind
from extract.review.report.intervals import Estimate, Share, stratified
from extract.review.report.judged import Judged, is_right

# Confidences that make a bin; narrower where a threshold would lie.
EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1.0)
TARGETS = (0.95, 0.98, 0.99)


@dataclass(slots=True)
class Tally:
    """Items decided; of them how many are right in every field, and how many in places and relation."""

    cases: int = 0
    right: int = 0
    tie_right: int = 0

    def add(self, right: bool, tie_right: bool) -> None:
        self.cases += 1
        self.right += right
        self.tie_right += tie_right

    def as_dict(self) -> dict[str, Any]:
        return {
            "cases": self.cases,
            "right": Share(self.right, self.cases).as_dict(),
            "tie_right": Share(self.tie_right, self.cases).as_dict(),
        }


@dataclass(slots=True)
class Bin:
    """Ties of a confidence in [low, high), in the last bin 1.0 too; `ties` counts all, decided or not."""

    low: float
    high: float
    tally: Tally = field(default_factory=Tally)
    confidence: float = 0.0  # sum over what was decided
    ties: int | None = None

    def share(self) -> Share:
        of = float("inf") if self.ties is None else float(max(self.ties, self.tally.cases))
        return Share(self.tally.right, self.tally.cases, of)

    def as_dict(self) -> dict[str, Any]:
        mean = self.confidence / self.tally.cases if self.tally.cases else None
        return {
            "low": self.low,
            "high": self.high,
            "ties": self.ties,
            "confidence": None if mean is None else round(mean, 4),
            **self.tally.as_dict(),
        }


def decided(items: Iterable[Judged], kind: Kind) -> list[Judged]:
    """Items of a kind on which a word holds that tells whether they were read right."""
    return [
        each
        for each in items
        if each.kind == kind and not each.planted and not each.added
        and each.holds is not None and is_right(each.holds) is not None
    ]  # fmt: skip


def together(items: Sequence[Judged]) -> Tally:
    """All decided items as one."""
    tally = Tally()
    for each in items:
        tally.add(*_right(each))
    return tally


def by_rule(items: Sequence[Judged]) -> dict[str, Tally]:
    """Each rule and the decided items it had a part in; the least precise first."""
    found: dict[str, Tally] = {}
    for each in items:
        for rule in each.shown.rules:
            found.setdefault(rule, Tally()).add(*_right(each))
    return dict(sorted(found.items(), key=lambda row: (row[1].right / row[1].cases, -row[1].cases, row[0])))


def by_confidence(items: Sequence[Judged], ties: Mapping[int, int] | None) -> list[Bin]:
    """The bins; `ties` has how many ties lie in each, by its number, where that is known."""
    bins = [Bin(low, high) for low, high in pairwise(EDGES)]
    for each in items:
        confidence = each.shown.confidence
        if confidence is not None:
            into = bins[bin_of(confidence)]
            into.tally.add(*_right(each))
            into.confidence += confidence
    if ties is not None:
        for number, into in enumerate(bins):
            into.ties = ties.get(number, 0)
    return bins


def bin_of(confidence: float) -> int:
    """The number of the bin a confidence lies in."""
    return min(max(bisect_right(EDGES, confidence) - 1, 0), len(EDGES) - 2)


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The mean distance of confidence and share right, by decided ties (ECE, Naeini et al. 2015)."""
    cases = sum(each.tally.cases for each in bins)
    return sum(abs(each.confidence - each.tally.right) for each in bins) / cases if cases else None


def thresholds(bins: Sequence[Bin]) -> list[dict[str, Any]]:
    """For each threshold how many ties would be accepted unseen, and how many of them are right.

    Where the number of ties is known, each bin counts by its ties, not by how many of them were decided. A
    threshold above which a bin was not looked at has no precision.
    """
    rows = []
    known = any(each.ties is not None for each in bins)
    every = sum(_size(each) for each in bins)
    for number, first in enumerate(bins):
        above = bins[number:]
        taken = sum(_size(each) for each in above)
        if not taken or not _size(first):
            continue
        right = stratified([(_size(each), each.share()) for each in above])
        rows.append({
            "threshold": first.low,
            "ties": taken,
            "share": round(taken / every, 4),
            "decided": sum(each.tally.cases for each in above),
            "of_all": known,
            "right": right.as_dict() if right else None,
        })  # fmt: skip
    return rows


def advised(rows: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    """The lowest threshold above which surely (at 97.5 %) so many are right; None: none yet."""
    found: dict[str, float | None] = {}
    for target in TARGETS:
        meeting = [row["threshold"] for row in rows if row["right"] and row["right"]["low"] >= target]
        found[str(target)] = min(meeting, default=None)
    return found


def overall(items: Sequence[Judged], bins: Sequence[Bin]) -> Estimate | None:
    """The share of all ties that are right in every field."""
    by_bin = stratified([(_size(each), each.share()) for each in bins])
    return by_bin or Share(sum(_right(each)[0] for each in items), len(items)).estimate()


def _size(each: Bin) -> int:
    return each.tally.cases if each.ties is None else each.ties


def _right(each: Judged) -> tuple[bool, bool]:
    assert each.holds is not None
    return bool(is_right(each.holds)), bool(is_right(each.holds, tie_only=True))
