"""The best path of beads through two texts, and how probable each bead on it is.

Dynamic programming over rows (Chinese sentences), each row in a few numpy calls: all bead types that take
a Chinese sentence at once, then English sentences left over (0-1) by a running maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.align.likelihood import Scores

Doubles = npt.NDArray[np.float64]

TYPES: tuple[tuple[int, int], ...] = (
    (1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 4), (1, 0),
)  # fmt: skip
"""(Chinese, English) sentences of a bead; (0, 1) is apart, as it stays within a row."""
_PAD = 4
_CHUNK = 64
NEVER = -1e30


@dataclass(frozen=True, slots=True)
class Priors:
    """Probabilities of bead types before anything is known of the texts; tuned on align_dev.json."""

    one_two: float = 0.12
    one_three: float = 0.012
    one_four: float = 0.004
    two_two: float = 0.008
    two_three: float = 0.003
    more: float = 0.0005
    skip_zh: float = 0.002
    skip_en: float = 0.002

    def of(self, kind: tuple[int, int]) -> float:
        """The prior of a bead type; what the named ones leave goes to 1-1."""
        few, many = min(kind), max(kind)
        if kind == (1, 0):
            return self.skip_zh
        if kind == (0, 1):
            return self.skip_en
        if kind == (1, 1):
            rest = 2 * (self.one_two + self.one_three + self.one_four + self.two_three)
            return max(0.2, 1 - rest - self.two_two - 2 * self.more - self.skip_zh - self.skip_en)
        if few == 1:
            return (self.one_two, self.one_three, self.one_four)[many - 2]
        return {(2, 2): self.two_two, (2, 3): self.two_three}.get((few, many), self.more)


@dataclass(frozen=True, eq=False)
class Lengths:
    """Lengths of the sentences in units that make both sides comparable, and the variance model."""

    zh: Doubles
    en: Doubles


@dataclass(frozen=True, eq=False)
class Field:
    """All that a path's score is made of: `total(i0, i1)` gives the scores of beads ending in those rows."""

    scores: Scores
    lengths: Lengths
    priors: Priors
    extra: npt.NDArray[np.float32] | None = None
    """Added to a bead for each pair of sentences in its corners, `[i, j]`: paragraphs, embeddings."""
    band: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
    """For row `i` the first and last column (both inclusive) that a path may touch."""

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.lengths.zh), len(self.lengths.en)

    def total(self, i0: int, i1: int) -> Doubles:
        """Scores of beads that end before Chinese sentence `i` and English sentence `j`: `[type, i - i0, j]`."""
        n, m = self.shape
        out = np.full((len(TYPES), i1 - i0, m + 1), NEVER)
        forward, reverse = self.scores.forward, self.scores.reverse
        for t, (k, e) in enumerate(TYPES):
            prior = np.log(self.priors.of((k, e)))
            first = max(i0, k)
            if first >= i1:
                continue
            rows = slice(first - k, i1 - k)  # where the beads begin
            view = out[t, first - i0 :, e:]
            if e == 0:
                view[:] = prior
                continue
            width = m + 1 - e
            if width <= 0:
                continue
            gain = forward[k - 1, rows, :width].astype(np.float64)
            for step in range(1, e):
                gain += forward[k - 1, rows, step : step + width]
            for step in range(k):
                gain += REVERSE * reverse[e - 1, first - k + step : i1 - k + step, :width]
            if self.extra is not None:
                gain += 0.5 * (self.extra[rows, :width] + self.extra[first - 1 : i1 - 1, e - 1 : e - 1 + width])
            gain += prior + self._length(first, i1, k, e, width)
            view[:] = gain
        return out

    def _length(self, first: int, last: int, k: int, e: int, width: int) -> Doubles:
        zh = np.concatenate(([0.0], np.cumsum(self.lengths.zh)))
        en = np.concatenate(([0.0], np.cumsum(self.lengths.en)))
        left = (zh[first:last] - zh[first - k : last - k])[:, None]
        right = (en[e:] - en[: width])[None, :]
        variance = LENGTH_VARIANCE + LENGTH_NOISE / (0.5 * (left + right))
        return np.asarray(-0.5 * np.log(right / left) ** 2 / variance - 0.5 * np.log(2 * np.pi * variance))


LENGTH_VARIANCE = 0.04
LENGTH_NOISE = 4.0
REVERSE = 0.4
"""Weight of the English-to-Chinese direction beside the other."""
Path = list[tuple[int, int, int, int]]
"""Beads as (zh from, zh to, en from, en to)."""


def best_path(field: Field) -> Path:
    """The most likely sequence of beads."""
    n, m = field.shape
    width = m + 1 + _PAD
    skip = np.arange(m + 1) * np.log(field.priors.of((0, 1)))
    best = np.full((n + 1 + _PAD, width), NEVER)
    back = np.zeros((n + 1, m + 1), dtype=np.int8)
    flat = best.reshape(-1)
    columns = np.arange(m + 1) + _PAD
    offsets = np.array([[-k * width - e] for k, e in TYPES]) + columns
    best[_PAD, _PAD:] = skip
    back[0] = len(TYPES)
    for i0 in range(1, n + 1, _CHUNK):
        i1 = min(i0 + _CHUNK, n + 1)
        total = field.total(i0, i1)
        for i in range(i0, i1):
            options = flat[offsets + (i + _PAD) * width] + total[:, i - i0]
            choice = options.argmax(axis=0)
            row = np.take_along_axis(options, choice[None], 0)[0]
            if field.band is not None:
                row[: field.band[0][i]] = NEVER
                row[field.band[1][i] + 1 :] = NEVER
            level = row - skip
            run = np.maximum.accumulate(level)
            choice[run > level] = len(TYPES)
            best[i + _PAD, _PAD:] = run + skip
            back[i] = choice
    return _trace(back, n, m)


def _trace(back: npt.NDArray[np.int8], n: int, m: int) -> Path:
    path = []
    i, j = n, m
    while i > 0 or j > 0:
        kind = int(back[i, j])
        k, e = TYPES[kind] if kind < len(TYPES) else (0, 1)
        if k > i or e > j:  # only where the band shut every way: give the rest up, sentence by sentence
            k, e = (1, 0) if i > 0 else (0, 1)
        path.append((i - k, i, j - e, j))
        i, j = i - k, j - e
    return path[::-1]
