"""Whole runs, measured: two workers against one, memory and handles over many documents, work after a kill.

    python benchmarks/runs.py [--documents N] [--dense N] [--folder DIR]

Documents are short releases, generated with names and numbers varied. Stated are the wall time with one and
two workers on the same dense releases; peaks of resident memory and open files of each process in the second
and the last tenth of a run over N (20,000), and its CPU time; how much is done again after a kill in the
middle, and whether the result is that of the undisturbed run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "corpora" / "dev" / "texts"
CITIES = ("运城市", "武汉市", "青岛市", "昆明市", "大连市", "成都市", "泉州市", "无锡市", "三亚市", "洛阳市")
PARTNERS = ("韩国义王市", "日本大分市", "法国里昂", "德国科隆市", "美国西雅图", "泰国清迈府", "俄罗斯喀山市")
_PAGE = 4096


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--dense", type=int, default=1_000)
    parser.add_argument(
        "--folder", type=Path, help="where to put inputs and runs; default: where temporary files go"
    )
    args = parser.parse_args()
    number = args.documents
    with tempfile.TemporaryDirectory(prefix="youcheng-runs-", dir=args.folder) as name:
        folder = Path(name)
        short, dense = folder / "short", folder / "dense"
        write_short(short, number)
        write_dense(dense, args.dense)
        one, two = (seconds(dense, folder / f"dense{n}", n) for n in (1, 2))
        print(f"dense releases: 1 worker {one:.1f} s, 2 workers {two:.1f} s, {one / two:.2f} times as fast")
        watched(short, folder / "whole")
        killed(short, folder / "killed", folder / "whole", number)


def write_short(folder: Path, number: int) -> None:
    """One tie and one count each, no two alike; in every tenth the partner is a name that no list knows."""
    folder.mkdir()
    chance = random.Random(0)
    for n in range(number):
        day = f"{1950 + n % 70}年{1 + n % 12}月{1 + n % 28}日"
        partner = ideographs(chance, 3) + "市" if n % 10 == 0 else chance.choice(PARTNERS)
        tie = f"{day}，{chance.choice(CITIES)}与{partner}结为友好城市。目前有{n}对友好城市。"
        (folder / f"{n:06}.txt").write_text(f"{ideographs(chance, 40)}。\n{tie}\n", encoding="utf-8")


def ideographs(chance: random.Random, number: int) -> str:
    return "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(number))


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


@dataclass(slots=True)
class Use:
    """What a process used: resident MiB, open files, seconds of CPU time so far."""

    memory: float
    files: int
    cpu: float


def watched(inputs: Path, out: Path) -> None:
    """Memory (MiB) and open files of each process in the second and in the last tenth of a run."""
    process = start(inputs, out, 2, "--quiet")
    samples: list[tuple[int, dict[int, Use]]] = []
    while process.poll() is None:
        uses = {pid: use(pid) for pid in (process.pid, *below(process.pid))}
        samples.append((written(out), {pid: used for pid, used in uses.items() if used is not None}))
        time.sleep(0.5)
    whole = (out / "documents.jsonl").stat().st_size
    tenths = [
        [uses for size, uses in samples if low * whole < size <= (low + 0.1) * whole] for low in (0.1, 0.9)
    ]
    last: dict[int, Use] = {}
    for _, uses in samples:
        last |= uses
    for pid in sorted(pid for pid in last if all(any(pid in uses for uses in tenth) for tenth in tenths)):
        (before, files), (after, files_after) = (peaks(pid, tenth) for tenth in tenths)
        growth = after / before - 1
        who = "parent" if pid == process.pid else "worker or their server"
        print(
            f"{who}: {before:.0f} → {after:.0f} MiB ({growth:+.1%}),"
            f" files {files} → {files_after}, {last[pid].cpu:.0f} s of CPU time"
        )


def peaks(pid: int, uses: list[dict[int, Use]]) -> tuple[float, int]:
    found = [each[pid] for each in uses if pid in each]
    return max(used.memory for used in found), max(used.files for used in found)


def killed(inputs: Path, out: Path, whole: Path, number: int) -> None:
    """A run killed in the middle, and what the next one does."""
    process = start(inputs, out, 2, "--quiet")
    half = (whole / "documents.jsonl").stat().st_size / 2
    while process.poll() is None and written(out) < half:
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = sum(1 for _ in (out / ".work" / "parts" / "texts").iterdir())
    again = start(inputs, out, 2, "--json")
    summary = json.loads(again.communicate()[0])
    twice = summary["worked"] - (number - done)
    print(f"killed after {done} of {number}: {twice} done again ({twice / done:.2%} of what was done)")
    print("the same bytes as undisturbed:", content(out) == content(whole))
    shutil.rmtree(out)


def written(out: Path) -> int:
    """Bytes of documents.jsonl that a run under way has written."""
    try:
        return (out / ".work" / "parts" / "documents.jsonl").stat().st_size
    except OSError:
        return 0


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that these did: workers are their server's."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid for child in map(int, listed) for pid in (child, *below(child))]


def use(pid: int) -> Use | None:
    """What a process uses (Linux); None where it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return None
    return Use(pages * _PAGE / 2**20, files, sum(map(int, times)) / os.sysconf("SC_CLK_TCK"))


def content(out: Path) -> dict[str, bytes]:
    files = (p for p in out.rglob("*") if p.is_file() and p.name != "timing.json")
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in files}


if __name__ == "__main__":
    main()
