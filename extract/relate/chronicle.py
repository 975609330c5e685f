"""Pages ordered by time: a line that is a date alone heads what stands under it.

1985年
与韩国南原市结为友好城市
1992年
意大利基耶蒂省，友好省市
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from extract.layers import DateMention
from extract.relate.context import Context, Unit, identity
from extract.relate.mask import DATE, PLACES
from extract.relate.profiles import is_date
from extract.relate.rows import list_words
from extract.relate.statement import Statement

FEWEST = 2  # dates that make a chronicle
HEADS = 16  # lines above the first date among which the heads of columns stand
LONGEST_DATE = 24  # characters of a line that is a date alone
LONGEST = 60  # characters of a line that stands under a date, as an item does


def heads(context: Context, units: Sequence[Unit]) -> dict[int, DateMention]:
    """The dates that head lines, by where their lines begin; none where each stands below what it dates:
    then a name precedes the first of them, and none follows the last."""
    dated = [i for i, unit in enumerate(units) if _stands_alone(context, unit)]
    if len(dated) < FEWEST:
        return {}
    first, last = dated[0], dated[-1]
    before = units[first - 1].masked if first else None
    above = before is None or DATE in before.text or not _names(context, units[first - 1])
    below = last + 1 < len(units) and _names(context, units[last + 1])
    if not (above and below) or any(_is_column_head(unit) for unit in units[max(0, first - HEADS) : first]):
        return {}
    return {units[i].start: _date(units[i]) for i in dated}


def date(found: Sequence[Statement], years: Mapping[int, DateMention]) -> None:
    """Give the ties (in place) that lines under such dates state without a date of their own that date."""
    starts = list(years)
    for statement in found:
        line = statement.sentences[-1]
        at = bisect_right(starts, line.start) - 1
        if statement.when is None and at >= 0 and line.end - line.start <= LONGEST:
            statement.when = years[starts[at]]


def _stands_alone(context: Context, unit: Unit) -> bool:
    short = unit.end - unit.start <= LONGEST_DATE
    return short and len(context.dates_in(unit.start, unit.end)) == 1 and is_date(unit.masked)


def _is_column_head(unit: Unit) -> bool:
    """Whether a line is the head of a column (结好时间), below which a date is a cell."""
    _, _, _, column_head = list_words(unit.lang)
    short = unit.end - unit.start <= LONGEST_DATE and not unit.masked.has(PLACES + DATE)
    return short and column_head.search(unit.masked.text) is not None


def _names(context: Context, unit: Unit) -> bool:
    """Whether a line names a place other than the home."""
    home = identity(context.home) if context.home is not None else None
    return any(identity(place) != home for _, place in unit.masked.parties())


def _date(unit: Unit) -> DateMention:
    return next(s for s in unit.masked.symbols.values() if isinstance(s, DateMention))
