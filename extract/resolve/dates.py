"""Find out what each date expression stands for: the component `youcheng_resolve_dates`.

An expression is read from itself (absolute), from the publication date (published) or from an earlier date
of the text (previous). The earlier date is the last one fine enough in the same language, else the last in
the sentences that are the translation of this one. What cannot be resolved keeps `value` None and makes no
record.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.edtf import Known, iso_day, known
from extract.layers import Anniversary, Bead, DateMention, Sentence
from extract.resolve.calendar import settle
from extract.resolve.context import looks_ahead, still_running
from extract.timex import Timex

WEAK_BASIS = {"updated": 0.6, "image_name": 0.5, "url": 0.85}
_CLAUSE_END = re.compile(r"[。!?;\n]|\.(?=\s)")
_CONJOINED = re.compile(r",? (?:and|or) (?:in |on )?|, (?:in |on )?")
_CLOCK = re.compile(r" ?[0-9]{1,2}:[0-9]{2}")
_NEAR = 25
_LONG_AGO_DAYS = 45
_FINE_ENOUGH = {
    "year": ("day", "month", "year", "season", "interval"),
    "named": ("day", "month", "year", "interval"),
    "month": ("day", "month", "interval"),
    "quarter": ("day", "month"),
    "week": ("day",),
    "day": ("day", "interval"),
}


@dataclass(slots=True)
class Reading:
    """What a document offers to lean on. Sentences and beads may be missing (plain text)."""

    folded: str
    published: date | None = None
    basis: str | None = None
    stamp: DateMention | None = None
    sentences: Sequence[Sentence] = ()
    beads: Sequence[Bead] = ()
    history: list[tuple[DateMention, Known]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def sentence_of(self, mention: DateMention) -> int:
        """The index of the sentence a mention stands in, -1 where sentences are unknown."""
        if not self.starts and self.sentences:
            self.starts = [s.start for s in self.sentences]
        return bisect_right(self.starts, mention.start) - 1 if self.starts else -1

    def same_sentence(self, a: DateMention, b: DateMention) -> bool:
        if self.sentences:
            return self.sentence_of(a) == self.sentence_of(b)
        return _CLAUSE_END.search(self.folded, a.end, b.start) is None

    def same_paragraph(self, a: DateMention, b: DateMention) -> bool:
        return b.start - a.end < 400 and "\n" not in self.folded[a.end : b.start].strip("\n")


def resolve(mentions: Sequence[DateMention], reading: Reading) -> None:
    """Fill in value, mod, anchor, relative_to, basis and confidence of each mention, in order of the
    text."""
    for index, mention in enumerate(mentions):
        timex: Timex = mention.expr
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        ahead = timex.ahead or (_is_open(timex) and looks_ahead(reading.folded, mention))
        if timex.anchor == "previous":
            _from_earlier(mention, timex, reading)
        elif _is_open(timex) and following is not None and _shares_year(mention, following, reading.folded):
            _settle(mention, replace(timex, year=following.expr.year), reading, ahead)
        elif _is_open(timex):
            _open(mention, timex, reading, ahead)
        else:
            _settle(mention, timex, reading, ahead)
        if mention.value is not None and not _is_stamp(mention, reading):
            reached = known(mention.value)
            if reached is not None:
                reading.history.append((mention, reached))


def _shares_year(mention: DateMention, following: DateMention, folded: str) -> bool:
    """Does the date behind a conjunction bring the year for both (in May and June 2019)?"""
    mine: Timex = mention.expr
    other: Timex = following.expr
    return (
        mine.month is not None
        and other.month is not None
        and other.year is not None
        and mine.month <= other.month
        and following.lang == mention.lang == "en"
        and _CONJOINED.fullmatch(folded, mention.end, following.start) is not None
    )


def _is_stamp(mention: DateMention, reading: Reading) -> bool:
    """Is this the page's own stamp? Nothing in the story leans on that, but what counts from publication."""
    stamp = reading.stamp
    return (stamp is not None and stamp.start == mention.start) or _CLOCK.match(
        reading.folded, mention.end
    ) is not None


def _is_open(timex: Timex) -> bool:
    """Does it lack its year, with nothing said of where to take it from?"""
    return (
        timex.year is None
        and not timex.anchor
        and timex.century is None
        and timex.decade is None
        and (timex.end is None or (timex.end.year is None and not timex.end.anchor))
    )


def _settle(mention: DateMention, timex: Timex, reading: Reading, ahead: bool) -> None:
    """Resolve from the expression itself or from the publication date."""
    settled = settle(timex, reading.published, None, ahead)
    if settled is None:
        return
    mention.value, mention.anchor = settled
    mention.mod = timex.part or (timex.end.part if timex.end is not None else None)
    if mention.anchor == "published":
        mention.relative_to = reading.stamp if reading.stamp is not mention else None
        mention.basis = f"published: {reading.basis or 'given'}"
        mention.confidence = WEAK_BASIS.get(reading.basis or "", 0.95)
    else:
        mention.basis, mention.confidence = "stated", 1.0


def _from_earlier(mention: DateMention, timex: Timex, reading: Reading) -> None:
    """Resolve from an earlier date of the text."""
    antecedent = _antecedent(mention, timex, reading)
    if antecedent is None:
        return
    _lean(mention, timex, antecedent, reading, 0.9)


