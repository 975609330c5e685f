"""The calibration plot: where its points lie in a drawing of 1 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

SIDE, LEFT, TOP, BARS = 360.0, 52.0, 14.0, 70.0


@dataclass(frozen=True, slots=True)
class Point:
    """A bin: where it lies, how far its interval reaches, and what to say of it."""

    x: float
    y: float
    low: float
    high: float
    radius: float
    told: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many ties a bin has: all, and decided."""

    x: float
    width: float
    ties: float
    decided: float
    told: str


@dataclass(frozen=True, slots=True)
class Plot:
    """`ticks` are (place, label) of either axis; `first` is where the axes begin."""

    points: list[Point]
    bars: list[Bar]
    ticks: list[tuple[float, str]]
    first: float


def plot(bins: Sequence[dict[str, Any]]) -> Plot | None:
    """The plot of a report's bins; None where nothing was decided."""
    told = [each for each in bins if each["cases"]]
    if not told:
        return None
    least = min(min(each["confidence"], each["right"]["low"], each["low"]) for each in told)
    step = 0.1 if least >= 0.5 else 0.2
    first = min(0.8, floor(least / step + 1e-9) * step)
    most = max(each["cases"] for each in told)
    return Plot(
        points=[_point(each, first, most) for each in told],
        bars=[_bar(each, first, bins) for each in bins if each["high"] > first],
        ticks=[(place(at, first), f"{at:.1f}") for at in _ticks(first, step)],
        first=first,
    )


def place(share: float, first: float) -> float:
    """How far along an axis a share lies, of SIDE."""
    return round(SIDE * (max(share, first) - first) / (1 - first), 1)


def _ticks(first: float, step: float) -> list[float]:
    return [first + number * step for number in range(round((1 - first) / step) + 1)]


def _point(each: dict[str, Any], first: float, most: int) -> Point:
    right = each["right"]
    interval = f"({right['low']:.3f}–{right['high']:.3f})"
    told = f"{each['low']:g}–{each['high']:g}: {right['value']:.3f} {interval}, n = {each['cases']}"
    return Point(
        x=place(each["confidence"], first),
        y=SIDE - place(right["value"], first),
        low=SIDE - place(right["low"], first),
        high=SIDE - place(right["high"], first),
        radius=round(3 + 5 * (each["cases"] / most) ** 0.5, 1),
        told=told,
    )


def _bar(each: dict[str, Any], first: float, bins: Sequence[dict[str, Any]]) -> Bar:
    most = max(_size(every) for every in bins)
    x, end = place(each["low"], first), place(each["high"], first)
    return Bar(
        x=x,
        width=max(1.0, round(end - x - 1, 1)),
        ties=round((BARS - 14) * _size(each) / most, 1),
        decided=round((BARS - 14) * each["cases"] / most, 1),
        told=f"{each['low']:g}–{each['high']:g}: {each['cases']} / {_size(each)}",
    )


def _size(each: dict[str, Any]) -> int:
    return int(each["cases"] if each["ties"] is None else max(each["ties"], each["cases"]))
