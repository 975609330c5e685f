"""Edges between places (same, not same, unsure) become groups: transitive, cut where somebody says so."""

from __future__ import annotations

from collections.abc import Iterable

Edge = tuple[str, str]


class Components:
    """Keys joined by edges, but never across a pair that is held apart.

    >>> groups = Components(["gn:1", "gbt:2", "gn:3"], apart=[("gn:1", "gn:3")])
    >>> groups.join("gn:1", "gbt:2"), groups.join("gbt:2", "gn:3")
    (True, False)
    """

    def __init__(self, keys: Iterable[str], apart: Iterable[Edge] = ()) -> None:
        self._root: dict[str, str] = {key: key for key in keys}
        self._members: dict[str, list[str]] = {}
        self._enemies: dict[str, set[str]] = {}
        for a, b in apart:
            self._enemies.setdefault(a, set()).add(b)
            self._enemies.setdefault(b, set()).add(a)

    def find(self, key: str) -> str:
        """The root of a key's group."""
        return self._root.setdefault(key, key)

    def join(self, a: str, b: str) -> bool:
        """Make two groups one; False where a pair held apart forbids it. The smaller group is relabelled."""
        small, large = self.find(a), self.find(b)
        if small == large:
            return True
        if len(self.members(small)) > len(self.members(large)):
            small, large = large, small
        if any(self._root.get(enemy) == large for enemy in self._enemies.get(small, ())):
            return False
        moved = self._members.pop(small, [small])
        for key in moved:
            self._root[key] = large
        self._members.setdefault(large, [large]).extend(moved)
        self._enemies.setdefault(large, set()).update(self._enemies.pop(small, ()))
        return True

    def members(self, root: str) -> list[str]:
        return self._members.get(root, [root])

    def groups(self) -> list[list[str]]:
        """All groups, their keys sorted, in the order of their first keys."""
        found: dict[str, list[str]] = {}
        for key in sorted(self._root):
            found.setdefault(self._root[key], []).append(key)
        return list(found.values())
