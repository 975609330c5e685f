"""Surnames that are also names of towns: of `Mayor Anthony Williams`, Williams elsewhere is no place."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.recognize.latin import english_rules

_NAME = r"[A-Z][\w’'-]*\w"
_INITIAL = r"(?:[A-Z]\.\s)?"


def surnames(text: str) -> frozenset[str]:
    """The last names of all who stand in a text with a title and a name before them, or with a common given
    name: `Mayor Geordin Hill-Lewis`, `Harold Moss`; of a double name also its parts."""
    titled, given = _persons()
    found = {match["last"] for pattern in (titled, given) for match in pattern.finditer(text)}
    return frozenset(part for name in found for part in (name, *name.split("-")))


@lru_cache(maxsize=1)
def _persons() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = english_rules()
    titles, given = "|".join(rules.titles), "|".join(rules.given)
    last = rf"{_INITIAL}(?P<last>{_NAME})(?![\w-])(?!,? (?:{'|'.join(rules.generic)})\b)"
    return (
        re.compile(rf"\b(?:{titles})\.? (?:{_NAME}\s){{1,2}}{last}"),
        re.compile(rf"\b(?:{given}) {last}"),
    )
