"""A text cut into segments at code points, by the server: JavaScript would count in UTF-16.

A segment has one set of marks all through. Characters that are not what they look like (bidi controls, zero
width, letters of another script) are segments of their own, drawn by their names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from extract.rules.loader import RuleModel, load

Range = tuple[int, int]
_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters to be marked: `what` names the mark (`a`, `date`, …), `about` says more of them."""

    start: int
    end: int
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters with the same marks; `ghost` is the sign for one not seen, `alike` what one is taken for."""

    text: str
    start: int
    marks: tuple[str, ...]
    about: str = ""
    ghost: str = ""
    alike: str = ""


class Characters(RuleModel):
    """characters.yaml."""

    invisible: dict[str, str]
    invisible_ranges: list[tuple[str, str, str]]
    alike: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    odd: re.Pattern[str]
    signs: dict[str, str]
    ranges: list[tuple[str, str, str]]
    alike: dict[str, str]
    alike_only: re.Pattern[str]
    alike_any: re.Pattern[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    read = load(Path(__file__).parent / "characters.yaml", Characters)
    signs = {chr(int(code, 16)): sign for code, sign in read.invisible.items()}
    ranges = [(chr(int(a, 16)), chr(int(b, 16)), sign) for a, b, sign in read.invisible_ranges]
    span = "".join(f"{re.escape(a)}-{re.escape(b)}" for a, b, _ in ranges)
    # Radicals, compatibility ideographs, and letters in mathematical dress stand for other characters.
    dressed = "\u2e80-\u2fdf\uf900-\ufaff\U0001d400-\U0001d7ff\U0002f800-\U0002fa1f"
    alike = "".join(map(re.escape, read.alike))
    return _Table(
        odd=re.compile(f"[{''.join(map(re.escape, signs))}{span}{dressed}]"),
        signs=signs,
        ranges=ranges,
        alike=read.alike,
        alike_only=re.compile(f"[{alike}]+"),
        alike_any=re.compile(f"[{alike}]"),
    )


def cut(text: str, start: int, end: int, marks: Iterable[Mark]) -> list[Segment]:
    """The characters of `text[start:end]` as segments; put together they are that text again."""
    found = [(max(m.start, start), min(m.end, end), m) for m in marks if m.start < end and m.end > start]
    points = {start, end}
    for low, high, _ in found:
        points |= {low, high}
    specials = dict(_specials(text, start, end))
    for at in specials:
        points |= {at, at + 1}
    edges = sorted(points)
    segments = []
    for low, high in pairwise(edges):
        here = [m for s, e, m in found if s <= low and high <= e]
        ghost, alike, told = specials.get(low, ("", "", ""))
        about = told or "; ".join(dict.fromkeys(m.about for m in here if m.about))
        names = tuple(sorted({m.what for m in here}))
        segments.append(Segment(text[low:high], low, names, about, ghost, alike))
    return segments


def _specials(text: str, start: int, end: int) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Where characters stand that are not what they look like: (sign, taken for, name)."""
    table = _table()
    for found in table.odd.finditer(text, start, end):
        char = found[0]
        sign = table.signs.get(char) or next((s for a, b, s in table.ranges if a <= char <= b), "")
        if sign:
            yield found.start(), (sign, "", _name(char))
        elif (plain := unicodedata.normalize("NFKC", char)) != char:
            yield found.start(), ("", plain, f"{_name(char)}, not {plain}")
    if table.alike_any.search(text, start, end) is None:
        return
    for word in _WORD.finditer(text, start, end):
        if table.alike_only.fullmatch(word[0]) or _LATIN.search(word[0]):
            for found in table.alike_any.finditer(text, word.start(), word.end()):
                plain = table.alike[found[0]]
                yield found.start(), ("", plain, f"{_name(found[0])}, not {plain}")


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def visible(text: str) -> list[Segment]:
    """A short text without marks, such as a name or a title."""
    return cut(text, 0, len(text), ())


@dataclass(frozen=True, slots=True)
class Row:
    """Stretches that stand beside each other: of a bead, or (`left` only) of a text in one language."""

    left: tuple[Range, ...]
    right: tuple[Range, ...] = ()

    def covers(self, marks: Sequence[Range]) -> bool:
        return any(s < e2 and s2 < e for s, e in (*self.left, *self.right) for s2, e2 in marks)

    def size(self) -> int:
        return sum(e - s for s, e in (*self.left, *self.right))


_PIECE, _TOO_LONG = 1500, 20_000


def rows(text: str, beads: Sequence[tuple[Sequence[Range], Sequence[Range]]]) -> list[Row]:
    """The whole text as rows: bead by bead where it is in two languages, else line by line.

    Each character is in one stretch: what no bead has belongs to the stretch before it.
    """
    if not any(zh and en for zh, en in beads):
        return [Row((piece,)) for piece in _lines(text, 0, len(text))]
    grown = _grow(text, [r for zh, en in beads for r in (*zh, *en)])
    ordered = sorted((bead for bead in beads if bead[0]), key=lambda bead: bead[0][0])
    for bead in sorted((bead for bead in beads if not bead[0]), key=lambda bead: bead[1][0]):
        before = [i for i, (_, en) in enumerate(ordered) if en and en[-1][1] <= bead[1][0][0]]
        ordered.insert(before[-1] + 1 if before else 0, bead)
    found = [Row(*(tuple(grown[start] for start, _ in side) for side in bead)) for bead in ordered]
    if max(row.size() for row in found) > _TOO_LONG:
        return [Row((piece,)) for piece in _lines(text, 0, len(text))]
    return found


def _grow(text: str, ranges: Sequence[Range]) -> dict[int, Range]:
    """Each range, by its start, grown up to the next; the first from the text's beginning."""
    starts = sorted({start for start, _ in ranges})
    ends = [*starts[1:], len(text)]
    grown = {start: (start, end) for start, end in zip(starts, ends, strict=True)}
    if starts:
        grown[starts[0]] = (0, ends[0])
    return grown


def _lines(text: str, start: int, end: int) -> Iterator[Range]:
    """Lines with their ends, long ones in pieces."""
    at = start
    while at < end:
        newline = text.find("\n", at, min(end, at + _PIECE))
        stop = newline + 1 if newline >= 0 else min(end, at + _PIECE)
        yield at, stop
        at = stop


def near(all_rows: Sequence[Row], evidence: Sequence[Range], most: int) -> list[int]:
    """The rows to draw first: all, if they have `most` characters at most; else those near the evidence."""
    if sum(row.size() for row in all_rows) <= most:
        return list(range(len(all_rows)))
    chosen: set[int] = set()
    size = 0
    telling = [i for i, row in enumerate(all_rows) if row.covers(evidence)] or [0]
    for distance in range(len(all_rows)):
        for centre in telling:
            for at in {centre - distance, centre + distance}:
                if 0 <= at < len(all_rows) and at not in chosen:
                    size += all_rows[at].size()
                    if size > most and distance:
                        return sorted(chosen)
                    chosen.add(at)
    return sorted(chosen)
