"""JSON-LD and Turtle: places and ties in schema.org's words, where they come from in PROV-O, and the
sentences that state them as Web Annotations on their documents. `rdfs:label` is the name to display."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from extract.registry.exports.tables import COLUMNS, Source, credits

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

BASE = "urn:youcheng:"
_LANGUAGE = {"name_zh": "zh-Hans", "name_zh_hant": "zh-Hant", "name_en": "en"}


def write_linked(source: Source, path: Path, form: Literal["json-ld", "turtle"]) -> None:
    part = path.with_name(f".{path.name}.part")
    graph = _graph(source)
    if form == "turtle":
        text = graph.serialize(format="turtle")
    else:
        text = _sorted_json(graph.serialize(format="json-ld", auto_compact=True))
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _sorted_json(text: str) -> str:
    """JSON-LD in a fixed order: rdflib writes a graph's subjects as a set gives them."""
    import json

    found = json.loads(text)
    for values in (node for node in found["@graph"]):
        for name, several in values.items():
            if isinstance(several, list):
                values[name] = sorted(
                    several, key=lambda v: json.dumps(v, sort_keys=True, ensure_ascii=False)
                )
    found["@graph"].sort(key=lambda node: node["@id"])
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class _Words:
    """A graph to be filled, and the vocabularies it is written in."""

    def __init__(self) -> None:
        from rdflib import Graph, Namespace

        self.graph = Graph()
        self.schema = Namespace("https://schema.org/")
        self.prov = Namespace("http://www.w3.org/ns/prov#")
        self.oa = Namespace("http://www.w3.org/ns/oa#")
        self.ours = Namespace(BASE)
        for prefix in ("schema", "prov", "oa"):
            self.graph.bind(prefix, getattr(self, prefix), override=True)
        self.graph.bind("yc", self.ours)

    def say(self, subject: URIRef, **words: Any) -> None:
        """Add `schema:word value` for each value that there is; a string becomes a literal."""
        from rdflib import Literal, URIRef

        for word, found in words.items():
            if found is not None and found != "":
                value = found if isinstance(found, Literal | URIRef) else Literal(found)
                self.graph.add((subject, self.schema[word], value))

    def is_a(self, subject: URIRef, *kinds: URIRef) -> None:
        from rdflib import RDF

        for kind in kinds:
            self.graph.add((subject, RDF.type, kind))


def _graph(source: Source) -> Graph:
    from rdflib import Literal

    words = _Words()
    dataset = words.ours["registry"]
    words.is_a(dataset, words.schema.Dataset)
    words.say(dataset, version=Literal(source.publication), abstract=f"names: {source.naming.title}")
    for credit in credits():
        words.say(dataset, creditText=f"{credit.source}: {credit.what}. {credit.licence}")
    add_row = {"place": _place, "tie": _tie, "event": _event, "evidence": _evidence}
    for table, add in add_row.items():
        for row in source.rows(table):
            add(words, dict(zip(COLUMNS[table], row, strict=True)))
    return words.graph


def _place(words: _Words, place: dict[str, Any]) -> None:
    from rdflib import RDFS, Literal, URIRef

    node = words.ours[place["id"]]
    words.is_a(node, words.schema.AdministrativeArea)
    words.graph.add((node, RDFS.label, Literal(place["name"])))
    for name, language in _LANGUAGE.items():
        if place[name]:
            words.say(node, name=Literal(place[name], lang=language))
    words.say(
        node,
        addressCountry=place["country"],
        containedInPlace=words.ours[place["parent"]] if place["parent"] else None,
    )
    if place["geonames_id"]:
        words.say(node, sameAs=URIRef(f"https://sws.geonames.org/{place['geonames_id']}/"))
    if place["wikidata"]:
        words.say(node, sameAs=URIRef(f"http://www.wikidata.org/entity/{place['wikidata']}"))
    for code in ("iso_3166_2", "gbt_2260"):
        if place[code]:
            words.say(node, identifier=f"{code}:{place[code]}")


def _tie(words: _Words, tie: dict[str, Any]) -> None:
    node = words.ours[tie["id"]]
    words.is_a(node, words.schema.Role, words.prov.Entity)
    words.say(
        node,
        roleName=tie["relation"],
        creativeWorkStatus=tie["status"],
        startDate=tie["since"],
        endDate=tie["until"],
    )
    for side in ("a", "b"):
        words.say(node, about=words.ours[tie[side]])
    if tie["upgraded_to"]:
        words.graph.add((words.ours[tie["upgraded_to"]], words.prov.wasRevisionOf, node))


def _event(words: _Words, event: dict[str, Any]) -> None:
    node = words.ours[f"{event['tie']}/{event['kind']}/{event['date']}"]
    words.is_a(node, words.schema.Event)
    by_place = words.ours[event["by_place"]] if event["by_place"] else None
    words.say(
        node, about=words.ours[event["tie"]], name=event["kind"], startDate=event["date"], organizer=by_place
    )


def _evidence(words: _Words, said: dict[str, Any]) -> None:
    """A Web Annotation: its body the tie, its target characters of the document."""
    from rdflib import Literal, URIRef

    oa, graph = words.oa, words.graph
    own = f"{said['record']}/{said['ordinal']}"
    note, target, where = (words.ours[own + part] for part in ("", "/target", "/position"))
    document = URIRef(f"urn:{said['doc_id']}")
    tie = words.ours[said["tie"]]
    graph.add((tie, words.prov.wasDerivedFrom, document))
    words.is_a(document, words.prov.Entity)
    words.say(document, url=said["source"], datePublished=said["published"])
    words.is_a(note, oa.Annotation)
    words.is_a(where, oa.TextPositionSelector)
    for triple in (
        (note, oa.hasBody, tie),
        (note, oa.hasTarget, target),
        (target, oa.hasSource, document),
        (target, oa.hasSelector, where),
        (where, oa.start, Literal(said["first"])),
        (where, oa.end, Literal(said["past"])),
    ):
        graph.add(triple)
    if said["quote"]:
        quote = words.ours[own + "/quote"]
        words.is_a(quote, oa.TextQuoteSelector)
        graph.add((target, oa.hasSelector, quote))
        graph.add((quote, oa.exact, Literal(said["quote"], lang=said["lang"])))
