"""What a bead is worth: the prior of its type, its length, its words, and where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extract.align.likelihood import Scores
from extract.align.search import NEVER, TYPES, Doubles, Floats, Grid, Path
from extract.align.vocabulary import vocabulary

# Tuned on align_dev.json, whole and with sentences taken out.
LENGTH_VARIANCE = 0.021
LENGTH_NOISE = 7.75
REVERSE = 0.4
"""Weight of the English-to-Chinese direction beside the other."""
UNSAID = 2.4
"""A Chinese sentence that a bead's English speaks against counts so much more: it may be untranslated."""
JOIN = 0.98
"""Cost of a bead that joins a line without a full stop to one with."""
MISMATCH = 1.07
"""Cost of a bead that ends with a full stop on one side only."""
CARRY_ON = 0.8
"""Log odds for a bead at each English sentence within it that begins as one going on (It, They, But)."""
CROSS = 3.0
"""Cost of a bead that runs over the end of a paragraph, on either side."""
UNEVEN = 0.7
"""Cost of a bead with which a paragraph ends on one side only."""
SMOOTH = 5.0
"""So many beads of prior knowledge stand against what a first path says of sentences left over."""
_CLOSED = re.compile(r"""[.!?。;:…—,、]["'”’」』)\]》]*\s*$|[)\]」』”]\s*$""")


@dataclass(frozen=True, slots=True)
class Priors:
    """Probabilities of bead types before anything is known of the texts; tuned on align_dev.json."""

    one_two: float = 0.108
    one_three: float = 0.02
    one_four: float = 0.0031
    one_many: float = 0.001
    two_two: float = 0.005
    two_three: float = 0.0014
    more: float = 0.0003
    skip_zh: float = 0.0029
    skip_en: float = 0.0029

    def of(self, kind: tuple[int, int]) -> float:
        """The prior of a bead type; what the named ones leave goes to 1-1."""
        few, many = min(kind), max(kind)
        if few == 0:
            return self.skip_en if kind == (0, 1) else self.skip_zh
        if many == 1:
            rest = 2 * (self.one_two + self.one_three + self.one_four + self.two_three)
            return max(0.2, 1 - rest - self.two_two - 2 * self.more - self.skip_zh - self.skip_en)
        if few == 1:
            return (self.one_two, self.one_three, self.one_four, self.one_many, self.one_many)[many - 2]
        return {(2, 2): self.two_two, (2, 3): self.two_three}.get((few, many), self.more)

    def after(self, path: Path) -> Priors:
        """The priors with those of sentences left over re-estimated from a first path."""
        beads = len(path) + SMOOTH
        zh = sum(c == d for _, _, c, d in path)
        en = sum(a == b for a, b, _, _ in path)
        return replace(
            self, skip_zh=(zh + SMOOTH * self.skip_zh) / beads, skip_en=(en + SMOOTH * self.skip_en) / beads
        )


@dataclass(frozen=True, eq=False)
class Side:
    """The sentences of one language: lengths, which end without a closing mark, which go on from the one
    before (English only), which end a paragraph."""

    length: Doubles
    open: npt.NDArray[np.bool_]
    going_on: npt.NDArray[np.bool_]
    breaks: npt.NDArray[np.bool_] | None = None

    @classmethod
    def of(cls, sentences: list[str], breaks: npt.NDArray[np.bool_] | None = None) -> Side:
        goes_on = vocabulary().carry_on.match
        return cls(
            np.array([max(1, len(s) - s.count(" ")) for s in sentences], dtype=np.float64),
            np.array([_CLOSED.search(s[-8:]) is None for s in sentences], dtype=bool),
            np.array([goes_on(s) is not None for s in sentences], dtype=bool),
            breaks,
        )


def bead_grid(scores: Scores, zh: Side, en: Side, priors: Priors, extra: Floats | None = None) -> Grid:
    """The scores of all beads. `extra[i, j]` counts half for the first and half for the last pair of each."""
    n, m = len(zh.length), len(en.length)
    paragraphs = _paragraphs_compare(zh.breaks, en.breaks)
    reverse = REVERSE * np.where(scores.reverse < 0, UNSAID * scores.reverse, scores.reverse).astype(
        np.float32
    )
    grid = np.full((len(TYPES), n + 1, m + 1), NEVER, dtype=np.float32)
    zh_sum = np.concatenate(([0.0], np.cumsum(zh.length * (en.length.sum() / zh.length.sum()))))
    en_sum = np.concatenate(([0.0], np.cumsum(en.length)))
    for t, (k, e) in enumerate(TYPES):
        high, wide = n - k + 1, m - e + 1  # beads begin in rows < high and columns < wide
        if high <= 0 or wide <= 0:
            continue
        prior = np.log(priors.of((k, e)))
        if e == 0:
            grid[t, k:] = prior
            continue
        gain = np.full((high, wide), prior, dtype=np.float32)
        for step in range(e):
            gain += scores.forward[k - 1, :high, step : step + wide]
        for step in range(k):
            gain += reverse[e - 1, step : step + high, :wide]
        left = (zh_sum[k:] - zh_sum[:high])[:, None]
        right = (en_sum[e:] - en_sum[:wide])[None, :]
        variance = LENGTH_VARIANCE + LENGTH_NOISE / (0.5 * (left + right))
        gain -= 0.5 * (np.log(right / left) ** 2 / variance + np.log(2 * np.pi * variance))
        if e > 1:
            gain += CARRY_ON * _count_inside(en.going_on, e)[None, :]
        gain -= JOIN * (_mixed(zh.open, k)[:, None] + _mixed(en.open, e).astype(np.float32)[None, :])
        gain -= MISMATCH * (zh.open[k - 1 :, None] != en.open[None, e - 1 :])
        if paragraphs and zh.breaks is not None and en.breaks is not None:
            gain -= CROSS * (_inside(zh.breaks, k)[:, None] | _inside(en.breaks, e)[None, :])
            gain -= UNEVEN * (zh.breaks[k - 1 :, None] != en.breaks[None, e - 1 :])
        if extra is not None:
            gain += 0.5 * (extra[:high, :wide] + extra[k - 1 :, e - 1 :])
        grid[t, k:, e:] = gain
    return Grid(grid, float(np.log(priors.skip_en)))


def _mixed(open_: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.bool_]:
    """For each span of `size` sentences: whether some end open and some closed."""
    count = np.concatenate(([0], np.cumsum(open_)))
    some = count[size:] - count[: len(count) - size]
    return np.asarray((some > 0) & (some < size))


def _count_inside(flags: npt.NDArray[np.bool_], size: int) -> Floats:
    """For each span of `size` sentences: how many but the first are flagged."""
    count = np.concatenate(([0], np.cumsum(flags)))
    return (count[size:] - count[1 : len(count) - size + 1]).astype(np.float32)


def _inside(breaks: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.bool_]:
    """For each span of `size` sentences: whether a paragraph ends within it."""
    count = np.concatenate(([0], np.cumsum(breaks)))
    return np.asarray(count[size - 1 : len(count) - 1] - count[: len(count) - size] > 0)


def _paragraphs_compare(zh: npt.NDArray[np.bool_] | None, en: npt.NDArray[np.bool_] | None) -> bool:
    """Whether the two sides are cut into paragraphs alike enough for their ends to say something."""
    if zh is None or en is None:
        return False
    few, many = sorted((int(zh.sum()), int(en.sum())))
    return few > 1 and many <= 1.5 * few + 1
