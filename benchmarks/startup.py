"""Wall time from the shell: `youcheng --help`, and `youcheng run` on one small file.

    python benchmarks/startup.py [--rounds N]

The best of N rounds; at most 0.5 s and 2.5 s.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    youcheng = str(Path(sys.executable).with_name("youcheng"))
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release.txt"
        release.write_text(SAMPLE, encoding="utf-8")
        show("youcheng --help", fastest([youcheng, "--help"], rounds), 0.5)
        show("youcheng run", fastest([youcheng, "run", str(release), "--out", f"{folder}/out"], rounds), 2.5)


def fastest(command: list[str], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return min(times)


def show(name: str, seconds: float, limit: float) -> None:
    print(f"{name:18} {seconds:5.2f} s   (at most {limit} s)")


if __name__ == "__main__":
    main()
