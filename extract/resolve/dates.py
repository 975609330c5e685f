"""Find out what each date expression stands for: the component `youcheng_resolve_dates`.

An expression is read from itself (absolute), from the publication date (published) or from an earlier date
of the text (previous). The earlier date is the last one fine enough in the same language, else the last in
the sentences that are the translation of this one. What cannot be resolved keeps `value` None and makes no
record.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.edtf import Known, iso_day, known, names_day
from extract.layers import DateMention, Published, set_layer
from extract.resolve.ahead import is_near, is_open, is_to_come, not_yet, opens_soon
from extract.resolve.anniversaries import count_back
from extract.resolve.antecedent import (
    Reading,
    antecedent,
    framed,
    goes_on,
    inherit,
    is_stamp,
    latest,
    names_year,
    told_year,
    turned,
)
from extract.resolve.calendar import settle
from extract.resolve.context import (
    announced_on,
    closes_letter,
    heads_report,
    is_aside,
    looks_ahead,
    opens_letter,
)
from extract.resolve.frames import frame_of
from extract.resolve.unstamped import latest_months, needs_day, news_day, year_of_month
from extract.resolve.weekdays import falls_on, said_weekday
from extract.timex import Timex

_MOST_CONJOINED = 8
_LATE = datetime.timedelta(days=15)  # in which what has a dateline is published
WEAK_BASIS = {"updated": 0.6, "image_name": 0.5, "url": 0.85}
_CONJOINED = re.compile(r",? (?:and|or) (?:in |on )?|, (?:in |on )?")


def resolve(mentions: Sequence[DateMention], reading: Reading) -> None:
    """Fill in value, mod, anchor, relative_to, basis and confidence of each mention, in order of the
    text."""
    letter: DateMention | None = None
    latest_year = latest_months(mentions)
    for index, mention in enumerate(mentions):
        timex: Timex = mention.expr
        behind = mentions[index - 1].end if index else 0
        if letter is not None and closes_letter(reading.folded, behind, mention.start):
            letter = None
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        ahead = timex.ahead or (
            is_open(timex) and (is_to_come(mention, reading) or opens_soon(mention, timex, reading))
        )
        if needs_day(timex, reading):
            if (day := news_day(timex, reading)) is not None:
                _lean(mention, replace(timex, anchor="previous"), day, reading, 0.7)
        elif (year := year_of_month(timex, latest_year, reading)) is not None:
            _settle(mention, replace(timex, anchor="", unit="", year=year), reading, ahead)
            mention.anchor = "published"
            mention.basis, mention.confidence = "that month with its year elsewhere in the text", 0.6
        elif timex.anchor == "previous":
            _from_earlier(mention, timex, reading)
        elif letter is not None and (timex.anchor or is_open(timex)):
            _from_letter(mention, timex, letter, ahead)
        elif (
            timex.of_story
            and (told := told_year(mention, reading)) is not None
            and not looks_ahead(reading.folded, mention)
        ):
            _lean(mention, replace(timex, anchor="previous"), told, reading, 0.85)
        elif is_open(timex) and (shared := _shared_year(mentions, index, reading.folded)) is not None:
            _settle(mention, replace(timex, year=shared), reading, ahead)
        elif is_open(timex):
            _open(mention, timex, reading, ahead)
            if not ahead and mention.anchor == "published" and is_near(mention, reading):
                _settle(mention, timex, reading, True)
        elif (last := reading.history[-1:]) and announced_on(reading.folded, mention, last[0][0]):
            _lean(mention, replace(timex, anchor="previous"), last[0], reading, 0.9)
        elif timex.of_story and not_yet(mention, timex, reading):
            _settle(mention, replace(timex, offset=-1), reading, ahead)
        else:
            _settle(mention, timex, reading, ahead)
        own = iso_day(mention.value) if timex.day is not None else None
        if own is not None and heads_report(reading.folded, mention):
            reading = _of_day(reading, own)
        if opens_letter(reading.folded, mention):
            letter = mention if mention.value is not None else None
        elif (
            mention.value is not None
            and not is_stamp(mention, reading)
            and not is_aside(reading.folded, mention)
        ):
            reached = known(mention.value)
            if reached is not None:
                reading.history.append((mention, reached))
                _frame(mention, reached, following, reading)


def _frame(mention: DateMention, reached: Known, following: DateMention | None, reading: Reading) -> None:
    """Keep what a heading says of the dates under it."""
    year = reading.published.year if reading.published is not None else None
    frame = frame_of(mention, reached, following, reading.layout, reading.title, year)
    if frame is not None:
        reading.frames.append(frame)


def _shared_year(mentions: Sequence[DateMention], index: int, folded: str) -> int | None:
    """The year that the last of several dates brings for all (in May, June and July 2019), if any."""
    mine: Timex = mentions[index].expr
    month = mine.month
    for before, after in pairwise(mentions[index : index + _MOST_CONJOINED]):
        other: Timex = after.expr
        if (
            month is None
            or other.month is None
            or other.month < month
            or not after.lang == before.lang == "en"
            or _CONJOINED.fullmatch(folded, before.end, after.start) is None
        ):
            return None
        if other.year is not None:
            return other.year
        month = other.month
    return None


def _settle(mention: DateMention, timex: Timex, reading: Reading, ahead: bool) -> None:
    """Resolve from the expression itself or from the publication date."""
    settled = settle(timex, reading.published, None, ahead)
    if settled is None:
        return
    mention.value, mention.anchor = settled
    mention.mod = _part(timex)
    if mention.anchor == "published":
        mention.relative_to = reading.stamp if reading.stamp is not mention else None
        mention.basis = f"published: {reading.basis or 'given'}"
        mention.confidence = WEAK_BASIS.get(reading.basis or "", 0.95)
    else:
        mention.basis, mention.confidence = "stated", 1.0


def _part(timex: Timex) -> str | None:
    """The part that an expression names; a range from one part to another (11月中旬至12月初) has none."""
    last = timex.end.part if timex.end is not None else None
    return None if timex.part and last and timex.part != last else timex.part or last


def _from_earlier(mention: DateMention, timex: Timex, reading: Reading) -> None:
    """Resolve from an earlier date of the text; what looks ahead, from publication where there is none."""
    earlier = antecedent(mention, timex, reading)
    if earlier is not None:
        if _says_the_same_year(timex, earlier[0].expr):
            timex = replace(timex, offset=0)
        _lean(mention, timex, earlier, reading, 0.9)
    elif timex.ahead:
        _settle(mention, replace(timex, anchor="published"), reading, True)


def _says_the_same_year(timex: Timex, earlier: Timex) -> bool:
    """Is it a second 上年3月, behind 上年2月: no year before that, but the same?"""
    return timex.unit == earlier.unit == "year" and timex.offset == earlier.offset == -1 and not timex.steps


def _of_day(reading: Reading, day: datetime.date) -> Reading:
    """The reading of what stands behind a dateline: it counts from that day, if published soon after it."""
    late = reading.published is not None and datetime.timedelta() < reading.published - day < _LATE
    return replace(reading, published=day) if late else reading


def _from_letter(mention: DateMention, timex: Timex, letter: DateMention, ahead: bool) -> None:
    """Resolve what a letter says by its own date."""
    settled = settle(timex, iso_day(letter.value or ""), None, ahead)
    if settled is None:
        return
    mention.value, mention.anchor, mention.relative_to = settled[0], "previous", letter
    mention.mod = timex.part
    mention.basis, mention.confidence = "the date of the letter", 0.9


def _lean(
    mention: DateMention, timex: Timex, leaned_on: tuple[DateMention, Known], reading: Reading, sure: float
) -> None:
    earlier, reached = leaned_on
    settled = settle(timex, reading.published, reached)
    if settled is None:
        return
    mention.value, mention.anchor, mention.relative_to = settled[0], "previous", earlier
    mention.mod = timex.part
    mention.basis = "an earlier date of the text"
    mention.confidence = round(sure * earlier.confidence, 3)


def _open(mention: DateMention, timex: Timex, reading: Reading, ahead: bool) -> None:
    """A date without its year: from publication, or from an earlier date that it plainly goes on from. The
    day of the week that stands beside it must fit."""
    weekday = said_weekday(reading.folded, mention) if timex.month and timex.day and not timex.end else None
    if weekday is not None and not _fits(timex, ahead, weekday, reading):
        ahead ^= _fits(timex, not ahead, weekday, reading)
    _settle(mention, timex, reading, ahead)
    if not reading.history:
        return
    earlier, reached = latest(mention, reading)
    if ahead:
        _then(mention, timex, (earlier, reached), reading)
        return
    if (heading := framed(mention, timex, reading)) is not None:
        near = reading.same_paragraph(earlier, mention) and goes_on(mention, timex, earlier, reached, reading)
        told = (earlier, reached) if near else heading
        if (inherited := inherit(timex, told[1])) is not None:
            _lean(mention, inherited, told, reading, 0.85)
        return
    inherited = inherit(timex, reached)
    if mention.value is None and timex.day is None and not reading.same_paragraph(earlier, mention):
        return
    if inherited is None or (earlier.lang != mention.lang and mention.value is not None):
        return
    if mention.value is not None and not goes_on(mention, timex, earlier, reached, reading):
        return
    settled = settle(inherited, reading.published, reached)
    if settled is None or (
        weekday is not None and falls_on(mention.value, weekday) and not falls_on(settled[0], weekday)
    ):
        return
    inherited = turned(inherited, mention, (earlier, reached), reading)
    if settled[0] != mention.value or names_year(earlier):
        _lean(mention, inherited, (earlier, reached), reading, 0.85 if mention.value else 0.5)


def _then(mention: DateMention, timex: Timex, told: tuple[DateMention, Known], reading: Reading) -> None:
    """What was to come when a sentence names the year of publication is of that year, though it is past by
    now: 2024年3月28日批准,4月1日起施行."""
    earlier, reached = told
    if (
        reading.published is None
        or earlier.expr.year != reading.published.year
        or not reading.same_sentence(earlier, mention)
    ):
        return
    inherited = inherit(timex, reached)
    settled = settle(inherited, reading.published, reached) if inherited is not None else None
    reach = known(settled[0]) if settled is not None else None
    if inherited is not None and reach is not None and reach.first >= reached.first:
        _lean(mention, inherited, told, reading, 0.85)


def _fits(timex: Timex, ahead: bool, weekday: int, reading: Reading) -> bool:
    """Does the last such day, or the next, fall on a day of the week?"""
    settled = settle(timex, reading.published, None, ahead)
    return settled is not None and falls_on(settled[0], weekday)


@Language.component(
    "youcheng_resolve_dates",
    requires=[
        "doc._.dates",
        "doc._.anniversaries",
        "doc._.metadata",
        "doc._.sentences",
        "doc._.beads",
        "doc._.folded",
    ],
    assigns=["doc._.dates", "doc._.anniversaries"],
)
def resolve_dates(doc: Doc) -> Doc:
    """Date mentions in; the same with value, mod, anchor, relative_to, basis and confidence out."""
    metadata = layers.metadata(doc)
    published = metadata.published if metadata is not None else None
    stamp = _stamp(doc, published)
    mentions = layers.dates(doc)
    reading = Reading(
        folded=layers.folded(doc),
        published=iso_day(published.value) if published is not None else None,
        basis=published.basis if published is not None else None,
        stamp=stamp,
        sentences=layers.sentences(doc),
        beads=layers.beads(doc),
        title=metadata.title if metadata is not None else None,
        coarse=published is not None and not names_day(published.value),
    )
    resolve(mentions, reading)
    count_back(layers.layer(doc, "anniversaries"), mentions, reading)
    return doc


def _stamp(doc: Doc, published: Published | None) -> DateMention | None:
    """The date expression that is the publication stamp. One that only its place makes a date (106-09-21,
    1100528) is added to the layer."""
    if published is None or published.start is None or published.end is None:
        return None
    start, end, mentions = published.start, published.end, layers.dates(doc)
    found = next((m for m in mentions if m.start < end and start < m.end), None)
    if found is not None or published.basis in ("url", "image_name"):
        return found
    day = iso_day(published.value)
    if day is None or not names_day(published.value):
        return None
    language = next((s.lang for s in layers.sentences(doc) if s.start <= start < s.end), None) or "zh"
    timex = Timex(year=day.year, month=day.month, day=day.day)
    stamp = DateMention(start, end, language, ("date.stamp",), expr=timex)
    set_layer(doc, "dates", [*mentions, stamp])
    return stamp
