"""What a Chinese character stands for: scores of segments, and the best way to cut a name into them.

A score is log P(segment | character) + REVERSE · log P(character | segment). A segment that a character was
never seen with is judged by its parts: its first consonants, its vowels and its last consonants.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.em import Counts
from extract.link.translit.spelling import BASES, WIDTHS, segment_codes

REVERSE = 0.5
_UNSEEN, _PER_LETTER, _WORD_UNSEEN = -9.0, -0.6, -4.0
# Weight of the guess from the parts, as a count.
_PARTS = 2.0
_CUT = re.compile("([^aeiou]*)([aeiou]*)(.*)")
# What a character stands for counts as a cue for the shortlist from this share on; at most so many.
_CUE_SHARE, _CUES = 0.008, 16
Floats = NDArray[np.float32]
# The part of each segment by number, and how usual each part is.
Part = tuple[NDArray[np.int64], NDArray[np.float64]]


class Table:
    """All segments of some forms, [form, position, width], by number in a channel; their words beside."""

    def __init__(self, ids: NDArray[np.int16], lengths: NDArray[np.int64], marks: NDArray[np.int64]) -> None:
        self.ids, self.lengths, self.marks = ids, lengths, marks


class Channel:
    """The scores of one group of countries. Vectors: known segments, unknown ones by width, then words."""

    def __init__(self, group: str, counts: Counts, words: int) -> None:
        self.group, self.counts, self.width, self.base = group, counts, WIDTHS[group], BASES[group]
        totals: dict[int, float] = {}
        for known in counts.values():
            for value, count in known.items():
                totals[value] = totals.get(value, 0.0) + count
        self.codes = np.array(sorted(v for v in totals if v >= 0), dtype=np.int64)
        self.size = len(self.codes)
        self.words_at = self.size + self.width + 1
        self.total = self.words_at + words
        self._number = {int(v): i for i, v in enumerate(self.codes)}
        self._totals, self._all = totals, sum(totals.values())
        self._back = REVERSE * np.log(0.3 / (np.array([totals[int(v)] for v in self.codes]) + 2.0))
        self._lengths = np.array([_length(int(v), self.base) for v in self.codes])
        self._parts = self._of_parts(_parts(self.codes)) if group == "LAT" else None
        self.vector = lru_cache(maxsize=2048)(self._vector)
        self.cues = lru_cache(maxsize=4096)(self._cues)

    def index(self, value: int) -> int:
        """Where a segment or word stands in the vectors."""
        return self._number[value] if value >= 0 else self.words_at - 1 - value

    def symbols(self, index: int) -> list[int]:
        """The symbols of a known segment, by its index in the vectors."""
        value, out = int(self.codes[index]), []
        while value:
            value, symbol = divmod(value, self.base)
            out.append(symbol)
        return out[::-1]

    def table(self, latin: NDArray[np.uint8], marks: NDArray[np.int16]) -> Table:
        """Segment numbers of many forms."""
        codes = segment_codes(latin, self.width, self.base)
        where = np.searchsorted(self.codes, codes).clip(max=max(self.size - 1, 0))
        ids = np.where(self.codes[where] == codes, where, self.size + np.arange(self.width + 1)[None, None])
        return Table(ids.astype(np.int16), (latin > 0).sum(axis=1), marks.astype(np.int64))

    def _vector(self, char: str) -> Floats:
        known = self.counts.get(char, {})
        total = sum(known.values())
        out = np.empty(self.total, dtype=np.float32)
        floor = _UNSEEN + _PER_LETTER * np.arange(self.width + 1)
        floor[0] -= 1.0
        out[: self.size], out[self.size : self.words_at] = floor[self._lengths], floor
        out[self.words_at :] = _UNSEEN + _WORD_UNSEEN
        guess = self._guess(known)
        if guess is not None:
            guessed = np.log(_PARTS * guess / (total + _PARTS) + 1e-12) + self._back
            out[: self.size] = np.maximum(out[: self.size], guessed)
        out += max(0.0, 3.0 - total)  # a character hardly ever seen says little
        more = _PARTS if guess is not None else 0.0
        for value, count in known.items():
            at = self.index(value)
            extra = _PARTS * guess[at] if guess is not None and value >= 0 else 0.0
            score = np.log((count + 0.01 + extra) / (total + 0.5 + more))
            score += REVERSE * np.log((count + 0.05) / (self._totals[value] + 2.0))
            out[at] = max(float(out[at]), float(score))
        return out

    def _guess(self, known: dict[int, float]) -> NDArray[np.float64] | None:
        """P(segment | character) as if its parts were independent."""
        if self._parts is None:
            return None
        at = np.array([self._number[v] for v in known if v > 0], dtype=np.int64)
        if not len(at):
            return None
        weights = np.array([c for v, c in known.items() if v > 0])
        out = np.ones(self.size)
        for part, overall in self._parts:
            share = np.bincount(part[at], weights=weights, minlength=len(overall))
            out *= ((share + overall) / (weights.sum() + 0.5))[part]
        return out

    def _of_parts(self, parts: list[NDArray[np.int64]]) -> list[Part]:
        """Parts with how usual each is among all segments, as half a count."""
        totals = np.array([self._totals[int(v)] for v in self.codes])
        overall = [np.bincount(part, weights=totals) for part in parts]
        return [(part, 0.5 * whole / whole.sum()) for part, whole in zip(parts, overall, strict=True)]

    def _cues(self, char: str) -> tuple[tuple[tuple[int, float], ...], float]:
        """What a character most likely stands for, with how much that tells; its length on average."""
        known = self.counts.get(char, {})
        total = sum(known.values()) or 1.0
        length = sum((_length(v, self.base) if v >= 0 else 5) * c for v, c in known.items()) / total
        cues = []
        for value, count in known.items():
            if value == 0 or count / total < _CUE_SHARE:
                continue
            told = np.log((count + 0.1) / (total + 1.0)) - np.log((self._totals[value] + 0.1) / self._all)
            if told > 0.3:
                cues.append((count, self.index(value), float(told)))
        cues.sort(reverse=True)
        return tuple((index, told) for _, index, told in cues[:_CUES]), length

    def score(self, han: str, table: Table) -> Floats:
        """The score of the best way to cut each form."""
        return self._cut(han, table, None)

    def align(self, han: str, table: Table) -> tuple[Floats, NDArray[np.int64]]:
        """Scores, and for each form and character start, end and vector index: [form, character, 3]."""
        steps: list[NDArray[np.int8]] = []
        scores = self._cut(han, table, steps)
        count = len(table.lengths)
        rows, end = np.arange(count), table.lengths.astype(np.int64)
        out = np.zeros((count, len(han), 3), dtype=np.int64)
        for i in range(len(han) - 1, -1, -1):
            step = steps[i][rows, end].astype(np.int64)
            word = np.maximum(-1 - step, 0)
            jumped = step < 0
            start = np.where(jumped, table.marks[rows, word, 0], end - step)
            index = np.where(
                jumped,
                self.words_at + table.marks[rows, word, 2],
                table.ids[rows, start, np.maximum(step, 0)],
            )
            out[:, i] = np.stack([start, end, index], axis=1)
            end = start
        return scores, out

    def _cut(self, han: str, table: Table, steps: list[NDArray[np.int8]] | None) -> Floats:
        marks, count = table.marks, len(table.lengths)
        positions = int(table.lengths.max(initial=0)) + 1
        ids = table.ids[:, :positions]
        scores = np.full((count, positions), -1e9, dtype=np.float32)
        scores[:, 0] = 0.0
        marked = [np.flatnonzero(marks[:, k, 0] >= 0) for k in range(marks.shape[1])]
        for char in han:
            vector = self.vector(char)
            here = vector[ids]
            new = scores + here[:, :, 0]
            step = np.zeros((count, positions), dtype=np.int8) if steps is not None else None
            for w in range(1, min(self.width, positions - 1) + 1):
                found = scores[:, : positions - w] + here[:, : positions - w, w]
                if step is not None:
                    step[:, w:][found > new[:, w:]] = w
                np.maximum(new[:, w:], found, out=new[:, w:])
            for k, at in enumerate(marked):
                if len(at):
                    end = marks[at, k, 1]
                    jump = scores[at, marks[at, k, 0]] + vector[self.words_at + marks[at, k, 2]]
                    if step is not None:
                        better = jump > new[at, end]
                        step[at[better], end[better]] = -1 - k
                    new[at, end] = np.maximum(new[at, end], jump)
            if steps is not None and step is not None:
                steps.append(step)
            scores = new
        return scores[np.arange(count), table.lengths]


def _length(value: int, base: int) -> int:
    length = 0
    while value > 0:
        value //= base
        length += 1
    return length


def _parts(codes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Numbers of the first consonants, the vowels and the rest of each segment of plain letters."""
    cut = [found.groups() if (found := _CUT.match(_letters(int(v)))) else ("", "", "") for v in codes]
    return [np.unique([parts[i] for parts in cut], return_inverse=True)[1] for i in range(3)]


def _letters(value: int) -> str:
    out = ""
    while value:
        value, digit = divmod(value, BASES["LAT"])
        out = chr(digit + 96) + out
    return out
