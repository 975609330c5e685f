"""The bilingual lexicon of the field: `rules/align/lexicon.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from extract.align.tokens import gloss_tokens
from extract.resources import rules_dir
from extract.rules import load
from extract.rules.loader import RuleModel


class Term(RuleModel):
    """A word of the field: Chinese spellings (Simplified) and English renderings, which are its examples."""

    id: str
    zh: list[str] = Field(min_length=1)
    en: list[str] = Field(min_length=1)


@lru_cache(maxsize=1)
def field_terms() -> tuple[Term, ...]:
    return tuple(load(rules_dir() / "align" / "lexicon.yaml", list[Term]))


def field_entries() -> dict[str, dict[str, float]]:
    """The lexicon as word -> {token: weight}, in the form `Lexicon.of_entries` takes."""
    entries: dict[str, dict[str, float]] = {}
    for term in field_terms():
        for word in term.zh:
            options = entries.setdefault(word, {})
            for gloss in term.en:
                tokens = gloss_tokens(gloss)
                for name in tokens:
                    options[name] = options.get(name, 0.0) + len(tokens) ** -0.5
    return entries


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """Every rendering must say something: one of stop words alone is no evidence."""
    entries = field_entries()
    for term in field_terms():
        for word in term.zh:
            for gloss in term.en:
                found = set(gloss_tokens(gloss)) & entries[word].keys()
                yield term.id, f"{word} = {gloss}", bool(found), f"tokens {sorted(found)}"
