"""Folding: Traditional to Simplified, full width to half width, with every code point kept in place.

The folded text is what rules match on. It has exactly as many code points as the source, so an offset
into the one is an offset into the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

import opencc

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The inside of a regular expression's class: ideographs."""

_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
)
_WIDE = re.compile(f"[{''.join(_WIDTH)}]")
_LOWER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_SURROGATE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=4)
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate, which no encoding and no Doc can hold, made U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Simplified, half-width form of a text; `len(fold(text)) == len(text)` always.

    >>> fold("運城市，２０２４年")
    '运城市,2024年'
    """
    return half_width(simplified(text))


def lower(text: str) -> str:
    """Lower case with every code point in its place: of ASCII alone where str.lower makes İ two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_LOWER)


def straight(text: str) -> str:
    """The text with straight apostrophes: Nanjing’s as Nanjing's."""
    return text.replace("’", "'").replace("‘", "'")


def one_space(text: str) -> str:
    """The text with line ends, tabs and hyphens as spaces. (`str.translate` takes ten times as long.)"""
    return text.replace("\n", " ").replace("\r", " ").replace("\t", " ").replace("-", " ")


def half_width(text: str) -> str:
    """The text with full-width ASCII as ASCII and every kind of space as a plain one."""
    return _WIDE.sub(lambda found: _WIDTH[found[0]], text)


def simplified(text: str) -> str:
    """The text in Simplified characters, width untouched, code point by code point."""
    try:
        out: str = _converter("t2s").convert(text)
    except UnicodeEncodeError:
        return simplified(without_surrogates(text))
    return out if len(out) == len(text) else "".join(_convert_one(c, "t2s") for c in text)


def traditional(text: str) -> str:
    """The text in Traditional characters (OpenCC's standard), code point by code point."""
    try:
        out: str = _converter("s2t").convert(text)
    except UnicodeEncodeError:
        return traditional(without_surrogates(text))
    return out if len(out) == len(text) else "".join(_convert_one(c, "s2t") for c in text)


@lru_cache(maxsize=1 << 16)
def _convert_one(char: str, configuration: str) -> str:
    """One code point converted; itself where OpenCC would change the length (it drops NUL, for one)."""
    out: str = _converter(configuration).convert(char)
    return out if len(out) == 1 else char


def simplified_char(char: str) -> str:
    """One character in its Simplified form when it stands alone."""
    return _convert_one(char, "t2s")


@lru_cache(maxsize=1 << 16)
def fold_word(word: str) -> str:
    """A word folded without its context: what `token.norm_` is unless the context says otherwise."""
    return fold(word)
