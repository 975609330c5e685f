"""A run that is killed: what was there stays, and the next run is as if nothing had happened."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from extract.engines.run import Settings, run

ZH = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有{}对友好城市。\n"


def content(run_dir: Path) -> dict[str, bytes]:
    files = (p for p in run_dir.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(run_dir).as_posix(): p.read_bytes() for p in files}


def test_kill_in_the_middle_of_a_run(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(1500):
        (folder / f"{number:04}.txt").write_text(ZH.format(number), encoding="utf-8")
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "a.txt").write_text(ZH.format(7), encoding="utf-8")
    run([str(tmp_path / "small")], out, Settings())
    before = content(out)

    command = [sys.executable, "-m", "extract.cli", "run", str(folder), "--out", str(out), "--quiet"]
    process = subprocess.Popen(command)
    part = out / ".documents.jsonl.part"
    while process.poll() is None and not (part.exists() and len(list((out / "texts").iterdir())) > 20):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL

    after = content(out)
    assert before.items() <= after.items()
    assert not [name for name in after.keys() - before.keys() if not name.startswith(("texts/", "."))]

    run([str(tmp_path / "small")], out, Settings())
    assert content(out) == before
