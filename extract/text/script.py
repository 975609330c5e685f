"""Folding: Traditional to Simplified, full width to half width, with every code point kept in place.

The folded text is what rules match on. It has exactly as many code points as the source, so an offset
into the one is an offset into the other.
"""

from __future__ import annotations

from functools import lru_cache

import opencc


def _width_map() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update({0x3000: " ", 0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x202F: " "})
    return table


_WIDTH = _width_map()


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Simplified, half-width form of a text; `len(fold(text)) == len(text)` always.

    >>> fold("運城市，２０２４年")
    '运城市,2024年'
    """
    simplified = _converter().convert(text)
    if len(simplified) != len(text):
        simplified = "".join(_fold_one(c) for c in text)
    return simplified.translate(_WIDTH)


@lru_cache(maxsize=1 << 16)
def _fold_one(char: str) -> str:
    """One code point folded; itself where OpenCC would change the length (it drops NUL, for one)."""
    out = _converter().convert(char)
    return out if len(out) == 1 else char
