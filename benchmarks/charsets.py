"""Short strings in five encodings without a declaration: read right, refused, or read wrong.

    python benchmarks/charsets.py [--number N]

N (2,000) strings of each length are cut at random from the samples, a fifth of them in each encoding. A
string that two encodings could have written alike counts as right where what is read says the same. Exit code
1 where fewer than 95, 98 and 100 % (of 10, 30, 100 characters) are right or refused, or 1 % is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

from extract.readers.encoding import Undecodable, decode
from extract.text.script import traditional

SAMPLES = Path(__file__).resolve().parent.parent / "corpora" / "dev" / "texts"
CODECS = ("big5", "big5hkscs", "gb18030", "gbk", "utf-8")
ASKED = {10: 0.95, 30: 0.98, 100: 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=2000)
    number = parser.parse_args().number
    texts = [path.read_text("utf-8-sig") for path in sorted(SAMPLES.glob("*.txt"))]
    simplified = "\n".join(text for text in texts if sum(c >= "一" for c in text) > len(text) / 2)
    sources = {codec: traditional(simplified) if "big5" in codec else simplified for codec in CODECS}
    missed = False
    for length, share in ASKED.items():
        found = Counter(
            outcome(cut(sources[codec], length, codec, random.Random(f"{codec} {length} {n}")), codec)
            for codec in CODECS
            for n in range(number // len(CODECS))
        )
        total = found.total()
        missed |= found["right"] + found["refused"] < share * total or found["wrong"] >= 0.01 * total
        print(f"{length:4} characters, {total} strings: " + ", ".join(f"{found[k]} {k}" for k in KINDS))
    sys.exit(missed)


KINDS = ("right", "refused", "wrong")


def cut(source: str, length: int, codec: str, chance: random.Random) -> str:
    """A stretch of the source that the encoding can write and that is not all ASCII."""
    while True:
        start = chance.randrange(len(source) - length)
        text = source[start : start + length]
        try:
            text.encode(codec)
        except UnicodeEncodeError:
            continue
        if not text.isascii():
            return text


def outcome(text: str, codec: str) -> str:
    try:
        return "right" if decode(text.encode(codec)).text == text else "wrong"
    except Undecodable:
        return "refused"


if __name__ == "__main__":
    main()
