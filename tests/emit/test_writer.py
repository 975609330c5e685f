"""A run's folder: whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.emit.writer import OutputError, RunWriter, check, is_run
from extract.records import KINDS

MANIFEST = {"tool": "youcheng"}
DOC = "sha256:" + "ab" * 32


def write_run(out: Path, line: bytes = b"{}\n", text: bytes = b"x") -> None:
    with RunWriter(out) as writer:
        writer.write("pairs", line)
        writer.keep_text(DOC, text)
        writer.commit(MANIFEST, {})


def test_a_committed_run_has_every_file_and_no_parts(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "run"
    write_run(out)
    names = {p.name for p in out.iterdir()}
    assert names == {f"{kind}.jsonl" for kind in KINDS} | {"manifest.json", "timing.json", "texts"}
    assert (out / "pairs.jsonl").read_bytes() == b"{}\n"
    assert [p.name for p in (out / "texts").iterdir()] == ["ab" * 32 + ".txt"]


def test_a_run_that_breaks_off_leaves_the_former_one_whole(tmp_path: Path) -> None:
    write_run(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with pytest.raises(RuntimeError), RunWriter(tmp_path) as writer:
        writer.write("pairs", b"half a line")
        raise RuntimeError
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_a_killed_run_is_known_as_ours(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path)
    writer.write("pairs", b"{}\n")
    assert is_run(tmp_path) and not (tmp_path / "manifest.json").exists()
    write_run(tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text()) == MANIFEST


def test_texts_of_a_former_run_go_when_the_next_is_done(tmp_path: Path) -> None:
    write_run(tmp_path)
    with RunWriter(tmp_path) as writer:
        writer.commit(MANIFEST, {})
    assert not list((tmp_path / "texts").iterdir())


def test_fresh_removes_the_former_run_first(tmp_path: Path) -> None:
    write_run(tmp_path)
    with RunWriter(tmp_path, fresh=True):
        assert not (tmp_path / "manifest.json").exists()


def test_a_strangers_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("all I have")
    with pytest.raises(OutputError, match="no run of youcheng"):
        check(tmp_path)
    (tmp_path / "manifest.json").write_text('{"tool": "another"}')
    with pytest.raises(OutputError):
        RunWriter(tmp_path)
    assert (tmp_path / "thesis.doc").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is no folder"):
        check(tmp_path / "out")
    with pytest.raises(OutputError):
        check(tmp_path / "out" / "deeper")


def test_further_places_of_a_document_are_added_to_its_line(tmp_path: Path) -> None:
    import msgspec

    from extract.records import DocumentRecord, Encoding

    record = DocumentRecord(
        doc_id=DOC,
        text_sha256=DOC,
        uri="a",
        uris=["a"],
        source_id="a",
        media_type="text/plain",
        encoding=Encoding(name="utf-8", basis="strict"),
    )
    with RunWriter(tmp_path) as writer:
        writer.write("documents", msgspec.json.encode(record) + b"\n")
        writer.also_at(DOC, "b")
        writer.commit(MANIFEST, {})
    (line,) = (tmp_path / "documents.jsonl").read_text().splitlines()
    assert json.loads(line)["uris"] == ["a", "b"]
