"""Learn how Chinese writes foreign names, from GeoNames' own pairs of names (build time only).

The model: each Chinese character stands for zero to five letters; P(letters | character) is learned by
expectation maximisation over all ways to cut the Latin name, and the Latin name itself is chosen anew each
round among the place's names (慕尼黑 follows Munich, not München). All pairs go through one round together
as numpy arrays. Method: the many-to-many aligner of Jiampojamarn et al. (2007), one character wide.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

MAX_HAN, MAX_LATIN, MAX_SEGMENT = 9, 20, 5
ROUNDS = 8
Pairs = list[tuple[str, tuple[str, ...]]]
# Prior over segment lengths before anything is learned.
_LENGTHS = np.array([0.04, 0.16, 0.36, 0.27, 0.12, 0.05])


def held_out(geonames_id: int) -> bool:
    """Whether a place belongs to the benchmark's fifth that is never trained on."""
    return int(hashlib.sha256(str(geonames_id).encode()).hexdigest()[:8], 16) % 100 < 20


def letters(norm: str) -> str:
    """The letters of a normalised Latin name: `saint louis` → `saintlouis`."""
    return "".join(c for c in norm if "a" <= c <= "z")


def spelling(text: str) -> str:
    """Letters of a Latin name as far as they are heard alike: ck, ph, y and doubled letters made one."""
    text = text.replace("sch", "sh").replace("ck", "k").replace("ph", "f").replace("y", "i")
    return re.sub(r"(.)\1", r"\1", text)


Counts = dict[str, dict[str, float]]


