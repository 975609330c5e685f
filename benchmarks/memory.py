"""Resident memory of one process through which many documents stream.

    python benchmarks/memory.py [--documents N]

The documents are the samples with numbers and names varied, so that each brings words the vocabulary has
not seen. Memory is stated after 1,000 documents and after N (10,000): it is to stay under 1.2 GiB, and
flat. Exit code 1 where it does not.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from extract.document import Document
from extract.engines.limits import DEFAULT
from extract.engines.local import in_this_process
from extract.engines.work import Work

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = (ROOT / "corpora" / "dev" / "texts", ROOT.parent / "shared" / "seeds")
LIMIT_MIB = 1.2 * 1024
# What counts as flat: growth between 1,000 documents and the last.
GROWTH_MIB = 32
_PAGE = 4096


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    args = parser.parse_args()
    after: dict[int, float] = {}
    outcomes = in_this_process(map(Work, documents(args.documents)), DEFAULT)
    for number, _ in enumerate(outcomes, 1):
        if number in (100, 1000, args.documents) or number % 2000 == 0:
            after[number] = resident_mib()
            print(f"{number:7,} documents  {after[number]:7.1f} MiB", flush=True)
    first = after[min(1000, args.documents)]
    last = after[args.documents]
    print(f"growth after the first 1,000: {last - first:+.1f} MiB")
    sys.exit(last > LIMIT_MIB or last - first > GROWTH_MIB)


def documents(number: int) -> Iterator[Document]:
    """The samples over and over, no two alike."""
    texts = [
        p.read_text("utf-8") for folder in SAMPLES if folder.is_dir() for p in sorted(folder.glob("*.txt"))
    ]
    chance = random.Random(0)
    for n in range(number):
        words = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(8))
        latin = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        text = f"{texts[n % len(texts)]}\n{words}市与{latin.title()}市于{1900 + n % 120}年结为友好城市。\n"
        yield Document.of_text(text, uri=f"{n}.txt")


def resident_mib() -> float:
    """Resident set of this process, MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 2**20


if __name__ == "__main__":
    main()
