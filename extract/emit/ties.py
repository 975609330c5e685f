"""Pairs, groups, conflicts and beads: records that rest on several places in the text."""

from __future__ import annotations

from collections.abc import Sequence

from extract import records
from extract.emit.border import Border
from extract.emit.identity import Ids
from extract.emit.places import group_member, pair_place, place_key
from extract.layers import Bead, Conflict, Group, Mention, Pair, PlaceMention, Range, Sentence
from extract.territory import is_chinese


def extent(mentions: Sequence[Mention]) -> Range:
    """From the first character of the first to the last of the last."""
    return min(m.start for m in mentions), max(m.end for m in mentions)


def sides(pair: Pair) -> tuple[PlaceMention, PlaceMention]:
    """`a` and `b`: the side in CN, HK, MO or TW comes first; else the order in which they were named."""
    return (pair.b, pair.a) if is_chinese(pair.b) and not is_chinese(pair.a) else (pair.a, pair.b)


def pair_record(
    pair: Pair, doc_id: str, id_: str, supersedes: str | None, border: Border
) -> records.PairRecord:
    a, b = sides(pair)
    date = pair.date
    return records.PairRecord(
        id=id_,
        doc_id=doc_id,
        rules=list(pair.rules),
        fact_key=records.fact_key(place_key(a), place_key(b), pair.relation),
        a=pair_place(a, border),
        b=pair_place(b, border),
        relation=pair.relation,
        relation_terms=[border.span(start, end) for start, end in pair.terms],
        status=pair.status,
        date=None
        if date is None
        else records.PairDate(value=date.value, basis=date.basis, **border.place(date.start, date.end)),
        events=[
            records.Event(kind=event.kind, date=event.date, span=border.span(event.start, event.end))
            for event in pair.events
        ],
        via_group=pair.via_group,
        supersedes=supersedes,
        evidence=_evidence(pair.evidence, border),
        agreement=pair.agreement,
        confidence=round(pair.confidence, 4),
        features={name: round(weight, 4) for name, weight in pair.features},
    )


def group_record(group: Group, doc_id: str, ids: Ids, border: Border) -> records.GroupRecord:
    return records.GroupRecord(
        id=ids.next("groups", *extent(border.own(group.members or group.evidence))),
        doc_id=doc_id,
        rules=list(group.rules),
        name=group.name,
        kind=group.kind,
        members=[group_member(member, border) for member in group.members],
        date=group.date,
        evidence=_evidence(group.evidence, border),
    )


def _evidence(sentences: Sequence[Sentence], border: Border) -> list[records.Evidence]:
    return [border.evidence(s.start, s.end, s.lang) for s in sentences]


def conflict_record(conflict: Conflict, doc_id: str, ids: Ids, border: Border) -> records.ConflictRecord:
    spans = [border.span(side.start, side.end, side.lang) for side in conflict.sides]
    zh, en = conflict.zh, conflict.en
    return records.ConflictRecord(
        id=ids.next("conflicts", *extent(border.own(conflict.sides))),
        doc_id=doc_id,
        rules=list(conflict.rules),
        between=conflict.between,
        kind=conflict.kind,
        sides=[
            records.ConflictSide(span=span, value=value)
            for span, value in zip(spans, conflict.values, strict=True)
        ],
        zh=None if zh is None else border.span(zh.start, zh.end, "zh"),
        en=None if en is None else border.span(en.start, en.end, "en"),
    )


def bead_record(
    bead: Bead, sentences: Sequence[Sentence], doc_id: str, ids: Ids, border: Border
) -> records.AlignmentRecord:
    zh, en = ([sentences[i] for i in side] for side in (bead.zh, bead.en))
    zh_at, en_at = ([border.local(s.start, s.end) for s in side] for side in (zh, en))
    elsewhere = {
        name: side[0][0].document.doc_id
        for name, side in (("zh_doc_id", zh_at), ("en_doc_id", en_at))
        if side and side[0][0] is not border.part
    }
    return records.AlignmentRecord(
        id=ids.next("alignments", *extent(border.own([*zh, *en]))),
        doc_id=doc_id,
        rules=["youcheng_align"],
        zh=[(start, end) for _, start, end in zh_at],
        en=[(start, end) for _, start, end in en_at],
        score=round(bead.score, 4),
        **elsewhere,
    )
