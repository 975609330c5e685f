"""`youcheng align` writes what it finds in three formats."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer
from typer.testing import CliRunner

from extract.align.cli import align_command

ZH = "两市结为友好城市。市长出席了签字仪式。"
EN = "The two cities became sister cities. The mayor attended the signing ceremony & spoke."

app = typer.Typer()
app.command()(align_command)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    zh, en = tmp_path / "x.zh.txt", tmp_path / "x.en.txt"
    zh.write_text(ZH, encoding="utf-8")
    en.write_text(EN, encoding="utf-8")
    return str(zh), str(en)


def test_tsv(files: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, [*files])
    assert result.exit_code == 0
    lines = [line.split("\t") for line in result.output.splitlines()]
    assert [line[:2] for line in lines[1:]] == [
        ["两市结为友好城市。", "The two cities became sister cities."],
        ["市长出席了签字仪式。", "The mayor attended the signing ceremony & spoke."],
    ]


def test_jsonl_has_offsets(files: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, [*files, "-f", "jsonl"])
    for line in result.output.splitlines():
        record = json.loads(line)
        assert all(ZH[s["start"] : s["end"]] == s["text"] for s in record["zh"])
        assert all(EN[s["start"] : s["end"]] == s["text"] for s in record["en"])


def test_tmx_is_xml(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.tmx"
    assert CliRunner().invoke(app, [*files, "-f", "tmx", "-o", str(out)]).exit_code == 0
    units = ElementTree.parse(out).getroot().findall("body/tu")
    assert len(units) == 2
    assert [seg.text for seg in units[1].iter("seg")] == [
        "市长出席了签字仪式。",
        "The mayor attended the signing ceremony & spoke.",
    ]
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_one_mixed_file(tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.txt"
    mixed.write_text(f"{ZH}\n\n{EN}\n", encoding="utf-8")
    result = CliRunner().invoke(app, [str(mixed)])
    assert len(result.output.splitlines()) == 3


def test_missing_file() -> None:
    assert CliRunner().invoke(app, ["no-such-file.txt"]).exit_code == 2
