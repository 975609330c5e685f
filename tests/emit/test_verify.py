"""The proof of a run finds whatever was changed in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.emit.folder import drop_texts
from extract.emit.verify import verify
from extract.engines.run import Settings, run

TEXTS = {
    "a": "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有5对友好城市。\n",
    "b": "In May 1985 Houston and Perth signed a sister city agreement. Houston has 19 sister cities.\n",
    "c": "In May 1985 Houston and Perth signed a sister city agreement. Houston has 19 sister cities.\n",
}


def youcheng(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\xff\xfe\xfd\x81\x00\xff")
    run([str(folder)], tmp_path / "out", Settings())
    return tmp_path / "out"


def problems(out: Path) -> list[str]:
    return [f"{problem.where}: {problem.what}" for problem in verify(out)]


def test_a_run_holds(out: Path) -> None:
    assert problems(out) == []
    assert youcheng("verify", out).exit_code == 0


@pytest.mark.parametrize(
    ("name", "was", "is_", "where"),
    [
        ("pairs.jsonl", '"start":', '"start":1', "pairs.jsonl:1"),
        ("counts.jsonl", '"text":"5对"', '"text":"6对"', "counts.jsonl:1"),
        ("counts.jsonl", '"value":5', '"value": 5', "counts.jsonl:1"),
        ("pairs.jsonl", '"fact_key":"', '"fact_key":"0', "pairs.jsonl:1"),
        ("dates.jsonl", '"id":"', '"id":"0', "dates.jsonl:1"),
        ("dates.jsonl", "\n", "", "dates.jsonl"),
        ("counts.jsonl", '"value":5', '"value":6', "counts.jsonl"),
        ("documents.jsonl", '"chars":', '"chars":1', "documents.jsonl:1"),
        ("documents.jsonl", '"duplicate_of":"sha256:', '"duplicate_of":"sha256:0', "documents.jsonl"),
        ("rejects.jsonl", "{", "{{", "rejects.jsonl:1"),
        ("manifest.json", '"rejected": 1', '"rejected": 0', "manifest.json"),
        ("manifest.json", '"pairs": 2', '"pairs": 3', "manifest.json"),
    ],
)
def test_a_change_is_found_and_its_place_said(name: str, was: str, is_: str, where: str, out: Path) -> None:
    content = (out / name).read_text("utf-8")
    assert was in content
    (out / name).write_text(content.replace(was, is_, 1), "utf-8")
    found = problems(out)
    assert any(problem.startswith(where) for problem in found), found
    result = youcheng("verify", out, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout.splitlines()[0]).keys() == {"where", "what"}


def test_a_changed_or_missing_text_is_found(out: Path) -> None:
    first, second = sorted((out / "texts").iterdir())
    first.write_text(first.read_text("utf-8") + " ", "utf-8")
    second.unlink()
    found = problems(out)
    assert [problem.split(":")[0] for problem in found if "texts/" in problem][:2]
    assert any("hash" in problem for problem in found) and any("is missing" in problem for problem in found)


def test_purged_texts_leave_a_run_that_still_holds(out: Path) -> None:
    assert youcheng("purge", out, "--texts", "--older-than", "1d").stdout.startswith("0 texts")
    assert drop_texts(out, before=9e9) == 2
    assert problems(out) == []
    dates = (out / "dates.jsonl").read_text("utf-8")
    (out / "dates.jsonl").write_text(dates.replace('"start":0', '"start":1', 1), "utf-8")
    assert problems(out) != []


def test_a_run_over_purged_texts_does_nothing_again(out: Path) -> None:
    drop_texts(out, before=9e9)
    assert run([str(out.parent / "in")], out, Settings()).worked == 0
    assert problems(out) == []


def test_bad_use(tmp_path: Path, out: Path) -> None:
    assert youcheng("verify", tmp_path / "nowhere").exit_code == 2
    assert youcheng("purge", out, "--older-than", "1d").exit_code == 2
    assert youcheng("purge", out, "--texts", "--older-than", "soon").exit_code == 2
