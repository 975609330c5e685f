"""A run that is broken off: what was there stays, and the next run ends as if nothing had happened."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from extract.emit.verify import verify
from extract.engines.run import Settings, run

ZH = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。目前运城市有{}对友好城市。\n"
DOCUMENTS = 240


def content(run_dir: Path) -> dict[str, bytes]:
    files = (p for p in run_dir.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(run_dir).as_posix(): p.read_bytes() for p in files}


def without_work(run_dir: Path) -> dict[str, bytes]:
    return {name: data for name, data in content(run_dir).items() if not name.startswith(".work/")}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for number in range(DOCUMENTS):
        (folder / f"{number:04}.txt").write_text(ZH.format(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The first run over some of the inputs, the second over all of them."""
    out = tmp_path_factory.mktemp("out") / "run"
    run(some(inputs), out, Settings())
    run([str(inputs)], out, Settings())
    return content(out)


def some(inputs: Path) -> list[str]:
    return [str(inputs / "0007.txt")]


def start(inputs: Path, out: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "extract.cli", "run", str(inputs), "--out", str(out), "--quiet"]
    return subprocess.Popen([*command, *words], stderr=subprocess.PIPE)


def wait_for(process: subprocess.Popen[bytes], out: Path, texts: int) -> None:
    """Until so many documents are done."""
    kept = out / ".work" / "parts" / "texts"
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if kept.is_dir() and sum(1 for _ in kept.iterdir()) >= texts:
            return
        time.sleep(0.005)


@pytest.mark.parametrize(("share", "workers"), [(0.1, 1), (0.5, 2), (0.9, 1)])
def test_killed_and_run_again(
    share: float, workers: int, inputs: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    run(some(inputs), out, Settings())
    before = content(out)
    process = start(inputs, out, "--workers", str(workers))
    wait_for(process, out, int(share * DOCUMENTS))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if process.returncode == -signal.SIGKILL:  # on a fast machine it may have been done
        assert without_work(out) == before
    summary = run([str(inputs)], out, Settings())
    assert content(out) == undisturbed
    assert summary.sums["processed"] == DOCUMENTS


def test_interrupted_it_says_so_and_goes_on(
    inputs: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    run(some(inputs), out, Settings())
    process = start(inputs, out, "--workers", "2")
    wait_for(process, out, 40)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said
    assert b"interrupted" in said and b"Traceback" not in said
    summary = run([str(inputs)], out, Settings())
    assert summary.worked <= DOCUMENTS - 40
    assert content(out) == undisturbed


def test_a_full_disk_is_exit_4_and_the_next_run_goes_on(
    inputs: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """No file may grow over 40 kB: as a disk that is full, for a user who cannot make one."""
    out = tmp_path / "run"
    run(some(inputs), out, Settings())
    before = content(out)
    command = [sys.executable, "-m", "extract.cli", "run", str(inputs), "--out", str(out), "--quiet"]
    limit = (40_000, 40_000)
    done = subprocess.run(
        command, stderr=subprocess.PIPE, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert done.returncode == 4, done.stderr
    assert b"goes on from there" in done.stderr and b"Traceback" not in done.stderr
    assert without_work(out) == before
    run([str(inputs)], out, Settings())
    assert content(out) == undisturbed


def test_a_file_that_cannot_be_read_costs_itself(
    inputs: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """A link to this process's memory, of which the first byte cannot be read."""
    link = tmp_path / "unreadable.txt"
    link.symlink_to("/proc/self/mem")
    summary = run([str(link), str(inputs)], tmp_path / "run", Settings())
    assert (summary.errors, summary.sums["processed"]) == ({"unreadable": 1}, DOCUMENTS)


def test_a_file_that_changes_while_it_is_read_gives_one_of_its_states(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "changing.txt"
    path.write_text(ZH.format(2), encoding="utf-8")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            for number in (2, 3):
                path.write_text(ZH.format(number) * 500, encoding="utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            run([str(folder)], tmp_path / "run", Settings(max_rejects=1.0))
            assert list(verify(tmp_path / "run")) == []
    finally:
        stop.set()
        writer.join()


def test_a_folder_taken_away_is_exit_4(inputs: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(some(inputs), out, Settings())
    process = start(inputs, out, "--workers", "2")
    wait_for(process, out, 1)
    while out.exists():  # what is written meanwhile is in the way
        shutil.rmtree(out, ignore_errors=True)
    _, said = process.communicate()
    assert process.returncode == 4 and b"Traceback" not in said, said
    run(some(inputs), out, Settings())
    run([str(inputs)], out, Settings())
    assert content(out) == undisturbed
