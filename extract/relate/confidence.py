"""How sure a tie is, from features that `youcheng explain` can show."""

from __future__ import annotations

import math

from extract.layers import Pair

WEIGHTS = {
    "bias": 1.2,
    "stated_by_clause": 0.9,
    "both_linked": 0.8,
    "same_row": 0.4,
    "two_sentences": 0.5,
    "two_languages": 0.5,
    "owner_from_context": -0.9,
    "vague_kind": -0.4,
    "dated": 0.3,
}


def rate(pair: Pair) -> None:
    """Set `pair.features` and `pair.confidence`, the logistic of their weighted sum."""
    rules = " ".join(pair.rules)
    features = {
        "stated_by_clause": "conclude" in rules or "made_with" in rules or "became" in rules,
        "both_linked": all(m.place is not None and m.link_confidence >= 0.5 for m in (pair.a, pair.b)),
        "same_row": "list_row" in rules or "bracket" in rules,
        "two_sentences": len(pair.evidence) > 1,
        "two_languages": len({s.lang for s in pair.evidence}) > 1,
        "owner_from_context": "omitted" in rules or "known_as" in rules or ".two" in rules,
        "vague_kind": pair.relation == "unspecified",
        "dated": pair.date is not None,
    }
    pair.features = tuple((name, WEIGHTS[name]) for name, holds in features.items() if holds)
    total = WEIGHTS["bias"] + sum(weight for _, weight in pair.features)
    pair.confidence = round(1 / (1 + math.exp(-total)), 3)
