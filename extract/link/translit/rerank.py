"""The last word among the best names: a small network over what the cut, its contexts and the place say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.channel import Channel
from extract.link.translit.context import CONTEXTS
from extract.link.translit.pinyin import SIMILARITIES
from extract.link.translit.pool import Pool
from extract.link.translit.spelling import BARE, HEAD, SHORTER, TURNED, language, languages

FEATURES = 23 + CONTEXTS + SIMILARITIES
_ENGLISH = "US"
Floats = NDArray[np.float64]


def features(
    country: str, han: str, channel: Channel, pool: Pool, rows: NDArray[np.int64], cut: NDArray[np.int64],
    scores: NDArray[np.float32], beside: Floats,
) -> Floats:  # fmt: skip
    """What the network reads of each form, `beside` the sums of its contexts and its similarities to the
    pinyin: [form, FEATURES]."""
    size = len(han)
    place, further = pool.place[rows], pool.further[rows].astype(np.float64)
    lengths = (pool.latin[rows] > 0).sum(axis=1)
    names = np.bincount(pool.place[(pool.further == 1) & (pool.kind == 0)], minlength=len(pool.ids))[place]
    each = np.stack([channel.vector(c)[cut[:, i, 2]] for i, c in enumerate(han)], axis=1)
    each.sort(axis=1)
    empty = (cut[:, :, 0] == cut[:, :, 1]).sum(axis=1)
    unknown = ((cut[:, :, 2] >= channel.size) & (cut[:, :, 2] < channel.words_at)).sum(axis=1)
    worded = (cut[:, :, 2] >= channel.words_at).sum(axis=1)
    english = float(language(country) == language(_ENGLISH))
    choice = np.log1p(names) * further
    second = each[:, 1] if size > 1 else np.zeros(len(rows))
    columns = [
        scores, np.log(pool.people[place] + 1000.0), np.log1p(pool.names[place]),
        *((pool.kind[rows] == kind) for kind in (TURNED, HEAD, SHORTER, BARE)), further, lengths,
        choice, pool.alike[rows], pool.otherwise[rows], english * further, english * choice,
        each[:, 0], second, empty, unknown, worded, empty / size, scores / size, lengths / size,
        np.full(len(rows), size),
    ]  # fmt: skip
    return np.concatenate([np.stack(columns, axis=1).astype(np.float64), beside], axis=1)


@dataclass(frozen=True, slots=True)
class Network:
    """Inputs of mean 0 and deviation 1, the language beside them; one hidden layer, and a way past it."""

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    hidden: NDArray[np.float32]
    bias: NDArray[np.float32]
    out: NDArray[np.float32]
    past: NDArray[np.float32]

    def inputs(self, country: str, rows: Floats) -> NDArray[np.float32]:
        """Features as the network takes them: [form, FEATURES + languages]."""
        spoken = np.zeros((len(rows), languages()), dtype=np.float32)
        spoken[:, language(country)] = 1.0
        plain = np.clip((rows - self.mean) / self.deviation, -5.0, 5.0)
        return np.concatenate([plain.astype(np.float32), spoken], axis=1)

    def score(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds of each form against the others."""
        return np.asarray(np.tanh(inputs @ self.hidden + self.bias) @ self.out + inputs @ self.past)


Query = tuple[NDArray[np.float32], int]


def train(
    queries: list[Query], mean: NDArray[np.float32], deviation: NDArray[np.float32],
    hidden: int = 64, rounds: int = 20, decay: float = 1e-3, batch: int = 256, rate: float = 3e-3,
) -> Network:  # fmt: skip
    """Fit by Adam on the softmax over each query's forms; (inputs, number of the right form) a query.

    The weights are the mean of those after each round of the second half.
    """
    random = np.random.default_rng(0)
    width = queries[0][0].shape[1]
    most = max(len(x) for x, _ in queries)
    shapes = [(width, hidden), (hidden,), (hidden,), (width,)]
    weights = [random.normal(0, 0.2, s).astype(np.float32) * (i in (0, 2)) for i, s in enumerate(shapes)]
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    mean_weights, kept, time = [np.zeros_like(w) for w in weights], 0, 0
    for round_ in range(rounds):
        order = random.permutation(len(queries))
        for begin in range(0, len(order), batch):
            chosen = [queries[i] for i in order[begin : begin + batch]]
            x = np.zeros((len(chosen), most, width), dtype=np.float32)
            real = np.zeros((len(chosen), most), dtype=bool)
            for row, (inputs, _) in enumerate(chosen):
                x[row, : len(inputs)], real[row, : len(inputs)] = inputs, True
            right = np.array([gold for _, gold in chosen])
            gradients = _gradients(weights, x, real, right, decay)
            time += 1
            for i, gradient in enumerate(gradients):
                first[i] = 0.9 * first[i] + 0.1 * gradient
                second[i] = 0.999 * second[i] + 0.001 * gradient**2
                step = first[i] / (1 - 0.9**time) / (np.sqrt(second[i] / (1 - 0.999**time)) + 1e-8)
                weights[i] = (weights[i] - rate * step).astype(np.float32)
        if round_ >= rounds // 2:
            mean_weights = [a + w for a, w in zip(mean_weights, weights, strict=True)]
            kept += 1
    final = [(w / kept).astype(np.float32) for w in mean_weights]
    return Network(mean, deviation, *final)


def _gradients(
    weights: list[NDArray[np.float32]], x: NDArray[np.float32], real: NDArray[np.bool_],
    right: NDArray[np.int64], decay: float,
) -> list[NDArray[np.float32]]:  # fmt: skip
    inner, bias, outer, past = weights
    layer = np.tanh(x @ inner + bias)
    scores = np.where(real, layer @ outer + x @ past, -1e9)
    scores -= scores.max(axis=1, keepdims=True)
    chance = np.exp(scores)
    chance /= chance.sum(axis=1, keepdims=True)
    chance[np.arange(len(right)), right] -= 1.0
    chance /= len(right)
    below = (chance[:, :, None] * outer * (1 - layer * layer)).reshape(-1, len(outer))
    flat, spread = x.reshape(-1, x.shape[2]), chance.reshape(-1)
    return [
        flat.T @ below + decay * inner,
        below.sum(axis=0),
        layer.reshape(-1, len(outer)).T @ spread + decay * outer,
        flat.T @ spread + decay * past,
    ]
