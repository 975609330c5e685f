"""What a date expression says before anybody knows what it is relative to: the value type of
`DateMention.expr`.

A Timex is a base (an absolute year, or a step of `offset` units from an anchor) and what narrows it down
(month, day, weekday, quarter, half, a rolling window) or makes it a range (`end`).

    2024年3月7日    Timex(year=2024, month=3, day=7)
    去年5月         Timex(anchor="published", unit="year", offset=-1, month=5)
    次年3月         Timex(anchor="previous", unit="year", offset=1, month=3)
    42年前          Timex(anchor="published", unit="year", offset=-42)
    6月2日至4日     Timex(month=6, day=2, end=Timex(day=4))
    上世纪80年代初  Timex(anchor="published", unit="century", offset=-1, decade=8, part="start")
"""

from __future__ import annotations

from dataclasses import dataclass

UNITS = ("day", "week", "weekend", "month", "quarter", "year", "decade", "century")


@dataclass(slots=True)
class Timex:
    """A parsed date expression; None is what the expression leaves open.

    `year` counts years of the common era (0 and below are BCE); a year of two digits has `short` set and the
    century open. `decade` is the tens digit (8 in 80年代), `century` the leading digits (19 in 20世纪).
    `weekday` is 0 for Monday; `nth` counts weekdays, weeks or days inside the base (-1 is the last).
    `part` is the `mod` of the guideline: start, mid, end or approx. `window` is the number of units of a
    rolling window that ends (negative offset) or begins (positive) at the anchor. `steps` are further steps
    of a compound distance (2 years 1 month ago). `of_story` says that the year is the one told of, where the
    text tells of an earlier one (年底, the end of the year). `to_end` asks for the rest of the unit. `ahead`
    says that the words themselves look forward.
    """

    year: int | None = None
    short: bool = False
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    nth: int | None = None
    nth_unit: str = ""
    quarter: int | None = None
    half: int | None = None
    season: int | None = None
    decade: int | None = None
    century: int | None = None
    anchor: str = ""
    unit: str = ""
    offset: int = 0
    steps: tuple[tuple[str, int], ...] = ()
    window: int | None = None
    part: str | None = None
    same_day: bool = False
    of_story: bool = False
    to_end: bool = False
    ahead: bool = False
    end: Timex | None = None
