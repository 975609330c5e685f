"""What is exported, read by the tools it is for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import rdflib
import regex
import spacy
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus
from typer.testing import CliRunner

from extract.cli import app
from extract.emit.reader import Run
from extract.review.judgement import RELATIONS

runner = CliRunner()
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")


def invoke(*arguments: object, code: int = 0) -> str:
    result = runner.invoke(app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_label_studio_gets_tasks_whose_offsets_quote_and_an_interface_for_them(
    party_run: Path, tmp_path: Path
) -> None:
    invoke("export", "labelstudio", party_run, "-o", tmp_path)
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert len(tasks) == 2
    interface = ElementTree.fromstring((tmp_path / "labeling.xml").read_text(encoding="utf-8"))
    labels = {label.get("value") for label in interface.iter("Label")}
    assert {relation.get("value") for relation in interface.iter("Relation")} == set(RELATIONS)
    names = {element.get("name") for element in interface.iter() if element.get("name")}
    quoted = set()
    for task in tasks:
        result, text = task["predictions"][0]["result"], task["data"]["text"]
        regions = {each["id"]: each for each in result if each["type"] == "labels"}
        for region in regions.values():
            value = region["value"]
            assert text[value["start"] : value["end"]] == value["text"] != ""
            assert set(value["labels"]) <= labels and {region["from_name"], region["to_name"]} <= names
            quoted.add(value["text"])
        for each in result:
            if each["type"] == "relation":
                assert {each["from_id"], each["to_id"]} <= regions.keys() and each["labels"][0] in RELATIONS
    assert {"义王市", "1979年5月2日", "24对", "高知市"} <= quoted


def test_the_label_studio_sdk_takes_the_interface_and_the_predictions(
    party_run: Path, tmp_path: Path
) -> None:
    """Where `label-studio-sdk` is installed, which the project does not ask for."""
    interface = pytest.importorskip("label_studio_sdk.label_interface")
    invoke("export", "labelstudio", party_run, "-o", tmp_path)
    checked = interface.LabelInterface((tmp_path / "labeling.xml").read_text(encoding="utf-8"))
    for task in json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8")):
        assert checked.validate_prediction(task["predictions"][0], return_errors=True) == []


@pytest.mark.parametrize("unit", ["utf-16", "graphemes", "code-points"])
def test_doccano_gets_offsets_as_it_counts(unit: str, party_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    invoke("export", "doccano", party_run, "-o", out, "--offsets", unit)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    line = next(line for line in lines if line["uri"].startswith("party"))
    first = line["entities"][line["relations"][0]["from_id"]]
    assert line["offsets"] == unit
    assert "".join(_cut(line["text"], unit)[first["start_offset"] : first["end_offset"]]) == "运城市"


def test_a_unit_that_there_is_not_is_told(party_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert "one of" in invoke("export", "doccano", party_run, "-o", out, "--offsets", "bytes", code=2)


def _cut(text: str, unit: str) -> list[str]:
    """The text as somebody who counts so sees it."""
    if unit == "graphemes":
        return list(regex.findall(r"\X", text))
    if unit == "code-points":
        return list(text)
    data = text.encode("utf-16-le")
    units = [data[at : at + 2] for at in range(0, len(data), 2)]
    return [unit.decode("utf-16-le", "surrogatepass") for unit in units]


@pytest.fixture
def rel() -> None:
    if not Doc.has_extension("rel"):
        Doc.set_extension("rel", default={})


def test_spacy_reads_the_docbin_and_every_mark_is_a_span(party_run: Path, tmp_path: Path, rel: None) -> None:
    invoke("export", "spacy", party_run, "-o", tmp_path / "run.spacy")
    docs = list(DocBin().from_disk(tmp_path / "run.spacy").get_docs(spacy.blank("xx").vocab))
    run = Run(party_run)
    texts = {record["doc_id"]: run.text(record["doc_id"]) for record in run.lines("documents")}
    assert {doc.user_data["doc_id"]: doc.text for doc in docs} == texts
    for kind, label in (("places", "PLACE"), ("dates", "DATE"), ("counts", "COUNT")):
        found = [
            (doc.user_data["doc_id"], span.start_char, span.end_char)
            for doc in docs for span in doc.spans["sc"] if span.label_ == label
        ]  # fmt: skip
        assert sorted(found) == sorted((r["doc_id"], r["start"], r["end"]) for r in run.lines(kind))
    ties = {(doc[a].idx, doc[b].idx, *labels) for doc in docs for (a, b), labels in doc._.rel.items()}
    assert ties == {(p["a"]["start"], p["b"]["start"], p["relation"]) for p in run.lines("pairs")}
    assert all(doc.ents for doc in docs)


def test_a_model_can_be_trained_on_the_docbin(party_run: Path, tmp_path: Path, rel: None) -> None:
    invoke("export", "spacy", party_run, "-o", tmp_path / "train.spacy")
    nlp = spacy.blank("zh")
    nlp.add_pipe("spancat", config={"spans_key": "sc"})
    examples = list(Corpus(tmp_path / "train.spacy")(nlp))
    nlp.initialize(lambda: examples)
    losses: dict[str, float] = {}
    nlp.update(examples, losses=losses)
    assert losses["spancat"] > 0
    assert set(nlp.pipe_labels["spancat"]) == {"PLACE", "DATE", "COUNT"}


# What http://www.w3.org/ns/anno.jsonld says of the terms we use, for a reader without a network.
_TERMS: dict[str, Any] = {
    "@vocab": str(OA), "id": "@id", "type": "@type", "items": {"@id": "as:items", "@container": "@list"},
    "as": "http://www.w3.org/ns/activitystreams#", "dcterms": "http://purl.org/dc/terms/", "oa": str(OA),
    "rdf": str(rdflib.RDF), "AnnotationPage": "as:OrderedCollectionPage", "Software": "as:Application",
    "Text": "http://purl.org/dc/dcmitype/Text", "name": "http://xmlns.com/foaf/0.1/name",
    "body": {"@id": "oa:hasBody", "@type": "@id"}, "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"}, "scope": {"@id": "oa:hasScope", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"}, "value": "rdf:value",
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "format": "dcterms:format", "language": "dcterms:language",
    "generator": {"@id": "as:generator", "@type": "@id"},
}  # fmt: skip


def test_a_json_ld_reader_finds_the_words_by_position_and_by_quotation(
    party_run: Path, tmp_path: Path
) -> None:
    out = tmp_path / "annotations.jsonld"
    invoke("export", "webannotation", party_run, "-o", out)
    page = json.loads(out.read_text(encoding="utf-8"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    graph = rdflib.Graph().parse(data=json.dumps(page | {"@context": _TERMS}), format="json-ld")
    run = Run(party_run)
    texts = {
        f"urn:sha256:{d['text_sha256'].removeprefix('sha256:')}": run.text(d["doc_id"])
        for d in run.lines("documents")
    }
    annotations = set(graph.subjects(rdflib.RDF.type, OA.Annotation))
    kinds = ("places", "dates", "counts", "pairs")
    assert len(annotations) == sum(1 for kind in kinds for _ in run.lines(kind))
    targets = list(graph.objects(None, OA.hasTarget))
    assert len(targets) >= len(annotations)
    for target in targets:
        text = texts[str(graph.value(target, OA.hasSource))]
        selectors = {graph.value(s, rdflib.RDF.type): s for s in graph.objects(target, OA.hasSelector)}
        position, quote = selectors[OA.TextPositionSelector], selectors[OA.TextQuoteSelector]
        start, end = (int(str(graph.value(position, each))) for each in (OA.start, OA.end))
        told = [str(graph.value(quote, each)) for each in (OA.prefix, OA.exact, OA.suffix)]
        assert told[1] == text[start:end] and "".join(told) in text
    uiwang = rdflib.URIRef("https://sws.geonames.org/6573901/")
    assert any(graph.subjects(OA.hasSource, uiwang))


@pytest.mark.parametrize("form", ["labelstudio", "doccano", "spacy", "webannotation", "gold"])
def test_a_folder_that_is_no_run_is_told_and_nothing_written(form: str, tmp_path: Path) -> None:
    invoke("export", form, tmp_path, "-o", tmp_path / "out", code=2)
    assert not (tmp_path / "out").exists()
