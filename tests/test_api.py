"""The public interface in Python."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import extract

TEXT = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。\n"


def test_load_gives_a_pipeline_on_the_untouched_text() -> None:
    nlp = extract.load()
    text = "運城市，\u3000２０２４年\r\n友城 \n"
    assert nlp(text).text == text
    assert extract.load() is nlp


def test_process_takes_a_text_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    of_text, of_file = extract.process(TEXT), extract.process(path)
    assert of_file.documents[0].uri == str(path)
    assert [p.id for p in of_file.pairs] == [p.id for p in of_text.pairs]
    assert [d.id for d in of_file.dates] == [d.id for d in of_text.dates]


def test_process_takes_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    found = extract.process(tmp_path)
    assert [d.uris for d in found.documents] == [["a.txt", "b.txt"]]


def test_process_of_nothing_is_no_error() -> None:
    found = extract.process("")
    assert found.documents[0].chars == 0 and not found.rejects


def test_a_text_that_looks_like_a_path_is_a_text() -> None:
    assert extract.process("/etc/passwd").documents[0].chars == 11


def test_half_a_surrogate_pair_is_replaced() -> None:
    found = extract.process("友城\ud800友城")
    assert not found.rejects and found.documents[0].chars == 5


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        extract.process(tmp_path / "missing.txt")


def test_published_must_be_a_day() -> None:
    with pytest.raises(ValueError):
        extract.process(TEXT, published="last Tuesday")


def test_dates_and_counts_alone() -> None:
    text = "去年5月，运城市有24对友好城市。"
    assert [d.value for d in extract.dates(text, published="2024-03-07")] == ["2023-05"]
    assert [(c.value, c.text) for c in extract.counts(text)] == [(24, "24对")]


def test_the_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(extract).failed == 0
