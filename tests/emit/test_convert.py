"""From layers to records, on a Doc whose layers are written by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from extract.document import Document
from extract.emit.border import BorderError
from extract.emit.collected import Records
from extract.emit.convert import convert
from extract.layers import (
    Bead,
    Boilerplate,
    Conflict,
    CountMention,
    DateMention,
    Event,
    Metadata,
    Pair,
    PairDate,
    Place,
    PlaceMention,
    Published,
    Sentence,
    set_layer,
)
from extract.records import KINDS, fact_key, record_id

MENU = "首页 友城 2020-01-01\n"
FIRST = "2019年5月，日本別府市與烟台市結為友好城市。"
SECOND = "In 2019 Yantai and Beppu became one of 2 pairs."
TEXT = f"{MENU}{FIRST}\n{SECOND}\n"
YANTAI = Place(
    key="geonames:1787093", name_zh="烟台", name_en="Yantai", country="CN", level="city", geonames_id=1787093
)
BEPPU = Place(key="geonames:1864750", name_zh="别府", name_en="Beppu", country="JP", level="city")


def at(words: str, nth: int = 0) -> tuple[int, int]:
    """Where words stand in the text."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


@pytest.fixture
def doc() -> Doc:
    doc = spacy.blank("xx")(TEXT)
    menu = Sentence(*at(MENU.strip()), lang="zh", boilerplate=True)
    zh = Sentence(*at(FIRST), lang="zh", index=1)
    en = Sentence(*at(SECOND), lang="en", index=2)
    set_layer(doc, "sentences", [menu, zh, en])
    set_layer(doc, "boilerplate", [Boilerplate(*at(MENU.strip()), kind="menu", rules=("page.menu",))])
    beppu = PlaceMention(*at("別府市"), lang="zh", name="别府市", place=BEPPU, country="JP")
    beppu.qualifiers = (at("日本"),)
    yantai = PlaceMention(*at("烟台市"), lang="zh", name="烟台市", place=YANTAI, rules=("gazetteer.name",))
    unknown = PlaceMention(*at("Beppu"), lang="en", name="Beppu", country="JP")
    nowhere = PlaceMention(*at("Yantai"), lang="en", name="Yantai")
    anaphor = PlaceMention(*at("one"), lang="en", kind="anaphor", country="JP")
    set_layer(doc, "places", [beppu, yantai, unknown, nowhere, anaphor])
    month = DateMention(*at("2019年5月"), value="2019-05", rules=("zh.date.month",))
    year = DateMention(*at("2019", 1), value="2019", agreement="both", same_as=(month,), relative_to=month)
    month.same_as = (year,)
    stamp = DateMention(*at("2020-01-01"), value="2020-01-01")
    set_layer(doc, "dates", [month, year, stamp, DateMention(*at("became"), value=None)])
    set_layer(doc, "counts", [CountMention(*at("2 pairs"), value=2, what="sister_cities", subject=YANTAI)])
    exchange = Pair(beppu, yantai, "friendly_exchange", evidence=[en])
    sister = Pair(
        beppu,
        yantai,
        "sister_city",
        date=PairDate("2019-05", "stated", *at("2019年5月")),
        events=[Event("signed", None, *at("結為"))],
        terms=[at("友好城市")],
        evidence=[zh, en],
        supersedes=exchange,
        confidence=0.91234567,
    )
    doc._.pairs = [sister, exchange, Pair(beppu, yantai, "intent", evidence=[menu])]
    doc._.beads = [Bead((1,), (2,), 0.5)]
    doc._.conflicts = [Conflict("languages", "date", [month, year], ["2019-05", "2019"], month, year)]
    doc._.metadata = Metadata(title=at(FIRST), published=Published("2020-01-01", "stamp", *at("2020-01-01")))
    return doc


@pytest.fixture
def found(doc: Doc) -> Records:
    return convert(doc, Document.of_text(TEXT, uri="a.txt"))


