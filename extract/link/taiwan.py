"""Names of places in the Traditional characters of Taiwan."""

from __future__ import annotations

from functools import lru_cache

import opencc

from extract.resources import rules_dir
from extract.rules.loader import load


def to_taiwan(name: str) -> str:
    """A Simplified name in the characters of Taiwan; OpenCC's choice but for those of the rules.

    >>> to_taiwan("马里埃尔共和国"), to_taiwan("龙岩市")
    ('馬里埃爾共和國', '龍岩市')
    """
    converter, in_names = _converter()
    found = str(converter.convert(name))
    if len(found) != len(name):
        return found
    return "".join(in_names.get(char, theirs) for char, theirs in zip(name, found, strict=True))


@lru_cache(maxsize=1)
def _converter() -> tuple[opencc.OpenCC, dict[str, str]]:
    """OpenCC's table, and what stands in rules/gazetteer/taiwan_characters.yaml."""
    path = rules_dir() / "gazetteer" / "taiwan_characters.yaml"
    return opencc.OpenCC("s2tw"), load(path, dict[str, str])
