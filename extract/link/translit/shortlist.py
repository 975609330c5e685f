"""Which of a country's names are worth cutting: an index from what characters stand for to names with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.channel import Channel, Table

_PER_LETTER = 0.35


class Index:
    """For each segment and word the forms that have it (as often as they do), as one array with offsets."""

    def __init__(self, channel: Channel, table: Table) -> None:
        self.count = len(table.lengths)
        ids = table.ids[:, :, 1:].reshape(self.count, -1)
        known = ids < channel.size
        rows = np.repeat(np.arange(self.count, dtype=np.int32), ids.shape[1])[known.ravel()]
        worded = table.marks[:, :, 2] >= 0
        words = (channel.words_at + table.marks[:, :, 2][worded]).astype(np.int16)
        segments = np.concatenate([ids[known], words])
        order = np.argsort(segments, kind="stable")
        self._rows = np.concatenate([rows, np.nonzero(worded)[0].astype(np.int32)])[order]
        self._offsets = np.searchsorted(segments[order], np.arange(channel.total + 1))
        self._lengths = table.lengths.astype(np.float32)

    def find(self, channel: Channel, han: str, prior: NDArray[np.float32], size: int) -> NDArray[np.int64]:
        """The `size` forms that have most of what the characters stand for, in any order."""
        scores, length = prior.copy(), 0.0
        for char in han:
            cues, letters = channel.cues(char)
            length += letters
            best = np.zeros(self.count, dtype=np.float32)
            for segment, told in cues:
                rows = self._rows[self._offsets[segment] : self._offsets[segment + 1]]
                best[rows] = np.maximum(best[rows], told)
            scores += best
        scores -= _PER_LETTER * np.abs(self._lengths - length)
        if self.count <= size:
            return np.arange(self.count)
        return np.sort(np.argpartition(-scores, size)[:size])
