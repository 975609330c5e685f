"""Wall time from the shell: `youcheng --help`, and `youcheng run` on one small file.

    python benchmarks/startup.py [--rounds N]

The best of N rounds; at most 0.5 s and 2.5 s. CPU time beside it says how busy the machine was.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。\n"


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    youcheng = str(Path(sys.executable).with_name("youcheng"))
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release.txt"
        release.write_text(SAMPLE, encoding="utf-8")
        show("youcheng --help", fastest([youcheng, "--help"], rounds), 0.5)
        show("youcheng run", fastest([youcheng, "run", str(release), "--out", f"{folder}/out"], rounds), 2.5)


def fastest(command: list[str], rounds: int) -> tuple[float, float]:
    """Wall and CPU seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        began, used = time.perf_counter(), cpu_of_children()
        subprocess.run(command, check=True, capture_output=True)
        times.append((time.perf_counter() - began, cpu_of_children() - used))
    return min(times)


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(name: str, seconds: tuple[float, float], limit: float) -> None:
    print(f"{name:18} {seconds[0]:5.2f} s wall, {seconds[1]:5.2f} s CPU   (at most {limit} s wall)")


if __name__ == "__main__":
    main()