def train(pairs: Pairs, pinyin: dict[str, str], rounds: int = ROUNDS, prior: Counts | None = None) -> Counts:
    """Expected counts {character: {letters: count}} after some rounds of EM, from `prior` where there
    is one."""
    pairs = [(h, tuple(x for x in ls if _fits(h, x))) for h, ls in pairs]
    pairs = [(h, ls) for h, ls in pairs if ls]
    lattice = _Lattice([(h, ls[0]) for h, ls in pairs], pinyin)
    counts = lattice.learn(rounds // 2, prior)
    chosen = _choose(pairs, counts)
    return _Lattice(chosen, pinyin).learn(rounds - rounds // 2, counts)


def _fits(han: str, latin: str) -> bool:
    return len(han) <= MAX_HAN and 1 <= len(latin) <= min(MAX_LATIN, MAX_SEGMENT * len(han))


def _choose(pairs: Pairs, counts: dict[str, dict[str, float]]) -> list[tuple[str, str]]:
    """For each place the Latin name that its Chinese one follows most closely."""
    totals = {c: sum(s.values()) for c, s in counts.items()}
    return [
        (
            han,
            max(options, key=lambda latin: (_best(han, latin, counts, totals), latin))
            if len(options) > 1
            else options[0],
        )
        for han, options in pairs
    ]


def _best(han: str, latin: str, counts: dict[str, dict[str, float]], totals: dict[str, float]) -> float:
    """Log-probability a letter of the best segmentation; low where the model knows none."""
    size = len(latin)
    scores = [0.0] + [-1e9] * size
    for char in han:
        known, total = counts.get(char, {}), totals.get(char, 0.0) + 1.0
        new = [-1e9] * (size + 1)
        for j, score in enumerate(scores):
            if score <= -1e9:
                continue
            for width in range(min(MAX_SEGMENT, size - j) + 1):
                count = known.get(latin[j : j + width])
                value = score + (math.log(count / total) if count else -11.5 - width)
                if value > new[j + width]:
                    new[j + width] = value
        scores = new
    return scores[size] / size


class _Lattice:
    """All segmentations of all pairs: one table of parameter indices, [pair, character, position, width]."""

    def __init__(self, pairs: list[tuple[str, str]], pinyin: dict[str, str]) -> None:
        n, size = len(pairs), MAX_LATIN + 1
        self.chars = sorted({c for h, _ in pairs for c in h})
        number = {c: i for i, c in enumerate(self.chars)}
        self.hans = np.array([len(h) for h, _ in pairs])
        self.latins = np.array([len(x) for _, x in pairs])
        han = np.zeros((n, MAX_HAN), dtype=np.int64)
        latin = np.zeros((n, size + MAX_SEGMENT), dtype=np.int64)
        for p, (h, x) in enumerate(pairs):
            han[p, : len(h)] = [number[c] for c in h]
            latin[p, : len(x)] = [ord(c) - 96 for c in x]
        codes = segment_codes(latin, size)
        keys = han[:, :, None, None] * _BASE + codes[:, None, :, :]
        ends = np.arange(size)[:, None] + np.arange(MAX_SEGMENT + 1)[None, :]
        valid = (ends[None, :, :] <= self.latins[:, None, None])[:, None] & (
            np.arange(MAX_HAN)[None, :, None, None] < self.hans[:, None, None, None]
        )
        keys[~valid] = -1
        self.keys, inverse = np.unique(keys, return_inverse=True)
        self.table = inverse.reshape(keys.shape).astype(np.int32)
        self.segments = [decode(int(k % _BASE)) if k >= 0 else "" for k in self.keys]
        self.owner = np.where(self.keys >= 0, self.keys // _BASE, 0)
        self.floor = np.array([0.3 * 26.0 ** -len(s) * float(_LENGTHS[len(s)]) for s in self.segments])
        sound = [pinyin.get(c, "")[:1] for c in self.chars]
        like = np.array(
            [6.0 if s and s[0] == sound[o] else 1.0 for s, o in zip(self.segments, self.owner, strict=True)]
        )
        self.start = self.floor * like
        self.blank = self.keys < 0

    def learn(
        self, rounds: int, counts: dict[str, dict[str, float]] | None = None
    ) -> dict[str, dict[str, float]]:
        """Rounds of EM from given counts (or from the prior)."""
        expected = np.array(
            [
                0.0 if b else (counts or {}).get(self.chars[o], {}).get(s, 0.0)
                for s, o, b in zip(self.segments, self.owner, self.blank, strict=True)
            ]
        )
        for round_ in range(rounds):
            if round_ == 0 and counts is None:
                weights = self.start.copy()
            else:
                totals = np.bincount(self.owner, weights=expected, minlength=len(self.chars))
                weights = (expected + self.floor) / (totals[self.owner] + 0.3)
            weights[self.blank] = 0.0
            expected = self._expect(weights)
        out: dict[str, dict[str, float]] = defaultdict(dict)
        for k in np.flatnonzero(expected > 1e-3):
            out[self.chars[self.owner[k]]][self.segments[k]] = round(float(expected[k]), 4)
        return dict(out)

    def _expect(self, weights: np.ndarray) -> np.ndarray:
        n, size = len(self.hans), MAX_LATIN + 1
        rows = np.arange(n)
        forward = np.zeros((MAX_HAN + 1, n, size))
        forward[0, :, 0] = 1.0
        for i in range(MAX_HAN):
            for width in range(MAX_SEGMENT + 1):
                step = weights[self.table[:, i, : size - width, width]]
                forward[i + 1, :, width:] += forward[i, :, : size - width] * step
        total = forward[self.hans, rows, self.latins]
        scale = np.where(total > 0, 1.0 / np.where(total > 0, total, 1.0), 0.0)
        expected = np.zeros(len(self.keys))
        behind = np.zeros((n, size))
        for i in range(MAX_HAN - 1, -1, -1):
            last = self.hans == i + 1
            behind[rows[last], self.latins[last]] = 1.0
            here = np.zeros((n, size))
            for width in range(MAX_SEGMENT + 1):
                keys = self.table[:, i, : size - width, width]
                flow = weights[keys] * behind[:, width:]
                here[:, : size - width] += flow
                posterior = forward[i, :, : size - width] * flow * scale[:, None]
                expected += np.bincount(keys.ravel(), weights=posterior.ravel(), minlength=len(expected))
            behind = here
        return expected


_BASE = 27**MAX_SEGMENT


def segment_codes(latin: np.ndarray, size: int) -> np.ndarray:
    """Number of every segment: [pair, position, width]; letters 1 to 26 in base 27, the empty segment 0."""
    codes = np.zeros((latin.shape[0], size, MAX_SEGMENT + 1), dtype=np.int64)
    for width in range(1, MAX_SEGMENT + 1):
        codes[:, :, width] = codes[:, :, width - 1] * 27 + latin[:, width - 1 : width - 1 + size]
    return codes


def decode(code: int) -> str:
    """The letters of a segment number."""
    out = ""
    while code:
        code, digit = divmod(code, 27)
        out = chr(digit + 96) + out
    return out


def with_prior(counts: Counts, prior: Counts, weight: float = 1.5) -> Counts:
    """Learned counts plus prior readings as pseudo-counts, cut to the widest segment the model knows."""
    out: Counts = {}
    for char in sorted({*counts, *prior}):
        merged = dict(counts.get(char, {}))
        for segment, share in prior.get(char, {}).items():
            if len(segment) <= MAX_SEGMENT:
                merged[segment] = merged.get(segment, 0.0) + weight * share
        if merged:
            out[char] = merged
    return out


def smooth(
    counts: dict[str, dict[str, float]], pinyin: dict[str, str], extra: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Counts of each character, with those of its sound added at small weight; `extra` characters by
    sound alone."""
    by_sound: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for char, known in sorted(counts.items()):
        for segment, count in known.items():
            by_sound[pinyin.get(char, char)][segment] += count
    out: dict[str, dict[str, float]] = {}
    for char in sorted({*counts, *extra}):
        merged: dict[str, float] = defaultdict(float)
        sound = by_sound.get(pinyin.get(char, char), {})
        total = sum(sound.values()) or 1.0
        for segment, count in sound.items():
            merged[segment] += 1.5 * count / total
        for segment, count in counts.get(char, {}).items():
            merged[segment] += count
        if merged:
            whole = sum(merged.values())
            out[char] = {s: c for s, c in merged.items() if c / whole > 2e-4}
    return out
