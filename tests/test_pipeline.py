"""The pipeline as a spaCy pipeline."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy

import extract
from extract import pipeline
from extract.document import Document
from extract.engines.single import process_document
from extract.rules import RuleError

TEXTS = [
    "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有5对友好城市。\n",
    "In May 1985 Houston and Perth signed a sister city agreement.\n",
    "",
]


def facts(doc: spacy.tokens.Doc) -> list[object]:
    return [list(doc._.get(name)) for name in ("sentences", "places", "dates", "counts", "pairs")]


def test_stages_are_in_the_pipeline_in_order() -> None:
    assert extract.load().pipe_names == [stage.name for stage in pipeline.STAGES]


def test_stages_find_what_they_require() -> None:
    analysis = extract.load().analyze_pipes()
    assert not {name: lacking for name, lacking in analysis["problems"].items() if lacking}


def test_every_stage_is_an_entry_point() -> None:
    registered = {e.name: e.value.split(":")[0] for e in entry_points(group="spacy_factories")}
    assert {stage.name: stage.module for stage in pipeline.STAGES}.items() <= registered.items()


def test_pipe_gives_the_same_as_one_by_one() -> None:
    nlp = extract.load()
    with nlp.memory_zone():
        assert [facts(doc) for doc in nlp.pipe(TEXTS)] == [facts(nlp(text)) for text in TEXTS]


def test_disk_and_back(tmp_path: Path) -> None:
    nlp = extract.load()
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert again.pipe_names == nlp.pipe_names
    for text in TEXTS:
        assert facts(again(text)) == facts(nlp(text))


def test_a_failing_stage_is_named() -> None:
    nlp = pipeline.build()

    @spacy.Language.component("breaks")
    def breaks(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        raise KeyError("inside")

    nlp.add_pipe("breaks")
    with pytest.raises(pipeline.StageError) as raised:
        pipeline.analyse(nlp, Document.of_text("text"))
    assert raised.value.stage == "breaks"
    assert isinstance(raised.value.__cause__, KeyError)


def test_unusable_rules_end_the_run_and_not_a_document() -> None:
    nlp = pipeline.build()

    @spacy.Language.component("has_bad_rules")
    def has_bad_rules(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
        raise RuleError(Path("rules/x.yaml"), 3, "unknown key")

    nlp.add_pipe("has_bad_rules")
    with pytest.raises(RuleError, match=r"x\.yaml:3"):
        process_document(nlp, Document.of_text("text"))


def test_a_run_leaves_nothing_in_the_shared_vocabulary() -> None:
    """Not even in a memory zone, which leaves a place in the tables for each word that it forgets."""
    nlp = pipeline.load()
    process_document(nlp, Document.of_text("运城市与韩国义王市结为友好城市。"))
    before = (len(nlp.vocab), len(nlp.vocab.strings))
    for number in range(3):
        process_document(nlp, Document.of_text(f"目前运城市有{number + 2}对友好城市，最新的是义王市。"))
    assert (len(nlp.vocab), len(nlp.vocab.strings)) == before
