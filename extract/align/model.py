"""What a bead is worth: the prior of its type, its length, its words, and where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extract.align.likelihood import Scores
from extract.align.search import NEVER, PAD, TYPES, Doubles, Floats, Grid, Path
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
RATIO = (2.2, 5.0)
"""Between so many English characters to a Chinese one a full translation has; else one side is abridged."""
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

    def part(self, start: int, end: int) -> Side:
        """Some of the sentences."""
        breaks = None if self.breaks is None else self.breaks[start:end]
        return Side(self.length[start:end], self.open[start:end], self.going_on[start:end], breaks)


def length_ratio(zh: Side, en: Side) -> float:
    """English characters to one Chinese character."""
    return float(en.length.sum() / zh.length.sum())


def abridged(zh: Side, en: Side) -> tuple[float, float]:
    """The shares of Chinese and of English sentences that the other side, by its length, cannot have."""
    ratio = length_ratio(zh, en)
    return max(0.0, 1 - ratio / RATIO[0]), max(0.0, 1 - RATIO[1] / ratio)


def evidence(scores: Scores, zh: Side, en: Side) -> Floats:
    """The scores of all beads but for the priors of their types: `[type, i, j]`, see `Grid`."""
    n, m = len(zh.length), len(en.length)
    paragraphs = _paragraphs_compare(zh.breaks, en.breaks)
    left_spans, right_spans = _spans(zh, paragraphs), _spans(en, paragraphs)
    scale = min(max(length_ratio(zh, en), RATIO[0]), RATIO[1])
    reverse = (REVERSE * scores.reverse * np.where(scores.reverse < 0, UNSAID, 1.0)).astype(np.float32)
    out = np.full((len(TYPES), n + 1, m + 1), NEVER, dtype=np.float32)
    for t, (k, e) in enumerate(TYPES):
        high, wide = n - k + 1, m - e + 1  # beads begin in rows < high and columns < wide
        if high <= 0 or wide <= 0:
            continue
        if e == 0:
            out[t, k:] = 0.0
            continue
        left, right = left_spans[k - 1], right_spans[e - 1]
        size_zh, size_en = scale * left.length[:, None], right.length[None, :]
        variance = LENGTH_VARIANCE + LENGTH_NOISE / (0.5 * (size_zh + size_en))
        gain = -0.5 * (np.log(size_en / size_zh) ** 2 / variance + np.log(2 * np.pi * variance))
        for step in range(e):
            gain += scores.forward[k - 1, :high, step : step + wide]
        for step in range(k):
            gain += reverse[e - 1, step : step + high, :wide]
        gain += left.cost[:, None] + right.cost[None, :]
        if right.carried is not None:
            gain += right.carried[None, :]
        gain -= MISMATCH * (zh.open[k - 1 :, None] != en.open[None, e - 1 :])
        if paragraphs and zh.breaks is not None and en.breaks is not None:
            gain -= UNEVEN * (zh.breaks[k - 1 :, None] != en.breaks[None, e - 1 :])
        out[t, k:, e:] = gain
    return out


def with_priors(evidence_: Floats, priors: Priors, extra: Floats | None = None) -> Grid:
    """The scores of all beads. `extra[i, j]` counts half for the first and half for the last pair of each."""
    logs = np.log([priors.of(kind) for kind in TYPES]).astype(np.float32)
    grid = evidence_ + logs[:, None, None]
    if extra is not None:
        n, m = extra.shape
        for t, (k, e) in enumerate(TYPES):
            if e and k <= n and e <= m:
                grid[t, k:, e:] += 0.5 * (extra[: n - k + 1, : m - e + 1] + extra[k - 1 :, e - 1 :])
    return Grid(grid, float(np.log(priors.skip_en)))


@dataclass(frozen=True, eq=False)
class _Spans:
    """All spans of one number of sentences of a side: their lengths, what it costs to join them, and what
    speaks for it (English only)."""

    length: Floats
    cost: Floats
    carried: Floats | None


def _spans(side: Side, paragraphs: bool) -> list[_Spans]:
    """The spans of one to `PAD` sentences of a side."""
    length, open_, going_on = _running(side.length), _running(side.open), _running(side.going_on)
    broken = None
    if side.breaks is not None:
        # what ends a paragraph may only be the last of a span; a heading always, others where the two
        # texts have about as many paragraphs
        ends = side.breaks if paragraphs else side.breaks & side.open
        broken = _running(ends[:-1])
    spans = []
    for size in range(1, PAD + 1):
        sizes = _sums(length, size, 0)
        if size == 1:
            spans.append(_Spans(sizes, np.zeros_like(sizes), None))
            continue
        without_mark = _sums(open_, size, 0)
        mixed = (without_mark > 0) & (without_mark < size)
        cost: Floats = np.where(mixed, -JOIN, 0.0).astype(np.float32)
        if broken is not None:
            cost -= np.where(_sums(broken, size - 1, 0) > 0, CROSS, 0.0).astype(np.float32)
        spans.append(_Spans(sizes, cost, np.float32(CARRY_ON) * _sums(going_on, size, 1)))
    return spans


def _running(values: npt.NDArray[np.generic]) -> Doubles:
    """The sums of the first 0, 1, 2 … values."""
    return np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))


def _sums(running: Doubles, size: int, skip: int) -> Floats:
    """Sums of the values of each span of `size`, the first `skip` of each left out."""
    if size >= len(running):
        return np.zeros(0, dtype=np.float32)
    return (running[size:] - running[skip : len(running) - size + skip]).astype(np.float32)


def _paragraphs_compare(zh: npt.NDArray[np.bool_] | None, en: npt.NDArray[np.bool_] | None) -> bool:
    """Whether the two sides are cut into paragraphs alike enough for their ends to say something."""
    if zh is None or en is None:
        return False
    few, many = sorted((int(zh.sum()), int(en.sum())))
    return few > 1 and many <= 1.5 * few + 1
