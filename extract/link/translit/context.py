"""What stands beside a character changes what it stands for: ratios learned from aligned pairs.

Six contexts, each log P(segment | character, context) - log P(segment | character), or the same of the
character given the segment: the character before and behind, the language (both ways), the letter before and
behind.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

CONTEXTS = 6
# Pseudo-count of what is expected without the context.
_PRIOR = 3.0
_EDGE_LETTER = 255
Ints = NDArray[np.int64]


def facts(han: str, language: int, latin: NDArray[np.uint8], cut: Ints) -> tuple[Ints, Ints, Ints]:
    """What is given, its context and what follows from it, each [context, form, character].

    `cut` is [form, character, (start, end, vector index)] as `Channel.align` gives it.
    """
    forms, size = cut.shape[:2]
    padded = np.zeros((forms, latin.shape[1] + 2), dtype=np.int64)
    padded[:, 1 : latin.shape[1] + 1] = latin
    padded[:, 0] = _EDGE_LETTER
    rows = np.arange(forms)[:, None]
    before, behind = padded[rows, cut[:, :, 0]], padded[rows, cut[:, :, 1] + 1]
    points = np.array([ord(c) & 0xFFFF for c in han], dtype=np.int64)
    chars = np.broadcast_to(points, (forms, size))
    previous = np.broadcast_to(np.concatenate([[0], points[:-1]]), (forms, size))
    following = np.broadcast_to(np.concatenate([points[1:], [0]]), (forms, size))
    segments, spoken = cut[:, :, 2], np.full((forms, size), language, dtype=np.int64)
    given = np.stack([chars, chars, chars, segments, segments, segments])
    context = np.stack([previous, following, spoken, behind, before, spoken])
    result = np.stack([segments, segments, segments, chars, chars, chars])
    return given, context, result


class Contexts:
    """Tables of the ratios: of what was seen in a context, and of what was not though the context was."""

    def __init__(
        self, seen: Ints, ratios: NDArray[np.float16], known: Ints, else_: NDArray[np.float16]
    ) -> None:
        self.seen, self.ratios, self.known, self.else_ = seen, ratios, known, else_

    def sums(self, han: str, language: int, latin: NDArray[np.uint8], cut: Ints) -> NDArray[np.float64]:
        """The summed ratios of each form: [form, CONTEXTS]."""
        given, context, result = facts(han, language, latin, cut)
        pairs = _pair(given, context)
        triples = pairs << 16 | result
        found = np.where(
            _has(self.seen, triples),
            _at(self.seen, self.ratios, triples),
            np.where(_has(self.known, pairs), _at(self.known, self.else_, pairs), 0.0),
        )
        return np.asarray(found.sum(axis=2).T)


def learn(aligned: Iterable[tuple[str, int, NDArray[np.uint8], Ints]]) -> Contexts:
    """Tables from the aligned pairs of the training part: (han, language, latin [1, …], cut [1, …])."""
    triples: Counter[int] = Counter()
    together: Counter[tuple[int, int]] = Counter()
    for han, language, latin, cut in aligned:
        given, context, result = facts(han, language, latin, cut)
        triples.update((_pair(given, context) << 16 | result).ravel().tolist())
        together.update(zip(result[3, 0].tolist(), given[3, 0].tolist(), strict=True))
    pairs: Counter[int] = Counter()
    for triple, count in triples.items():
        pairs[triple >> 16] += count
    chars: Counter[int] = Counter()
    segments: Counter[int] = Counter()
    for (char, segment), count in together.items():
        chars[char] += count
        segments[segment] += count
    ratios = {}
    for triple, count in triples.items():
        kind, given_, result_ = triple >> 48, triple >> 32 & 0xFFFF, triple & 0xFFFF
        pair = (given_, result_) if kind < 3 else (result_, given_)
        whole = chars[given_] if kind < 3 else segments[given_]
        plain = (together[pair] + 0.05) / (whole + 1.0)
        ratios[triple] = math.log((count + _PRIOR * plain) / (pairs[triple >> 16] + _PRIOR) / plain)
    seen, known = np.array(sorted(ratios), dtype=np.int64), np.array(sorted(pairs), dtype=np.int64)
    return Contexts(
        seen, np.array([ratios[t] for t in seen.tolist()], dtype=np.float16),
        known, np.array([math.log(_PRIOR / (pairs[p] + _PRIOR)) for p in known.tolist()], dtype=np.float16),
    )  # fmt: skip


def _pair(given: Ints, context: Ints) -> Ints:
    kind = np.arange(CONTEXTS, dtype=np.int64)[:, None, None]
    return kind << 32 | given << 16 | context


def _has(table: Ints, keys: Ints) -> NDArray[np.bool_]:
    if not len(table):
        return np.zeros(keys.shape, dtype=bool)
    return np.array(table[np.searchsorted(table, keys).clip(max=len(table) - 1)] == keys)


def _at(table: Ints, values: NDArray[np.float16], keys: Ints) -> NDArray[np.float64]:
    if not len(table):
        return np.zeros(keys.shape)
    found: NDArray[np.float64] = values[np.searchsorted(table, keys).clip(max=len(table) - 1)].astype(
        np.float64
    )
    return found
