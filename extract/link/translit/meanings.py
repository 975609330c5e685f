"""What Chinese translates of foreign names instead of writing its sound (rules/gazetteer/meanings.yaml).

What stands there of several characters is read as one: 公园 is one symbol, of Unicode's private use area.
The model keeps the list that it was trained with: an edited file does not change what a symbol means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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


def compounds() -> tuple[str, ...]:
    """The translations of several characters."""
    return tuple(sorted(han for han in _meanings() if len(han) > 1))


def joiner(known: Sequence[str]) -> Callable[[str], str]:
    """Makes one symbol of each of the known compounds in a folded name, the longest first."""
    if not known:
        return str
    symbols = {han: chr(_FIRST + i) for i, han in enumerate(known)}
    pattern = re.compile("|".join(sorted(symbols, key=lambda han: (-len(han), han))))
    return lambda name: pattern.sub(lambda found: symbols[found.group()], name)


def translated() -> frozenset[str]:
    """The Latin words that Chinese translates."""
    return frozenset(word for known in _meanings().values() for word in known)


def meanings(lexicon: dict[str, int]) -> Counts:
    """One for each word that a symbol may stand for: as a whole and, if short, as a part of another word
    (谷 is the dale of Oakdale)."""
    join = joiner(compounds())
    out: Counts = {}
    for han, known in _meanings().items():
        own = out.setdefault(join(han), {})
        for word in known:
            if word in lexicon:
                own[-1 - lexicon[word]] = 1.0
            if len(spell(word)) <= WIDTHS["LAT"]:
                own[code(spell(word), BASES["LAT"])] = 1.0
    return out
