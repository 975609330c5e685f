"""Which facts came, went and changed, between runs and between versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app
from extract.engines.run import Settings, run

OLD = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有5对友好城市。\n"
NEW = "2024年3月2日，山西省运城市与韩国义王市结为友好城市。运城市与日本奈良市结为友好城市。\n"


def youcheng(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("old", OLD), ("new", NEW)):
        (folder / "a.txt").write_text(text, encoding="utf-8")
        run([str(folder)], tmp_path / name, Settings())
        run([str(folder)], tmp_path / "both", Settings())
    return tmp_path / "old", tmp_path / "new"


def changes(result: Result) -> list[tuple[str, str]]:
    return [(c["change"], c["kind"]) for c in map(json.loads, result.stdout.splitlines())]


EXPECTED = [("went", "counts"), ("came", "pairs"), ("changed", "pairs")]


def test_two_runs(runs: tuple[Path, Path]) -> None:
    result = youcheng("diff", *runs, "--json")
    assert result.exit_code == 1
    assert sorted(changes(result)) == sorted(EXPECTED)
    changed = next(c for c in map(json.loads, result.stdout.splitlines()) if c["change"] == "changed")
    assert changed["source_id"] == "a.txt"
    assert "2024-03-01" in changed["old"][0] and "2024-03-02" in changed["new"][0]


def test_versions_of_one_run(runs: tuple[Path, Path]) -> None:
    result = youcheng("diff", runs[0].parent / "both", "--json")
    assert result.exit_code == 1
    assert sorted(changes(result)) == sorted(EXPECTED)


def test_no_difference_is_exit_0(runs: tuple[Path, Path]) -> None:
    assert youcheng("diff", runs[0], runs[0]).exit_code == 0
    assert youcheng("diff", runs[0]).exit_code == 0


def test_the_table_names_the_places(runs: tuple[Path, Path]) -> None:
    result = youcheng("diff", *runs)
    assert "Nara" in result.stdout and "1 came" in result.stdout
    assert youcheng("diff", runs[0].parent / "nowhere").exit_code == 2
