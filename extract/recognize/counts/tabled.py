"""Numbers alone in the cells of a table whose heads say what they count (友好城市(对) … 22), and at the end
of dotted leaders (Spain ..... 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract.recognize.counts.grammar import source
from extract.text.cells import Cell, cells, leader, lines

_FEWEST_ROWS = 2
_LONGEST_HEAD = 24
# how many lines above a table its title may stand
_TITLE = 4
_MAY_BE = re.compile(r"[|\t…]| {2}|\.{2}|·{3}|_{3}|\n[^\n ]{1,12} [0-9]")


@lru_cache(maxsize=2)
def _pattern(name: str, language: str) -> re.Pattern[str]:
    return re.compile(getattr(source(language), name))


def tabled(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Where such numbers stand in a folded text (in lower case for English), and what they are worth."""
    if _MAY_BE.search(text) is None or _pattern("tied", language).search(text) is None:
        return
    rows = lines(text)
    for found in (*_columns(text, rows, language), *_leaders(text, rows, language)):
        if value := int(found.text.replace(",", "")):
            yield found.start, found.end, value


def _columns(text: str, rows: Sequence[tuple[int, int]], language: str) -> Iterator[Cell]:
    """The numbers under heads that count."""
    heads: list[int] = []
    width = 0
    held: list[list[Cell]] = []
    for n, (start, end) in enumerate(rows):
        row = cells(text, start, end, narrow=language == "zh")
        if (shift := len(row) - width) in (0, 1) and heads and any(cell.counts for cell in row[1:]):
            held.append([row[i + shift] for i in heads if row[i + shift].counts])
            continue
        yield from _enough(held)
        heads, width, held = _heads(row, language), len(row), []
        if heads and not _is_of_ties(text, rows[max(0, n - _TITLE) : n + 1], language):
            heads = []
    yield from _enough(held)


def _enough(held: Sequence[Sequence[Cell]]) -> Iterator[Cell]:
    if len(held) >= _FEWEST_ROWS:
        for row in held:
            yield from row


def _heads(row: Sequence[Cell], language: str) -> list[int]:
    """Which cells of a row are heads of columns that count; none where it holds a number."""
    if any(cell.counts or len(cell.text) > _LONGEST_HEAD for cell in row):
        return []
    column = _pattern("column", language)
    found = [i for i, cell in enumerate(row) if column.fullmatch(cell.text)]
    return found if len(row) > 1 or (found and language == "zh") else []


def _is_of_ties(text: str, above: Sequence[tuple[int, int]], language: str) -> bool:
    """Do the heads, or the title above them, speak of ties?"""
    return any(_pattern("tied", language).search(text, *row) for row in above)


def _leaders(text: str, rows: Sequence[tuple[int, int]], language: str) -> Iterator[Cell]:
    """The numbers of lines with leaders, below a heading that says how they are told apart, or with their
    sum at the end."""
    held: list[tuple[Cell, Cell]] = []
    first = 0
    for n, (start, end) in enumerate((*rows, (len(text), len(text)))):
        row = leader(text, start, end)
        if row is not None:
            first = first if held else n
            held.append(row)
            continue
        title = rows[max(0, first - _TITLE) : first]
        if len(held) >= _FEWEST_ROWS and _is_of_ties(text, title, language):
            values = [int(number.text) for _, number in held]
            summed = len(held) > _FEWEST_ROWS and sum(values[:-1]) == values[-1]
            if summed or any(_pattern("listing", language).search(text, *row) for row in title):
                yield from (number for _, number in held)
        held = []
