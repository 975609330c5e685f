"""How far two reviewers agree who judged the same items without seeing each other's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Any

from extract.review.decision import SETTLED, Decision
from extract.review.judgement import KINDS, Kind
from extract.review.report.intervals import Estimate, Share, Z
from extract.review.report.judged import CATEGORIES, Category, Judged, by_reviewer, category
from extract.review.tracks import stance

Table = Mapping[tuple[Category, Category], int]


def kappa(table: Table) -> Estimate | None:
    """Cohen's kappa of a table of how often one said this and the other that; None where chance alone agrees.

    Cohen 1960; its standard error by Fleiss, Cohen & Everitt 1969, equation 13.
    """
    n = sum(table.values())
    if not n:
        return None
    share = {cell: count / n for cell, count in table.items()}
    first = {c: sum(share.get((c, d), 0.0) for d in CATEGORIES) for c in CATEGORIES}
    second = {c: sum(share.get((d, c), 0.0) for d in CATEGORIES) for c in CATEGORIES}
    seen = sum(share.get((c, c), 0.0) for c in CATEGORIES)
    chance = sum(first[c] * second[c] for c in CATEGORIES)
    if chance > 1 - 1e-12:
        return None
    value = (seen - chance) / (1 - chance)
    same = sum(share.get((c, c), 0.0) * (1 - (first[c] + second[c]) * (1 - value)) ** 2 for c in CATEGORIES)
    other = (1 - value) ** 2 * sum(p * (first[d] + second[c]) ** 2 for (c, d), p in share.items() if c != d)
    variance = (same + other - (value - chance * (1 - value)) ** 2) / (n * (1 - chance) ** 2)
    half = Z * sqrt(max(0.0, variance))
    return Estimate(value, max(-1.0, value - half), min(1.0, value + half))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers on the items of a kind that both judged."""

    kind: Kind
    reviewers: tuple[str, str]
    table: Table
    alike: Share  # the same verdict and the same values

    def as_dict(self) -> dict[str, Any]:
        found = kappa(self.table)
        return {
            "kind": self.kind,
            "reviewers": list(self.reviewers),
            "items": sum(self.table.values()),
            "kappa": found.as_dict() if found else None,
            "alike": self.alike.as_dict(),
            "table": [[self.table.get((c, d), 0) for d in CATEGORIES] for c in CATEGORIES],
        }


def agreements(items: Sequence[Judged]) -> Iterator[Agreement]:
    """Each two reviewers and kind of which they judged the same items; planted ones are left out."""
    for kind in KINDS:
        words = by_reviewer(each for each in items if each.kind == kind and not each.planted)
        for (one, of_one), (two, of_two) in combinations(words.items(), 2):
            both = sorted(of_one.keys() & of_two.keys())
            if both:
                table = Counter((_category(of_one[item]), _category(of_two[item])) for item in both)
                alike = sum(stance(of_one[item]) == stance(of_two[item]) for item in both)
                yield Agreement(kind, (one, two), table, Share(alike, len(both)))


def disagreements(items: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Items on which reviewers decided differently: what each said, what was settled; open ones first."""
    for each in sorted(items, key=lambda each: any(word.track == SETTLED for word in each.words)):
        words = [w for w in each.words if w.track != SETTLED and w.after.verdict in ("accept", "reject")]
        if each.planted or len({stance(word) for word in words}) < 2:
            continue
        settled = next((word for word in each.words if word.track == SETTLED), None)
        yield {
            "kind": each.kind,
            "item": each.item,
            "name": name(each),
            "words": [_said(word) for word in words],
            "settled": _said(settled) if settled else None,
        }


def name(each: Judged) -> str:
    """What people call an item."""
    names = each.shown.names
    sides = [
        names.get(f"{field}.name_zh") or names.get(f"{field}.name_en") or names.get(f"{field}.text")
        for field in ("a", "b", "subject", "place")
    ]
    told = [side for side in sides if side]
    if not told and each.shown.evidence:
        told = [str(each.shown.evidence[0]["text"])[:60]]
    return " – ".join(told) or each.item


def _said(word: Decision) -> dict[str, Any]:
    after = word.after
    return {
        "by": word.by,
        "verdict": after.verdict,
        "why": after.why,
        "edits": {field: edit.value for field, edit in sorted(after.edits.items())},
        "comment": after.comment,
    }


def _category(word: Decision) -> Category:
    found = category(word)
    assert found is not None, "by_reviewer has only words that say something"
    return found
