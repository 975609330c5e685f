"""How fast and how well sentences are aligned; `python benchmarks/align.py`, one core.

Made-up text of any length for speed; the public gold where `../shared/eval` lies beside the checkout.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import random
import resource
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

TERMS = (
    ("友好城市", "sister city"), ("代表团", "delegation"), ("市长", "mayor"), ("教育", "education"),
    ("旅游", "tourism"), ("港口", "port"), ("签署", "signed"), ("访问", "visited"), ("经济", "economy"),
    ("大学", "university"), ("文化", "culture"), ("合作", "cooperation"), ("论坛", "forum"),
    ("医院", "hospital"),
)  # fmt: skip


def made_up(beads: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Two texts of the field's words and numbers, one sentence in ten without a counterpart."""
    chance = random.Random(seed)
    zh, en = [], []
    for _ in range(beads):
        terms = chance.sample(TERMS, 5)
        number = chance.randrange(10, 5000)
        lost = chance.random()
        if lost > 0.05:
            zh.append("".join(t for t, _ in terms) + f"{number}个。")
        if lost < 0.95:
            en.append(f"The {' and the '.join(t for _, t in terms)} of {number} places.")
    return zh, en


def main() -> None:
    from extract.align.aligner import align, align_scored
    from extract.align.evidence import lexicons

    start = perf_counter()
    lexicons(True)
    print(f"dictionary ready in {perf_counter() - start:.3f} s")
    align(*made_up(15))
    for beads, times in ((15, 20), (60, 10), (400, 2), (2000, 1)):
        zh, en = made_up(beads)
        start = perf_counter()
        for _ in range(times):
            align_scored(zh, en)
        seconds = (perf_counter() - start) / times
        print(
            f"{beads:5} beads: {1000 * seconds:8.1f} ms, {beads / seconds:6.0f} beads/s, with probabilities"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    gold = Path(__file__).resolve().parents[2] / "shared" / "eval" / "align_dev.json"
    if gold.exists():
        documents = json.loads(gold.read_text(encoding="utf-8"))
        start = perf_counter()
        found = right = wanted = 0
        for document in documents:
            beads_found = {b for b in align(document["zh"], document["en"]) if b[0] and b[1]}
            beads_gold = {(tuple(a), tuple(b)) for a, b in document["gold"] if a and b}
            found, wanted = found + len(beads_found), wanted + len(beads_gold)
            right += len(beads_found & beads_gold)
        seconds = perf_counter() - start
        print(f"public gold: F1 {2 * right / (found + wanted):.3f}, {wanted / seconds:.0f} beads/s")


if __name__ == "__main__":
    main()
