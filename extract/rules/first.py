"""Which characters a match of a pattern can begin with, or stand behind, so that it is tried only at those.

Python's `re` finds these out by itself only where every branch begins with a plain character. What it
knows of a pattern's syntax stands in the tree that it parses a pattern into; a pattern may be given as that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from extract.rules.tree import Tree

_NO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_START = (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_SPACE: r"\s", op.CATEGORY_WORD: r"\w"}

Members = set[str] | None
"""Members of a class; None for any character."""


def _numbers(bits: int) -> tuple[int, ...]:
    """Which bits are set."""
    return tuple(n for n in range(bits.bit_length()) if bits >> n & 1)


def _parsed(pattern: str | Tree) -> Tree:
    return _parser.parse(pattern) if isinstance(pattern, str) else pattern


def gated(pattern: str) -> str:
    """The pattern behind a look at the next character, which says no at most places; same matches.

    >>> gated("(?P<year>19|20)|Ma(?:y|rch)")
    '(?=[12M])(?:(?P<year>19|20)|Ma(?:y|rch))'
    """
    members = first_characters(pattern)
    return f"(?:{pattern})" if members is None else f"(?=[{members}])(?:{pattern})"


def first_characters(pattern: str | Tree, passed: str = "") -> str | None:
    """The characters a match can begin with, as a class of a regular expression holds them.

    With `passed` they are those it can hold first behind any of these: of `[12]?[0-9] ?(?:年|月)` and figures
    and the space, 年 and 月. None where a match may begin with any character, or without one.
    """
    return first_two(pattern, passed)[0]


def first_two(pattern: str | Tree, passed: str = "") -> tuple[str | None, ...]:
    """The same, and the characters it can hold second; None, too, where it may end before.

    >>> first_two("[12]?[0-9] ?(?:年|月末)", "0123456789 ")
    ('年月', None)
    >>> first_two("(?:[0-9]{4}年)?[0-9]月[0-9]日", "0123456789")
    ('年月', '日月')
    """
    begun = _sequence(_parsed(pattern), passed)
    return tuple(begun.characters(place) for place in range(_PLACES))


def last_characters(pattern: str | Tree, passed: str = "") -> str | None:
    """The characters a match can end with, but for those passed over; None where that may be any or none.

    >>> last_characters("(?:total|number) (?:of|to) $", " ")
    'fo'
    """
    return _sequence(_parsed(pattern), passed, back=True).characters(0)


def preceding(pattern: str | Tree, passed: str = "") -> str | None:
    r"""The characters behind which a match can stand, what is passed over left out, as its lookbehinds say.

    It can stand at the start of the text as well. None where it can stand behind any character.

    >>> preceding("(?:(?<=in )|(?<=[(])|\\A)[0-9]{4}", " ")
    '\\(n'
    """
    members = _preceding(_parsed(pattern), passed)
    return None if members is None else "".join(sorted(members))


def beginning(pattern: str, passed: str = "") -> re.Pattern[str]:
    """`first_characters` as a pattern of its own; it matches anywhere if those are not known."""
    members = first_characters(pattern, passed)
    return re.compile("" if members is None else f"[{members}]")


class Sparse:
    """A pattern that is tried only where its first character stands, unless that may be any Latin letter.

    `re` finds the next character of a class twenty times as fast as the next place where an alternation of
    groups matches; where the class has letters that every word has, that is no gain.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._first = beginning(pattern)
        self._pays = self._first.match("") is None and self._first.search("aeinorst") is None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """The same matches as those of the pattern alone."""
        return self._matches(text, start, end) if self._pays else self._pattern.finditer(text, start, end)

    def _matches(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        done = start
        for at in self._first.finditer(text, start, end):
            if at.start() >= done and (found := self._pattern.match(text, at.start(), end)) is not None:
                done = found.end()
                yield found


class Candidates(dict[str, int]):
    """Of each character the patterns that it allows, as bits: bit n for the nth of `classes`.

    A class (`first_characters` …) of None allows every character. Worked out when a character is first met.
    """

    def __init__(self, classes: Iterable[str | None], at_edge: bool) -> None:
        """`at_edge`: whether every pattern can stand where the text has no character there."""
        known = list(classes)
        self._any = sum(1 << n for n, members in enumerate(known) if members is None)
        self._some = [
            (1 << n, re.compile(f"[{members}]" if members else "(?!)"))
            for n, members in enumerate(known)
            if members is not None
        ]
        self[""] = (1 << len(known)) - 1 if at_edge else self._any

    def __missing__(self, char: str) -> int:
        allowed = self[char] = self._any + sum(bit for bit, members in self._some if members.match(char))
        return allowed


class Endings:
    """Patterns that end where a text is cut off, each tried only if the text's last character (spaces apart)
    can be its last."""

    def __init__(self, patterns: Iterable[str]) -> None:
        sources = [f"(?:{pattern})$" for pattern in patterns]
        self._patterns = [re.compile(source) for source in sources]
        self._candidates = Candidates((last_characters(source, " ") for source in sources), at_edge=True)
        self._candidates["\n"] = self._candidates[""]  # `$` matches before the last line's end, too
        self._of_bits = lru_cache(maxsize=1 << 10)(_numbers)

    def among(self, head: str) -> tuple[int, ...]:
        """Which of the patterns may end a text."""
        return self._of_bits(self._candidates[head.rstrip(" ")[-1:]])

    def search(self, head: str) -> tuple[int, re.Match[str]] | None:
        """The first of the patterns that ends a text, and its match."""
        for n in self.among(head):
            found = self._patterns[n].search(head)
            if found is not None:
                return n, found
        return None

    def ends(self, head: str, n: int) -> bool:
        """Whether the nth pattern ends a text."""
        return self._patterns[n].search(head) is not None


@dataclass(frozen=True, slots=True)
class _Begun:
    """How the matches of a pattern begin, what is passed over left out: what their first characters can be,
    place by place, and how many there can be (as many as there are places stands for more, too)."""

    places: tuple[Members, ...]
    lengths: frozenset[int]

    def then(self, other: _Begun) -> _Begun:
        """This one and the other behind it."""
        return _Begun(
            tuple(
                _union(here, *(other.places[n - length] for length in self.lengths if length <= n))
                for n, here in enumerate(self.places)
            ),
            frozenset(min(a + b, _PLACES) for a in self.lengths for b in other.lengths),
        )

    def either(self, other: _Begun) -> _Begun:
        """This one or the other."""
        return _Begun(tuple(map(_union, self.places, other.places)), self.lengths | other.lengths)

    def repeated(self, least: int, most: int) -> _Begun:
        times = reduce(_Begun.then, [self] * min(least, _PLACES), _NOTHING)
        for _ in range(min(most - least, _PLACES)):
            times = times.either(times.then(self))
        return times

    def characters(self, place: int) -> str | None:
        """What stands at a place, as a class holds it; None where that may be any character or none."""
        members = self.places[place]
        return None if members is None or min(self.lengths) <= place else "".join(sorted(members))


_PLACES = 2
_NOTHING = _Begun((set(),) * _PLACES, frozenset({0}))
_ANYTHING = _Begun((None,) * _PLACES, frozenset(range(_PLACES + 1)))


@lru_cache(maxsize=1 << 10)  # rules of a grammar have trees in common
def _sequence(items: Tree, passed: str, back: bool = False, last: bool = True) -> _Begun:
    """How a sequence begins; `back`, how it ends, read from its end.

    `last`: whether nothing follows it, so that what it looks ahead to at its end is what the text has next.
    """
    todo = list(reversed(items) if back else items)
    ahead: Tree = None
    while todo and last and not back and todo[-1][0] in _NO_WIDTH:
        kind, value = todo.pop()
        if kind is op.ASSERT and value[0] > 0:
            ahead = value[1]
    begun = _NOTHING
    for n, (kind, value) in enumerate(todo, 1):
        begun = begun.then(_element(kind, value, passed, back, last and not ahead and n == len(todo)))
        if min(begun.lengths) == _PLACES:
            return begun
    return begun.then(_sequence(ahead, passed)) if ahead else begun


def _element(kind: Any, value: Any, passed: str, back: bool, last: bool) -> _Begun:
    if kind in _NO_WIDTH:
        return _NOTHING
    if kind is op.LITERAL:
        return _one(((kind, value),), passed)
    if kind is op.IN:
        return _one(tuple(value), passed)
    if kind is op.SUBPATTERN:
        _, flags, _, inner = value
        return _ANYTHING if flags else _sequence(inner, passed, back, last)
    if kind in _REPEATS:
        return _sequence(value[2], passed, back, last=False).repeated(int(value[0]), int(value[1]))
    if kind is op.BRANCH:
        return reduce(_Begun.either, (_sequence(way, passed, back, last) for way in value[1]))
    return _ANYTHING


@lru_cache(maxsize=1 << 10)
def _one(items: tuple[tuple[Any, Any], ...], passed: str) -> _Begun:
    """One character out of a class."""
    members, some = _members(items, passed)
    lengths = {1 for _ in [members] if members != set()} | {0 for _ in [some] if some}
    return _Begun((members, *_NOTHING.places[1:]), frozenset(lengths))


def _preceding(items: Iterable[tuple[Any, Any]], passed: str) -> Members:
    """What can stand before a sequence, as the first of its lookbehinds that says so has it."""
    for kind, value in items:
        known: Members = None
        if kind is op.AT:
            known = set() if value in _START else None
            width = 0
        elif kind is op.ASSERT or kind is op.ASSERT_NOT:
            width = 0
            if kind is op.ASSERT and value[0] < 0:
                behind = _sequence(value[1], passed, back=True)
                known = None if 0 in behind.lengths else behind.places[0]
        elif kind is op.SUBPATTERN:
            known, width = _preceding(value[3], passed), value[3].getwidth()[1]
        elif kind is op.BRANCH:
            ways = [_preceding(way, passed) for way in value[1]]
            known, width = _union(*ways), max(way.getwidth()[1] for way in value[1])
        else:
            width = 1
        if known is not None or width:
            return known
    return None


def _union(*sets: Members) -> Members:
    """All members of all; any character where one has any."""
    found: set[str] = set()
    for members in sets:
        if members is None:
            return None
        found |= members
    return found


def _members(items: Iterable[tuple[Any, Any]], passed: str) -> tuple[Members, bool]:
    """The members of a class (any character for one that is negated) that are not all passed over, and
    whether one is."""
    found: set[str] = set()
    some = False
    for kind, value in items:
        if kind is op.LITERAL:
            member = re.escape(chr(value))
        elif kind is op.RANGE:
            member = "-".join(re.escape(chr(code)) for code in value)
        elif kind is op.CATEGORY and value in _CATEGORIES:
            member = _CATEGORIES[value]
        else:
            return None, True
        among = re.findall(f"[{member}]", "".join(set(passed)))
        some = some or bool(among)
        if not among or kind is op.CATEGORY or (kind is op.RANGE and len(among) <= value[1] - value[0]):
            found.add(member)
    return found, some
