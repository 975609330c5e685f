"""Sentence embeddings as further evidence: the extra `embeddings`, or any model of the caller's.

A multilingual model such as LaBSE puts sentences that translate each other near each other. What counts is
not the cosine but how far it stands above what each of the two has with its nearest others (the margin of
Artetxe and Schwenk, 2019): some sentences are near to everything.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
NEAREST = 4
"""How many neighbours a cosine is measured against."""
SCALE = 10.0
"""Log odds for a margin of 1; a margin of 0.2 to 0.3 is usual for translations. Not fitted."""
MOST = 3.0
"""What embeddings may add or take, in log odds: they never outweigh everything else."""


class Encoder(Protocol):
    """What is asked of a model; `sentence_transformers.SentenceTransformer` has it."""

    def encode(self, sentences: list[str]) -> Any:
        """One vector a sentence, as an array `[sentences, dimensions]`."""


def load_encoder(name: str) -> Encoder:
    """The sentence-transformers model of this name or folder; ImportError without the extra."""
    from sentence_transformers import SentenceTransformer

    model: Encoder = SentenceTransformer(name)
    return model


def embed(encoder: Encoder, sentences: list[str]) -> Floats:
    """Vectors of length 1 (or 0 where the model knows nothing of a sentence)."""
    vectors = np.asarray(encoder.encode(sentences), dtype=np.float32).reshape(len(sentences), -1)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def log_odds(zh: Floats, en: Floats) -> Floats:
    """Evidence `[i, j]` that two sentences belong together, from their vectors."""
    cosine = zh @ en.T
    margin = cosine - 0.5 * (_usual(cosine, axis=1) + _usual(cosine, axis=0))
    return np.clip(SCALE * margin, -MOST, MOST).astype(np.float32)


def _usual(cosine: Floats, axis: int) -> Floats:
    """The mean of the largest cosines along an axis."""
    size = cosine.shape[axis]
    nearest = min(NEAREST, size)
    largest = np.partition(cosine, size - nearest, axis=axis)
    taken = np.take(largest, range(size - nearest, size), axis=axis)
    return np.asarray(taken.mean(axis=axis, keepdims=True), dtype=np.float32)
