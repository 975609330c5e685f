"""The head of the column in which a count of a table stands (类别 总数 新增): what it says of the count.

A row is a line of cells set apart by bars, tabs or spaces, or a run of lines with a cell each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extract.resolve.count_cues import counts_new
from extract.text.cells import HEADS, cells, leader

# how many lines above a row its heads may stand, and how long a cell may be
_LINES = 24
_LONGEST_CELL = 14
_FEWEST = 3
_LONGEST_HEADING = 40
_COUNTED = re.compile(r"[0-9]\s?[个对座处家份]|(?<![0-9])[0-9]{1,3} [a-z]|: ?[0-9]+\s*$")
_BAR = re.compile(r"\s*\|\s*|\t+|\s{2,}")
_NUMBER = re.compile(r"[0-9][0-9,]*\s?[^\W\d]{0,2}")


def column_head(text: str, start: int, end: int) -> str | None:
    """The head of the column of the count at `[start, end)` of the folded text; None where it stands in no
    column, or none of the heads is of counts."""
    above, before, behind, below = _around(text, start, end)
    if not (before + behind).strip():
        return _of_run(above, below)
    row = _cells(before + text[start:end] + behind)
    if len(row) < _FEWEST or any(len(cell) > _LONGEST_CELL for cell in row):
        return None
    at = len(_cells(before + text[start:end])) - 1
    heads = next((h for h in map(_cells, reversed(above)) if len(h) == len(row) and _tell(h)), None)
    return heads[at] if heads is not None else None


def row_label(text: str, start: int, end: int) -> str | None:
    """What a count alone on its line counts: the cell before it and before the other numbers of its row."""
    above, before, behind, _ = _around(text, start, end)
    if (before + behind).strip():
        return None
    cells = (row.strip() for row in reversed(above))
    return next((cell for cell in cells if _NUMBER.fullmatch(cell) is None), None)


def under_head(text: str, start: int, end: int, *, narrow: bool) -> tuple[str, str] | None:
    """The label of the row in which a number alone in its cell stands, and the head of its column, or the
    heading over its dotted leaders; None for a number in prose."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    row = leader(text, first, last)
    if row is not None:
        return row[0].text, ""
    own = cells(text, first, last, narrow=narrow)
    at = next((i for i, cell in enumerate(own) if (cell.start, cell.end) == (start, end)), None)
    if not at:
        return None
    for _ in range(HEADS):
        if first <= 0:
            return None
        first, last = text.rfind("\n", 0, first - 1) + 1, first - 1
        above = cells(text, first, last, narrow=narrow)
        head = at - (len(own) - len(above))
        if len(own) - len(above) in (0, 1) and head >= 0 and not any(cell.counts for cell in above):
            return next((c.text for c in own if not c.counts), own[0].text), above[head].text
    return None


def heading_over(text: str, start: int) -> tuple[int, int] | None:
    """The heading over the row of a list that holds position `start`: the nearest short line above it that
    counts nothing (一、新增情况(2024年1—5月)). Its range in the text, None where prose comes first."""
    end = text.rfind("\n", 0, start)
    for _ in range(_LINES):
        if end < 0:
            return None
        first = text.rfind("\n", 0, end) + 1
        line = text[first:end].strip()
        if len(line) > _LONGEST_HEADING or line.endswith(("。", ".", "!", "?")):
            return None
        if line and _COUNTED.search(line) is None:
            return first, end
        end = first - 1
    return None


def _around(text: str, start: int, end: int) -> tuple[list[str], str, str, list[str]]:
    """The lines above that of `[start, end)`, empty ones left out; its own before and behind that; the lines
    below."""
    *above, before = text[:start].rsplit("\n", _LINES)[-_LINES:]
    behind, *below = text[end:].split("\n", _LINES)[:_LINES]
    return [row for row in above if row.strip()], before, behind, [row for row in below if row.strip()]


def _cells(line: str) -> list[str]:
    line = line.strip().strip("|").strip()
    cells = _BAR.split(line)
    return cells if len(cells) >= _FEWEST else line.split()


def _tell(heads: Sequence[str]) -> bool:
    """Whether cells are the heads of columns, one of them of counts, and hold no number themselves."""
    if any(len(cell) > _LONGEST_CELL or _NUMBER.fullmatch(cell.strip()) for cell in heads):
        return False
    return any(map(counts_new, heads[1:]))


def _of_run(above: Sequence[str], below: Sequence[str]) -> str | None:
    """The head of a count alone on its line, in a table with a cell a line: as many heads as a row has cells
    stand right before the label of the first row."""
    before = _numbers(reversed(above))
    width = before + 1 + _numbers(below)
    label = len(above) - before - 1
    while label > width and _NUMBER.fullmatch(above[label - 1].strip()):
        label -= width + 1
    heads = above[max(0, label - width - 1) : max(0, label)]
    if len(heads) != width + 1 or not _tell(heads):
        return None
    return heads[before + 1]


def _numbers(lines: Iterable[str]) -> int:
    """How many lines, from the first on, hold a number and no more."""
    found = 0
    for line in lines:
        if _NUMBER.fullmatch(line.strip()) is None:
            break
        found += 1
    return found
