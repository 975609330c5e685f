"""From a Doc with its layers to records, exactly as eval/RECORDS.md has them.

What stands in page furniture makes no record, but for the publication date. Records stand in the
order of their place in the text. Of documents that were joined each has its own: a record that rests on
several places is one of the document in which the first of them stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from extract import layers, records
from extract.document import Document
from extract.emit import facts, places, ties
from extract.emit.border import Border
from extract.emit.collected import FROM_TEXT, Records
from extract.emit.identity import Ids
from extract.joint import Part, alone
from extract.layers import Bead, CountMention, DateMention, Group, Mention, Pair


def convert(doc: Doc, document: Document) -> Records:
    """The records of one document; BorderError where a stage handed on impossible offsets."""
    (found,) = convert_each(doc, alone(document, layers.metadata(doc)))
    return found


def convert_each(doc: Doc, parts: Sequence[Part]) -> list[Records]:
    """The records of each of the documents whose texts a Doc holds; errors as `convert`."""
    furniture: list[layers.Boilerplate] = list(doc._.boilerplate)
    border = Border(layers.text(doc), parts, layers.sentences(doc), furniture)
    each = [_Emission(doc, border.of(part)) for part in parts]
    names: dict[int, str] = {}  # a date or a count may name one of another document
    for emission in each:
        names |= emission.names
    return [emission.records(names) for emission in each]


class _Emission:
    """The records of one part of a Doc; `names` are the ids of its dates, counts and pairs, by `id()`."""

    def __init__(self, doc: Doc, border: Border) -> None:
        self._doc = doc
        self._border = border
        self._document = border.part.document
        self._text_sha256 = self._document.text_sha256
        self._ids = Ids(self._text_sha256, border.part.start)
        self._dates: list[DateMention] = [
            date
            for date in border.own(layers.dates(doc))
            if date.value is not None and _counts_as_date(date, border)
        ]
        self._counts: list[CountMention] = [
            count for count in border.own(layers.counts(doc)) if not border.is_furniture(count.start)
        ]
        self._pairs = _pairs(doc._.pairs, border)
        self.names = {
            **facts.name_all("dates", self._dates, self._ids),
            **facts.name_all("counts", self._counts, self._ids),
            **{id(p): self._ids.next("pairs", *ties.extent(border.own([p.a, p.b]))) for p in self._pairs},
        }

    def records(self, names: Mapping[int, str]) -> Records:
        doc, border, ids, doc_id = self._doc, self._border, self._ids, self._document.doc_id
        sentences = layers.sentences(doc)
        out = Records()
        out.places = [
            places.place_record(mention, doc_id, ids, border)
            for mention in border.own(layers.places(doc))
            if places.is_written(mention) and not border.is_furniture(mention.start)
        ]
        out.dates = [facts.date_record(date, doc_id, names, border) for date in self._dates]
        out.counts = [facts.count_record(count, doc_id, names, border) for count in self._counts]
        out.pairs = [
            ties.pair_record(pair, doc_id, names[id(pair)], names.get(id(pair.supersedes)), border)
            for pair in self._pairs
        ]
        out.groups = _groups(doc._.groups, doc_id, ids, border)
        out.alignments = [
            ties.bead_record(bead, sentences, doc_id, ids, border)
            for bead in layers.beads(doc)
            if _is_own(stated := _sentences_of(bead, sentences), border)
            and not _all_furniture(stated, border)
        ]
        out.conflicts = [
            ties.conflict_record(conflict, doc_id, ids, border)
            for conflict in doc._.conflicts
            if _is_own(conflict.sides, border)
            and not any(border.is_furniture(side.start) for side in conflict.sides)
        ]
        furniture: list[layers.Boilerplate] = border.own(doc._.boilerplate)
        out.boilerplate = [_boilerplate_record(part, doc_id, ids, border) for part in furniture]
        made = {kind: len(out.of(kind)) for kind in FROM_TEXT}
        out.documents = [_document_record(self._document, self._text_sha256, made, border)]
        return out


def _is_own(mentions: Sequence[Mention], border: Border) -> bool:
    """Whether what rests on these is a record of this document: the first of them stands in it."""
    return bool(border.own([min(mentions, key=lambda m: m.start)])) if mentions else False


def _counts_as_date(date: DateMention, border: Border) -> bool:
    """A date of the article, or the publication stamp, wherever on the page that stands."""
    if not border.is_furniture(date.start):
        return True
    stamp = border.part.metadata.published
    if stamp is None or stamp.start is None or stamp.end is None:
        return False
    return date.start < stamp.end and stamp.start < date.end


def _all_furniture(mentions: Sequence[Mention], border: Border) -> bool:
    return bool(mentions) and all(border.is_furniture(m.start) for m in mentions)


def _sentences_of(bead: Bead, sentences: Sequence[layers.Sentence]) -> list[layers.Sentence]:
    return [sentences[i] for i in (*bead.zh, *bead.en)]


def _pairs(pairs: Sequence[Pair], border: Border) -> list[Pair]:
    """Pairs by the place of their two mentions; a pair that only page furniture states is none."""
    kept = [p for p in pairs if _is_own([p.a, p.b], border) and not _all_furniture(p.evidence, border)]
    kept.sort(key=lambda p: (*ties.extent([p.a, p.b]), p.relation))
    return kept


def _groups(groups: Sequence[Group], doc_id: str, ids: Ids, border: Border) -> list[records.GroupRecord]:
    kept = [
        g
        for g in groups
        if _is_own(g.members or g.evidence, border) and not _all_furniture(g.evidence, border)
    ]
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
    document: Document, text_sha256: str, made: dict[str, int], border: Border
) -> records.DocumentRecord:
    meta = border.part.metadata
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


def _publisher(document: Document, meta: layers.Metadata, border: Border) -> records.Publisher | None:
    """Who published: what the caller says of the source, else what the page prints."""
    place = meta.publisher_place
    key = None if place is None else place.key
    if meta.publisher is not None:
        span = border.span(*meta.publisher)
        return records.Publisher(name=document.publisher or span.text, place=key, span=span)
    name = document.publisher or (place and (place.name_zh or place.name_en or place.key))
    return records.Publisher(name=name, place=key) if name else None
