"""The syntax trees of patterns whose slots stand for other patterns, each of which is parsed once.

The rules of a grammar share their parts: written out they are eight times as long as what a linguist wrote,
and parsing them so took a tenth of a run's start. What Python's `re` knows of a pattern's syntax stands in
the tree that it parses a pattern into (`re._parser`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

SLOT = re.compile(r"\{([A-Za-z][A-Za-z_0-9]*)\}")
Tree = Any
"""An `re._parser.SubPattern`: a list of (operation, value)."""

_FIRST = 0xE000  # private use: the first slot of a pattern while it is parsed


class Trees:
    """Trees of patterns in which `{name}` stands for the body of that name, which may have slots itself."""

    def __init__(self, bodies: Mapping[str, str]) -> None:
        self._bodies = bodies
        self._known: dict[str, Tree] = {}

    def of(self, pattern: str) -> Tree:
        """The tree of a pattern, as if the bodies were written out in groups that capture nothing."""
        names: list[str] = []

        def mark(found: re.Match[str]) -> str:
            names.append(found[1])
            return chr(_FIRST + len(names) - 1)

        tree = _parser.parse(SLOT.sub(mark, pattern))
        if names:
            self._fill(tree, names)
        return tree

    def _body(self, name: str) -> Tree:
        if name not in self._known:
            self._known[name] = self.of(self._bodies[name])
        return self._known[name]

    def _fill(self, tree: Tree, names: list[str]) -> None:
        """Put the bodies where their marks stand in a tree."""
        items: list[Any] = []
        for kind, value in tree:
            if kind is op.LITERAL and _FIRST <= value < _FIRST + len(names):
                items += self._body(names[value - _FIRST])
            elif kind is op.IN and any(k is op.LITERAL and v >= _FIRST for k, v in value):
                items.append((op.BRANCH, (None, [self._way(tree, one, names) for one in value])))
            else:
                for inner in _inside(value):
                    self._fill(inner, names)
                items.append((kind, value))
        tree.data = items

    def _way(self, tree: Tree, member: tuple[Any, int], names: list[str]) -> Tree:
        """A member of a class as a branch: of `{a}|{b}` the parser makes a class of two marks."""
        way = _parser.SubPattern(tree.state, [member if member[0] is op.LITERAL else (op.IN, [member])])
        self._fill(way, names)
        return way


def _inside(value: Any) -> Iterator[Tree]:
    """The trees in an element of a tree."""
    for part in value if isinstance(value, tuple) else (value,):
        for tree in part if isinstance(part, list) else (part,):
            if isinstance(tree, _parser.SubPattern):
                yield tree
