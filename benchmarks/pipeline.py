"""Speed of the whole pipeline against `jieba.lcut` on the same text, in one process, on one core.

    python benchmarks/pipeline.py [FOLDER…] [--rounds N] [--json]

Times are CPU time, the best of N rounds, so that a busy machine shows as little as can be. Two shapes of the
same text: the releases, in batches as a run has them, and all of them in one document, which shows what does
not grow linearly. Everything is set as in a run (`youcheng run`): no tokens, no spaCy spans.
What `extract.load()` adds for whoever works with the Doc, `words` and `spans`, is stated apart, and so is
`emit` (records and their JSON); jieba has no such thing. So is what places cost that the process meets for
the first time, since a process remembers how it linked a name: a run has some of them in every document.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jieba
from spacy.tokens import Doc

from extract.document import Document
from extract.emit.collected import FROM_TEXT
from extract.emit.convert import convert
from extract.engines.local import BATCH, collect_seldom
from extract.pipeline import SPANS, load, steps

LINK = "youcheng_link"
ROOT = Path(__file__).resolve().parent.parent
SAMPLES = (ROOT / "corpora" / "dev" / "texts", ROOT.parent / "shared" / "seeds")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=[f for f in SAMPLES if f.is_dir()])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    texts = [p.read_text("utf-8") for folder in args.folders for p in sorted(folder.glob("*.txt"))]
    shapes = {"releases": texts, "one document": ["\n".join(texts)]}
    results = {name: measure(shape, args.rounds) for name, shape in shapes.items()}
    print(json.dumps(results, indent=1) if args.json else "\n\n".join(map(report, results.items())))


def measure(texts: list[str], rounds: int) -> dict[str, Any]:
    """Microseconds a character: jieba, every component, their sum, and emit; and the ratio of speeds."""
    nlp = load()
    with_words = load("rjieba").tokenizer
    collect_seldom()
    chars = sum(map(len, texts))
    jieba.initialize()
    per_char = 1e6 / chars
    stages: dict[str, float] = {}
    words = whole = emit = spans = float("inf")
    for _ in range(rounds):
        # in the same round, so that a busy machine slows both
        words = min(words, best(lambda: [jieba.lcut(text) for text in texts], 1))
        spent = dict.fromkeys(["tokenizer", *nlp.pipe_names], 0.0)
        encoding = 0.0
        for first in range(0, len(texts), BATCH):
            with nlp.memory_zone():
                encoding += together(nlp, texts[first : first + BATCH], spent)
        spans = min(spans, spent.pop(SPANS))
        whole, emit = min(whole, sum(spent.values())), min(emit, encoding)
        stages = {name: min(took, stages.get(name, took)) for name, took in spent.items()}
    first_time = min(link_anew(nlp, texts) for _ in range(3)) - stages[LINK]
    return {
        "documents": len(texts),
        "chars": chars,
        "jieba": words * per_char,
        "pipeline": whole * per_char,
        "emit": emit * per_char,
        "spans": spans * per_char,
        "first_time": first_time * per_char,
        "words": best(lambda: [with_words(text) for text in texts], rounds) * per_char
        - stages["tokenizer"] * per_char,
        "ratio": words / whole,
        "ratio_with_emit": words / (whole + emit),
        "stages": {name: took * per_char for name, took in stages.items()},
    }


def together(nlp: Any, texts: list[str], spent: dict[str, float]) -> float:
    """Take texts through side by side, adding what each stage took to `spent`; seconds for their records."""
    documents = [Document.of_text(text) for text in texts]
    ways = [steps(nlp, document) for document in documents]
    *_, docs = zip(*(timed(way, spent) for way in ways), strict=True)
    now = time.process_time()
    for doc, document in zip(docs, documents, strict=True):
        found = convert(doc, document)
        for kind in FROM_TEXT:
            found.lines(kind)
    encoded = time.process_time()
    for doc in docs:
        nlp.get_pipe(SPANS)(doc)
    spent[SPANS] += time.process_time() - encoded
    return encoded - now


def link_anew(nlp: Any, texts: list[str]) -> float:
    """Seconds of linking where no name has been linked before, the countries' lists of names ready."""
    linker = nlp.get_pipe(LINK)
    linker.forget()
    linker.ranker._sounds.rank.cache_clear()
    spent = dict.fromkeys(["tokenizer", *nlp.pipe_names], 0.0)
    for first in range(0, len(texts), BATCH):
        with nlp.memory_zone():
            together(nlp, texts[first : first + BATCH], spent)
    return spent[LINK]


def timed(way: Iterator[tuple[str, Doc]], spent: dict[str, float]) -> Iterator[Doc]:
    """The Doc after each stage, whose time is added to `spent`."""
    began = time.process_time()
    for name, doc in way:
        spent[name] += time.process_time() - began
        yield doc
        began = time.process_time()


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def report(named: tuple[str, dict[str, Any]]) -> str:
    name, result = named
    rows = [f"{name}: {result['documents']} documents, {result['chars']} characters (µs a character)"]
    rows += [f"  {stage:26} {took:6.3f}" for stage, took in result["stages"].items()]
    rows += [
        f"  {'whole pipeline':26} {result['pipeline']:6.3f}   {1 / result['pipeline']:.2f} M characters/s",
        f"  {'emit':26} {result['emit']:6.3f}",
        f"  {'places not met before':26} {result['first_time']:6.3f}",
        f"  {'words, of extract.load()':26} {result['words']:6.3f}",
        f"  {'spans, of extract.load()':26} {result['spans']:6.3f}",
        f"  {'jieba.lcut':26} {result['jieba']:6.3f}   {1 / result['jieba']:.2f} M characters/s",
        f"  pipeline ÷ jieba {result['ratio']:.2f} (0.70 asked); with emit {result['ratio_with_emit']:.2f}",
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    main()