def test_every_span_quotes_the_source(found: Records) -> None:
    for record in (*found.places, *found.dates, *found.counts, *found.boilerplate):
        assert record.text == TEXT[record.start : record.end]
    for pair in found.pairs:
        for span in (pair.a, pair.b, *pair.evidence, *pair.relation_terms, *pair.a.qualifiers):
            assert span.text == TEXT[span.start : span.end]


def test_places_are_written_when_their_country_is_known(found: Records) -> None:
    assert [p.text for p in found.places] == ["別府市", "烟台市", "Beppu"]
    linked, _, unlinked = found.places
    assert (linked.key, linked.name_zh, linked.country) == ("geonames:1864750", "别府", "JP")
    assert [q.text for q in linked.qualifiers] == ["日本"]
    assert (unlinked.key, unlinked.name_en, unlinked.name_zh) == ("JP:other:Beppu", "Beppu", None)


def test_side_a_is_the_chinese_side(found: Records) -> None:
    assert {(p.a.text, p.b.text) for p in found.pairs} == {("烟台市", "別府市")}


def test_pairs_that_only_furniture_states_are_dropped(found: Records) -> None:
    assert [p.relation for p in found.pairs] == ["friendly_exchange", "sister_city"]


def test_pair_fields(found: Records) -> None:
    exchange, sister = found.pairs
    assert sister.supersedes == exchange.id
    assert sister.fact_key == fact_key(YANTAI.key, BEPPU.key, "sister_city")
    assert sister.date is not None and (sister.date.text, sister.date.value) == ("2019年5月", "2019-05")
    assert [(s.lang, s.text) for s in sister.evidence] == [("zh", FIRST), ("en", SECOND)]
    assert sister.events[0].span.text == "結為"
    assert sister.confidence == 0.9123


def test_dates_name_each_other_and_keep_the_stamp(found: Records) -> None:
    stamp, month, year = found.dates
    assert stamp.text == "2020-01-01"
    assert month.same_as == [year.id] and year.same_as == [month.id]
    assert year.relative_to == month.id


def test_furniture_other_than_the_stamp_makes_no_dates(doc: Doc) -> None:
    doc._.metadata = None
    found = convert(doc, Document.of_text(TEXT))
    assert [d.value for d in found.dates] == ["2019-05", "2019"]


def test_ids_tell_records_of_one_span_apart(found: Records) -> None:
    exchange, sister = found.pairs
    start, end = at("別府市")[0], at("烟台市")[1]
    text = Document.of_text(TEXT).text_sha256
    assert [exchange.id, sister.id] == [record_id(text, "pairs", start, end, n) for n in (0, 1)]
    ids = [r.id for kind in ("places", "dates", "counts", "pairs") for r in getattr(found, kind)]
    assert len(ids) == len(set(ids))


def test_document_record(found: Records) -> None:
    (document,) = found.documents
    assert document.title is not None and document.title.text == FIRST
    assert document.published is not None and document.published.text == "2020-01-01"
    assert document.records == {kind: len(found.of(kind)) for kind in document.records}
    assert document.chars == len(TEXT)


def test_lines_are_json_of_every_kind(found: Records) -> None:
    for kind in KINDS:
        assert found.lines(kind).count(b"\n") == len(found.of(kind))


@pytest.mark.parametrize("span", [(-1, 3), (40, 40), (41, 38), (40, 10_000)])
def test_impossible_offsets_never_become_a_record(doc: Doc, span: tuple[int, int]) -> None:
    doc._.dates = [DateMention(*span, value="2019")]
    with pytest.raises(BorderError):
        convert(doc, Document.of_text(TEXT))


def test_language_follows_sentence_then_characters(doc: Doc) -> None:
    doc._.dates = [DateMention(*at("2019", 0), value="2019"), DateMention(*at("2019", 1), value="2019")]
    assert [d.lang for d in convert(doc, Document.of_text(TEXT)).dates] == ["zh", "en"]
