"""Which pages are worth reading: those that hold a word of a tie, looked for in their bytes.

First one pass over the bytes for every such word as any encoding and either script writes it, and for what
may be one in disguise: its beginning before a tag, an entity or white space, or its first character escaped.
What follows such a beginning is decoded, freed of markup, and looked at again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import product
from typing import NamedTuple

import ahocorasick_rs

from extract.readers.encoding import Undecodable, decode
from extract.readers.markup import page_lines, tokens
from extract.resources import rules_dir
from extract.rules import load
from extract.text.script import fold

_TELLING = ("tie", "bond")
_CODECS = (
    "utf-8", "gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be",
    "euc_kr", "euc_jp", "shift_jis",
)  # fmt: skip
# What may stand in the middle of a word: white space, tags, entities, escapes, signs that are not shown.
_BREAKS = " \t\n\r<&\\\u3000\u00a0\u200b\u00ad\ufeff"
# How a character may be escaped, and what stands between two that are.
_ESCAPES = (
    ("&#{}", ";"), ("&#0{}", ";"), ("&#x{:x}", ";"), ("&#x0{:x}", ";"), ("&#x00{:x}", ";"),
    ("\\u{:04x}", ""), ("\\u{{{:x}}}", ""), ("%u{:04x}", ""), ("\\x{:02x}", ""),
)  # fmt: skip
_ASCII = ("utf-8", "gb18030", "big5hkscs")
# Bytes in which a word that begins in disguise must end, and those that mostly tell; how many such beginnings
# are looked at one by one; characters of an escape that may be cut off.
_REACH, _NEAR, _MANY, _ESCAPE = 2048, 256, 100, 12
_TAGS = re.compile("<[^<>]*>")
_UNSHOWN = re.compile("[\\s\u200b\u00ad\u2060\ufeff]+")
_ESCAPED = re.compile(r"(?:\\+u|%u)\{?([0-9a-fA-F]{2,6})\}?|\\+x([0-9a-fA-F]{2})")
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_ANY_CJK = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))))


def has_trigger(data: bytes, charset: str | None = None) -> bool:
    """Whether a page's bytes hold a word of a tie, or cannot be decoded to see."""
    patterns = _patterns()
    found = patterns.automaton.find_matches_as_indexes(data.lower())
    if any(index < patterns.sure for index, _, _ in found):
        return True
    if len(found) > _MANY:
        return _in_disguise(data, charset)
    return any(_at(data[at : at + _REACH], patterns.codecs[index]) for index, at, _ in found)


def speaks_of_ties(text: str) -> bool:
    """Whether a text holds a word of a tie, wherever white space and capitals stand."""
    return bool(_words().find_matches_as_indexes(fold(_UNSHOWN.sub("", text)).lower()))


def said_in_scripts(source: str) -> str:
    """The strings in a page's scripts that speak of ties, one a line, markup in them read; or nothing."""
    lines: dict[str, None] = {}
    for _, _, tag, inside in tokens(source):
        if tag == "script" and speaks_of_ties(_plain(inside)):
            for string in _STRING.finditer(inside):
                said = _string(string[0])
                if speaks_of_ties(said):
                    lines.update((line.text, None) for line in page_lines(said))
    return "".join(f"{line}\n" for line in lines)


def _string(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:  # not JSON: a script's own escapes
        return _plain(literal[1:-1])


def _in_disguise(data: bytes, charset: str | None) -> bool:
    """Whether a page that may speak of a tie does."""
    try:
        return _speaks(decode(data, charset).text)
    except Undecodable:
        return True


def _at(data: bytes, codecs: set[str]) -> bool:
    """Whether these bytes of a page, which begin as a word in one of the encodings may, begin with one."""
    return any(_begins(data, codec) for codec in codecs)


def _begins(data: bytes, codec: str) -> bool:
    """Whether bytes begin with a word of a tie, with its markup or, where `<` is no markup, without."""
    words, longest = _beginnings()
    for reach in (_NEAR, _REACH):
        markup = data[:reach].decode(codec, "ignore")
        bare = _TAGS.sub("", markup)
        shown = _shown(bare)
        if shown.startswith(words) or _shown(markup).startswith(words):
            return True
        told = len(_shown(bare[: bare.find("<")] if "<" in bare else bare[:-_ESCAPE]))
        if told >= longest:
            return False
    return False


def _shown(markup: str) -> str:
    return fold(_UNSHOWN.sub("", _plain(markup))).lower()


def _speaks(markup: str) -> bool:
    return speaks_of_ties(_plain(_TAGS.sub("", markup))) or speaks_of_ties(_plain(markup))


def _plain(text: str) -> str:
    """A text with its escapes and entities, also doubled ones, taken for what they stand for."""
    text = _ESCAPED.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), text)
    return unescape(unescape(text))


