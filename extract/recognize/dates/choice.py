"""Which rules can match at a place of a text, by what stands around it: most cannot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from extract.rules.first import Candidates, first_characters, first_two, preceding
from extract.rules.tree import Tree

T = TypeVar("T")
_RUN = 40
"""Figures and spaces that are passed over in one go: more than any date has."""


class Choice(Generic[T]):
    """Items with a pattern each, given as its tree, chosen by four characters: the one before the place
    (spaces apart), the one there, and the first two from there on that are no figures."""

    def __init__(self, items: Sequence[T], patterns: Sequence[Tree], figures: str) -> None:
        self._items = items
        known = [(preceding(p, " "), first_characters(p), *first_two(p, figures)) for p in patterns]
        before, first, second, third = zip(*known, strict=True)
        self._before = Candidates(before, at_edge=True)
        self._first = Candidates(first, at_edge=False)
        self._second = Candidates(second, at_edge=False)
        self._third = Candidates(third, at_edge=False)
        self._behind = re.compile(f"[{re.escape(figures)}]{{0,{_RUN}}}+([^{re.escape(figures)}]|\\Z)" * 2)
        self._chosen = lru_cache(maxsize=1 << 12)(self._choose)

    def at(self, text: str, start: int, allowed: int) -> tuple[T, ...]:
        """The items whose pattern may match at a place, in order; bit n of `allowed` is the nth item's."""
        behind = self._behind.match(text, start)
        if behind is None:
            return self._chosen(allowed)
        second, third = behind.groups()
        return self._chosen(
            allowed
            & self._before[text[max(0, start - 3) : start].rstrip(" ")[-1:]]
            & self._first[text[start : start + 1]]
            & self._second[second]
            & self._third[third]
        )

    def _choose(self, bits: int) -> tuple[T, ...]:
        return tuple(item for n, item in enumerate(self._items) if bits >> n & 1)
