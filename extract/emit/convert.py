"""From a Doc with its layers to records, exactly as eval/RECORDS.md has them.

What stands in page furniture makes no record, but for the publication date. Records stand in the
order of their place in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from extract import layers, records
from extract.document import Document
from extract.emit import facts, places, ties
from extract.emit.border import Border
from extract.emit.collected import FROM_TEXT, Records
from extract.emit.identity import Ids
from extract.layers import Bead, DateMention, Group, Mention, Metadata, Pair


def convert(doc: Doc, document: Document) -> Records:
    """The records of one document; BorderError where a stage handed on impossible offsets."""
    sentences = layers.sentences(doc)
    furniture: list[layers.Boilerplate] = list(doc._.boilerplate)
    border = Border(document, sentences, furniture)
    meta = layers.metadata(doc) or Metadata()
    text_sha256 = document.text_sha256
    ids = Ids(text_sha256)
    doc_id = document.doc_id
    out = Records()

    out.places = [
        places.place_record(mention, doc_id, ids, border)
        for mention in layers.places(doc)
        if places.is_written(mention) and not border.is_furniture(mention.start)
    ]
    dates = [d for d in layers.dates(doc) if d.value is not None and _counts_as_date(d, meta, border)]
    id_of = facts.name_all("dates", dates, ids)
    out.dates = [facts.date_record(date, doc_id, id_of, border) for date in dates]
    counts = [c for c in layers.counts(doc) if not border.is_furniture(c.start)]
    id_of = facts.name_all("counts", counts, ids)
    out.counts = [facts.count_record(count, doc_id, id_of, border) for count in counts]
    out.pairs = _pairs(doc._.pairs, doc_id, ids, border)
    out.groups = _groups(doc._.groups, doc_id, ids, border)
    out.alignments = [
        ties.bead_record(bead, sentences, doc_id, ids, border)
        for bead in layers.beads(doc)
        if not _all_furniture(_sentences_of(bead, sentences), border)
    ]
    out.conflicts = [
        ties.conflict_record(conflict, doc_id, ids, border)
        for conflict in doc._.conflicts
        if not any(border.is_furniture(side.start) for side in conflict.sides)
    ]
    out.boilerplate = [_boilerplate_record(part, doc_id, ids, border) for part in furniture]
    made = {kind: len(out.of(kind)) for kind in FROM_TEXT}
    out.documents = [_document_record(document, text_sha256, meta, made, border)]
    return out


def _counts_as_date(date: DateMention, meta: Metadata, border: Border) -> bool:
    """A date of the article, or the publication stamp, wherever on the page that stands."""
    if not border.is_furniture(date.start):
        return True
    stamp = meta.published
    if stamp is None or stamp.start is None or stamp.end is None:
        return False
    return date.start < stamp.end and stamp.start < date.end


def _all_furniture(mentions: Sequence[Mention], border: Border) -> bool:
    return bool(mentions) and all(border.is_furniture(m.start) for m in mentions)


def _sentences_of(bead: Bead, sentences: Sequence[layers.Sentence]) -> list[layers.Sentence]:
    return [sentences[i] for i in (*bead.zh, *bead.en)]


def _pairs(pairs: Sequence[Pair], doc_id: str, ids: Ids, border: Border) -> list[records.PairRecord]:
    """Pairs by the place of their two mentions; a pair that only page furniture states is none."""
    kept = [p for p in pairs if not _all_furniture(p.evidence, border)]
    kept.sort(key=lambda p: (*ties.extent([p.a, p.b]), p.relation))
    id_of = {id(p): ids.next("pairs", *ties.extent([p.a, p.b])) for p in kept}
    return [ties.pair_record(p, doc_id, id_of[id(p)], id_of.get(id(p.supersedes)), border) for p in kept]


def _groups(groups: Sequence[Group], doc_id: str, ids: Ids, border: Border) -> list[records.GroupRecord]:
    kept = [g for g in groups if (g.members or g.evidence) and not _all_furniture(g.evidence, border)]
    kept.sort(key=lambda g: ties.extent(g.members or g.evidence))
    return [ties.group_record(g, doc_id, ids, border) for g in kept]


def _boilerplate_record(
    part: layers.Boilerplate, doc_id: str, ids: Ids, border: Border
) -> records.BoilerplateRecord:
    return records.BoilerplateRecord(
        id=ids.next("boilerplate", part.start, part.end),
        doc_id=doc_id,
        rules=list(part.rules),
        **border.fields(part.start, part.end, part.lang),
        kind=part.kind,
    )


def _document_record(
    document: Document, text_sha256: str, meta: Metadata, made: dict[str, int], border: Border
) -> records.DocumentRecord:
    return records.DocumentRecord(
        doc_id=document.doc_id,
        text_sha256=text_sha256,
        uri=document.uri,
        uris=[document.uri],
        source_id=document.source_id or document.uri,
        media_type=document.media_type,
        encoding=records.Encoding(
            name=document.encoding, basis=document.encoding_basis, declared=document.encoding_declared
        ),
        title=None if meta.title is None else border.span(*meta.title),
        published=_published(meta.published, border),
        publisher=_publisher(document, meta, border),
        credited_source=None if meta.credited_source is None else border.span(*meta.credited_source),
        languages=list(meta.languages),
        original_language=meta.original_language,
        chars=len(document.text),
        retrieved_at=document.retrieved_at,
        link=document.link,
        http_status=document.http_status,
        records=made,
    )


def _published(stamp: layers.Published | None, border: Border) -> records.PublishedDate | None:
    if stamp is None:
        return None
    if stamp.start is None or stamp.end is None:
        return records.PublishedDate(value=stamp.value, basis=stamp.basis)
    place = border.place(stamp.start, stamp.end)
    return records.PublishedDate(value=stamp.value, basis=stamp.basis, **place)


def _publisher(document: Document, meta: Metadata, border: Border) -> records.Publisher | None:
    """Who published: what the caller says of the source, else what the page prints."""
    place = meta.publisher_place
    key = None if place is None else place.key
    if meta.publisher is not None:
        span = border.span(*meta.publisher)
        return records.Publisher(name=document.publisher or span.text, place=key, span=span)
    name = document.publisher or (place and (place.name_zh or place.name_en or place.key))
    return records.Publisher(name=name, place=key) if name else None
