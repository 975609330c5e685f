"""What more than one stage reads of rules/places: examples, phrases that are no places, names too plain."""

from __future__ import annotations

from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load


class PlaceExample(RuleModel):
    """A text with the heads that must be found in it, each with its qualifiers: `日本/大分市`."""

    text: str
    heads: list[str]


class Blockers(RuleModel):
    """rules/places/blockers.yaml."""

    examples: list[PlaceExample]
    phrases: list[str]


class Weak(RuleModel):
    """rules/places/weak.yaml."""

    examples: list[PlaceExample]
    names: frozenset[str]


def blockers() -> Blockers:
    """Phrases that hold the name of a place and are none."""
    return load(rules_dir() / "places" / "blockers.yaml", Blockers)


def weak() -> Weak:
    """Names of places that are also plain words."""
    return load(rules_dir() / "places" / "weak.yaml", Weak)
