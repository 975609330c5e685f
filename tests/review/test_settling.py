"""The third reviewer sees what the two differ on, and what each of them said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from serving import Served

from extract.review.store import new_gesture, open_decisions


def decide(served: Served, item: str, verdict: str, revision: int = 0) -> None:
    why = {"why": "extraction", "comment": "not that town"} if verdict == "reject" else {}
    change = {"item": item, "revision": revision, "judgement": {"verdict": verdict} | why, "seconds": 1.0}
    answer = served.post("/decide", {"gesture": new_gesture(), "changes": [change]})
    assert answer.status_code == 200, answer.text


def listed(served: Served, query: str = "kind=tie") -> list[str]:
    keys: list[str] = served.client.get(f"/queue?{query}").json()["keys"]
    return keys


def test_disagreements_are_listed_shown_with_both_words_and_settled(
    run_dir: Path, tmp_path: Path, serve: Any
) -> None:
    one, other = serve(run_dir, "--independent", by="lm"), serve(run_dir, "--independent", by="qx")
    first, second, *_ = listed(one)
    assert set(listed(other)) == set(listed(one))
    decide(one, first, "accept")
    decide(one, second, "accept")
    assert first in listed(other)  # the other does not see it
    decide(other, first, "reject")
    decide(other, second, "accept")

    third = serve(run_dir, "--settle", by="zhou")
    assert listed(third, "kind=tie&disputed=1") == [first]
    page = third.client.get(f"/item/{first}").text
    assert "lm" in page and "qx" in page and "not that town" in page
    assert "not that town" not in one.client.get(f"/item/{first}").text
    decide(third, first, "reject")
    assert listed(third, "kind=tie&disputed=1") == []
    third.post("/undo", {"gesture": new_gesture()})
    assert listed(third, "kind=tie&disputed=1") == [first]
    third.post("/redo", {"gesture": new_gesture()})
    store = open_decisions(tmp_path / "registry.db")
    assert {d.item: d.by for d in store.standing()} == {first: "zhou", second: "lm"}

    decide(other, second, "reject", revision=1)  # a later change of mind comes to the third too
    assert listed(third, "kind=tie&disputed=1") == [second]
