"""Our measures are those of the project's scorer, figure by figure, on right, wrong and odd runs.

The scorer and its gold lie beside the checkout, not in it; without them these tests are skipped.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.engines.run import Settings, run
from extract.evaluate import evaluate

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCORE, GOLD, SEEDS = SHARED / "eval" / "score.py", SHARED / "gold", SHARED / "seeds"

pytestmark = pytest.mark.skipif(not SCORE.exists(), reason="no ../shared beside this checkout")


def both(run_dir: Path, gold: Path = GOLD, docs: Path = SEEDS) -> tuple[dict[str, Any], dict[str, Any]]:
    command = [sys.executable, str(SCORE), str(gold), str(run_dir), "--docs", str(docs), "--json"]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True)
    return evaluate(gold, run_dir, docs).rows(), json.loads(theirs.stdout)


def test_on_the_real_documents(tmp_path: Path) -> None:
    run([str(SEEDS)], tmp_path / "run", Settings())
    ours, theirs = both(tmp_path / "run")
    assert ours == theirs
    assert list(ours) == list(theirs)
    assert ours["provenance"]["accuracy"] in (1.0, None)


@pytest.mark.parametrize("seed", range(8))
def test_on_gold_with_faults(tmp_path: Path, seed: int) -> None:
    """A run made of gold itself, then spoilt at random in every field that is measured."""
    faults = random.Random(seed)
    _write_spoilt_run(tmp_path, faults, rate=seed / 10)
    ours, theirs = both(tmp_path)
    assert ours == theirs
    if seed == 0:
        perfect = {name: row.get("F1", row.get("accuracy")) for name, row in ours.items()}
        assert {value for value in perfect.values() if value is not None} == {1.0}


def _write_spoilt_run(out: Path, faults: random.Random, rate: float) -> None:
    lines: dict[str, list[dict[str, Any]]] = {
        kind: [] for kind in ("documents", "pairs", "dates", "counts", "alignments", "conflicts")
    }
    for number, path in enumerate(sorted(GOLD.glob("*.gold.json"))):
        gold = json.loads(path.read_text("utf-8"))
        doc_id = f"sha256:{number}"
        lines["documents"].append(
            {"doc_id": doc_id, "uri": f"in/{gold['doc']}", "published": gold["published"]}
        )
        for pair in gold["pairs"]:
            lines["pairs"].append({**pair, **_sides(pair), "date": pair["date"] and {"value": pair["date"]}})
        lines["dates"] += gold["dates"]
        lines["counts"] += [{**c, "subject": {"name_zh": c["subject"]}} for c in gold["counts"]]
        lines["alignments"] += gold["alignments"]
        marked = [g for g in gold["counts"] + gold["dates"] if g.get("conflict")]
        lines["conflicts"] += [{"zh": g, "en": g} for g in marked[::2]]
        for kind in lines.keys() - {"documents"}:
            lines[kind] = [{"doc_id": doc_id, **record} for record in lines[kind]]
    for kind, records in lines.items():
        kept = [
            _spoilt(r, faults, rate) for r in records if kind == "documents" or faults.random() >= rate / 2
        ]
        if kind != "documents":
            faults.shuffle(kept)
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept)
        (out / f"{kind}.jsonl").write_text(text, encoding="utf-8")


def _sides(pair: dict[str, Any]) -> dict[str, Any]:
    return {side: {**pair[side], "name_zh": pair[side]["zh"], "name_en": pair[side]["en"]} for side in "ab"}


def _spoilt(value: Any, faults: random.Random, rate: float) -> Any:
    """The same record with some of its numbers moved and some of its words replaced."""
    if isinstance(value, dict):
        return {k: v if k in ("doc_id", "uri") else _spoilt(v, faults, rate) for k, v in value.items()}
    if isinstance(value, list):
        return [_spoilt(item, faults, rate) for item in value]
    if faults.random() >= rate / 4 or value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value + faults.choice((1, 3))
    return faults.choice((value + "市", value[:-1], "", "other", "sister_city"))
