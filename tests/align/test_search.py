"""The dynamic programme against every path there is, on small grids."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.align.search import NEVER, TYPES, Grid, best_path, posterior


def _grid(n: int, m: int, seed: int) -> Grid:
    rng = np.random.default_rng(seed)
    beads = np.full((len(TYPES), n + 1, m + 1), NEVER, dtype=np.float32)
    for t, (k, e) in enumerate(TYPES):
        if k <= n and e <= m:
            beads[t, k:, e:] = rng.normal(0, 2, (n + 1 - k, m + 1 - e))
    return Grid(beads, float(rng.normal(-1, 1)))


def _score(grid: Grid, path: list[tuple[int, int, int, int]]) -> float:
    number = {kind: t for t, kind in enumerate(TYPES)}
    return sum(
        float(grid.beads[number[b - a, d - c], b, d]) if b > a else grid.skip_en for a, b, c, d in path
    )


def _all_scores(grid: Grid) -> list[float]:
    """The scores of all paths, by recursion."""
    n, m = grid.shape

    @cache
    def ending(i: int, j: int) -> tuple[float, ...]:
        if i == j == 0:
            return (0.0,)
        found = [s + grid.skip_en for s in ending(i, j - 1)] if j else []
        for t, (k, e) in enumerate(TYPES):
            if k <= i and e <= j:
                found += [s + float(grid.beads[t, i, j]) for s in ending(i - k, j - e)]
        return tuple(found)

    return list(ending(n, m))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_best_path_is_the_best(n: int, m: int, seed: int) -> None:
    grid = _grid(n, m, seed)
    path = best_path(grid)
    assert path[0][0] == path[0][2] == 0
    assert path[-1][1] == n
    assert path[-1][3] == m
    assert all(x[1] == y[0] and x[3] == y[2] for x, y in pairwise(path))
    assert _score(grid, path) == pytest.approx(max(_all_scores(grid)), abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_posterior_sums_to_one(n: int, m: int, seed: int) -> None:
    """Each Chinese sentence is in exactly one bead of every path."""
    probability = posterior(_grid(n, m, seed), 1.0).beads
    for i in range(1, n + 1):
        total = sum(float(probability[t, i : i + k].sum()) for t, (k, _) in enumerate(TYPES))
        assert total == pytest.approx(1.0, abs=1e-4)


def test_path_may_stop_where_one_text_ends() -> None:
    grid = _grid(3, 6, 1)
    path = best_path(grid, to_the_end=False)
    assert path[-1][1] == 3 or path[-1][3] == 6
