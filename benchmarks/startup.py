"""Wall time from the shell: `youcheng --help`, and `youcheng run` on one file.

    python benchmarks/startup.py [--rounds N]

The best of N rounds; at most 0.5 s and 2.5 s. CPU time beside it says how busy the machine was. One file is a
sentence, the other a page of 4,700 characters in two languages, which needs most of what is loaded when first
asked for: both grammars, the dictionaries, the aligner. Each run writes to a folder of its own, as one that
finds its own output does nothing. Bytecode is there, as an installation has it.
"""

from __future__ import annotations

import argparse
import compileall
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。\n"
PAGE = ("d07_haikou_bilingual", "d09_weihai_blocks", "d36_taizhou_bilingual")


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    compileall.compile_dir(ROOT / "extract", quiet=1)
    texts = ROOT / "corpora" / "dev" / "texts"
    show("youcheng --help", fastest(lambda _: ["--help"], rounds), 0.5)
    show("run: a sentence", fastest(lambda folder: run_on(SENTENCE, folder), rounds), 2.5)
    page = "\n".join((texts / f"{name}.txt").read_text("utf-8") for name in PAGE)
    show("run: a page", fastest(lambda folder: run_on(page, folder), rounds), 2.5)


def run_on(text: str, folder: Path) -> list[str]:
    """The arguments of a run on this text alone, in a folder."""
    release = folder / "release.txt"
    release.write_text(text, encoding="utf-8")
    return ["run", str(release), "--out", str(folder / "out")]


def fastest(arguments: Callable[[Path], list[str]], rounds: int) -> tuple[float, float]:
    """Wall and CPU seconds of the fastest round."""
    times = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            command = [str(Path(sys.executable).with_name("youcheng")), *arguments(Path(folder))]
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
