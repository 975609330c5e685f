"""The best path of beads through two texts, and how probable each bead on it is.

Dynamic programming over rows (Chinese sentences), each row in a few numpy calls: all bead types that take
a Chinese sentence at once, then English sentences left over (0-1) by a running maximum or sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]
Path = list[tuple[int, int, int, int]]
"""Beads as (zh from, zh to, en from, en to), half-open."""

TYPES: tuple[tuple[int, int], ...] = (
    (1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (4, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 4),
    (1, 5), (5, 1), (1, 6), (2, 4), (4, 2), (1, 0),
)  # fmt: skip
"""(Chinese, English) sentences of a bead; (0, 1) is apart, as it stays within a row."""
PAD = 6
NEVER = -1e30


@dataclass(frozen=True, eq=False)
class Grid:
    """Log scores of all beads: `beads[t, i, j]` for type `t` ending before Chinese `i` and English `j`.

    `[len(TYPES), n + 1, m + 1]`, NEVER where a bead does not fit; `skip_en` is the score of a (0, 1).
    """

    beads: Floats
    skip_en: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.beads.shape[1] - 1, self.beads.shape[2] - 1


def best_path(grid: Grid, *, to_the_end: bool = True) -> Path:
    """The sequence of beads with the highest sum of scores.

    With `to_the_end` false it may stop anywhere where one of the texts ends: both go on beyond this grid.
    """
    n, m = grid.shape
    width = m + 1 + PAD
    skip = np.arange(m + 1) * grid.skip_en
    best = np.full((n + 1 + PAD, width), NEVER)
    back = np.full((n + 1, m + 1), len(TYPES), dtype=np.int8)
    flat, offsets = best.reshape(-1), _offsets(width, m)
    best[PAD, PAD:] = skip
    columns = np.arange(m + 1)
    for i in range(1, n + 1):
        options = flat.take(offsets + (i + PAD) * width) + grid.beads[:, i]
        choice = options.argmax(axis=0)
        level = options[choice, columns] - skip
        run = np.maximum.accumulate(level)
        back[i] = np.where(run > level, len(TYPES), choice)
        best[i + PAD, PAD:] = run + skip
    path = []
    i, j = n, m
    if not to_the_end:
        last = int(best[PAD:, -1].argmax())
        column = int(best[-1, PAD:].argmax())
        i, j = (n, column) if best[-1, PAD + column] >= best[PAD + last, -1] else (last, m)
    while i > 0 or j > 0:
        kind = int(back[i, j])
        k, e = TYPES[kind] if kind < len(TYPES) else (0, 1)
        path.append((i - k, i, j - e, j))
        i, j = i - k, j - e
    return path[::-1]


def posterior(grid: Grid, temperature: float) -> Grid:
    """How probable each bead is, over all paths, each weighted by exp(score / temperature).

    In the result `beads` holds probabilities. Those of (0, 1) beads are not returned: what the other
    beads that take an English sentence leave of 1.
    """
    n, m = grid.shape
    scaled = Grid(grid.beads / np.float32(temperature), grid.skip_en / temperature)
    before, after = _inside(np.stack((scaled.beads, _turned(scaled.beads))), scaled.skip_en)
    after = after[::-1, ::-1]
    whole = before[n, m]
    padded = np.full((n + 1 + PAD, m + 1 + PAD), NEVER)
    padded[PAD:, PAD:] = before
    out = np.empty_like(scaled.beads)
    for t, (k, e) in enumerate(TYPES):
        start = padded[PAD - k : PAD - k + n + 1, PAD - e : PAD - e + m + 1]
        out[t] = np.exp(np.minimum(start + scaled.beads[t] + after - whole, 0.0))
    return Grid(out, 0.0)


def _inside(beads: Floats, skip_en: float) -> Doubles:
    """Log of the summed weights of all paths from the start to each cell, for several grids at once.

    `beads[g, type, i, j]` gives `[g, i, j]`.
    """
    grids, _, rows, columns = beads.shape
    width = columns + PAD
    skip = np.arange(columns) * skip_en
    total = np.full((grids, rows + PAD, width), NEVER)
    flat, offsets = total.reshape(grids, -1), _offsets(width, columns - 1)
    total[:, PAD, PAD:] = skip
    for i in range(1, rows):
        options = flat.take(offsets + (i + PAD) * width, axis=1) + beads[:, :, i]
        top = options.max(axis=1)
        level = np.log(np.exp(options - top[:, None]).sum(axis=1)) + top - skip
        total[:, i + PAD, PAD:] = np.logaddexp.accumulate(level, axis=1) + skip
    return total[:, PAD:, PAD:]


def _turned(beads: Floats) -> Floats:
    """The same beads for the texts read from their ends: a bead then ends where it began."""
    out = np.full_like(beads, NEVER)
    _, rows, columns = beads.shape
    for t, (k, e) in enumerate(TYPES):
        if k < rows and e < columns:
            out[t, k:, e:] = beads[t, k:, e:][::-1, ::-1]
    return out


def _offsets(width: int, m: int) -> npt.NDArray[np.int64]:
    """Where each bead type comes from, relative to the start of a padded row: `[type, column]`."""
    return np.array([[-k * width - e] for k, e in TYPES]) + np.arange(m + 1) + PAD
