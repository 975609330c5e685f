"""The report: every measure, as plain data that JSON can hold."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

from extract.review.judgement import KINDS, Kind
from extract.review.report.agreement import agreements, disagreements
from extract.review.report.attention import catches, seconds
from extract.review.report.judged import CATEGORIES, Judged, category, judged
from extract.review.report.population import population
from extract.review.report.precision import (
    advised,
    by_confidence,
    by_rule,
    calibration_error,
    decided,
    overall,
    thresholds,
    together,
)
from extract.review.report.recall import recall
from extract.review.store import Store

FORMAT = "youcheng.review-report.1"
_OTHERS: tuple[Kind, ...] = ("count", "event", "place")


def report(store: Store, index: sqlite3.Connection | None = None) -> dict[str, Any]:
    """All that the decisions tell; with the index of the runs they are about, also how much was missed."""
    items = list(judged(store))
    there = population(index) if index is not None else None
    ties = decided(items, "tie")
    bins = by_confidence(ties, there.ties if there else None)
    rows = thresholds(bins)
    right = overall(ties, bins)
    error = calibration_error(bins)
    return {
        "format": FORMAT,
        "progress": _progress(items),
        "agreement": [each.as_dict() for each in agreements(items)],
        "disagreements": list(disagreements(items)),
        "seconds": seconds(store.decisions()),
        "precision": {
            "ties": len(ties),
            "right": right.as_dict() if right else None,
            "rules": [{"rule": rule} | tally.as_dict() for rule, tally in by_rule(ties).items()],
            "kinds": {kind: together(decided(items, kind)).as_dict() for kind in _OTHERS},
        },
        "calibration": {
            "bins": [each.as_dict() for each in bins if each.tally.cases or each.ties],
            "error": None if error is None else round(error, 4),
            "thresholds": rows,
            "advised": advised(rows),
        },
        "planted": catches(items),
        "recall": recall(items, there, right) if there else None,
    }


def _progress(items: list[Judged]) -> dict[str, dict[str, int]]:
    """Of each kind how many items were said what of; `agreed` are those on which a word holds."""
    found: dict[str, Counter[str]] = {}
    for each in items:
        if not each.planted:
            said = category(each.holds) if each.holds else None
            found.setdefault(each.kind, Counter())[said or _open(each)] += 1
    names = (*CATEGORIES, "disputed")
    return {kind: {name: found[kind][name] for name in names} for kind in KINDS if kind in found}


def _open(each: Judged) -> str:
    return "unsure" if any(category(word) == "unsure" for word in each.words) else "disputed"
