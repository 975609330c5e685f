"""A bilingual lexicon in arrays: all Chinese words of a text looked up at once.

A word is found by a 64-bit hash of its code points in an open-addressing table, so that every substring
of up to `LONGEST` characters of a whole document is tried in a few numpy calls. Its translations lie in
`stems[ptr[w]:ptr[w + 1]]` (ids into `vocabulary`) with `probs` p(English stem | word) that sum to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

LONGEST = 8
"""Words of more characters than this are not kept."""

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(0x100000001B3)
_SHIFT = np.uint64(29)


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text, lone surrogates among them."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def ngram_hashes(codes: npt.NDArray[np.uint32]) -> Hashes:
    """Hashes of all substrings: `[length - 1, start]`; where a substring would run over the end, 0."""
    wide = codes.astype(np.uint64) + np.uint64(1)
    out = np.zeros((LONGEST, len(codes)), dtype=np.uint64)
    rolling = np.zeros(len(codes), dtype=np.uint64)
    for length in range(1, min(LONGEST, len(codes)) + 1):
        rolling = rolling[: len(codes) - length + 1] * _BASE + wide[length - 1 :]
        mixed = rolling * _FACTOR
        out[length - 1, : len(rolling)] = mixed ^ (mixed >> _SHIFT)
    return out


def hash_words(words: Sequence[str]) -> Hashes:
    """The hash of each word, as `ngram_hashes` gives it to the same substring."""
    codes = np.zeros((len(words), LONGEST), dtype=np.uint64)
    lengths = np.array([len(word) for word in words], dtype=np.int64)
    for row, word in enumerate(words):
        codes[row, : len(word)] = code_points(word)
    rolling = np.zeros(len(words), dtype=np.uint64)
    for column in range(LONGEST):
        alive = lengths > column
        rolling[alive] = rolling[alive] * _BASE + codes[alive, column] + np.uint64(1)
    mixed = rolling * _FACTOR
    return mixed ^ (mixed >> _SHIFT)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Chinese words (folded) and the English stems they may be translated by."""

    keys: Hashes
    words: Ints
    ptr: Ints
    stems: Ints
    probs: Floats
    vocabulary: tuple[str, ...]
    stem_ids: dict[str, int] = field(repr=False, compare=False)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Lexicon:
        """A lexicon from what `arrays()` gave; KeyError or ValueError where they do not fit together."""
        vocabulary = tuple(bytes(arrays["vocabulary"]).decode("utf-8").split("\n"))
        lexicon = cls(
            keys=arrays["keys"].astype(np.uint64, copy=False),
            words=arrays["words"].astype(np.int32, copy=False),
            ptr=arrays["ptr"].astype(np.int32, copy=False),
            stems=arrays["stems"].astype(np.int32, copy=False),
            probs=arrays["probs"].astype(np.float32, copy=False),
            vocabulary=vocabulary,
            stem_ids={word: number for number, word in enumerate(vocabulary)},
        )
        size = len(lexicon.keys)
        if (
            size == 0
            or size & (size - 1)
            or len(lexicon.words) != size
            or len(lexicon.stems) != len(lexicon.probs)
        ):
            raise ValueError("the lexicon's arrays do not fit together")
        if int(lexicon.ptr[-1]) != len(lexicon.stems) or int(lexicon.words.max()) >= len(lexicon.ptr) - 1:
            raise ValueError("the lexicon's pointers lead nowhere")
        return lexicon

    @classmethod
    def of_entries(cls, entries: Mapping[str, Mapping[str, float]]) -> Lexicon:
        """A lexicon from word -> {stem: weight}; weights are scaled to sum to 1 within a word."""
        words = [word for word in entries if 0 < len(word) <= LONGEST and entries[word]]
        vocabulary: dict[str, int] = {}
        lengths, stems, probs = [], [], []
        for word in words:
            options = entries[word]
            total = sum(options.values())
            lengths.append(len(options))
            for name, weight in options.items():
                stems.append(vocabulary.setdefault(name, len(vocabulary)))
                probs.append(weight / total)
        keys, slots = _hash_table(hash_words(words))
        return cls(
            keys=keys,
            words=slots,
            ptr=np.concatenate(([0], np.cumsum(lengths))).astype(np.int32),
            stems=np.array(stems, dtype=np.int32),
            probs=np.array(probs, dtype=np.float32),
            vocabulary=tuple(vocabulary),
            stem_ids=vocabulary,
        )

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Everything as arrays, to be written to a file."""
        joined = np.frombuffer("\n".join(self.vocabulary).encode("utf-8"), dtype=np.uint8)
        return {
            "keys": self.keys,
            "words": self.words,
            "ptr": self.ptr,
            "stems": self.stems,
            "probs": self.probs,
            "vocabulary": joined,
        }

    def find(self, hashes: Hashes) -> tuple[Longs, Longs, Longs]:
        """All words among the substrings of a text: (start, length, word) of each, by start within length."""
        flat = hashes.ravel()
        mask = np.uint64(len(self.keys) - 1)
        pending = np.flatnonzero(flat)
        slot = (flat[pending] & mask).astype(np.int64)
        found_at, found_word = [], []
        while len(pending):
            seen = self.keys[slot]
            hit = seen == flat[pending]
            found_at.append(pending[hit])
            found_word.append(self.words[slot[hit]])
            go_on = ~hit & (seen != 0)
            pending, slot = pending[go_on], (slot[go_on] + 1) & int(mask)
        at = np.concatenate(found_at) if found_at else np.zeros(0, dtype=np.int64)
        word = np.concatenate(found_word) if found_word else np.zeros(0, dtype=np.int32)
        order = np.argsort(at, kind="stable")
        at, word = at[order], word[order]
        width = hashes.shape[1]
        return at % width, at // width + 1, word.astype(np.int64)


def _hash_table(hashes: Hashes) -> tuple[Hashes, Ints]:
    """An open-addressing table with linear probing, at most a quarter full; later doubles are dropped."""
    size = 16
    while size < 4 * len(hashes):
        size *= 2
    keys, slots = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int32)
    pending = np.arange(len(hashes))
    where = (hashes & np.uint64(size - 1)).astype(np.int64)
    while len(pending):
        free = keys[where] == 0
        _, first = np.unique(where[free], return_index=True)
        rows = np.flatnonzero(free)[first]
        keys[where[rows]], slots[where[rows]] = hashes[pending[rows]], pending[rows]
        left = keys[where] != hashes[pending]
        pending, where = pending[left], (where[left] + 1) & (size - 1)
    return keys, slots
