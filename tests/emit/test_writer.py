"""A run's folder: whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.emit.folder import OutputError, check, is_run
from extract.emit.writer import RunWriter, finish_commit
from extract.records import KINDS, DocumentRecord

MANIFEST = {"tool": "youcheng"}
DOC = "sha256:" + "ab" * 32


def as_it_is(_: DocumentRecord) -> bool:
    return False


def commit(writer: RunWriter) -> None:
    writer.commit(MANIFEST, {}, as_it_is, lambda name: name.startswith("ab"))


def write_run(out: Path, line: bytes = b"{}\n", text: bytes = b"x") -> None:
    with RunWriter(out) as writer:
        writer.write("pairs", line)
        writer.keep_text(DOC, text)
        commit(writer)


def content(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def test_a_committed_run_has_every_file_and_no_parts(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "run"
    write_run(out)
    names = {p.name for p in out.iterdir()}
    assert names == {f"{kind}.jsonl" for kind in KINDS} | {"manifest.json", "timing.json", "texts"}
    assert (out / "pairs.jsonl").read_bytes() == b"{}\n"
    assert [p.name for p in (out / "texts").iterdir()] == ["ab" * 32 + ".txt"]


def test_a_run_that_breaks_off_leaves_the_former_one_whole(tmp_path: Path) -> None:
    write_run(tmp_path)
    before = content(tmp_path)
    with pytest.raises(RuntimeError), RunWriter(tmp_path) as writer:
        writer.write("pairs", b"half a line")
        writer.keep_text(DOC, b"another text")
        raise RuntimeError
    assert content(tmp_path) == before


def test_a_killed_run_is_known_as_ours(tmp_path: Path) -> None:
    RunWriter(tmp_path).write("pairs", b"{}\n")
    assert is_run(tmp_path) and not (tmp_path / "manifest.json").exists()
    write_run(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest.pop("files").keys() == {f"{kind}.jsonl" for kind in KINDS}
    assert manifest == MANIFEST


def test_texts_that_nothing_refers_to_go(tmp_path: Path) -> None:
    write_run(tmp_path)
    (tmp_path / "texts" / "cd.txt").write_text("of a former run")
    with RunWriter(tmp_path) as writer:
        commit(writer)
    assert [p.name for p in (tmp_path / "texts").iterdir()] == ["ab" * 32 + ".txt"]


class Stop(Exception):
    pass


def test_a_commit_broken_off_anywhere_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop at the first, second … rename and at the first, second … removal; then open the folder again."""
    write_run(tmp_path / "whole", b'{"new": 1}\n', b"new")
    expected = content(tmp_path / "whole")
    for name in ("replace", "unlink"):
        step = 0
        while True:
            out = tmp_path / f"{name}{step}"
            write_run(out)
            left = step
            original = getattr(Path, name)

            def counted(self: Path, *args: object, original: object = original, **kw: object) -> object:
                nonlocal left
                if self.suffix != ".2":  # documents.jsonl is completed before the commit begins
                    left -= 1
                    if left < 0:
                        raise Stop
                return original(self, *args, **kw)  # type: ignore[operator]

            writer = RunWriter(out)
            writer.write("pairs", b'{"new": 1}\n')
            writer.keep_text(DOC, b"new")
            with monkeypatch.context() as patch:
                patch.setattr(Path, name, counted)
                try:
                    commit(writer)
                    done = True
                except Stop:
                    done = False
            finish_commit(out)
            assert content(out) == expected
            if done:
                break
            step += 1
        assert step > 0


def test_a_strangers_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("all I have")
    with pytest.raises(OutputError, match="no run of youcheng"):
        check(tmp_path)
    (tmp_path / "manifest.json").write_text('{"tool": "another"}')
    with pytest.raises(OutputError):
        check(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is no folder"):
        check(tmp_path / "out")
    with pytest.raises(OutputError):
        check(tmp_path / "out" / "deeper")
