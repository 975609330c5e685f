"""What the page and the figures call things (rules/registry/labels.yaml), in each of naming.LANGUAGES."""

from __future__ import annotations

import opencc

from extract.resources import rules_dir
from extract.rules.loader import load

Labels = dict[str, dict[str, list[str]]]


def labels() -> Labels:
    """Group → term → its label in each language. Raises RuleError naming file and line."""
    to_traditional = opencc.OpenCC("s2twp").convert
    said = load(rules_dir() / "registry" / "labels.yaml", dict[str, dict[str, tuple[str, str]]])
    return {
        group: {term: [en, zh, to_traditional(zh)] for term, (en, zh) in terms.items()}
        for group, terms in said.items()
    }
