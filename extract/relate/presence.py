"""Which of many word lists a stretch of text has a word of, learnt in one pass over the document.

Trying every pattern and every cue on every sentence would cost more than all other stages; most cannot
hold for want of a word. One automaton over the words of all lists tells, for a range, the lists present.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import itemgetter, not_, or_

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.text.script import one_space

_WORD, _START = itemgetter(0), itemgetter(1)


class WordLists:
    """Lists of words, numbered as they are added; a set of lists is an int with their bits.

    The lowest `reserved` bits are left to the caller.
    """

    def __init__(self, reserved: int = 0) -> None:
        self._reserved = reserved
        self._numbers: dict[tuple[str, ...], int] = {}
        self._of_word: dict[str, int] = {}
        self._automaton: AhoCorasick | None = None
        self._masks: list[int] = []

    def add(self, words: Iterable[str]) -> int:
        """The bit of a list of lower-case words; the same words have the same bit."""
        key = tuple(sorted({one_space(word) for word in words}))
        if key not in self._numbers:
            self._numbers[key] = 1 << (self._reserved + len(self._numbers))
            for word in key:
                self._of_word[word] = self._of_word.get(word, 0) | self._numbers[key]
            self._automaton = None
        return self._numbers[key]

    def scan(self, lowered: str) -> Presence:
        """Where the words of all lists stand in a text in lower case; they need not be whole words there."""
        if self._automaton is None:
            words = sorted(self._of_word)
            self._masks = [self._of_word[word] for word in words]
            self._automaton = AhoCorasick(words, matchkind=MatchKind.Standard)
        found = self._automaton.find_matches_as_indexes(one_space(lowered), overlapping=True)
        found.sort(key=_START)
        return Presence(list(map(_START, found)), list(map(self._masks.__getitem__, map(_WORD, found))))


class Presence:
    """The lists whose words stand in a document, in order of position."""

    def __init__(self, starts: list[int], masks: list[int]) -> None:
        self._starts, self._masks = starts, masks

    def within(self, start: int, end: int) -> int:
        """The lists of which a word begins in `[start, end)`."""
        masks = self._masks[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return reduce(or_, masks, 0)


def met(needs: Iterable[int], present: int) -> Iterator[bool]:
    """For each of many sets of lists, whether a text that has the lists `present` has all of the set.

    Asked some hundred times a sentence, so without a step of Python for each.
    """
    return map(not_, map((~present).__and__, needs))
