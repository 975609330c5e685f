"""Where the labels of `rules/text/stamps.yaml` stand in a page: 发布时间, 来源, Published by …"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

import ahocorasick_rs

from extract.text.vocabulary import stamp_rules

Kind = Literal["published", "updated", "source", "publisher"]
_KINDS: tuple[Kind, ...] = ("published", "updated", "source", "publisher")


class Label(NamedTuple):
    """A label of a kind at `[start, end)`."""

    kind: Kind
    start: int
    end: int


@lru_cache(maxsize=1)
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[Kind]]:
    words: dict[str, Kind] = {}
    for kind in _KINDS:
        for word in getattr(stamp_rules(), kind):
            words.setdefault(word, kind)
    for made, compounds in stamp_rules().compounds.items():
        for word in chain.from_iterable(compound.words() for compound in compounds):
            words.setdefault(word, made)
    kind_of = list(words.values())
    return ahocorasick_rs.AhoCorasick(
        list(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    ), kind_of


def find_labels(low: str) -> list[Label]:
    """The labels of a folded text in lower case, the longest at each place, none within a Latin word."""
    automaton, kinds = _automaton()
    found = automaton.find_matches_as_indexes(low)
    return [Label(kinds[i], start, end) for i, start, end in found if not _within_word(low, start, end)]


def _within_word(low: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends within a run of Latin letters."""
    return _joined(low[max(0, start - 1) : start + 1]) or _joined(low[end - 1 : end + 1])


def _joined(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalpha()
