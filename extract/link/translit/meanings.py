"""What Chinese translates of foreign names instead of writing its sound (rules/gazetteer/meanings.yaml).

What stands there of several characters is read as one: 公园 is one symbol, of Unicode's private use area.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.link.translit.em import Counts
from extract.link.translit.spelling import BASES, WIDTHS, code, spell
from extract.resources import rules_dir
from extract.rules.loader import load

_FIRST = 0xE000


@lru_cache(maxsize=1)
def _meanings() -> dict[str, list[str]]:
    table = load(rules_dir() / "gazetteer" / "meanings.yaml", dict[str, str])
    return {han: text.split() for han, text in table.items()}


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    return {han: chr(_FIRST + i) for i, han in enumerate(sorted(h for h in _meanings() if len(h) > 1))}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_units(), key=lambda han: (-len(han), han))))


def joined(han: str) -> str:
    """A folded name in which each word of several characters is one symbol."""
    return _pattern().sub(lambda found: _units()[found.group()], han)


def translated() -> frozenset[str]:
    """The Latin words that Chinese translates."""
    return frozenset(word for known in _meanings().values() for word in known)


def meanings(lexicon: dict[str, int]) -> Counts:
    """One for each word that a symbol may stand for: as a whole and, if short, as a part of another word
    (谷 is the dale of Oakdale)."""
    out: Counts = {}
    for han, known in _meanings().items():
        own = out.setdefault(_units().get(han, han), {})
        for word in known:
            if word in lexicon:
                own[-1 - lexicon[word]] = 1.0
            if len(spell(word)) <= WIDTHS["LAT"]:
                own[code(spell(word), BASES["LAT"])] = 1.0
    return out
