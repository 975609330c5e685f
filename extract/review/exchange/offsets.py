"""Offsets as other tools count them, to code points and back.

Label Studio counts code points since version 1.5, UTF-16 units before. doccano counts UTF-16 units, or in
projects with "count grapheme clusters as one character" grapheme clusters, of which a carriage return and its
line feed are one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Literal

import regex

Unit = Literal["code-points", "utf-16", "graphemes"]
UNITS: tuple[Unit, ...] = ("code-points", "utf-16", "graphemes")

_CLUSTER = regex.compile(r"\X")


class Offsets:
    """A text's offsets in some unit. Code points are ours."""

    def __init__(self, text: str, unit: Unit) -> None:
        self._starts = _STARTS[unit](text)

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The offsets of a span of code points, and of all units it has a part of.

        Raises IndexError where it reaches beyond the text.
        """
        if not 0 <= start <= end <= self._starts[-1]:
            raise IndexError(f"{start} to {end}")
        first = bisect_left(self._starts, start)
        return first - (self._starts[first] > start), bisect_left(self._starts, end)

    def to_code_point(self, offset: int) -> int:
        """The code point that an offset stands before. Raises IndexError outside the text."""
        if offset < 0:
            raise IndexError(offset)
        return self._starts[offset]


def _utf16(text: str) -> Sequence[int]:
    """For each UTF-16 unit the code point it is of; a low surrogate counts with its high one."""
    starts: list[int] = []
    for at, character in enumerate(text):
        starts += [at, at] if character > "\uffff" else [at]
    return [*starts, len(text)]


def _graphemes(text: str) -> Sequence[int]:
    return [0, *accumulate(len(cluster) for cluster in _CLUSTER.findall(text))]


_STARTS: dict[Unit, Callable[[str], Sequence[int]]] = {
    "code-points": lambda text: range(len(text) + 1),
    "utf-16": _utf16,
    "graphemes": _graphemes,
}
