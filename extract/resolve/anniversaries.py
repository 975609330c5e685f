"""The year that an anniversary counts from: 2026年是结好30周年 is of ties since 1996."""

from __future__ import annotations

from collections.abc import Sequence

from extract.edtf import known
from extract.layers import Anniversary, DateMention
from extract.resolve.antecedent import Reading, is_stamp


def count_back(
    anniversaries: Sequence[Anniversary], mentions: Sequence[DateMention], reading: Reading
) -> None:
    """The year each anniversary counts from: that of the date before it in its sentence, else behind it,
    else of publication."""
    for anniversary in anniversaries:
        here = DateMention(anniversary.start, anniversary.end, anniversary.lang)
        near = [
            m
            for m in mentions
            if m.value is not None
            and not is_stamp(m, reading)
            and abs(m.start - here.start) < 200
            and (reading.same_sentence(m, here) if m.start < here.start else reading.same_sentence(here, m))
        ]
        before = [m for m in near if m.end <= here.start]
        years = [known(m.value or "") for m in _feast_dates(near, before, here, reading)]
        reached = max((y for y in years if y), key=lambda span: span.last, default=None)
        year = (
            reached.last.year
            if reached is not None
            else reading.published.year
            if reading.published
            else None
        )
        anniversary.value = (
            f"{year - anniversary.years:04d}" if year is not None and year > anniversary.years else None
        )


def _feast_dates(
    near: Sequence[DateMention], before: Sequence[DateMention], here: DateMention, reading: Reading
) -> Sequence[DateMention]:
    """The dates of which the last is the feast's: the one before, and one that its clause ends on; in English
    also beside one before: July 7 (Xinhua) -- They celebrate the 40th anniversary of their ties in 2024."""
    behind = [m for m in near if m.start >= here.end]
    ends = [m for m in behind[:1] if not set(",;:") & set(reading.folded[here.end : m.start])]
    if not before:
        return ends
    return [before[-1], *(ends if here.lang == "en" else [])]
