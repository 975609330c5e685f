"""Blocks of lines under names of their own, which part a page: whose the lines are.

Porirua
52,000 people
Two sister cities
• Nishio, Japan
• Blacktown, Australia
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from extract.layers import PlaceMention, Sentence
from extract.text.lines import BULLETS

FEWEST = 2  # blocks with names of their own that make a page one of blocks
_BLANK = re.compile(r"\n[^\S\n]*\n")
_WORDS = re.compile(r"\w")


class Blocks:
    """The blocks of a page that hold items of a list; `places_in` gives the places of a range, in order."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], places_in: Callable[[int, int], list[PlaceMention]]
    ) -> None:
        self._heads: dict[int, PlaceMention] = {}
        self._firsts: dict[int, int] = {}
        blocks = list(_numbered(text, sentences))
        listed = {block for block, sentence, _ in blocks if is_listed(text, sentence)}
        heads: dict[int, PlaceMention] = {}
        firsts: dict[int, int] = {}
        for block, sentence, opens in blocks:
            if not opens or sentence.item or block not in listed:
                continue
            firsts[block] = sentence.line
            named = [p for p in places_in(sentence.start, sentence.end) if p.kind == "division"]
            if len(named) == 1 and _is_alone(text, sentence, named[0]):
                heads[block] = named[0]
        if len({place.name for place in heads.values()}) < FEWEST:
            return
        for block, sentence, _ in blocks:
            if block in firsts:
                self._firsts[sentence.line] = firsts[block]
            if block in heads:
                self._heads[sentence.line] = heads[block]

    def head(self, line: int) -> PlaceMention | None:
        """The place alone on the first line of the block in which a line stands."""
        return self._heads.get(line)

    def is_below_another(self, line: int) -> bool:
        """Whether a line stands below the first of a block that names no place."""
        return line not in self._heads and self._firsts.get(line, line) != line


def is_listed(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list, or begins with a sign as one does."""
    return sentence.item or text[sentence.start] in BULLETS


def _numbered(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[int, Sentence, bool]]:
    """Each sentence with the number of its block of lines, and whether it is the first of it; a line without
    text parts two blocks."""
    block, end = -1, 0
    for sentence in sentences:
        opens = block < 0 or _BLANK.search(text, end, sentence.start) is not None
        block, end = block + opens, sentence.end
        yield block, sentence, opens


def _is_alone(text: str, sentence: Sentence, place: PlaceMention) -> bool:
    """Whether nothing but a name stands in a sentence."""
    low, high = place.extent
    return _WORDS.search(text[sentence.start : low] + text[high : sentence.end]) is None
