"""Learn what Chinese characters stand for in foreign names, by expectation maximisation (training only).

A pair is a Chinese name and a form of the Latin one. Each character stands for a segment of it, or for one
whole word it translates (港 for harbour); P(segment | character) is learned over all ways to cut the form.
All pairs go through one round together as numpy arrays. Method: the many-to-many aligner of Jiampojamarn et
al. (2007), one character wide, with words beside letters.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.spelling import BASES, MAX_LATIN, MAX_WORDS, WIDTHS, Form, marks, segment_codes
from extract.link.translit.spelling import symbols as digits

MAX_HAN = 10
# What a character stands for: the number of a segment, or minus the number of a word less one.
Counts = dict[str, dict[int, float]]
# Prior over segment lengths before anything is learned, and of a word translated as a whole.
_LENGTHS = np.array([0.04, 0.16, 0.36, 0.27, 0.12, 0.05, 0.03])
_WORD = 1e-8
# Before anything is learned, what is told of a character has this weight.
_TOLD = 0.05
_POSITIONS = MAX_LATIN + 1


def held_out(geonames_id: int) -> bool:
    """Whether a place belongs to the benchmark's fifth that is never trained on."""
    return hashed(geonames_id) < 20


def hashed(geonames_id: int) -> int:
    """0 to 99, evenly spread, the same for ever."""
    return int(hashlib.sha256(str(geonames_id).encode()).hexdigest()[:8], 16) % 100


