"""Which of a country's names are worth cutting: those that have most of what the characters stand for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.channel import Channel
from extract.link.translit.spelling import MAX_LATIN

_PER_LETTER = 0.35
_STRIDE = MAX_LATIN + 1


class Index:
    """The forms that have a segment or word. Each is looked for when first asked for, since a text asks for
    few: an index of all segments of the US takes a second to make."""

    def __init__(self, channel: Channel, latin: NDArray[np.uint8], marks: NDArray[np.int16]) -> None:
        """`latin` are the symbols of the forms, [form, MAX_LATIN]; `marks` their words, [form, word, 3]."""
        self.count, self._channel = len(latin), channel
        padded = np.zeros((self.count, _STRIDE), dtype=np.uint8)
        padded[:, :MAX_LATIN] = latin
        self._flat = padded.ravel()
        self._words = marks[:, :, 2]
        self._lengths = (latin > 0).sum(axis=1).astype(np.float32)
        self._letter = lru_cache(maxsize=256)(self._places)
        self.having = lru_cache(maxsize=1 << 15)(self._having)

    def find(self, han: str, prior: NDArray[np.float32], size: int) -> NDArray[np.int64]:
        """The `size` forms that have most of what the characters stand for, in order of their numbers."""
        scores, length = prior.copy(), 0.0
        for char in han:
            cues, letters = self._channel.cues(char)
            length += letters
            best = np.zeros(self.count, dtype=np.float32)
            for segment, told in cues:
                rows = self.having(segment)
                best[rows] = np.maximum(best[rows], told)
            scores += best
        scores -= _PER_LETTER * np.abs(self._lengths - length)
        if self.count <= size:
            return np.arange(self.count)
        return np.sort(np.argpartition(-scores, size)[:size])

    def _having(self, segment: int) -> NDArray[np.int32]:
        """The forms that have a segment or word, by its number in the channel's vectors."""
        word = segment - self._channel.words_at
        if word >= 0:
            return np.flatnonzero((self._words == word).any(axis=1)).astype(np.int32)
        first, *rest = self._channel.symbols(segment)
        at = self._letter(first)
        for k, symbol in enumerate(rest, 1):
            at = at[self._flat[at + k] == symbol]
        return np.unique(at // _STRIDE).astype(np.int32)

    def _places(self, symbol: int) -> NDArray[np.int64]:
        return np.flatnonzero(self._flat == symbol)
