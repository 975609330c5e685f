"""The W3C's Web Annotation Data Model (2017), as JSON-LD.

An annotation points at its document's text by position (in code points, as the model has it) and by quotation
with what stands around, so that it is found in the live page too, which is its `scope`.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from extract.review.exchange.documents import Annotated, Mark

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32


def page(documents: Iterable[Annotated], generator: str) -> Iterator[str]:
    """One AnnotationPage in pieces, an annotation a line."""
    yield (
        json.dumps({"@context": CONTEXT, "type": "AnnotationPage"}, ensure_ascii=False)[:-1]
        + ', "items": [\n'
    )
    before = ""
    for document in documents:
        for annotation in annotations(document, generator):
            yield before + json.dumps(annotation, ensure_ascii=False)
            before = ",\n"
    yield "\n]}\n"


def annotations(document: Annotated, generator: str) -> Iterator[dict[str, Any]]:
    """An annotation for each place, date and count of a document, and for each tie it states."""
    made = {"generator": {"id": f"urn:youcheng:{generator}", "type": "Software", "name": generator}}
    for mark in document.marks:
        if "id" in mark.record:
            target = _target(document, mark.start, mark.end, mark.record.get("lang"))
            yield {"id": _urn(mark.record), "type": "Annotation", **_body(mark), "target": target, **made}
    for tie in document.ties:
        pair = tie.record
        sides = [
            {"type": "SpecificResource", "purpose": "linking", "source": place(pair[side])}
            for side in ("a", "b")
        ]
        own = [span for span in pair["evidence"] if span.get("doc_id", document.doc_id) == document.doc_id]
        yield {
            "id": _urn(pair),
            "type": "Annotation",
            "motivation": "linking",
            "body": [*sides, _text(pair["relation"], "classifying"), *_dated(pair)],
            "target": [_target(document, s["start"], s["end"], s["lang"]) for s in own],
            **made,
        }


def place(record: dict[str, Any]) -> str:
    """The address of a place: GeoNames' own, where it has one."""
    if record.get("geonames_id"):
        return f"https://sws.geonames.org/{record['geonames_id']}/"
    return f"urn:youcheng:place:{record['key']}"


def _body(mark: Mark) -> dict[str, Any]:
    record = mark.record
    if mark.label == "PLACE":
        body: Any = {"type": "SpecificResource", "purpose": "identifying", "source": place(record)}
        return {"motivation": "identifying", "body": body}
    told = record["value"] if mark.label == "DATE" else f"{record['value']} {record['what']}"
    return {
        "motivation": "describing",
        "body": [_text(mark.label, "classifying"), _text(str(told), "describing")],
    }


def _dated(pair: dict[str, Any]) -> list[dict[str, Any]]:
    """When, and how it stands now."""
    told = [_text(pair["status"], "tagging")]
    return [*told, _text(pair["date"]["value"], "describing")] if pair["date"] else told


def _text(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "purpose": purpose}


def _target(document: Annotated, start: int, end: int, lang: str | None) -> dict[str, Any]:
    text, record = document.text, document.record
    source: dict[str, Any] = {
        "id": f"urn:sha256:{record['text_sha256'].removeprefix('sha256:')}",
        "type": "Text",
        "format": "text/plain",
    }
    if lang:
        source["language"] = lang
    link = record.get("link") or record["source_id"]
    scope = {"scope": link} if link.startswith(("http://", "https://")) else {}
    return {
        "source": source,
        **scope,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }


def _urn(record: dict[str, Any]) -> str:
    return f"urn:youcheng:record:{record['id']}"