def _lean(
    mention: DateMention, timex: Timex, antecedent: tuple[DateMention, Known], reading: Reading, sure: float
) -> None:
    earlier, reached = antecedent
    settled = settle(timex, reading.published, reached)
    if settled is None:
        return
    mention.value, mention.anchor, mention.relative_to = settled[0], "previous", earlier
    mention.mod = timex.part
    mention.basis = "an earlier date of the text"
    mention.confidence = round(sure * earlier.confidence, 3)


def _antecedent(mention: DateMention, timex: Timex, reading: Reading) -> tuple[DateMention, Known] | None:
    """The earlier date that an expression points back to: near, fine enough, not in brackets, in its own
    language if any."""
    fine = _FINE_ENOUGH.get(timex.unit, ("day", "month", "year", "interval"))
    fits = [
        item for item in reading.history[-40:] if item[1].precision in fine and item[0].end <= mention.start
    ]
    own = [item for item in fits if item[0].lang == mention.lang]
    if not own:
        own = _in_translation(mention, fits, reading)
    if not own:
        return None
    bracketed = _in_brackets(reading.folded, mention.start)
    for item in reversed(own[-4:]):
        if bracketed or not _in_brackets(reading.folded, item[0].start):
            return item
    return own[-1]


def _in_translation(
    mention: DateMention, fits: list[tuple[DateMention, Known]], reading: Reading
) -> list[tuple[DateMention, Known]]:
    """Those dates that stand in, or right before, the sentences a bead ties to this mention's."""
    here = reading.sentence_of(mention)
    for bead in reading.beads:
        mine, other = (bead.zh, bead.en) if mention.lang == "zh" else (bead.en, bead.zh)
        if here in mine and other:
            return [item for item in fits if reading.sentence_of(item[0]) <= max(other)]
    return [] if reading.beads else fits


def _in_brackets(folded: str, position: int) -> bool:
    before = folded[max(0, position - 60) : position].rpartition("\n")[2]
    return before.count("(") > before.count(")")


def _open(mention: DateMention, timex: Timex, reading: Reading, ahead: bool) -> None:
    """A date without its year: from publication, or from an earlier date that it plainly goes on from."""
    _settle(mention, timex, reading, ahead)
    if not reading.history or ahead:
        return
    earlier, reached = reading.history[-1]
    inherited = _inherit(timex, reached)
    if inherited is None or (earlier.lang != mention.lang and mention.value is not None):
        return
    if mention.value is not None and not _goes_on(mention, timex, earlier, reached, reading):
        return
    settled = settle(inherited, reading.published, reached)
    if settled is not None and (settled[0] != mention.value or _names_year(earlier)):
        _lean(mention, inherited, (earlier, reached), reading, 0.85 if mention.value else 0.5)


def _names_year(earlier: DateMention) -> bool:
    """Does an earlier date name its year, by number or as 去年, and not only as a day of the year of
    publication?"""
    timex: Timex = earlier.expr
    return timex.year is not None or (timex.unit == "year" and timex.offset != 0)


def _inherit(timex: Timex, reached: Known) -> Timex | None:
    """The open expression with the year (and month) of an earlier date; None where that is too coarse."""
    if reached.precision not in ("day", "month", "year", "interval"):
        return None
    if timex.month is not None or timex.quarter is not None or timex.half is not None:
        return replace(timex, year=reached.last.year)
    if timex.day is not None and timex.weekday is None and reached.precision in ("day", "month", "interval"):
        return replace(timex, year=reached.last.year, month=reached.last.month)
    return None


def _goes_on(
    mention: DateMention, timex: Timex, earlier: DateMention, reached: Known, reading: Reading
) -> bool:
    """Does an open date go on from the earlier one (2015年3月…, 6月…), rather than count from
    publication?"""
    if still_running(reading.folded, earlier) or _in_brackets(reading.folded, earlier.start) != _in_brackets(
        reading.folded, mention.start
    ):
        return False
    same = reading.same_sentence(earlier, mention)
    if timex.month is None:
        long_ago = reading.published is None or (reading.published - reached.last).days > _LONG_AGO_DAYS
        return reached.precision == "day" and long_ago and (same or reading.same_paragraph(earlier, mention))
    if not _names_year(earlier) and earlier.anchor == "published":
        return False
    if reading.published is not None and reached.last.year >= reading.published.year:
        return False
    if reached.precision == "year":
        return same and mention.start - earlier.end <= _NEAR
    if not same and not reading.same_paragraph(earlier, mention):
        return False
    return same or timex.month >= reached.last.month


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
            and not _is_stamp(m, reading)
            and abs(m.start - here.start) < 200
            and (reading.same_sentence(m, here) if m.start < here.start else reading.same_sentence(here, m))
        ]
        before = [m for m in near if m.end <= here.start]
        reached = known((before[-1] if before else near[0]).value or "") if near else None
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
    mentions = layers.dates(doc)
    metadata = layers.metadata(doc)
    published = metadata.published if metadata is not None else None
    stamp = None
    if published is not None and published.start is not None:
        stamp = next(
            (m for m in mentions if m.start < (published.end or 0) and published.start < m.end), None
        )
    reading = Reading(
        folded=layers.folded(doc),
        published=iso_day(published.value) if published is not None else None,
        basis=published.basis if published is not None else None,
        stamp=stamp,
        sentences=layers.sentences(doc),
        beads=layers.beads(doc),
    )
    resolve(mentions, reading)
    count_back(layers.layer(doc, "anniversaries"), mentions, reading)
    return doc
