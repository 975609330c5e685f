"""The cells of a table's row: a line set apart by bars, tabs or wide gaps, or by dotted leaders."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDE = re.compile(r"[ \t]*\|[ \t]*|\t[ \t]*|[ ]{2,}\t?")
_NARROW = re.compile(r"[ \t]*\|[ \t]*|[ \t]+")
_LEADER = re.compile(
    r"[ \t]*(?P<label>[^.…·_\n0-9]{2,40}?)[ ]?(?:\.{2,}|…+|·{3,}|_{3,})[ ]?(?P<number>[0-9]{1,4})[ \t]*"
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,4}")
# the years of a table are no numbers of things
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
HEADS = 40
"""How many lines above its row the heads of a table may stand."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, at `[start, end)` of the text."""

    start: int
    end: int
    text: str

    @property
    def counts(self) -> bool:
        """Does it hold a number alone?"""
        return _NUMBER.fullmatch(self.text) is not None and _YEAR.fullmatch(self.text) is None


def cells(text: str, start: int, end: int, *, narrow: bool) -> list[Cell]:
    """The cells of a line at `[start, end)`, also by single spaces where they are `narrow`; empty ones left
    out."""
    found, at = [], start
    for gap in (_NARROW if narrow else _WIDE).finditer(text, start, end):
        found.append((at, gap.start()))
        at = gap.end()
    found.append((at, end))
    return [Cell(a, b, text[a:b]) for a, b in ((a, a + len(text[a:b].rstrip())) for a, b in found) if a < b]


def leader(text: str, start: int, end: int) -> tuple[Cell, Cell] | None:
    """The label and the number of a line of dotted leaders (Spain ..... 5)."""
    found = _LEADER.fullmatch(text, start, end)
    if found is None:
        return None
    label, number = (Cell(*found.span(name), found[name]) for name in ("label", "number"))
    return label, number


def lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line that is not blank."""
    found, at = [], 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip():
            found.append((at, end))
        at = end + 1
    return found
