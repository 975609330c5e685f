"""The component `youcheng_agree`: what both languages say, what only one says, and where they differ.

Dates and counts stay one mention per expression; two in one bead that state the same fact name each other in
`same_as`. A difference becomes a conflict only when nothing but a difference explains it: a false one costs a
reviewer more than a missed one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import Conflict, CountMention, DateMention, Mention, Pair
from extract.relate.arithmetic import find_conflicts
from extract.relate.kinds import kind_conflicts
from extract.relate.tolerance import (
    Parts,
    alike,
    compatible_dates,
    contradict,
    differing_part,
    is_slip,
    printed_parts,
)

SURE = 0.5
"""A bead less probable than this proves no conflict."""
LINKABLE = 0.3
"""A bead less probable than this links nothing."""
DOUBT = 0.85
"""What a conflict leaves of a pair's confidence."""
UNLIKE = ("other", "participants")
"""Counts of these say too little of what is counted for any two of them to contradict each other."""
TIES = ("sister_cities", "exchange_cities", "cooperation_cities", "ties")
PLACES = (*TIES, "places")
_PARTS = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
M = TypeVar("M", DateMention, CountMention)


@Language.component(
    "youcheng_agree",
    assigns=["doc._.conflicts"],
    requires=["doc._.sentences", "doc._.beads", "doc._.dates", "doc._.counts", "doc._.pairs"],
)
def agree(doc: Doc) -> Doc:
    """Set `same_as` and `agreement` of dates, counts and pairs, and write `doc._.conflicts`."""
    conflicts: list[Conflict] = []
    beads = [b for b in layers.beads(doc) if b.zh and b.en]
    if beads:
        text = layers.folded(doc)
        dates, counts = layers.dates(doc), layers.counts(doc)
        stated = _without_stamp(doc, [d for d in dates if d.value is not None])
        date_sides = _by_bead(doc, stated)
        count_sides = _by_bead(doc, counts)
        for bead, zh_dates, en_dates in date_sides:
            if bead.score >= LINKABLE:
                _link(zh_dates, en_dates, _same_date)
                if bead.score >= SURE:
                    conflicts += _date_conflicts(zh_dates, en_dates, text)
        for bead, zh_counts, en_counts in count_sides:
            if bead.score >= LINKABLE:
                _link(zh_counts, en_counts, _same_count)
                if bead.score >= SURE:
                    conflicts += _count_conflicts(zh_counts, en_counts, counts)
        _mark(stated, conflicts)
        _mark(counts, conflicts)
        conflicts += kind_conflicts(doc, SURE)
        _mark_pairs(layers.pairs(doc), conflicts)
    doc._.conflicts = sorted(
        conflicts + find_conflicts(doc), key=lambda c: [(s.start, s.end) for s in c.sides]
    )
    return doc


def _without_stamp(doc: Doc, dates: list[DateMention]) -> list[DateMention]:
    """The dates but for the page's publication stamp, which belongs to no language."""
    metadata = layers.metadata(doc)
    stamp = metadata.published if metadata is not None else None
    if stamp is None or stamp.start is None or stamp.end is None:
        return dates
    return [d for d in dates if not (stamp.start < d.end and d.start < stamp.end)]


def _by_bead(doc: Doc, mentions: Sequence[M]) -> list[tuple[layers.Bead, list[M], list[M]]]:
    """The mentions of each bead with both sides, Chinese and English apart."""
    sentences = layers.sentences(doc)
    starts = [s.start for s in sentences]
    inside: dict[int, list[M]] = {}
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        if at >= 0 and mention.start < sentences[at].end:
            inside.setdefault(sentences[at].index, []).append(mention)
    return [
        (
            bead,
            [m for i in bead.zh for m in inside.get(i, ())],
            [m for i in bead.en for m in inside.get(i, ())],
        )
        for bead in layers.beads(doc)
        if bead.zh and bead.en
    ]


