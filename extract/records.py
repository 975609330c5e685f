"""The records of a run, one struct per kind of JSONL file, and their JSON Schema.

The order of the fields is the order of the keys in a line. Offsets are code points, half-open. `source` is
`[first, last)` in bytes of the item that `doc_id` is a hash of, null where that is not known. A span that
lies in another document than its record has that one's `doc_id`.
"""

from __future__ import annotations

import hashlib
from inspect import cleandoc
from typing import Any

import msgspec

SCHEMA_VERSION = "1.0"

Bytes = tuple[int, int]


class Record(msgspec.Struct, kw_only=True):
    """One line of JSON."""

    schema_version: str = SCHEMA_VERSION


class Span(msgspec.Struct, kw_only=True):
    """Characters of a document's text: `text == document_text[start:end]`, always."""

    lang: str
    start: int
    end: int
    text: str
    source: Bytes | None = None
    doc_id: str | msgspec.UnsetType = msgspec.UNSET


class Evidence(Span, kw_only=True):
    """A sentence that states something; `link` opens the live page at it (a text fragment, `#:~:text=`)."""

    link: str | None = None


class FromText(Record, kw_only=True):
    """A record that the text states: where, and by which rules."""

    id: str
    doc_id: str
    rules: list[str] = []


class SpanRecord(FromText, kw_only=True):
    lang: str
    start: int
    end: int
    text: str
    source: Bytes | None = None


class PublishedDate(msgspec.Struct, kw_only=True):
    value: str
    basis: str
    text: str | None = None
    start: int | None = None
    end: int | None = None
    source: Bytes | None = None


class Encoding(msgspec.Struct, kw_only=True):
    """The encoding a text was read in, why that one (`basis`), and the one that was declared, as written."""

    name: str
    basis: str
    declared: str | None = None


class Publisher(msgspec.Struct, kw_only=True):
    name: str
    place: str | None = None
    span: Span | None = None


class Notice(msgspec.Struct, kw_only=True):
    """That a page is `gone`, `retracted` or `corrected`, by its HTTP status or by its text (`basis`)."""

    kind: str
    basis: str
    rule: str | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None
    source: Bytes | None = None


class DocumentRecord(Record, kw_only=True):
    """A document, or one version of it.

    `duplicate_of` names the document that has its facts; `refetched` says that this is an earlier document
    of the same source with the same text. `near_duplicate_of` names one that is much alike; the facts of both
    stand, unless it is the `duplicate_of` too. `read_with` names its translation, where both were read as one
    text: spans of either may lie in the other. `facts_sha256` and `minhash` are the signature they are known
    by. `version` counts the texts of a source; the facts of a document that was `superseded_by` another are
    kept, but are no longer what the source says. `notice` is what the page says of itself, `withdrawn` the
    kind of notice that the next version of the source has. `given_sha256` is a hash of the bytes and of what
    was said about them: what has the same need not be read again.
    """

    doc_id: str
    text_sha256: str
    uri: str
    uris: list[str]
    source_id: str
    media_type: str
    encoding: Encoding
    title: Span | None = None
    published: PublishedDate | None = None
    publisher: Publisher | None = None
    credited_source: Span | None = None
    languages: list[str] = []
    original_language: str | None = None
    chars: int = 0
    retrieved_at: str | None = None
    link: str | None = None
    http_status: int | None = None
    duplicate_of: str | None = None
    near_duplicate_of: str | None = None
    read_with: str | None = None
    refetched: bool = False
    version: int = 1
    supersedes: str | None = None
    superseded_by: str | None = None
    notice: Notice | None = None
    withdrawn: str | None = None
    given_sha256: str | None = None
    facts_sha256: str | None = None
    minhash: str | None = None
    records: dict[str, int] = {}


class PlaceFields(msgspec.Struct, kw_only=True):
    """What is known of a place; null where it is not known."""

    key: str
    name_zh: str | None = None
    name_zh_hant: str | None = None
    name_en: str | None = None
    country: str | None = None
    level: str = "other"
    geonames_id: int | None = None
    iso_3166_2: str | None = None
    gbt_2260: str | None = None
    wikidata: str | None = None
    parent: str | None = None
    link_method: str | None = None
    link_confidence: float = 0.0


class Candidate(msgspec.Struct, kw_only=True):
    key: str
    name_en: str | None
    country: str | None
    probability: float


class PlaceRecord(SpanRecord, kw_only=True):
    key: str
    name_zh: str | None = None
    name_zh_hant: str | None = None
    name_en: str | None = None
    country: str | None = None
    level: str = "other"
    geonames_id: int | None = None
    iso_3166_2: str | None = None
    gbt_2260: str | None = None
    wikidata: str | None = None
    parent: str | None = None
    link_method: str | None = None
    link_confidence: float = 0.0
    candidates: list[Candidate] = []
    qualifiers: list[Span] = []


