"""The lines of a page as the search for its date sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from extract.layers import Range, Sentence
from extract.text.datestamp import Day
from extract.text.vocabulary import stamp_rules


class Candidate(NamedTuple):
    """A date that may be the publication's, and why."""

    why: str
    day: Day


@dataclass(slots=True)
class PageLine:
    """A line by its sentences: its extent, how many they are, and what the first of them is."""

    start: int
    end: int
    number: int
    size: int
    item: bool
    heading: bool

    def is_text(self, low: str) -> bool:
        """Whether the line is running text."""
        closed = low[max(self.start, self.end - 4) : self.end].rstrip("”’\"')」』】")
        return self.size > 2 or (self.end - self.start > 30 and closed.endswith(("。", ".", "!", "?", ";")))


def page_lines(sentences: list[Sentence], skip: list[Range]) -> list[PageLine]:
    """The lines of the sentences that lie in none of the ranges to skip."""
    lines: list[PageLine] = []
    number = -1
    for s in sentences:
        if s.line == number:
            lines[-1].end, lines[-1].size = s.end, lines[-1].size + 1
        elif not skip or not any(a <= s.start < b for a, b in skip):
            lines.append(PageLine(s.start, s.end, s.line, 1, s.item, s.heading))
            number = s.line
    return lines


def first_text(low: str, lines: list[PageLine]) -> int:
    """The number of the first line that is running text, and no notice on cookies; that of the lines where
    none is."""
    return next(
        (i for i, line in enumerate(lines) if line.is_text(low) and not _is_notice(low, line)), len(lines)
    )


def _is_notice(low: str, line: PageLine) -> bool:
    """Whether a line speaks of cookies and of what the reader's browser should do."""
    return any(low.find(word, line.start, line.end) >= 0 for word in stamp_rules().notices)
