"""Names of places in the Traditional characters of Taiwan."""

from __future__ import annotations

from functools import lru_cache

import opencc

from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load


class _InNames(RuleModel):
    characters: dict[str, str]
    words: dict[str, str]


def to_taiwan(name: str) -> str:
    """A Simplified name in the characters of Taiwan; OpenCC's choice but for those of the rules.

    >>> to_taiwan("马里埃尔共和国"), to_taiwan("苑里镇")
    ('馬里埃爾共和國', '苑裡鎮')
    """
    converter, ours = _converter()
    found = str(converter.convert(name))
    if len(found) != len(name):
        return found
    found = "".join(ours.characters.get(char, theirs) for char, theirs in zip(name, found, strict=True))
    for word, written in ours.words.items():
        if (at := name.find(word)) >= 0:
            found = found[:at] + written + found[at + len(word) :]
    return found


@lru_cache(maxsize=1)
def _converter() -> tuple[opencc.OpenCC, _InNames]:
    """OpenCC's table, and what stands in rules/gazetteer/taiwan_characters.yaml."""
    return opencc.OpenCC("s2tw"), load(rules_dir() / "gazetteer" / "taiwan_characters.yaml", _InNames)
