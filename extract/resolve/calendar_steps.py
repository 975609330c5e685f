"""Steps from a reference day: last December, three years later, the past two weeks."""

from __future__ import annotations

from datetime import date, timedelta

from extract.edtf import ONE_DAY, add_months, interval, known, write
from extract.resolve.calendar_open import open_date
from extract.resolve.calendar_parts import narrow, quarter
from extract.timex import Timex

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}


def step(t: Timex, reference: date, anchor: str) -> tuple[str, str] | None:
    """A step from a reference day, then what narrows it down."""
    value: str | None
    if t.window is not None and not t.nth_unit:
        value = _window(t, reference)
    elif t.unit in ("day", "week", "weekend", "workweek"):
        value = _day_step(t, reference)
    elif t.unit == "month":
        on = add_months(reference, t.offset)
        value = narrow(t, on.year, on.month, on.day if t.same_day else t.day) if on else None
    elif t.unit == "named":
        value = _named(t, reference, anchor)
    elif t.unit == "quarter":
        on = add_months(reference.replace(day=1), 3 * t.offset)
        value = quarter(on.year, (on.month - 1) // 3 + 1) if on else None
    elif t.unit == "decade":
        value = f"{reference.year // 10 + t.offset:03d}X"
    elif t.unit == "century":
        century = reference.year // 100 + t.offset
        value = f"{century:02d}{'X' if t.decade is None else t.decade}X"
    else:
        value = _year_step(t, reference)
    if t.to_end and value and (reach := known(value)) is not None:
        value = interval(reference.isoformat(), reach.last.isoformat())
    return (value, anchor) if value else None


def _named(t: Timex, reference: date, anchor: str) -> str | None:
    """A month by its name with a step: last December, the following March, this April."""
    month = t.month or 1
    year = reference.year
    if t.offset < 0 and month >= reference.month:
        year -= 1
    elif (
        t.offset > 0
        and month <= reference.month
        and not (anchor == "previous" and reference.month == 12 == month)
    ):
        year += 1
    return narrow(t, year, month, t.day)


def _year_step(t: Timex, reference: date) -> str | None:
    year = reference.year + t.offset
    if not 1 <= year <= 9999:
        return None
    if t.steps:
        on: date | None = reference
        for unit, number in (("year", t.offset), *t.steps):
            if on is not None:
                on = (
                    on + timedelta(days=number * (7 if unit == "week" else 1))
                    if unit in ("day", "week")
                    else add_months(on, number * MONTHS_OF[unit])
                )
        return on.isoformat() if on else None
    if t.same_day:
        return narrow(t, year, reference.month, t.day or reference.day)
    return narrow(t, year, t.month, t.day)


def _day_step(t: Timex, reference: date) -> str | None:
    if t.unit == "day":
        return _as_numbered(t, reference + timedelta(days=t.offset))
    if t.weekday is None and t.unit == "week" and t.same_day:
        return (reference + timedelta(days=7 * t.offset)).isoformat()
    monday = reference - timedelta(days=reference.weekday()) + timedelta(days=7 * t.offset)
    if t.weekday is not None:
        return _as_numbered(t, monday + timedelta(days=t.weekday))
    if t.unit == "weekend":
        return interval((monday + timedelta(days=5)).isoformat(), (monday + timedelta(days=6)).isoformat())
    return interval(
        monday.isoformat(), (monday + timedelta(days=4 if t.unit == "workweek" else 6)).isoformat()
    )


def _as_numbered(t: Timex, on: date) -> str | None:
    """The day of a step; where the text gives its number too, 今（12）日, and was put on the web a day or two
    later, the number is right."""
    if t.day is None or t.day == on.day:
        return on.isoformat()
    return open_date(Timex(day=t.day), on + timedelta(days=3), False)


def _window(t: Timex, reference: date) -> str | None:
    """A rolling window: the past three weeks, the coming two days; whole quarters where quarters are
    counted."""
    number = t.window or 0
    back = t.offset < 0
    if t.unit == "quarter":
        this = reference.replace(day=1, month=(reference.month - 1) // 3 * 3 + 1)
        first = add_months(this, -3 * number if back else 3)
        last = add_months(this, -1 if back else 3 * number + 2)
        return (
            interval(write(first.year, first.month), write(last.year, last.month)) if first and last else None
        )
    if t.unit in MONTHS_OF:
        far = add_months(reference, (-number if back else number) * MONTHS_OF[t.unit])
    else:
        days = number * (7 if t.unit == "week" else 1)
        far = reference + timedelta(days=-days if back else days)
    if far is None:
        return None
    return (
        interval(far.isoformat(), (reference - ONE_DAY).isoformat())
        if back
        else interval((reference + ONE_DAY).isoformat(), far.isoformat())
    )