def _link(zh: list[M], en: list[M], same: Callable[[M, M], int]) -> None:
    """Let the mentions of a bead that state the same fact name each other, the closest matches first.

    `same` says how well two match: 0 not at all. What is left over on one side joins what it repeats.
    """
    matches = sorted(
        (-grade, abs(i - j), i, j)
        for i, a in enumerate(zh)
        for j, b in enumerate(en)
        if (grade := same(a, b))
    )
    used_zh: set[int] = set()
    used_en: set[int] = set()
    for _, _, i, j in matches:
        if i not in used_zh and j not in used_en:
            used_zh.add(i)
            used_en.add(j)
            _name_each_other(zh[i], en[j])
    for grade, _, i, j in matches:
        if -grade >= EQUAL and (i in used_zh) != (j in used_en):
            used_zh.add(i)
            used_en.add(j)
            _name_each_other(zh[i], en[j])


EQUAL = 3


def _name_each_other(zh: M, en: M) -> None:
    zh.same_as = (*zh.same_as, en)
    en.same_as = (*en.same_as, zh)


def _same_date(zh: DateMention, en: DateMention) -> int:
    if zh.value is None or en.value is None or not compatible_dates(zh.value, en.value):
        return 0
    return 1 + (zh.value == en.value) * (2 if zh.mod == en.mod else 1)


def _same_count(zh: CountMention, en: CountMention) -> int:
    if zh.value == en.value:
        return EQUAL + (zh.what == en.what)
    return 2 if zh.what == en.what and alike(zh, en) else 0


def _date_conflicts(zh: list[DateMention], en: list[DateMention], text: str) -> list[Conflict]:
    """The conflict of a bead that leaves one date on each side, alike but for one printed part. Dates that
    print neither year, month nor day (今日, last week) stand beside it without harm."""
    left_zh, left_en = ([d for d in side if not d.same_as] for side in (zh, en))
    dated = [(d, parts) for d in left_zh if (parts := _parts(d, text))]
    other = [(d, parts) for d in left_en if (parts := _parts(d, text))]
    if len(dated) != 1 or len(other) != 1:
        return []
    (a, parts_a), (b, parts_b) = dated[0], other[0]
    if a.value is None or b.value is None or len(a.value) != len(b.value):
        return []
    part = differing_part(parts_a, parts_b)
    if part is None or not _one_part_apart(a.value, b.value):
        return []
    if part == "year" and parts_a.keys() == {"year"} and not _near_years(parts_a["year"], parts_b["year"]):
        return []  # two years alone are as likely two facts, each left out by the other language
    return [_conflict("date", a, b, a.value, b.value, "agree.date")]


def _parts(date: DateMention, text: str) -> Parts:
    """Year, month and day that a date names: of one that leans on no other its value (民国七十二年十月)."""
    if date.anchor == "absolute" and (named := _PARTS.fullmatch(date.value or "")):
        return {name: int(part) for name, part in named.groupdict().items() if part}
    return printed_parts(text[date.start : date.end], date.lang)


def _one_part_apart(a: str, b: str) -> bool:
    first, second = a.split("-"), b.split("-")
    return len(first) == len(second) and sum(x != y for x, y in zip(first, second, strict=True)) == 1


def _near_years(a: int, b: int) -> bool:
    return abs(a - b) <= 1 or is_slip(a, b)


def _count_conflicts(
    zh: list[CountMention], en: list[CountMention], everywhere: Sequence[CountMention]
) -> list[Conflict]:
    """The conflicts of a bead: one count of its sort left on each side, neither known to the other
    language."""
    unlike = [sum(c.what in UNLIKE for c in side) for side in (zh, en)]
    found = []
    for a, b in _counterparts(zh, en):
        if a.what in UNLIKE and not (unlike[0] == unlike[1] and is_slip(a.value, b.value)):
            continue
        if not contradict(a, b) or _is_total(a, en) or _is_total(b, zh):
            continue
        if _said_elsewhere(a, "en", everywhere) or _said_elsewhere(b, "zh", everywhere):
            continue
        found.append(_conflict("count", a, b, str(a.value), str(b.value), "agree.count"))
    return found


