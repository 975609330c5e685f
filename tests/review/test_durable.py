"""What was acknowledged is on the disk: 200 requests at once, and the server killed in the middle of them."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from serving import Served

from extract.review.store import new_gesture, open_decisions


def test_nothing_acknowledged_is_lost_or_doubled(
    serve: Callable[..., Served], run_dir: Path, tmp_path: Path
) -> None:
    served = serve(run_dir)
    keys = re.findall('data-key="([0-9a-f]{32})"', served.client.get("/?kind=tie").text)
    items = list(dict.fromkeys(keys))
    asked = [(new_gesture(), items[i % len(items)]) for i in range(200)]
    kept: dict[str, str] = {}

    def accept(gesture: str, item: str, server: Served) -> None:
        """Decide, seeing what others decided, until the server answers or is gone."""
        for revision in range(len(asked)):
            change = {"item": item, "revision": revision, "judgement": {"verdict": "accept"}}
            answer = server.post("/decide", {"gesture": gesture, "changes": [change]})
            if answer.status_code == 200:
                kept[gesture] = item
            if answer.status_code != 409:
                return

    def attempt(each: tuple[str, str]) -> None:
        try:
            accept(*each, served)
        except httpx.HTTPError:
            assert killed

    killed = False
    with ThreadPoolExecutor(200) as threads:
        for each in asked:
            threads.submit(attempt, each)
        deadline = time.monotonic() + 60
        while len(kept) < 40:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        killed = True
        served.process.kill()
    served.process.wait()
    assert 40 <= len(kept) < 200

    again = serve(run_dir)
    for gesture, item in asked:  # a browser sends again what was not acknowledged, and perhaps what was
        accept(gesture, item, again)
    store = open_decisions(tmp_path / "registry.db")
    decisions = list(store.decisions())
    store.close()
    assert Counter(d.gesture for d in decisions) == Counter(gesture for gesture, _ in asked)
    assert all(d.item == item for d in decisions for g, item in asked if g == d.gesture)
    revisions = Counter((d.item, d.revision) for d in decisions)
    assert set(revisions.values()) == {1}
