"""How the two languages lie on a page, as soft evidence for what belongs together.

In an interleaved text a paragraph is followed by its translation; in a text of two blocks paragraphs end
together. Which layout a page has is read off a first alignment that knows nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.align.search import Floats, Path

NEAR = 1.5
"""Log odds for sentences that lie where this layout has translations; half as much against all others."""
SURE = 0.6
"""The share of a first path's beads that must agree on a layout, and how many they must be."""
FEW = 3


@dataclass(frozen=True, eq=False)
class Page:
    """Where each sentence lies: the number of its run of one language, whether a paragraph ends with it."""

    zh_run: npt.NDArray[np.int64]
    en_run: npt.NDArray[np.int64]
    zh_break: npt.NDArray[np.bool_]
    en_break: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, languages: Sequence[str], breaks: Sequence[bool]) -> Page:
        """From the language of each sentence of a text in order, and whether a paragraph ends with it."""
        run = np.cumsum([0, *(a != b for a, b in pairwise(languages))])[: len(languages)]
        zh = np.array([language == "zh" for language in languages], dtype=bool)
        broken = np.array(breaks, dtype=bool)
        return cls(run[zh], run[~zh], broken[zh], broken[~zh])

    def part(self, i0: int, i1: int, j0: int, j1: int) -> Page:
        """The page for some of the sentences."""
        return Page(self.zh_run[i0:i1], self.en_run[j0:j1], self.zh_break[i0:i1], self.en_break[j0:j1])

    def step(self, path: Path) -> int | None:
        """How many runs of one language apart most beads of a first path lie: 1 where the English follows
        its Chinese; None where the page says nothing."""
        apart = Counter(int(self.en_run[c]) - int(self.zh_run[a]) for a, b, c, d in path if a < b and c < d)
        both = sum(apart.values())
        if both < FEW or len(set(self.zh_run.tolist())) < 2:
            return None
        return next((step for step in (1, -1) if apart[step] >= max(FEW, SURE * both)), None)

    def evidence(self, step: int) -> Floats:
        """Log odds `[i, j]` of sentences that lie so far apart, and of all others."""
        near = (self.en_run[None, :] - self.zh_run[:, None]) == step
        return np.where(near, NEAR, -0.5 * NEAR).astype(np.float32)
