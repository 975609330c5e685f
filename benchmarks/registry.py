"""How long the registry takes to build, and to take in a hundredth more: generated runs, each measured in a
process of its own. `python benchmarks/registry.py [RECORDS] [TIES]` (1,000,000 and 50,000)."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extract import records
from extract.link.gazetteer import open_gazetteer

PER_DOCUMENT = 4
RELATIONS = ["sister_city"] * 7 + ["friendly_exchange"] * 2 + ["friendly_cooperation"]
EVIDENCE = (
    "{year}年{month}月{day}日，{a}与{b}在{a}签署协议，结为{kind}，双方将在经贸、文化、教育等领域开展交流。"
)
MEASURED = """
import resource, sys, time
from pathlib import Path
from extract.registry.build import build
start = time.perf_counter()
built = build([Path(p) for p in sys.argv[2:]], Path(sys.argv[1]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
wall, own = time.perf_counter() - start, time.process_time()
print(f"{wall:.1f} s ({own:.1f} of this process), {peak:.0f} MB: {built}")
"""


def main() -> None:
    total, ties = (int(word) for word in (sys.argv[1:] + ["1000000", "50000"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as name:
        folder = Path(name)
        made = list(_ties(ties))
        write_run(folder / "first", made, total, seed=1)
        write_run(folder / "second", made, total // 100, seed=2)
        for run in ("first", "second", "second"):
            measured = subprocess.run(
                [sys.executable, "-c", MEASURED, str(folder / "registry.db"), str(folder / run)],
                capture_output=True,
                text=True,
                check=True,
            )
            print(f"{run}: {measured.stdout.strip()}")
        print(f"database: {(folder / 'registry.db').stat().st_size / 1e6:.0f} MB")


def _ties(number: int) -> list[tuple[dict[str, object], dict[str, object], str]]:
    """Pairs of real places, one Chinese and one foreign, each with a kind of relation; all different."""
    rows = open_gazetteer().rows(
        "SELECT key, name_zh, name_zh_hant, name_en, country, level, geonames_id, gbt FROM main.place"
        " WHERE kind = 'division' AND geonames_id IS NOT NULL AND name_zh IS NOT NULL"
        " ORDER BY population DESC, id"
    )
    names = ("key", "name_zh", "name_zh_hant", "name_en", "country", "level", "geonames_id", "gbt_2260")
    places = [dict(zip(names, row, strict=True)) for row in rows]
    chinese = [p for p in places if p["country"] == "CN"][:1500]
    foreign = [p for p in places if p["country"] not in ("CN", "TW", "HK", "MO")][:15000]
    chance = random.Random(0)
    found: dict[tuple[str, str, str], tuple[dict[str, object], dict[str, object], str]] = {}
    while len(found) < number:
        a, b, relation = chance.choice(chinese), chance.choice(foreign), chance.choice(RELATIONS)
        found[str(a["key"]), str(b["key"]), relation] = (a, b, relation)
    return list(found.values())


def write_run(
    folder: Path, ties: list[tuple[dict[str, object], dict[str, object], str]], total: int, seed: int
) -> None:
    """A run of `total` pairs: years that differ now and then, copies, doubtful links, endings, upgrades."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    with (
        (folder / "documents.jsonl").open("w", encoding="utf-8") as documents,
        (folder / "pairs.jsonl").open("w", encoding="utf-8") as pairs,
    ):
        previous = None
        for number in range(total // PER_DOCUMENT):
            doc_id = f"sha256:{seed:02x}{number:062x}"
            day = f"{chance.randint(2005, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            copy = chance.random() < 0.2
            documents.write(_json(_document(doc_id, number, day, previous if copy else None)))
            previous = previous if copy and previous else doc_id
            for ordinal in range(PER_DOCUMENT):
                pairs.write(_json(_pair(chance, doc_id, ordinal, *chance.choice(ties))))
    for kind in ("counts", "conflicts"):
        (folder / f"{kind}.jsonl").write_text("", encoding="utf-8")
    (folder / "manifest.json").write_text(
        json.dumps({"tool": "youcheng", "code": {"version": "0.1.0"}, "seed": seed}), encoding="utf-8"
    )


def _json(line: dict[str, object]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _document(doc_id: str, number: int, day: str, near: str | None) -> dict[str, object]:
    return {
        "doc_id": doc_id,
        "text_sha256": doc_id,
        "uri": f"{number}.txt",
        "uris": [],
        "source_id": f"https://www.example{number % 500}.gov.cn/{doc_id[-12:]}",
        "media_type": "text/plain",
        "encoding": {"name": "utf-8", "basis": "strict"},
        "published": {"value": day, "basis": "stamp"},
        "near_duplicate_of": near,
    }


def _pair(
    chance: random.Random,
    doc_id: str,
    ordinal: int,
    a: dict[str, object],
    b: dict[str, object],
    relation: str,
) -> dict[str, object]:
    own = random.Random(f"{a['key']}{b['key']}")
    year, month, day = own.randint(1979, 2023), own.randint(1, 12), own.randint(1, 28)
    if chance.random() < 0.03:
        year += chance.choice([-1, 1, 10])
    if relation != "sister_city" and chance.random() < 0.05:
        relation = "sister_city"
    date = chance.choice([f"{year}", f"{year}-{month:02d}", f"{year}-{month:02d}-{day:02d}"])
    text = EVIDENCE.format(year=year, month=month, day=day, a=a["name_zh"], b=b["name_zh"], kind="友好城市")
    sides = [
        place
        | {
            "lang": "zh",
            "start": ordinal * 200 + i,
            "end": ordinal * 200 + i + len(str(place["name_zh"])),
            "text": place["name_zh"],
            "link_method": "exact",
            "link_confidence": 0.3 if chance.random() < 0.02 else 0.98,
        }
        for i, place in enumerate((a, b))
    ]
    start = ordinal * 200
    return {
        "id": records.record_id(doc_id, "pairs", start, start + 40, ordinal),
        "doc_id": doc_id,
        "rules": ["zh.pair.conclude", "zh.cue.signed"],
        "fact_key": records.fact_key(str(a["key"]), str(b["key"]), relation),
        "a": sides[0],
        "b": sides[1],
        "relation": relation,
        "relation_terms": [{"lang": "zh", "start": start + 20, "end": start + 24, "text": "友好城市"}],
        "status": chance.choices(["established", "proposed", "ended"], [96, 3, 1])[0],
        "date": {"value": date, "basis": "stated", "text": text[:11], "start": start, "end": start + 11}
        if chance.random() < 0.7
        else None,
        "events": [],
        "evidence": [{"lang": "zh", "start": start, "end": start + len(text), "text": text}],
        "confidence": round(chance.uniform(0.4, 1), 3),
    }


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"all with the making of the runs: {time.perf_counter() - started:.0f} s")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 * 1024 * 1024
