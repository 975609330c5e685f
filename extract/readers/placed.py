"""Runs of characters with their places, put together to a text with a map.

A run stands in a decoded source. Where that is itself a string in a row of JSON, `placed` leads from it to
the characters that write it in the row, escapes and all.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extract.sourcemap import Piece, SourceMap

_PIECE = 512
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.", re.DOTALL)


class Run(NamedTuple):
    """Characters, and where they stand in the source; `start` is -1 for what stands nowhere.

    One character may stand for many of the source (`&nbsp;`); else `end - start == len(text)`.
    """

    text: str
    start: int
    end: int


def assemble(runs: Iterable[Run], source: str, whole: SourceMap | None) -> tuple[str, SourceMap | None]:
    """The text of the runs, and its map; `whole` is that of the source, None where nothing is known of it."""
    parts: list[str] = []
    pieces: list[Piece] = []
    at = 0
    for run in runs:
        if whole is not None and run.start >= 0:
            pieces += _pieces(run, at, whole, source)
        parts.append(run.text)
        at += len(run.text)
    return "".join(parts), None if whole is None else SourceMap(whole.encoding, pieces)


def _pieces(run: Run, at: int, whole: SourceMap, source: str) -> Iterator[Piece]:
    """Where a run that begins at `at` in the text stands; an entity of more than one character: nowhere."""
    if run.end - run.start != len(run.text):
        where = whole.range(source, run.start, run.end) if len(run.text) == 1 else None
        if where:
            yield Piece(at, at + 1, *where)
        return
    for i in range(0, len(run.text), _PIECE):
        size = min(_PIECE, len(run.text) - i)
        where = whole.range(source, run.start + i, run.start + i + size)
        if where:
            yield Piece(at + i, at + i + size, *where)


class _Literal:
    """A string as it is written in a row of JSON."""

    def __init__(self, start: int, literal: str) -> None:
        """`literal` is what stands between the quotes, from `start` on in the row."""
        self._runs: list[Run] = []  # with the text of each in the string, and its place in the row
        self._starts: list[int] = []  # where each begins in the string
        at = size = 0
        for escape in _ESCAPE.finditer(literal):
            size = self._add(literal[at : escape.start()], start + at, size)
            at = escape.end()
            size = self._add(json.loads(f'"{escape[0]}"'), start + escape.start(), size, start + at)
        self._add(literal[at:], start + at, size)

    def _add(self, text: str, start: int, size: int, end: int | None = None) -> int:
        if text:
            self._starts.append(size)
            self._runs.append(Run(text, start, start + len(text) if end is None else end))
        return size + len(text)

    def placed(self, run: Run) -> Iterator[Run]:
        """A run of the string as runs of the row."""
        if run.start < 0:
            yield run
            return
        first = bisect_right(self._starts, run.start) - 1
        if run.end - run.start != len(run.text):  # an entity: from its first character to its last
            last = bisect_right(self._starts, run.end - 1) - 1
            yield Run(run.text, self._place(first, run.start)[0], self._place(last, run.end - 1)[1])
            return
        at = run.start
        while at < run.end:
            here = self._runs[first]
            end = min(run.end, self._starts[first] + len(here.text))
            yield Run(
                run.text[at - run.start : end - run.start],
                self._place(first, at)[0],
                self._place(first, end - 1)[1],
            )
            at, first = end, first + 1

    def _place(self, index: int, at: int) -> tuple[int, int]:
        """Where the character at `at` of the string stands in the row."""
        run = self._runs[index]
        if run.end - run.start != len(run.text):
            return run.start, run.end
        start = run.start + at - self._starts[index]
        return start, start + 1


def placed(runs: list[Run], value: str, row: str) -> list[Run]:
    """Runs of the string `value` as runs of the row of JSON; nowhere, where no string in that is `value`."""
    for string in _STRING.finditer(row):
        if len(string[1]) >= len(value) and _says(string[0], value):
            literal = _Literal(string.start(1), string[1])
            return [there for run in runs for there in literal.placed(run)]
    return [Run(run.text, -1, -1) for run in runs]


def _says(literal: str, value: str) -> bool:
    try:
        return bool(json.loads(literal, strict=False) == value)
    except ValueError:
        return False
