"""Shares and what they may be: intervals at 95 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Any

Z = 1.959964  # of the normal distribution, 95 % two-sided


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and from where to where it may lie at 95 %."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}

    def times(self, factor: float) -> Estimate:
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `cases`; `cases` were drawn by chance from `of`, where that is known."""

    hits: float
    cases: float
    of: float = inf

    def estimate(self) -> Estimate | None:
        """The share by Wilson's score interval (1927); None of no cases.

        Cases drawn without putting back from few tell more (the correction for finite populations); all of
        them tell the share itself.
        """
        if not self.cases:
            return None
        share = self.hits / self.cases
        if self.cases >= self.of:
            return Estimate(share, share, share)
        told = self.cases if self.of == inf else self.cases * (self.of - 1) / (self.of - self.cases)
        return wilson(share, told)

    def as_dict(self) -> dict[str, Any]:
        estimate = self.estimate()
        return {"hits": self.hits, "cases": self.cases} | (estimate.as_dict() if estimate else {})


def wilson(share: float, cases: float) -> Estimate:
    """Wilson's interval for a share seen in so many cases, which need not be a whole number."""
    around = 1 + Z * Z / cases
    middle = (share + Z * Z / (2 * cases)) / around
    half = Z / around * sqrt(share * (1 - share) / cases + Z * Z / (4 * cases * cases))
    return Estimate(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def stratified(strata: Sequence[tuple[float, Share]]) -> Estimate | None:
    """The share in a whole of which each (weight, Share) is a part that was drawn from by itself.

    As many cases are counted as an even draw would need for the same spread of weights (Kish 1965), so that
    parts that were looked at more closely tell no more than their due. None where a part was not looked at.
    """
    parts = [(weight, share) for weight, share in strata if weight > 0]
    total = sum(weight for weight, _ in parts)
    if not parts or any(not share.cases for _, share in parts):
        return None
    value = sum(weight * share.hits / share.cases for weight, share in parts) / total
    spread = sum((weight / total) ** 2 / share.cases for weight, share in parts)
    return wilson(value, 1 / spread)


def added(a: Estimate, b: Estimate) -> Estimate:
    """The sum of two figures that were estimated apart (Zou & Donner 2008, MOVER)."""
    value = a.value + b.value
    low = value - sqrt((a.value - a.low) ** 2 + (b.value - b.low) ** 2)
    high = value + sqrt((a.high - a.value) ** 2 + (b.high - b.value) ** 2)
    return Estimate(value, max(0.0, low), high)


def found_of(found: Estimate, missed: Estimate) -> Estimate | None:
    """The share found / (found + missed) of two numbers that were estimated apart; None where there are none.

    Each bound moves both numbers, to where they lie together at 95 % (Newcombe 2001, "square and add", on
    the share).
    """
    whole = found.value + missed.value
    if not whole:
        return None
    value = found.value / whole

    def share(f: float, m: float) -> float:
        return f / (f + m) if f + m else value

    below = [share(found.low, missed.value), share(found.value, missed.high)]
    above = [share(found.high, missed.value), share(found.value, missed.low)]
    low = value - sqrt(sum((value - each) ** 2 for each in below))
    high = value + sqrt(sum((each - value) ** 2 for each in above))
    return Estimate(value, max(0.0, low), min(1.0, high))
