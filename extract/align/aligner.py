"""`align`: sentences of a Chinese and an English text that are each other's translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from extract.align.evidence import prepare
from extract.align.likelihood import Block, score
from extract.align.search import Field, Lengths, Path, Priors, best_path
from extract.text.script import fold

ROWS = 64


def align(zh_sentences: Sequence[str], en_sentences: Sequence[str], *, dictionary: bool = True) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Beads in order."""
    n, m = len(zh_sentences), len(en_sentences)
    if not n or not m:
        return [((i,), ()) for i in range(n)] + [((), (j,)) for j in range(m)]
    zh = fold("\n".join(s.replace("\n", " ") for s in zh_sentences)).split("\n")
    field = evidence_field(zh, list(en_sentences), dictionary)
    path = best_path(field)
    path = best_path(replace(field, priors=estimate(path, field.priors)))
    return [(tuple(range(a, b)), tuple(range(c, d))) for a, b, c, d in path]


def evidence_field(zh: list[str], en: list[str], dictionary: bool) -> Field:
    n, m = len(zh), len(en)
    sides = prepare(zh, en, dictionary=dictionary)
    low, high = band(n, m)
    blocks = [
        (i, min(i + ROWS, n), int(low[i]), min(m, int(high[min(i + ROWS, n)]) + 1)) for i in range(0, n, ROWS)
    ]
    return Field(score(sides, blocks), lengths(zh, en), Priors(), band=(low, high))


def band(n: int, m: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    reach = max(40, int(0.2 * m))
    centre = np.arange(n + 1) * m // n
    return np.maximum(0, centre - reach), np.minimum(m, centre + reach)


def lengths(zh: list[str], en: list[str]) -> Lengths:
    left = np.array([max(1, len(s) - s.count(" ")) for s in zh], dtype=np.float64)
    right = np.array([max(1, len(s)) for s in en], dtype=np.float64)
    scale = right.sum() / left.sum()
    return Lengths(left * scale, right)


def estimate(path: Path, priors: Priors) -> Priors:
    """Deletion priors re-estimated from a first path."""
    beads = len(path)
    zh = sum(c == d for _, _, c, d in path)
    en = sum(a == b for a, b, _, _ in path)
    weight = 4.0
    return replace(
        priors,
        skip_zh=(zh + weight * priors.skip_zh) / (beads + weight),
        skip_en=(en + weight * priors.skip_en) / (beads + weight),
    )