class Lattice:
    """All ways to cut all pairs of one group: tables of parameter numbers, and EM over them."""

    def __init__(self, group: str, pairs: Sequence[tuple[str, Form]], initials: dict[str, int]) -> None:
        """`initials` gives the digit of the letter that a character's pinyin begins with."""
        self.width, self.count = WIDTHS[group], len(pairs)
        self.chars = sorted({c for han, _ in pairs for c in han})
        number = {c: i for i, c in enumerate(self.chars)}
        self.hans = np.array([len(han) for han, _ in pairs])
        han = np.zeros((self.count, MAX_HAN), dtype=np.int64)
        for row, (name, _) in enumerate(pairs):
            han[row, : len(name)] = [number[c] for c in name]
        latin = digits([form.text for _, form in pairs])
        self.latins = (latin > 0).sum(axis=1)
        self.marks = marks([form.words for _, form in pairs]).astype(np.int64)
        self._index(han, segment_codes(latin, self.width, BASES[group]))
        self._priors(BASES[group], initials)

    def _index(self, han: NDArray[np.int64], codes: NDArray[np.int64]) -> None:
        """Number the parameters that occur: one for each character and what it may stand for."""
        segments, where = np.unique(codes, return_inverse=True)
        where = where.reshape(codes.shape)
        words = int(self.marks[:, :, 2].max(initial=-1)) + 1
        size = len(segments) + words
        inside = np.arange(MAX_HAN)[None] < self.hans[:, None]
        keys = han[:, :, None, None] * size + where[:, None]
        keys[~(inside[:, :, None, None] & (codes >= 0)[:, None])] = -1
        jumps = han[:, :, None] * size + len(segments) + self.marks[:, None, :, 2]
        jumps[~(inside[:, :, None] & (self.marks[:, None, :, 2] >= 0))] = -1
        self.keys, at = np.unique(np.concatenate([keys.ravel(), jumps.ravel()]), return_inverse=True)
        self.table = at[: keys.size].reshape(keys.shape).astype(np.int32)
        self.jumps = at[keys.size :].reshape(jumps.shape).astype(np.int32)
        self.blank = self.keys < 0
        self.owner = np.where(self.blank, 0, self.keys // size)
        values = np.concatenate([segments, -1 - np.arange(words)])
        self.values = np.where(self.blank, 0, values[np.where(self.blank, 0, self.keys % size)])

    def _priors(self, base: int, initials: dict[str, int]) -> None:
        length, rest = np.zeros(len(self.values), dtype=np.int64), np.maximum(self.values, 0)
        first = np.zeros(len(self.values), dtype=np.int64)
        while rest.any():
            length += rest > 0
            first = np.where(rest > 0, rest % base, first)
            rest = rest // base
        letters = 0.3 * 26.0**-length * _LENGTHS[length]
        self.floor = np.where(self.values < 0, _WORD, letters)
        self.floor[self.blank] = 0.0
        initial = np.array([initials.get(c, -1) for c in self.chars])
        self.start = self.floor * np.where((self.values > 0) & (first == initial[self.owner]), 6.0, 1.0)

    def learn(self, rounds: int, counts: Counts | None = None, told: Counts | None = None) -> Counts:
        """Expected counts after rounds of EM, from given ones or from the prior. `told` are pseudo-counts
        that each round starts with and that are not in what is returned."""
        expected = self._aligned(counts) if counts is not None else np.zeros(len(self.keys))
        before = self._aligned(told) if told is not None else np.zeros(len(self.keys))
        for number in range(rounds):
            if number == 0 and counts is None:
                weights = self.start + _TOLD * before
            else:
                totals = np.bincount(self.owner, weights=expected + before, minlength=len(self.chars))
                weights = (expected + before + self.floor) / (totals[self.owner] + 0.3)
            weights[self.blank] = 0.0
            expected = self._expect(weights)
        out: Counts = defaultdict(dict)
        for k in np.flatnonzero((expected > 1e-3) & ~self.blank):
            out[self.chars[self.owner[k]]][int(self.values[k])] = float(expected[k])
        return dict(out)

    def _aligned(self, counts: Counts) -> NDArray[np.float64]:
        known = [counts.get(c, {}) for c in self.chars]
        pairs = zip(self.owner.tolist(), self.values.tolist(), self.blank.tolist(), strict=True)
        return np.array([0.0 if blank else known[o].get(v, 0.0) for o, v, blank in pairs])

    def _expect(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = np.arange(self.count)
        forward = np.zeros((MAX_HAN + 1, self.count, _POSITIONS))
        forward[0, :, 0] = 1.0
        marked = [np.flatnonzero(self.marks[:, k, 0] >= 0) for k in range(MAX_WORDS)]
        for i in range(MAX_HAN):
            for w in range(self.width + 1):
                step = weights[self.table[:, i, : _POSITIONS - w, w]]
                forward[i + 1, :, w:] += forward[i, :, : _POSITIONS - w] * step
            for k, at in enumerate(marked):
                begin, end = self.marks[at, k, 0], self.marks[at, k, 1]
                forward[i + 1, at, end] += forward[i, at, begin] * weights[self.jumps[at, i, k]]
        total = forward[self.hans, rows, self.latins]
        scale = np.where(total > 0, 1.0 / np.where(total > 0, total, 1.0), 0.0)
        expected = np.zeros(len(self.keys))
        behind = np.zeros((self.count, _POSITIONS))
        for i in range(MAX_HAN - 1, -1, -1):
            last = self.hans == i + 1
            behind[rows[last], self.latins[last]] = 1.0
            here = np.zeros((self.count, _POSITIONS))
            for w in range(self.width + 1):
                keys = self.table[:, i, : _POSITIONS - w, w]
                flow = weights[keys] * behind[:, w:]
                here[:, : _POSITIONS - w] += flow
                share = forward[i, :, : _POSITIONS - w] * flow * scale[:, None]
                expected += np.bincount(keys.ravel(), weights=share.ravel(), minlength=len(expected))
            for k, at in enumerate(marked):
                begin, end = self.marks[at, k, 0], self.marks[at, k, 1]
                keys = self.jumps[at, i, k]
                flow = weights[keys] * behind[at, end]
                np.add.at(here, (at, begin), flow)
                share = forward[i, at, begin] * flow * scale[at]
                expected += np.bincount(keys, weights=share, minlength=len(expected))
            behind = here
        return expected


def smooth(counts: Counts, pinyin: dict[str, str], weight: float = 1.5) -> Counts:
    """Counts of each character, with those of all characters that sound like it added at a small weight."""
    by_sound: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for char, known in sorted(counts.items()):
        for value, count in known.items():
            by_sound[pinyin.get(char, char)][value] += count
    out: Counts = {}
    for char, known in sorted(counts.items()):
        sound = by_sound[pinyin.get(char, char)]
        total = sum(sound.values())
        merged: dict[int, float] = defaultdict(float)
        for value, count in sound.items():
            merged[value] += weight * count / total
        for value, count in known.items():
            merged[value] += count
        whole = sum(merged.values())
        out[char] = {v: c for v, c in merged.items() if c / whole > 2e-4}
    return out


def with_prior(counts: Counts, prior: Counts, weight: float = 1.5) -> Counts:
    """Learned counts plus prior readings as pseudo-counts."""
    out: Counts = {}
    for char in sorted({*counts, *prior}):
        merged = dict(counts.get(char, {}))
        for value, share in prior.get(char, {}).items():
            merged[value] = merged.get(value, 0.0) + weight * share
        out[char] = merged
    return out
