"""The review page with 100,000 ties in 20,000 documents: start, first paint, next item, a decision, memory.

Run by hand: `.venv/bin/python benchmarks/review.py [TIES DOCUMENTS]`. It wants Chromium.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from extract import records
from extract.emit.folder import TEXTS, text_name

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def place(number: int, at: int, name: str) -> dict[str, Any]:
    return {
        "lang": "zh", "start": at, "end": at + len(name), "text": name, "key": f"gn:{number}",
        "name_zh": name, "name_en": f"Place {number}", "country": ("CN", "JP")[number % 2],
        "level": "city",
        "geonames_id": number, "link_method": "exact", "link_confidence": 0.95, "qualifiers": [],
    }  # fmt: skip


def write_run(folder: Path, ties: int, documents: int) -> None:
    """A finished run: each document tells some ties, a fifth of them told elsewhere too."""
    (folder / TEXTS).mkdir(parents=True)
    files = {kind: (folder / f"{kind}.jsonl").open("w", encoding="utf-8") for kind in records.KINDS}

    def put(kind: str, record: dict[str, Any]) -> None:
        files[kind].write(json.dumps(record, ensure_ascii=False) + "\n")

    told = ties * 6 // 5
    for d in range(documents):
        text, pairs, places = f"第{d}号新闻\n\n", [], []
        for n in range(d * told // documents, (d + 1) * told // documents):
            tie = n % ties
            first, second = f"甲{tie * 2 % 9999}市", f"乙{tie * 2 + 1}市"
            start = len(text)
            text += f"{first}与{second}于{1970 + tie % 50}年缔结友好城市关系，双方往来不断，互访频繁。\n"
            a = place(tie * 2, start, first)
            b = place(tie * 2 + 1, start + len(first) + 1, second)
            places += [a, b]
            sentence = {"lang": "zh", "start": start, "end": len(text) - 1, "text": text[start:-1]}
            year = {"value": str(1970 + tie % 50), "basis": "stated", "text": "", "start": 0, "end": 0}
            pairs.append({
                "rules": ["zh.pair.conclude_with"], "a": a, "b": b, "relation": "sister_city",
                "fact_key": records.fact_key(a["key"], b["key"], "sister_city"), "relation_terms": [],
                "status": "established", "date": year, "events": [], "evidence": [sentence],
                "agreement": "monolingual",
                "confidence": 0.5 + (tie * 7919 % 5000) / 10000,
            })  # fmt: skip
        digest = hashlib.sha256(text.encode()).hexdigest()
        doc_id = f"sha256:{digest}"
        put("documents", {
            "doc_id": doc_id, "text_sha256": doc_id, "uri": f"{d}.txt", "uris": [f"{d}.txt"],
            "source_id": f"https://example.org/{d}", "media_type": "text/plain",
            "encoding": {"name": "utf-8", "basis": "strict"},
        })  # fmt: skip
        (folder / TEXTS / text_name(doc_id)).write_text(text, encoding="utf-8")
        for i, pair in enumerate(pairs):
            put("pairs", {"id": records.record_id(doc_id, "pairs", i, i, 0), "doc_id": doc_id} | pair)
        for i, found in enumerate(places):
            own = {"id": records.record_id(doc_id, "places", i, i, 0), "doc_id": doc_id, "rules": []}
            rest = {"candidates": [], "iso_3166_2": None, "gbt_2260": None, "wikidata": None}
            put("places", own | found | rest)
    for file in files.values():
        file.close()
    (folder / "manifest.json").write_text(json.dumps({"tool": "youcheng", "code": {"version": "0.1.0"}}))


def memory(process: int) -> int:
    """The resident memory of a process, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def start(run: Path, folder: Path) -> tuple[subprocess.Popen[str], str, float]:
    command = [sys.executable, "-m", "extract.cli", "review", run, "--db", folder / "r.db", "--no-browser"]
    began = time.perf_counter()
    environment = os.environ | {"YOUCHENG_DATA": str(folder / "data")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    link = re.search(r"http\S+", process.stdout.readline())
    assert link
    return process, link[0], time.perf_counter() - began


def measure(page: Any, link: str) -> None:
    """First paint, next item and decisions, as the browser sees them."""
    page.goto(link)
    paints = []
    for _ in range(5):
        page.reload()
        page.wait_for_selector("article .evidence")
        paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        page.wait_for_function(paint)
        paints.append(page.evaluate(paint))
    print(f"first paint: median {statistics.median(paints):.0f} ms, worst {max(paints):.0f} ms")
    nexts = [page.evaluate(_NEXT, "j") for _ in range(30)]
    print(f"next item: median {statistics.median(nexts):.0f} ms, worst {max(nexts):.0f} ms")
    accepts = [page.evaluate(_NEXT, "a") for _ in range(30)]
    print(f"accept to next item: median {statistics.median(accepts):.0f} ms, worst {max(accepts):.0f} ms")
    page.wait_for_timeout(1000)
    sent = page.evaluate(_SENT)
    print(f"decision durable: median {statistics.median(sent):.0f} ms, worst {max(sent):.0f} ms")


_SENT = """performance.getEntriesByType("resource").filter((e) => e.name.endsWith("/decide"))
  .map((e) => e.duration)"""
# Press a key and wait until another item is drawn.
_NEXT = """async (key) => {
  const before = document.querySelector("article").dataset.key;
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  while (document.querySelector("article").dataset.key === before) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const took = performance.now() - began;
  await new Promise((done) => setTimeout(done, 120));
  return took;
}"""


def main() -> None:
    from playwright.sync_api import sync_playwright

    ties, documents = (int(a) for a in (sys.argv[1:] + ["100000", "20000"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_run(folder / "run", ties, documents)
        process, link, seconds = start(folder / "run", folder)
        print(f"{ties} ties in {documents} documents: index made and server up in {seconds:.1f} s,"
              f" {memory(process.pid)} MB at most")  # fmt: skip
        process.kill()
        process.wait()
        process, link, seconds = start(folder / "run", folder)
        print(f"opened again in {seconds:.1f} s")
        with sync_playwright() as browser:
            context = browser.chromium.launch_persistent_context(
                str(folder / "chromium"), executable_path=CHROMIUM, args=FLAGS,
                viewport={"width": 1440, "height": 900},
            )  # fmt: skip
            measure(context.new_page(), link)
            context.close()
        print(f"server: {memory(process.pid)} MB at most")
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