class PairPlace(msgspec.Struct, kw_only=True):
    """A party to a tie: the place, and one mention of it."""

    lang: str
    start: int
    end: int
    text: str
    source: Bytes | None = None
    doc_id: str | msgspec.UnsetType = msgspec.UNSET
    key: str
    name_zh: str | None = None
    name_zh_hant: str | None = None
    name_en: str | None = None
    country: str | None = None
    level: str = "other"
    geonames_id: int | None = None
    iso_3166_2: str | None = None
    gbt_2260: str | None = None
    wikidata: str | None = None
    parent: str | None = None
    link_method: str | None = None
    link_confidence: float = 0.0
    qualifiers: list[Span] = []


class DateRecord(SpanRecord, kw_only=True):
    value: str
    mod: str | None = None
    anchor: str = "absolute"
    relative_to: str | None = None
    basis: str | None = None
    confidence: float = 1.0
    same_as: list[str] = []
    agreement: str = "monolingual"


class Subject(msgspec.Struct, kw_only=True):
    key: str
    name_zh: str | None
    name_en: str | None


class CountRecord(SpanRecord, kw_only=True):
    value: int
    upper: int | None = None
    modifier: str = "exact"
    what: str = "other"
    measure: str | None = None
    period: str | None = None
    subject: Subject | None = None
    partner: str | None = None
    as_of: str | None = None
    attributed_to: Span | None = None
    confidence: float = 1.0
    same_as: list[str] = []
    agreement: str = "monolingual"


class PairDate(msgspec.Struct, kw_only=True):
    value: str
    basis: str
    text: str
    start: int
    end: int
    source: Bytes | None = None
    doc_id: str | msgspec.UnsetType = msgspec.UNSET


class Event(msgspec.Struct, kw_only=True):
    kind: str
    date: str | None
    span: Span


class PairRecord(FromText, kw_only=True):
    fact_key: str
    a: PairPlace
    b: PairPlace
    relation: str
    relation_terms: list[Span] = []
    status: str = "established"
    date: PairDate | None = None
    events: list[Event] = []
    via_group: str | None = None
    supersedes: str | None = None
    evidence: list[Evidence] = []
    agreement: str = "monolingual"
    confidence: float = 0.0
    features: dict[str, float] = {}


class GroupMember(msgspec.Struct, kw_only=True):
    lang: str
    start: int
    end: int
    text: str
    source: Bytes | None = None
    doc_id: str | msgspec.UnsetType = msgspec.UNSET
    key: str
    name_zh: str | None = None
    name_en: str | None = None
    country: str | None = None


class GroupRecord(FromText, kw_only=True):
    name: str
    kind: str
    members: list[GroupMember]
    date: str | None = None
    evidence: list[Evidence] = []


class AlignmentRecord(FromText, kw_only=True):
    """A sentence bead; `zh` and `en` are lists of `[start, end]`, one of which may be empty.

    `zh_doc_id` and `en_doc_id` say in which document a side stands, where that is another than the record's.
    """

    zh: list[tuple[int, int]]
    en: list[tuple[int, int]]
    score: float
    zh_doc_id: str | msgspec.UnsetType = msgspec.UNSET
    en_doc_id: str | msgspec.UnsetType = msgspec.UNSET


class ConflictSide(msgspec.Struct, kw_only=True):
    span: Span
    value: str


class ConflictRecord(FromText, kw_only=True):
    between: str
    kind: str
    sides: list[ConflictSide]
    zh: Span | None = None
    en: Span | None = None


class BoilerplateRecord(SpanRecord, kw_only=True):
    kind: str


class SkippedRecord(Record, kw_only=True):
    uri: str
    reason: str
    link: str | None = None
    http_status: int | None = None


class RejectRecord(Record, kw_only=True):
    """`offset` is the byte in the file `uri` at which the item begins, where it is one of an archive's."""

    uri: str
    stage: str
    error: str
    message: str
    offset: int | None = None


KINDS: dict[str, type[Record]] = {
    "documents": DocumentRecord,
    "places": PlaceRecord,
    "dates": DateRecord,
    "counts": CountRecord,
    "pairs": PairRecord,
    "groups": GroupRecord,
    "alignments": AlignmentRecord,
    "conflicts": ConflictRecord,
    "boilerplate": BoilerplateRecord,
    "skipped": SkippedRecord,
    "rejects": RejectRecord,
}


def record_id(text_sha256: str, kind: str, start: int, end: int, ordinal: int) -> str:
    """The id of a record: 128 bits of a hash of where it stands, in hex."""
    return _digest(text_sha256, kind, str(start), str(end), str(ordinal))


def fact_key(key_a: str, key_b: str, relation: str) -> str:
    """The key of a tie: symmetric in its places, the same in every document."""
    return _digest(*sorted((key_a, key_b)), relation)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of every kind of line, as one document with a definition per kind."""
    schemas, components = msgspec.json.schema_components(KINDS.values(), ref_template="#/$defs/{name}")
    for component in components.values():  # whether docstrings come indented differs between versions
        if "description" in component:
            component["description"] = cleandoc(component["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Records of a youcheng run",
        "version": SCHEMA_VERSION,
        "kinds": dict(zip(KINDS, schemas, strict=True)),
        "$defs": components,
    }
