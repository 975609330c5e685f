"""How sure a tie is, from features that `youcheng explain` can show (`rules/pairs/confidence.yaml`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from extract.layers import Pair
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleError, RuleModel


class Feature(RuleModel):
    """A feature and its weight in log odds; see the file for `rules`."""

    id: str
    weight: float
    comment: str
    rules: tuple[str, ...] = ()


class Confidence(RuleModel):
    """`rules/pairs/confidence.yaml`."""

    bias: float
    features: tuple[Feature, ...]


HOLDS: dict[str, Callable[[Pair], bool]] = {
    "both_linked": lambda pair: all(
        m.place is not None and m.link_confidence >= 0.5 for m in (pair.a, pair.b)
    ),
    "told_by_qualifier": lambda pair: any(
        m.link_method in ("qualified", "transliteration") for m in (pair.a, pair.b)
    ),
    "dated": lambda pair: pair.date is not None,
    "vague_kind": lambda pair: pair.relation == "unspecified",
}
"""The features that names of rules do not tell."""


def rate(pair: Pair) -> None:
    """Set `pair.features` and `pair.confidence`, the logistic of their weights' sum."""
    model = _model()
    made_by = " ".join(pair.rules)
    holding = [feature for feature in model.features if _holds(feature, pair, made_by)]
    pair.features = (("bias", model.bias), *((feature.id, feature.weight) for feature in holding))
    pair.confidence = round(1 / (1 + math.exp(-sum(weight for _, weight in pair.features))), 3)


def _holds(feature: Feature, pair: Pair, made_by: str) -> bool:
    return any(part in made_by for part in feature.rules) if feature.rules else HOLDS[feature.id](pair)


@lru_cache(maxsize=1)
def _model() -> Confidence:
    path = rules_dir() / "pairs" / "confidence.yaml"
    model = load(path, Confidence)
    for feature in model.features:
        if not feature.rules and feature.id not in HOLDS:
            raise RuleError(path, 0, f"nothing tells when {feature.id} holds: give it `rules`")
    return model
