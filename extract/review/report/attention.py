"""How reviewers work: seconds a decision, and whether they notice what was made wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import mean, quantiles
from typing import Any

from extract.review.decision import Decision
from extract.review.judgement import swapped
from extract.review.report.agreement import name
from extract.review.report.intervals import Share
from extract.review.report.judged import Judged, category


def seconds(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Of each reviewer and kind of item how long a decision took, in seconds; what was undone counts too.

    Decisions without a time (many items accepted at once, taken in from a file) are left out.
    """
    times: dict[tuple[str, str], list[float]] = {}
    for decision in decisions:
        if decision.action == "decide" and decision.seconds is not None:
            times.setdefault((decision.by, decision.kind), []).append(decision.seconds)
    return [
        {"by": by, "kind": kind, "decisions": len(found), "mean": round(mean(found), 2), **_quartiles(found)}
        for (by, kind), found in sorted(times.items())
    ]


def _quartiles(found: Sequence[float]) -> dict[str, float]:
    low, middle, high = quantiles(found, n=4, method="inclusive") if len(found) > 1 else [found[0]] * 3
    return {"quarter": round(low, 2), "median": round(middle, 2), "three_quarters": round(high, 2)}


def noticed(word: Decision) -> bool:
    """Whether a reviewer saw what is wrong with an item: rejected it, or edited the field."""
    after, shown = word.after, word.shown
    mended = shown.planted in after.edits and not (shown.planted == "b" and swapped(shown.fields, after))
    return after.verdict == "reject" or mended


def catches(items: Iterable[Judged]) -> dict[str, Any]:
    """Items made wrong on purpose: how many each reviewer noticed, and which were let through."""
    tally: dict[str, list[bool]] = {}
    missed = []
    for each in items:
        for word in each.words if each.planted else ():
            if category(word) == "unsure":
                continue
            saw = noticed(word)
            tally.setdefault(word.by, []).append(saw)
            if not saw:
                missed.append(
                    {"by": word.by, "item": each.item, "name": name(each), "wrong": word.shown.planted}
                )
    every = [saw for found in tally.values() for saw in found]
    return {
        "all": Share(sum(every), len(every)).as_dict(),
        "reviewers": [
            {"by": by, **Share(sum(found), len(found)).as_dict()} for by, found in sorted(tally.items())
        ],
        "missed": missed,
    }
