"""What one document may cost: what costs more is rejected in bounded time, and the run goes on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from extract.engines.limits import Limits, TooSlow, deadline
from extract.engines.run import Settings, run

TIE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有{}对友好城市。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty short releases, and in their midst one that takes some seconds."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(TIE.format(number), encoding="utf-8")
    (folder / "07_long.txt").write_text("运城市与奈良市结为友好城市，" * 200_000, encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_takes_too_long(workers: int, folder: Path, tmp_path: Path) -> None:
    limits = Limits(seconds=3.0)
    summary = run([str(folder)], tmp_path / "out", Settings(workers=workers, limits=limits))
    assert summary.errors == {"too_slow": 1}
    assert summary.sums["processed"] == 20
    (reject,) = (tmp_path / "out" / "rejects.jsonl").read_text("utf-8").splitlines()
    assert "07_long.txt" in reject and "not done after 3 seconds" in reject


def test_a_document_that_is_too_large(folder: Path, tmp_path: Path) -> None:
    limits = Limits(bytes=100_000)
    summary = run([str(folder)], tmp_path / "out", Settings(limits=limits))
    assert summary.errors == {"too_large": 1}
    assert summary.sums["processed"] == 20


def test_a_deadline_is_for_its_block_only() -> None:
    with pytest.raises(TooSlow), deadline(0.05):
        while True:
            pass
    with deadline(0.05):
        pass
    began = time.process_time()
    while time.process_time() < began + 0.2:
        pass
