"""Where two long texts can be cut into parts that are aligned by themselves.

Comparing every sentence with every other costs the product of their numbers. What stands once or twice in
either text (a number, a name, a rare word) tells beforehand where they meet: of all such meetings the
heaviest row that goes forward in both texts is kept, and the texts are cut where two meetings in a row
leave no room between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extract.align.evidence import Ints, Sides

PART = 80
"""The fewest sentences of a part, on the side that has more of them."""
RARE = 2
"""What stands more often than this in a text meets nothing."""
SURE = 1.5
"""The least weight of a meeting; what stands once in either text weighs 1, twice in one of them a half."""

Corner = tuple[int, int]


class Row(NamedTuple):
    """A row of meetings by its last, and the row before that."""

    last: Corner
    before: Row | None


def cuts(sides: Sides) -> list[Corner]:
    """Where to cut, as (Chinese sentence, English sentence) that begin a part, both increasing."""
    if max(sides.n, sides.m) < 2 * PART:
        return []
    corners: list[Corner] = []
    last = before = (0, 0)
    for corner in _forward(_meetings(sides)):
        near = (corner[0] - before[0], corner[1] - before[1]) == (1, 1)
        long = max(corner[0] - last[0], corner[1] - last[1]) >= PART
        if near and long and max(sides.n - corner[0], sides.m - corner[1]) >= PART:
            corners.append(corner)
            last = corner
        before = corner
    return corners


def _meetings(sides: Sides) -> dict[Corner, float]:
    """Pairs of sentences with the weight of the rare things that both of them say."""
    rare_units = np.bincount(sides.zh_type, minlength=sides.units) <= RARE
    rare_tokens = np.bincount(sides.en_type, minlength=sides.tokens) <= RARE
    zh = _sentences_of(sides.zh_type, sides.zh_sentence, rare_units)
    en = _sentences_of(sides.en_type, sides.en_sentence, rare_tokens)
    both = rare_units[sides.t_unit] & rare_tokens[sides.t_token]
    weights: dict[Corner, float] = {}
    for unit, token in zip(sides.t_unit[both].tolist(), sides.t_token[both].tolist(), strict=True):
        left, right = zh[unit], en[token]
        for corner in product(left, right):
            weights[corner] = weights.get(corner, 0.0) + 1 / (len(left) * len(right))
    return {corner: weight for corner, weight in weights.items() if weight >= SURE}


def _sentences_of(types: Ints, sentences: Ints, rare: npt.NDArray[np.bool_]) -> dict[int, list[int]]:
    """The sentences in which each rare type stands."""
    chosen = rare[types]
    found: dict[int, list[int]] = {}
    for kind, sentence in zip(types[chosen].tolist(), sentences[chosen].tolist(), strict=True):
        found.setdefault(kind, []).append(sentence)
    return found


def _forward(meetings: dict[Corner, float]) -> Iterator[Corner]:
    """The heaviest row of meetings in which both sentences increase.

    `ends` are English sentences at which a row may end and `best` the heaviest row up to each, both
    increasing, so that a meeting finds what to follow by bisection.
    """
    ends: list[int] = [-1]
    row: Row | None
    best: list[tuple[float, Row | None]] = [(0.0, None)]
    for i, j in sorted(meetings, key=lambda corner: (corner[0], -corner[1])):
        at = bisect_left(ends, j)
        total = best[at - 1][0] + meetings[i, j]
        if at < len(ends) and ends[at] == j and best[at][0] >= total:
            continue
        row = Row((i, j), best[at - 1][1])
        stop = at
        while stop < len(ends) and best[stop][0] <= total:
            stop += 1
        ends[at:stop], best[at:stop] = [j], [(total, row)]
    chain: list[Corner] = []
    row = best[-1][1]
    while row is not None:
        chain.append(row.last)
        row = row.before
    return reversed(chain)
