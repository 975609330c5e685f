"""The English name of a Chinese place by its sound: pinyin in one word (rules/gazetteer/pinyin.yaml)."""

from __future__ import annotations

import re
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


# Initials and finals of Standard Chinese, without tones.
_SYLLABLE = (
    "(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    "(?:[iu]?ang|iong|[ue]ng|ing|ong|uai|uan|[iu]?an|ia?n|ia?o|[uei]n|ai|ei|ao|ou|er|ie|[iu]a|uo|u[ei]|iu|[aeiouv]))"
)
_PINYIN = re.compile(f"(?:{_SYLLABLE}['’]?)+", re.IGNORECASE)


def is_pinyin(word: str) -> bool:
    """Whether a Latin word can be a Chinese name in pinyin: Xinyang, Xi'an; not Evans.

    >>> is_pinyin("Xinyang"), is_pinyin("Evans")
    (True, False)
    """
    return _PINYIN.fullmatch(word) is not None


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
