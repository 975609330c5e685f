"""What a measure counts: found things, shares of cases, means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Fact = dict[str, Any]
Match = tuple[Fact, Fact]


class Measure(Protocol):
    def row(self) -> dict[str, float | int | None]: ...


@dataclass(slots=True)
class Found:
    """Things to be found: how many were right, how many the run has, how many gold has."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        self.right += right
        self.predicted += predicted
        self.gold += gold

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 where there is nothing to find and nothing found."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else 1.0

    def row(self) -> dict[str, float | int | None]:
        sums = {"tp": self.right, "pred": self.predicted, "gold": self.gold}
        if not self.predicted and not self.gold:
            return {"P": None, "R": None, "F1": None, **sums}
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return {"P": round(precision, 4), "R": round(recall, 4), "F1": round(f1, 4), **sums}


@dataclass(slots=True)
class Share:
    """Cases, and how many of them hold."""

    hit: int = 0
    cases: int = 0

    def add(self, hit: bool) -> None:
        self.hit += hit
        self.cases += 1

    def row(self) -> dict[str, float | int | None]:
        accuracy = round(self.hit / self.cases, 4) if self.cases else None
        return {"accuracy": accuracy, "hit": self.hit, "n": self.cases}


@dataclass(slots=True)
class Mean:
    """A mean over documents."""

    values: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float | int | None]:
        total, n = sum(self.values), len(self.values)
        return {"accuracy": round(total / n, 4) if n else None, "hit": round(total, 2), "n": n}


def match(predicted: Sequence[Fact], gold: Sequence[Fact], same: Callable[[Fact, Fact], bool]) -> list[Match]:
    """One-to-one: each gold fact in turn takes the first predicted one that is the same and still free."""
    free = list(predicted)
    found: list[Match] = []
    for wanted in gold:
        for at, candidate in enumerate(free):
            if same(candidate, wanted):
                found.append((free.pop(at), wanted))
                break
    return found


def unmatched(facts: Sequence[Fact], matches: Sequence[Match], side: int) -> list[Fact]:
    """The facts (side 0: predicted, 1: gold) that take part in no match."""
    taken = {id(m[side]) for m in matches}
    return [fact for fact in facts if id(fact) not in taken]


def overlap(a: Fact, b: Fact) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def same_span(a: Fact, b: Fact) -> bool:
    return bool(a["start"] == b["start"] and a["end"] == b["end"])


def overlap_share(a: Fact, b: Fact) -> float:
    """Characters in both spans over characters in either (intersection over union)."""
    both = min(a["end"], b["end"]) - max(a["start"], b["start"])
    either = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return float(max(0, both) / either)
