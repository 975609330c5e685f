"""Bytes to text: BOM, strict UTF-8, declared charset as browsers map it, then what is plausible.

What no encoding fits is refused, never half-read: a decoding with a replacement character, a private-use
character or rare characters all over is no decoding.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import chardet

Basis = Literal["bom", "declared", "strict", "nul_pattern", "detected"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# As browsers read labels (WHATWG Encoding): the superset that pages with this label are really in.
_LABELS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "windows-1252": "cp1252",
    "utf8": "utf-8",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
}
_FALLBACKS = {"big5hkscs": ("big5hkscs", "cp950"), "gb18030": ("gb18030",), "cp1252": ("cp1252",)}
_FAMILIES = {"gb18030": ("gb18030",), "big5hkscs": ("big5hkscs", "cp950", "big5")}
_DETECTABLE = ("gb18030", "big5hkscs", "windows-1252")
_DETECTED = {"gb18030": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs"}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_IMPLAUSIBLE = re.compile(
    "[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\U000e0000-\U0010ffff]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MOST_PRIVATE = 0.005
_HIGH = re.compile(rb"[\x80-\xff]+")
_PUNCTUATION = re.compile("[\u2010-\u203b\u2460-\u2473\u3000-\u3017\uff01-\uff5e]")
_HEAD, _SAMPLE = 2048, 20_000
_MIN_COMMON, _MARGIN = 0.72, 0.12


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the codec that gave it, and why that one; `bom` is the size of the BOM that was dropped."""

    text: str
    encoding: str
    basis: Basis
    bom: int = 0
    declared: str | None = None


class Undecodable(ValueError):
    """Bytes that no plausible encoding fits. `code` is the stable error code of the reject."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of a file, its BOM dropped and nothing else altered.

    `declared` is a charset from outside (an HTTP header); one inside (`<meta charset>`) is found. Raises
    Undecodable with code `binary`, `undecodable` or `ambiguous_encoding`.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], codec)
            if text is None:
                raise Undecodable("undecodable", f"begins with the BOM of {codec} and is not {codec}")
            return Decoded(text, codec, "bom", len(bom))
    text = _strict(data, "utf-8")
    if text is not None and "\0" not in text:
        return Decoded(text, "utf-8", "strict")
    if b"\0" in data:
        return _with_nuls(data)
    return _declared(data, declared) or _detected(data)


def _strict(data: bytes, codec: str) -> str | None:
    """All of the data decoded, or None; in GB 18030 A3 A0 is an ideographic space, as in browsers."""
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
    return text.replace("\ue5e5", "\u3000") if codec == "gb18030" else text


def _declared(data: bytes, outside: str | None) -> Decoded | None:
    """The text by the declared charset, if it has one that decodes it plausibly."""
    inside = _DECLARED.search(data, 0, _HEAD)
    names = [outside, (inside[1] or inside[2]).decode("ascii", "replace") if inside else None]
    for name in names:
        if not name:
            continue
        codec = _LABELS.get(name.strip().lower(), name.strip().lower())
        for alternative in _FALLBACKS.get(codec, (codec,)):
            text = _strict(data, alternative)
            if text is not None and not _IMPLAUSIBLE.search(_with_few_private(text)):
                return Decoded(text, alternative, "declared", declared=name)
    return None


def _with_few_private(text: str) -> str:
    """The text without its private-use characters (a site's own bullet) where there are next to none."""
    without = _PRIVATE.sub("", text)
    return without if len(text) - len(without) <= _MOST_PRIVATE * len(text) else text


def _with_nuls(data: bytes) -> Decoded:
    """UTF-16 or UTF-32 without a BOM: told by where the zero bytes stand and by what comes out."""
    best: tuple[float, str, str] | None = None
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        text = _strict(data, codec)
        if text and not _IMPLAUSIBLE.search(text):
            score = _common(text)
            if best is None or score > best[0]:
                best = (score, codec, text)
    if best is None or best[0] < _MIN_COMMON:
        raise Undecodable("binary", "holds zero bytes and is no UTF-16 or UTF-32 text")
    return Decoded(best[2], best[1], "nul_pattern")


def _detected(data: bytes) -> Decoded:
    """The text by the detector's first choice that decodes all of it and looks like a text."""
    scored = sorted(_candidates(data), key=lambda one: -one[0])
    western = _western(data)
    if western is not None and all(score < 0.9 for score, _, _ in scored):
        return Decoded(western, "cp1252", "detected")
    if not scored:
        raise Undecodable("undecodable", "is neither UTF-8 nor UTF-16, GB18030, Big5 or Windows-1252 text")
    best, *rivals = scored
    if best[0] < _MIN_COMMON:
        raise Undecodable("undecodable", f"as {best[1]} it would be mostly rare characters")
    if not rivals or best[0] - rivals[0][0] >= _MARGIN:
        return best[2]
    guesses = chardet.detect_all(data[:_SAMPLE], ignore_threshold=True, include_encodings=_DETECTABLE)
    ranks = [_DETECTED.get((guess["encoding"] or "").lower().replace("-", ""), "") for guess in guesses]
    first = next((family for family in ranks if family), "")
    for _, family, decoded in scored:
        if family == first:
            return decoded
    raise Undecodable("ambiguous_encoding", f"reads as {best[1]} and as {rivals[0][1]} alike")


def _candidates(data: bytes) -> Iterator[tuple[float, str, Decoded]]:
    """(share of common characters, family, text) of each family of encodings that decodes all of the data.

    Big5 has several mappings for what lies outside of its core (circled digits, kana): the one in which most
    is common counts, of equals the one that browsers use.
    """
    for family, names in _FAMILIES.items():
        texts = ((codec, _strict(data, codec)) for codec in names)
        plausible = [(c, text) for c, text in texts if text is not None and not _IMPLAUSIBLE.search(text)]
        if plausible:
            codec, text = max(plausible, key=lambda one: _common(one[1]))
            yield _common(text), family, Decoded(text, codec, "detected")


def _western(data: bytes) -> str | None:
    """Text in Windows-1252: single accented letters or curly quotes among ASCII; None if it is not that."""
    sample = data[:_SAMPLE]
    runs = _HIGH.findall(sample)
    high = sum(map(len, runs))
    if not runs or high > 0.25 * len(sample) or sum(len(run) == 1 for run in runs) < 0.7 * len(runs):
        return None
    text = _strict(data, "cp1252")
    return text if text is not None and not _IMPLAUSIBLE.search(text) else None


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """The ideographs of the first levels of GB 2312 and of Big5, the ones in daily use."""
    first = [bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)]
    low = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    return frozenset(first) | {bytes((a, b)).decode("big5", "ignore") for a in range(0xA4, 0xC7) for b in low}


def _common(text: str) -> float:
    """The share of everyday ideographs, kana and punctuation among the characters that are not ASCII."""
    others = [c for c in text[:_SAMPLE] if c > "\x7f"]
    if not others:
        return 1.0
    everyday = _everyday()
    return sum(c in everyday or _PUNCTUATION.match(c) is not None for c in others) / len(others)
