"""Dates and counts: one record an expression, pointing at each other by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extract import records
from extract.emit.border import Border
from extract.emit.identity import Ids
from extract.layers import CountMention, DateMention, Mention, Place

IdOf = Mapping[int, str]  # id() of a mention → id of its record


def name_all(kind: str, mentions: Sequence[Mention], ids: Ids) -> IdOf:
    """The ids of all records of a kind, before the first is made: records name each other both ways."""
    return {id(m): ids.next(kind, m.start, m.end) for m in mentions}


def _ids(mentions: Iterable[Mention], id_of: IdOf) -> list[str]:
    """Ids of those mentions that make a record; what stands in page furniture makes none."""
    return [id_of[id(m)] for m in mentions if id(m) in id_of]


def date_record(date: DateMention, doc_id: str, id_of: IdOf, border: Border) -> records.DateRecord:
    if date.value is None:
        raise ValueError("a date without a value makes no record")
    origin = date.relative_to
    return records.DateRecord(
        id=id_of[id(date)],
        doc_id=doc_id,
        rules=list(date.rules),
        **border.fields(date.start, date.end, date.lang),
        value=date.value,
        mod=date.mod,
        anchor=date.anchor,
        relative_to=None if origin is None else id_of.get(id(origin)),
        basis=date.basis,
        confidence=round(date.confidence, 4),
        same_as=_ids(date.same_as, id_of),
        agreement=date.agreement,
    )


def count_record(count: CountMention, doc_id: str, id_of: IdOf, border: Border) -> records.CountRecord:
    return records.CountRecord(
        id=id_of[id(count)],
        doc_id=doc_id,
        rules=list(count.rules),
        **border.fields(count.start, count.end, count.lang),
        value=count.value,
        upper=count.upper,
        modifier=count.modifier,
        what=count.what,
        measure=count.measure,
        period=count.period,
        subject=_subject(count.subject),
        partner=count.partner,
        as_of=count.as_of,
        attributed_to=None if count.attributed_to is None else border.span(*count.attributed_to),
        confidence=round(count.confidence, 4),
        same_as=_ids(count.same_as, id_of),
        agreement=count.agreement,
    )


def _subject(place: Place | None) -> records.Subject | None:
    if place is None:
        return None
    return records.Subject(key=place.key, name_zh=place.name_zh, name_en=place.name_en)
