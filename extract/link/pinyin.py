"""The English name of a Chinese place by its sound: pinyin in one word (rules/gazetteer/pinyin.yaml)."""

from __future__ import annotations

from functools import lru_cache

from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load


class PinyinRules(RuleModel):
    """How characters and names are read in names of places, where a dictionary has another reading first."""

    characters: dict[str, str]
    names: dict[str, str]


@lru_cache(maxsize=1)
def _rules() -> PinyinRules:
    return load(rules_dir() / "gazetteer" / "pinyin.yaml", PinyinRules)


def pinyin_word(core: str) -> str:
    """A name without its generic suffix in pinyin, an apostrophe before a vowel: 西安 → Xi'an."""
    from pypinyin import lazy_pinyin

    rules = _rules()
    if core in rules.names:
        syllables = rules.names[core].split()
    else:
        read = lazy_pinyin(core)
        same = len(read) == len(core)
        syllables = [rules.characters.get(c, s) for c, s in zip(core, read, strict=True)] if same else read
    word = syllables[0]
    for syllable in syllables[1:]:
        word += ("'" if syllable[:1] in "aoe" else "") + syllable
    return word.capitalize()
