"""Sentence beads against gold's: the same characters on both sides, give or take white space at the edges."""

from __future__ import annotations

from collections.abc import Sequence

from extract.evaluate.measures import Fact, Found

# Characters by which a bead's edge may be off.
_SLACK = 2

Side = tuple[int, int] | None


def score_beads(mine: Sequence[Fact], gold: Sequence[Fact], found: Found) -> None:
    """Count beads with two sides, as aligners are scored; documents without such in gold are left out."""
    wanted = [bead for bead in map(_extents, gold) if all(bead)]
    if not wanted:
        return
    free = [bead for bead in map(_extents, mine) if all(bead)]
    predicted, right = len(free), 0
    for bead in wanted:
        hit = next((b for b in free if _near(b[0], bead[0]) and _near(b[1], bead[1])), None)
        if hit is not None:
            free.remove(hit)
            right += 1
    found.add(right, predicted, len(wanted))


def _extents(bead: Fact) -> tuple[Side, Side]:
    return _extent(bead.get("zh")), _extent(bead.get("en"))


def _extent(ranges: Sequence[Sequence[int]] | None) -> Side:
    """First and last offset of a side (its sentences may be joined or not); None where it is empty."""
    if not ranges:
        return None
    ordered = sorted((int(start), int(end)) for start, end in ranges)
    return ordered[0][0], ordered[-1][1]


def _near(mine: Side, gold: Side) -> bool:
    return (
        mine is not None
        and gold is not None
        and abs(mine[0] - gold[0]) <= _SLACK
        and abs(mine[1] - gold[1]) <= _SLACK
    )