def _counterparts(zh: list[CountMention], en: list[CountMention]) -> list[tuple[CountMention, CountMention]]:
    """The counts left on both sides that must be each other's: the only ones of their kind, measure and
    partner.

    Where the languages word kind or measure differently (友城 may be ties or sister cities, cities may be
    either) they are when their numbers look like slips of each other, or all else in the bead agrees.
    """
    left = [[c for c in side if not c.same_as] for side in (zh, en)]
    all_else = len(zh) == len(en) > 1 and len(left[0]) == len(left[1]) == 1
    found: list[tuple[CountMention, CountMention]] = []
    for sort in (_sort, _loose_sort):
        groups: dict[tuple[str, ...], tuple[list[CountMention], list[CountMention]]] = {}
        for side in (0, 1):
            for count in left[side]:
                groups.setdefault(sort(count), ([], []))[side].append(count)
        for mine, theirs in groups.values():
            if len(mine) == len(theirs) == 1:
                a, b = mine[0], theirs[0]
                if sort is _sort or all_else or is_slip(a.value, b.value):
                    found.append((a, b))
        taken = {id(c) for pair in found for c in pair}
        left = [[c for c in side if id(c) not in taken] for side in left]
    return found


def _sort(count: CountMention) -> tuple[str, ...]:
    return count.what, count.measure or "", count.partner or ""


def _loose_sort(count: CountMention) -> tuple[str, ...]:
    """Its sort as far as two languages can be relied on to word it alike."""
    family = "places" if count.what in PLACES else "unlike" if count.what in UNLIKE else count.what
    measure = "" if count.measure in ("stock", "part", None) else count.measure
    return family, measure, count.partner or ""


def _is_total(count: CountMention, others: Sequence[CountMention]) -> bool:
    """Whether a count sums up kinds that the other language tells apart: 24 + 66 / 90 of both kinds."""
    ties = [c.value for c in others if c.what in TIES]
    return (
        count.what in TIES
        and len(ties) > 1
        and any(sum(ties[i:j]) == count.value for i in range(len(ties)) for j in range(i + 2, len(ties) + 1))
    )


def _said_elsewhere(count: CountMention, language: str, counts: Sequence[CountMention]) -> bool:
    """Whether the other language has this number too, of the same thing: then the bead is what is wrong."""
    kinds = PLACES if count.what in PLACES else (count.what,)
    return any(c.lang == language and c.value == count.value and c.what in kinds for c in counts)


def _conflict(kind: str, zh: Mention, en: Mention, zh_value: str, en_value: str, rule: str) -> Conflict:
    return Conflict("languages", kind, [zh, en], [zh_value, en_value], zh, en, (rule,))


def _mark(mentions: Iterable[DateMention] | Iterable[CountMention], conflicts: Sequence[Conflict]) -> None:
    disputed = {id(side) for conflict in conflicts for side in conflict.sides}
    for mention in mentions:
        if id(mention) in disputed:
            mention.agreement = "conflict"
        elif mention.same_as:
            mention.agreement = "both"
        else:
            mention.agreement = f"{mention.lang}_only" if mention.lang in ("zh", "en") else "monolingual"


def _mark_pairs(pairs: Sequence[Pair], conflicts: Sequence[Conflict]) -> None:
    """`agreement` of the pairs, by the languages of their evidence and the conflicts that touch them."""
    for pair in pairs:
        languages = {s.lang for s in pair.evidence} & {"zh", "en"}
        pair.agreement = (
            "both" if len(languages) == 2 else f"{min(languages)}_only" if languages else "monolingual"
        )
        if any(_touches(conflict, pair) for conflict in conflicts):
            pair.agreement = "conflict"
            pair.confidence = round(pair.confidence * DOUBT, 4)


def _touches(conflict: Conflict, pair: Pair) -> bool:
    """Whether a conflict is about the pair's own words or the date it was made."""
    ranges = [*pair.terms] if conflict.kind == "pair" else []
    if conflict.kind == "date" and pair.date is not None:
        ranges.append((pair.date.start, pair.date.end))
    return any(side.start < end and start < side.end for side in conflict.sides for start, end in ranges)
