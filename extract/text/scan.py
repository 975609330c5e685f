"""One pass over the folded text: every name the gazetteer knows, and every word that speaks of a tie.

Two Aho-Corasick automata (`ahocorasick_rs`, about 90 M characters/s, code-point offsets). Names overlap
(同江|江苏省 in 同江苏省): of the names that compete for the same characters those are kept that together
cover most of them, a strong name before a weak one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs

from extract.link.gazetteer import STRONG, SUFFIXED, Gazetteer, GazetteerError, open_gazetteer
from extract.resources import rules_dir
from extract.rules.loader import load
from extract.rules.places import blockers

Found = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """`names`: (start, end, index into `Scanner.names`), in order, none overlapping another.

    `triggers`: (start, end, kind of rules/triggers.yaml), leftmost-longest.
    """

    names: list[Found]
    triggers: list[tuple[int, int, str]]


class Scanner:
    """Finds gazetteer names and trigger words. Built once a process (about 0.15 s)."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self.names: list[str] = []
        self.flags = b""
        try:
            source = gazetteer or open_gazetteer()
            self.names, self.flags = source.scan_names, source.scan_flags
        except GazetteerError:
            if gazetteer is not None:
                raise
        self.blockers = blockers().phrases
        triggers = load(rules_dir() / "triggers.yaml", dict[str, list[str]])
        self._kinds = [kind for kind, words in triggers.items() for _ in words]
        words = [word for group in triggers.values() for word in group]
        self._first_blocker = len(self.names)
        self._names = ahocorasick_rs.AhoCorasick([*self.names, *self.blockers])
        self._triggers = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def scan(self, folded: str) -> Scan:
        """Names and triggers of a folded text; offsets are code points. Linear in the text."""
        found = [(s, e, i) for i, s, e in self._names.find_matches_as_indexes(folded, overlapping=True)]
        found.sort()
        kinds = self._kinds
        triggers = [(s, e, kinds[i]) for i, s, e in self._triggers.find_matches_as_indexes(folded)]
        return Scan(self._resolve(found), triggers)

    def _resolve(self, found: list[Found]) -> list[Found]:
        kept: list[Found] = []
        cluster: list[Found] = []
        reach = -1
        for match in found:
            if match[0] >= reach and cluster:
                kept.extend(self._best(cluster))
                cluster = []
            cluster.append(match)
            reach = max(reach, match[1]) if len(cluster) > 1 else match[1]
        if cluster:
            kept.extend(self._best(cluster))
        return kept

    def _best(self, cluster: list[Found]) -> list[Found]:
        """The names of a cluster of overlapping ones that cover it best; blockers win and are dropped."""
        first = self._first_blocker
        if len(cluster) == 1:
            return cluster if cluster[0][2] < first else []
        cluster.sort(key=lambda m: (m[1], m[0]))
        flags = self.flags
        best: list[tuple[float, tuple[Found, ...]]] = [(0.0, ())]
        ends = [-1]
        for match in cluster:
            start, end, index = match
            weight = float((end - start) ** 1.5)
            if index >= first:
                weight += 4.0
            elif flags[index] & STRONG:
                weight += 0.5 + (0.25 if flags[index] & SUFFIXED else 0)
            before = len(ends) - 1
            while ends[before] > start:
                before -= 1
            score = best[before][0] + weight
            if score > best[-1][0]:
                best.append((score, (*best[before][1], match)))
            else:
                best.append(best[-1])
            ends.append(end)
        return [m for m in best[-1][1] if m[2] < first]


@lru_cache(maxsize=1)
def default_scanner() -> Scanner:
    """The scanner over the package's own gazetteer."""
    return Scanner()
