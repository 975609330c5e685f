"""How fast dates and counts are read, beside the peers that are installed (jionlp, dateparser), on the
sample texts.

    python -m benchmarks.temporal [TEXT_FILE …]

Prints characters per second of CPU time: best of several passes over all texts, the folding apart. The
peers get one pass over a part of the text: they are a thousand times slower.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from extract.recognize.counts.component import mentions_of
from extract.recognize.dates import find
from extract.text.script import fold

_PASSES = 7
_PEER_CHARS = 4000


def seconds(work: Callable[[], object], passes: int = _PASSES) -> float:
    """The best CPU time of several passes."""
    best = float("inf")
    for _ in range(passes):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def sample(paths: list[Path]) -> str:
    """The texts of these files, or of the project's development releases."""
    chosen = paths or sorted((Path(__file__).parents[1] / "corpora" / "dev" / "texts").glob("*.txt"))
    return "\n".join(path.read_text(encoding="utf-8-sig") for path in chosen)


def ours(text: str) -> list[tuple[str, float]]:
    """Characters per second of the recognisers, each and together."""
    folded = fold(text)
    jobs: list[tuple[str, Callable[[], object]]] = [
        ("youcheng dates", lambda: find(folded)),
        ("youcheng counts", lambda: mentions_of(folded)),
        ("youcheng dates and counts", lambda: (find(folded), mentions_of(folded))),
    ]
    return [(name, len(folded) / seconds(job)) for name, job in jobs]


def peers(text: str) -> list[tuple[str, float]]:
    """Characters per second of the peers that can be imported; one pass over the head of the text."""
    part = text[:_PEER_CHARS]
    found = []
    try:
        import jionlp
    except ImportError:
        pass
    else:
        jionlp.ner.extract_time("2024年3月7日")
        found.append(("jionlp extract_time", len(part) / seconds(lambda: jionlp.ner.extract_time(part), 1)))
    try:
        from dateparser.search import search_dates
    except ImportError:
        pass
    else:
        search_dates("2024年3月7日", languages=["zh"])
        job = len(part) / seconds(lambda: search_dates(part, languages=["zh", "en"]), 1)
        found.append(("dateparser search_dates", job))
    return found


def main() -> None:
    text = sample([Path(name) for name in sys.argv[1:]])
    print(f"{len(text):,} characters")
    for name, rate in [*ours(text), *peers(text)]:
        print(f"{name:28} {rate / 1e6:8.3f} M characters/s")


if __name__ == "__main__":
    main()
