"""Whether the confidence of ties means what it says, and the weights that would make it so.

    python benchmarks/confidence.py GOLD=RUN… [--l2 3]

Each RUN is scored against the folder of its GOLD. For each bin of confidence: how many ties, what share of
them is right, and the 95 % interval of that share (Wilson 1927). Then the same for weights fitted to these
ties (logistic regression with an L2 penalty, by Newton steps), each document predicted by weights fitted to
all others; and the weights fitted to all, for rules/pairs/confidence.yaml. Only ties of documents that no
rule was tuned on say anything.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from extract.evaluate.measures import match
from extract.evaluate.names import same_pair
from extract.evaluate.reading import read_jsonl

BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.001)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tie:
    document: str
    features: tuple[str, ...]
    confidence: float
    right: bool


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", nargs="+", metavar="GOLD=RUN")
    parser.add_argument("--l2", type=float, default=3.0)
    args = parser.parse_args()
    ties = [tie for pair in args.pairs for tie in judged(*map(Path, pair.split("=", 1)))]
    right = np.array([tie.right for tie in ties], dtype=float)
    print(f"{len(ties)} ties, {right.mean():.3f} right\n\nas the runs have it")
    report(np.array([tie.confidence for tie in ties]), right)
    names = sorted({name for tie in ties for name in tie.features} - {"bias"})
    design = np.array([[name in tie.features for name in names] + [True] for tie in ties], dtype=float)
    documents = np.array([tie.document for tie in ties])
    foretold = np.empty(len(ties))
    for document in sorted(set(documents)):
        out = documents == document
        foretold[out] = logistic(design[out] @ fitted(design[~out], right[~out], args.l2))
    print("\nwith weights fitted to the other documents")
    report(foretold, right)
    print("\nweights fitted to all")
    for name, weight in zip([*names, "bias"], fitted(design, right, args.l2), strict=True):
        print(f"  {name:24}{weight:+.2f}")


def judged(gold: Path, run: Path) -> Iterator[Tie]:
    """The ties of a run; right is one between the two places of one in the gold."""
    documents = read_jsonl(run / "documents.jsonl")
    stems = {document["doc_id"]: Path(document["uri"]).stem for document in documents}
    pairs = read_jsonl(run / "pairs.jsonl")
    for doc_id, stem in stems.items():
        mine = [pair for pair in pairs if pair["doc_id"] == doc_id]
        theirs = json.loads((gold / f"{stem}.gold.json").read_text("utf-8"))["pairs"]
        found = {id(pair) for pair, _ in match(mine, theirs, same_pair)}
        for pair in mine:
            yield Tie(f"{run}/{stem}", tuple(pair["features"]), pair["confidence"], id(pair) in found)


def fitted(design: Floats, right: Floats, l2: float) -> Floats:
    """The weights of a logistic regression; the last column is the bias and has no penalty."""
    weights = np.zeros(design.shape[1])
    penalty = np.diag([l2] * (design.shape[1] - 1) + [1e-3])
    for _ in range(50):
        p = logistic(design @ weights)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + penalty
        step = np.linalg.solve(hessian, design.T @ (p - right) + penalty @ weights)
        weights -= step
        if abs(step).max() < 1e-9:
            break
    return weights


def logistic(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def report(confidence: Floats, right: Floats) -> None:
    for low, high in [*pairwise(BINS), (0.9, 1.001)]:
        inside = (confidence >= low) & (confidence < high)
        n = int(inside.sum())
        if n:
            share, said = right[inside].mean(), confidence[inside].mean()
            least, most = wilson(share, n)
            shown = f"said {said:.3f}, right {share:.3f} ({least:.3f}–{most:.3f})"
            print(f"  {low:.2f}–{min(high, 1):.2f}  {n:4} ties, {shown}")


def wilson(share: float, n: int, z: float = 1.96) -> tuple[float, float]:
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


if __name__ == "__main__":
    main()
