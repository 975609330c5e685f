"""Transliteration benchmark: names held out of training, asked with their country, Chinese names left out.

    python benchmarks/link_transliteration.py [--minimum 15000] [--with-chinese-names] [--plot FILE.svg]

A case is a GeoNames place of 15,000 people or more with a Chinese alternate name, outside CN TW HK MO SG,
whose sha256 puts it in the fifth that training never sees; it asks by its first Han name in code-point order.
Prints top-1, top-5, look-ups in a second of CPU time (of one core: OMP_NUM_THREADS=1) and the expected
calibration error in ten bins.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

from extract.link.gazetteer import open_gazetteer
from extract.link.geonames import load_records
from extract.link.names import HAN, KANA
from extract.link.query import candidates
from extract.link.rank import Ranker
from extract.link.translit.em import held_out
from extract.text.script import fold

OUTSIDE = {"CN", "TW", "HK", "MO", "SG"}
NOT_LATIN = {"JP", "KR", "KP", "VN"}


def cases() -> list[tuple[str, int, str]]:
    """(country, GeoNames id, Han name) of every held-out place."""
    out = []
    for country, records in sorted(load_records().items()):
        for record in records if country not in OUTSIDE else ():
            names = sorted(n for n in record["alternatenames"] if HAN.search(n) and not KANA.search(n))
            if record["population"] >= 15_000 and names and held_out(int(record["geonameid"])):
                out.append((country, int(record["geonameid"]), fold(names[0])))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minimum", type=int, default=15_000)
    parser.add_argument("--with-chinese-names", action="store_true")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    ranker = Ranker(open_gazetteer(), chinese=options.with_chinese_names, minimum=options.minimum)
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    bins = [[0, 0.0, 0] for _ in range(10)]
    asked = cases()
    for country, _, name in asked:  # fill the countries' arrays, which a process does once
        candidates(ranker, name, country)
    fresh = Ranker(open_gazetteer(), chinese=options.with_chinese_names, minimum=options.minimum)
    start = time.process_time()
    for country, number, name in asked:
        found = candidates(fresh, name, country)
        ids = [c.place.geonames_id for c in found[:5]]
        for group in ("all", "JP" if country == "JP" else "other" if country in NOT_LATIN else "Latin"):
            row = tally[group]
            row[0] += 1
            row[1] += number in ids[:1]
            row[2] += number in ids
        if found:
            cell = bins[min(9, int(found[0].probability * 10))]
            cell[0] += 1
            cell[1] += found[0].probability
            cell[2] += number in ids[:1]
    seconds = time.process_time() - start
    for group, (n, one, five) in sorted(tally.items()):
        print(f"{group:6} {n:5}  top-1 {one / n:.4f}  top-5 {five / n:.4f}")
    print(f"{len(asked) / seconds:.0f} look-ups/s")
    total = sum(b[0] for b in bins)
    print(f"expected calibration error {sum(abs(b[1] - b[2]) for b in bins) / total:.4f}")
    for low, (n, confidence, right) in enumerate(bins):
        if n:
            print(
                f"  {low / 10:.1f}-{low / 10 + 0.1:.1f}  n {n:5}  "
                f"confidence {confidence / n:.3f}  right {right / n:.3f}"
            )
    if options.plot:
        options.plot.write_text(plot(bins), encoding="utf-8")


def plot(bins: list[list[float]]) -> str:
    """A reliability diagram as SVG."""
    dots = "".join(
        f'<circle cx="{40 + 300 * c / n:.1f}" cy="{340 - 300 * r / n:.1f}" '
        f'r="{2 + (n**0.5) / 4:.1f}" fill="#246"/>'
        for n, c, r in bins
        if n
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="380" height="380" '
        'font-family="sans-serif" font-size="12">'
        '<rect x="40" y="40" width="300" height="300" fill="none" stroke="#999"/>'
        '<line x1="40" y1="340" x2="340" y2="40" stroke="#ccc"/>'
        f'{dots}<text x="150" y="370">link_confidence</text>'
        '<text x="5" y="30">share that is right</text></svg>\n'
    )


if __name__ == "__main__":
    main()
