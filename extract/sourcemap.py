"""Where the characters of a text stand in the bytes they were read from.

A map is a list of pieces: stretches of text whose characters lie one after another in the bytes, each as
the encoding writes it. What lies in no piece (a separator the reader put in) stands nowhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

# Code points in a piece at most: what has to be encoded to find an offset inside it.
_PIECE = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points `[start, end)` of the text are the bytes `[first, last)`, in the encoding of the map.

    `last - first` is not always the length of the encoded text: an entity (`&amp;`) is a piece of one
    character and many bytes.
    """

    start: int
    end: int
    first: int
    last: int


class SourceMap:
    """From code points of a text to bytes of the item it was read from (the bytes `doc_id` is a hash of)."""

    __slots__ = ("_pieces", "_starts", "encoding")

    def __init__(self, encoding: str, pieces: Iterable[Piece]) -> None:
        """`pieces` in the order of the text, none overlapping another."""
        self.encoding = encoding
        self._pieces = list(pieces)
        self._starts = [piece.start for piece in self._pieces]

    @classmethod
    def of_plain(cls, text: str, encoding: str, size: int, skipped: int = 0) -> SourceMap | None:
        """The map of a text that is all of `size` bytes but for the first `skipped` (a BOM).

        None where the text, encoded again, has another length: then nothing is known.
        """
        pieces = []
        first = skipped
        for start in range(0, len(text), _PIECE):
            part = text[start : start + _PIECE]
            try:
                last = first + len(part.encode(encoding))
            except (UnicodeEncodeError, LookupError):
                return None
            pieces.append(Piece(start, start + len(part), first, last))
            first = last
        return cls(encoding, pieces) if first == size else None

    def range(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The bytes `[first, last)` that hold code points `[start, end)` of `text`, the text of this map.

        None where a character in them that is no white space stands nowhere, or they stand apart: out of
        order.
        """
        from_, to = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        if from_ < 0 or start >= self._pieces[from_].end or end > self._pieces[to].end:
            return None
        for i in range(from_, to):
            here, following = self._pieces[i], self._pieces[i + 1]
            between = text[here.end : following.start]
            if following.first < here.last or (between and not between.isspace()):
                return None
        return self._before(text, self._pieces[from_], start), self._before(text, self._pieces[to], end)

    def _before(self, text: str, piece: Piece, at: int) -> int:
        """Where the bytes of `[piece.start, at)` end, which lies in the piece."""
        if at == piece.end:
            return piece.last
        return piece.first + len(text[piece.start : at].encode(self.encoding))
