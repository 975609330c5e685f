"""The words of the page, in English and Chinese."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from extract.rules.loader import load

LANGUAGES = ("en", "zh")


@lru_cache(maxsize=2)
def messages(language: str) -> dict[str, str]:
    """All words of the page in a language. Raises RuleError where messages.yaml is broken."""
    words = load(Path(__file__).parent / "messages.yaml", dict[str, tuple[str, str]])
    at = LANGUAGES.index(language)
    return {key: both[at] for key, both in words.items()}


def preferred(accepted: str) -> str:
    """The page's language for an Accept-Language header: the first of ours that it names."""
    for part in accepted.lower().split(","):
        for language in LANGUAGES:
            if part.strip().startswith(language):
                return language
    return LANGUAGES[0]
