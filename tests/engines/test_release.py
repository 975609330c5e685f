"""Assertions of a release: a run that does not keep to them leaves the last good one in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app

TIE = "2024年3月{}日，山西省运城市与韩国义王市结为友好城市。\n"


def run(tmp_path: Path) -> Result:
    words = ["run", tmp_path / "in", "--out", tmp_path / "out", "--config", tmp_path / "youcheng.toml"]
    return CliRunner().invoke(app, [str(word) for word in words])


def content(out: Path) -> dict[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and ".work" not in p.parts)
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Four documents of two sites, run without assertions."""
    for name in ("one/1", "one/2", "one/3", "two/4"):
        path = tmp_path / "in" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TIE.format(name[-1]), encoding="utf-8")
    path = tmp_path / "youcheng.toml"
    path.write_text("")
    assert run(tmp_path).exit_code == 0
    return path


@pytest.mark.parametrize(
    ("assertion", "said"),
    [
        ("[release.pairs]\nmin = 4", "fewer than 4"),
        ("[release.documents]\nmax = 2", "more than 2"),
        ("[release.pairs]\nmax_drop = 0.2", "a drop of more than 20.0%"),
        ("[release]\nmax_silent = 0", "1 sites silent, more than 0: two"),
        ("[release]\nmax_rejects = 0.2", "1 of 4 inputs rejected"),
    ],
)
def test_one_that_fails_keeps_the_last_output(assertion: str, said: str, config: Path) -> None:
    folder = config.parent
    before = content(folder / "out")
    (folder / "in" / "two" / "4.txt").unlink()
    (folder / "in" / "one" / "bad.txt").write_bytes(b"\x00\xff\xfe\xfd\x81\x00\xff")
    config.write_text(assertion)
    result = run(folder)
    assert result.exit_code == 1
    assert said in result.stderr
    assert content(folder / "out") == before


def test_one_that_holds_lets_the_run_through(config: Path) -> None:
    config.write_text(
        "[release]\nmax_rejects = 0.01\nmax_silent = 0\n[release.pairs]\nmin = 4\nmax = 4\nmax_drop = 0.0\n"
    )
    assert run(config.parent).exit_code == 0


@pytest.mark.parametrize("wrong", ["[release]\nmax_reject = 1", "[release.pairs]\nmin = 'x'", "not toml"])
def test_a_wrong_config_is_bad_use(wrong: str, config: Path) -> None:
    config.write_text(wrong)
    assert run(config.parent).exit_code == 2
