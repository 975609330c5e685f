"""Places: from a mention and its link to the fields of a record."""

from __future__ import annotations

from typing import Any

from extract import records
from extract.emit.border import Border
from extract.emit.identity import Ids
from extract.layers import PlaceMention

_WRITTEN = ("division", "country", "region")


def is_written(mention: PlaceMention) -> bool:
    """Whether a mention makes a record: a named place of which at least the country is known."""
    if mention.kind not in _WRITTEN:
        return False
    return mention.place is not None or mention.country is not None


def place_key(mention: PlaceMention) -> str:
    """The linked place's key, else country + level + Simplified name (`CN:city:运城市`)."""
    if mention.place is not None:
        return mention.place.key
    return f"{mention.country or ''}:other:{mention.name}"


def place_fields(mention: PlaceMention, border: Border) -> dict[str, Any]:
    """What places.jsonl and the two sides of a pair say alike of a place."""
    place = mention.place
    known: dict[str, Any] = {
        "key": place_key(mention),
        "link_method": mention.link_method,
        "link_confidence": round(mention.link_confidence, 4),
        "qualifiers": [border.span(start, end, mention.lang) for start, end in mention.qualifiers],
    }
    if place is None:
        named = "name_zh" if border.lang(mention.start, mention.name, mention.lang) == "zh" else "name_en"
        return known | {named: mention.name or None, "country": mention.country}
    return known | {
        "name_zh": place.name_zh,
        "name_zh_hant": place.name_zh_hant,
        "name_en": place.name_en,
        "country": place.country,
        "level": place.level,
        "geonames_id": place.geonames_id,
        "iso_3166_2": place.iso_3166_2,
        "gbt_2260": place.gbt_2260,
        "wikidata": place.wikidata,
        "parent": place.parent,
    }


def place_record(mention: PlaceMention, doc_id: str, ids: Ids, border: Border) -> records.PlaceRecord:
    return records.PlaceRecord(
        id=ids.next("places", mention.start, mention.end),
        doc_id=doc_id,
        rules=list(mention.rules),
        **border.fields(mention.start, mention.end, mention.lang),
        candidates=[
            records.Candidate(
                key=place.key, name_en=place.name_en, country=place.country, probability=round(probability, 4)
            )
            for place, probability in mention.candidates
        ],
        **place_fields(mention, border),
    )


def pair_place(mention: PlaceMention, border: Border) -> records.PairPlace:
    where = border.fields(mention.start, mention.end, mention.lang)
    return records.PairPlace(**where, **place_fields(mention, border))


def group_member(mention: PlaceMention, border: Border) -> records.GroupMember:
    fields = place_fields(mention, border)
    return records.GroupMember(
        **border.fields(mention.start, mention.end, mention.lang),
        key=fields["key"],
        name_zh=fields.get("name_zh"),
        name_en=fields.get("name_en"),
        country=fields.get("country"),
    )
