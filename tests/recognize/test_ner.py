"""The statistical recogniser: trained in the test, loaded by its folder, asked where a slot is open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy

from extract.engines.run import Settings, run
from extract.pipeline import build
from extract.recognize.ner import choose, recogniser
from extract.recognize.train_ner import train


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ner") / "zh"
    said: list[str] = []
    score = train("zh", folder, 500, 8, said.append)
    assert len(said) == 8
    assert score > 0.5
    return folder


def test_it_is_small(model: Path) -> None:
    assert sum(file.stat().st_size for file in model.rglob("*") if file.is_file()) < 8_000_000


def test_it_fills_what_the_rules_leave_open(model: Path) -> None:
    text = "芜湖市与尼古拉耶夫斯基诺结为友好城市。"
    open_, asked = (
        [m for m in nlp(text)._.places if m.kind == "division"] for nlp in (build(), build(ner=str(model)))
    )
    assert {m.name for m in open_} <= {m.name for m in asked}
    assert all("ner" in m.rules for m in asked if m.name not in {o.name for o in open_})


def test_a_sentence_without_a_tie_is_not_asked(model: Path) -> None:
    nlp = build(ner=str(model))
    assert [m.name for m in nlp("克尔韦德和布伦托沃下了一场雪。")._.places] == [
        m.name for m in build()("克尔韦德和布伦托沃下了一场雪。")._.places
    ]


def test_a_run_says_which_model_it_used(model: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("芜湖市与日本高知市结为友好城市。", encoding="utf-8")
    run([str(tmp_path / "a.txt")], tmp_path / "out", Settings(ner=str(model)))
    choose(None)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["settings"]["ner"] == str(model)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportError, match="no spaCy model"):
        recogniser(str(tmp_path / "none"))
    spacy.blank("zh").to_disk(tmp_path / "blank")
    with pytest.raises(ImportError, match="has no `ner`"):
        recogniser(str(tmp_path / "blank"))


def test_a_language_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only for"):
        train("fr", tmp_path, 1, 1, print)