def _triggers() -> list[str]:
    """The words that make a page worth reading, in lower case."""
    kinds = load(rules_dir() / "triggers.yaml", dict[str, list[str]])
    return sorted({word.lower() for kind in _TELLING for word in kinds[kind]})


@lru_cache(maxsize=1)
def _beginnings() -> tuple[tuple[str, ...], int]:
    """The words without their spaces, and how long the longest is."""
    words = tuple(_UNSHOWN.sub("", word) for word in _triggers())
    return words, max(map(len, words))


@lru_cache(maxsize=1)
def _words() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick([_UNSHOWN.sub("", word) for word in _triggers()])


class _Patterns(NamedTuple):
    """The automaton over bytes in lower case; its first `sure` patterns are words, the others may begin one.

    `codecs` says in which encodings, by the index of the pattern.
    """

    automaton: ahocorasick_rs.BytesAhoCorasick
    sure: int
    codecs: list[set[str]]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    scripts = _scripts()
    words = sorted({form for word in _triggers() for form in _forms(word, scripts)})
    sure = _encoded(words)
    maybe = _encoded(broken for word in words for broken in _broken(word))
    maybe = {data: codecs for data, codecs in maybe.items() if data not in sure}
    automaton = ahocorasick_rs.BytesAhoCorasick([*sure, *maybe])
    return _Patterns(automaton, len(sure), [*sure.values(), *maybe.values()])


def _encoded(texts: Iterable[str]) -> dict[bytes, set[str]]:
    """The bytes of the texts in every encoding that has them, as they are in data made lower case bytewise.

    With the encodings they may stand for: ASCII may go on in any that leaves ASCII as it is.
    """
    found: dict[bytes, set[str]] = {}
    for text in texts:
        for codec in _CODECS:
            try:
                data = text.encode(codec).lower()
            except UnicodeEncodeError:
                continue
            plain = text.isascii() and len(data) == len(text)
            found.setdefault(data, set()).update(_ASCII if plain else (codec,))
    return found


def _scripts() -> dict[str, str]:
    """Each Simplified character, and all that fold to it, itself among them."""
    folded = fold("\n".join(_ANY_CJK)).split("\n")
    of: dict[str, str] = {}
    for char, simple in zip(_ANY_CJK, folded, strict=True):
        of[simple] = of.get(simple, "") + char
    return of


def _forms(word: str, scripts: dict[str, str]) -> Iterator[str]:
    """A word in every mixture of the scripts, and English in full width too."""
    yield from map("".join, product(*(scripts.get(char, char) for char in word)))
    if word.isascii():
        yield "".join(chr(ord(char) + 0xFEE0) if char != " " else "\u3000" for char in word)


def _broken(word: str) -> Iterator[str]:
    """How a word may begin whose rest stands apart, or one of whose characters is escaped."""
    first, *rest = word.split(" ") if word.isascii() else [word]
    for beginning in {word[:2], word[:2].upper(), word[:2].title()} if word.isascii() else word[0]:
        yield from (mark.join(escape.format(ord(c)) for c in beginning) for escape, mark in _ESCAPES)
    if word.isascii():
        for i, letter in enumerate(first[1:], 1):
            codes = ord(letter), ord(letter.upper())
            yield from (first[:i] + escape.format(code) for code in codes for escape, _ in _ESCAPES)
    if rest:
        yield from (first + mark for mark in _BREAKS[1:])
        yield from (first + " " + mark for mark in _BREAKS)
    if not word.isascii():
        yield from (word[:i] + mark for i in range(1, len(word)) for mark in _BREAKS)
