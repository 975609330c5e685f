"""What the page and the figures call things (rules/registry/labels.yaml), in each of LANGUAGES."""

from __future__ import annotations

import opencc

from extract.link.gazetteer import open_gazetteer
from extract.resources import rules_dir
from extract.rules.loader import load

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
Labels = dict[str, dict[str, list[str]]]


def labels() -> Labels:
    """Group → term → its label in each of LANGUAGES. Raises RuleError naming file and line."""
    to_traditional = opencc.OpenCC("s2twp").convert
    said = load(rules_dir() / "registry" / "labels.yaml", dict[str, dict[str, tuple[str, str]]])
    return {
        group: {term: [en, zh, to_traditional(zh)] for term, (en, zh) in terms.items()}
        for group, terms in said.items()
    }


def countries() -> dict[str, list[str]]:
    """The names of countries and territories, by ISO 3166-1 code, in each of LANGUAGES."""
    rows = open_gazetteer().rows(
        "SELECT country, name_en, name_zh, name_zh_hant FROM main.place WHERE kind = 'country'"
        " ORDER BY country"
    )
    return {code: [en or code, zh or en or code, hant or zh or en or code] for code, en, zh, hant in rows}
