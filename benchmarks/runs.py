"""Whole runs, measured: two workers against one, memory and handles over many documents, work after a kill.

    python benchmarks/runs.py [--documents N]

Documents are short releases, generated with names and numbers varied. Stated are the wall time with one and
two workers on the same documents; resident memory and open files of each process in the second and the last
tenth of the run; how much is done again after a kill in the middle, and whether the result is that of an
undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpora" / "dev" / "texts"
_PAGE = 4096


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20_000)
    number = parser.parse_args().documents
    with tempfile.TemporaryDirectory(prefix="youcheng-runs-") as name:
        folder = Path(name)
        short, dense = folder / "short", folder / "dense"
        write_short(short, number)
        write_dense(dense, 200)
        one, two = (seconds(dense, folder / f"dense{n}", n) for n in (1, 2))
        print(f"dense releases: 1 worker {one:.1f} s, 2 workers {two:.1f} s, {one / two:.2f} times as fast")
        watched(short, folder / "whole", number)
        killed(short, folder / "killed", folder / "whole", number)


def write_short(folder: Path, number: int) -> None:
    """One tie and one count each, no two alike."""
    folder.mkdir()
    chance = random.Random(0)
    for n in range(number):
        month = f"{1950 + n % 70}年{1 + n % 12}月"
        words = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(40))
        text = f"{words}。\n{month}，运城市与义王市结为友好城市。目前有{n}对友好城市。\n"
        (folder / f"{n:06}.txt").write_text(text, encoding="utf-8")


def write_dense(folder: Path, number: int) -> None:
    """The samples over and over, each with a line of its own."""
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    for n in range(number):
        (folder / f"{n}.txt").write_text(f"{texts[n % len(texts)]}\n{n * 7919}号文件\n", encoding="utf-8")


def start(inputs: Path, out: Path, workers: int, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "extract.cli", "run", inputs, "--out", out, "--workers", str(workers)]
    return subprocess.Popen([*map(str, command), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def seconds(inputs: Path, out: Path, workers: int) -> float:
    began = time.perf_counter()
    start(inputs, out, workers, "--quiet").communicate()
    return time.perf_counter() - began


def watched(inputs: Path, out: Path, number: int) -> None:
    """Memory (MiB) and open files of each process in the second and in the last tenth of a run."""
    process = start(inputs, out, 2, "--quiet")
    seen: dict[int, dict[str, tuple[float, int]]] = {}
    while process.poll() is None:
        done = texts_done(out)
        tenth = "second" if number * 0.1 < done <= number * 0.2 else "last" if done > number * 0.9 else ""
        for pid in (process.pid, *children(process.pid)) if tenth else ():
            memory, files = usage(pid)
            most = seen.setdefault(pid, {}).get(tenth, (0.0, 0))
            seen[pid][tenth] = (max(memory, most[0]), max(files, most[1]))
        time.sleep(0.5)
    for pid, tenths in sorted(seen.items()):
        if len(tenths) == 2:
            (before, files), (after, files_after) = tenths["second"], tenths["last"]
            growth = after / before - 1
            who = "parent" if pid == process.pid else "worker"
            print(f"{who}: {before:.0f} → {after:.0f} MiB ({growth:+.1%}), files {files} → {files_after}")


def killed(inputs: Path, out: Path, whole: Path, number: int) -> None:
    """A run killed in the middle, and what the next one does."""
    process = start(inputs, out, 2, "--quiet")
    while process.poll() is None and texts_done(out) < number / 2:
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = texts_done(out)
    again = start(inputs, out, 2, "--json")
    summary = json.loads(again.communicate()[0])
    twice = summary["worked"] - (number - done)
    print(f"killed after {done} of {number}: {twice} done again ({twice / done:.2%} of what was done)")
    print("the same bytes as undisturbed:", content(out) == content(whole))
    shutil.rmtree(out)


def texts_done(out: Path) -> int:
    folder = out / ".work" / "parts" / "texts"
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


def children(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in listed]


def usage(pid: int) -> tuple[float, int]:
    """Resident MiB and open files of a process (Linux); zeros where it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * _PAGE / 2**20, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0.0, 0


def content(out: Path) -> dict[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


if __name__ == "__main__":
    main()
