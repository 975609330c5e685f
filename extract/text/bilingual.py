"""The language of a stretch of text, and the cut where a line says the same in Chinese and in English.

Everything here reads the folded text. Languages are `zh`, `en` and `""` for neither: numbers alone,
Japanese, Korean.
"""

from __future__ import annotations

import re

from extract.layers import Range
from extract.text.script import HAN
from extract.text.vocabulary import sentence_rules

_IDEOGRAPH = re.compile(f"[{HAN}]")
_OTHER_SCRIPT = re.compile("[\u3040-\u30fa\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f]{2,}")
_ASIDE = re.compile("\\([^()]{0,80}\\)")
_CHINESE = f"{HAN}、。《》「」『』【】〈〉"
_LAST_CHINESE = re.compile(f"(?s).*[{_CHINESE}]")
_FIRST_CHINESE = re.compile(f"[{_CHINESE}]")
_AFTER_CHINESE = re.compile(
    "[”’)\\]0-9%!?.]{0,8}(?:(?P<slash>\\s*[/|]\\s*)|\\s+(?:[-–—]{1,2}\\s+)?|(?P<bracket>)(?=\\())"
    "(?=[A-Za-z“\"‘'(])"
)
_BEFORE_CHINESE = re.compile(
    '[A-Za-z.!?’”")](?:(?P<slash>\\s*[/|]\\s*)|\\s+(?:[-–—]{1,2}\\s+)?)[“"《「【(]{0,2}$'
)
_PLACED = re.compile("[A-Z][a-z'’-]+, [A-Z]")  # Nice, France
_LIST_NUMBER = re.compile("[(]?\\d{1,3}[.、)]|[(]?[A-Za-z][.)]")


def language(folded: str, start: int, end: int) -> str:
    """`zh`, `en` or `""`: the language most of the stretch is written in, asides in brackets left out."""
    stretch = folded[start:end]
    if not _IDEOGRAPH.search(stretch):
        return "en" if _WORD.search(stretch) and not _OTHER_SCRIPT.search(stretch) else ""
    if stretch.isascii() or not _WORD.search(stretch):
        return "" if _mostly_other(stretch) else "zh"
    bare = _ASIDE.sub("", stretch)
    ideographs, words = len(_IDEOGRAPH.findall(bare)), _WORD.findall(bare)
    if not ideographs and not words:
        ideographs, words = len(_IDEOGRAPH.findall(stretch)), _WORD.findall(stretch)
    if _mostly_other(stretch):
        return ""
    little = sum(word.lower() in sentence_rules().english.function_words for word in words)
    return "zh" if ideographs >= 1.5 * len(words) + 2 * little else "en"


def _mostly_other(stretch: str) -> bool:
    """Whether kana, Hangul, Cyrillic … outweigh a third of the ideographs."""
    others = len(_OTHER_SCRIPT.findall(stretch))
    return others > 2 and 3 * others > len(_IDEOGRAPH.findall(stretch))


def cut_languages(folded: str, start: int, end: int) -> list[Range]:
    """The sentence as one range, or as two where one half is Chinese and the other English.

    Halves are cut at a slash, at white space, or before a bracket, and each must be substantial: a name
    with its original beside it is no translation.

    >>> cut_languages("前言/PREFACE", 0, 10)
    [(0, 2), (3, 10)]
    """
    first = _FIRST_CHINESE.search(folded, start, end)
    if first is None or not _WORD.search(folded, start, end):
        return [(start, end)]
    last = _LAST_CHINESE.match(folded, start, end)
    return (
        _chinese_first(folded, start, last.end() if last else end, end)
        or _english_first(folded, start, first.start(), end)
        or [(start, end)]
    )


def _chinese_first(folded: str, start: int, last: int, end: int) -> list[Range] | None:
    gap = _AFTER_CHINESE.match(folded, last, end)
    if gap is None:
        return None
    left, right = folded[start : gap.end()].rstrip(" /|-–—\t"), folded[gap.end() : end]
    if not _translates(left, right, gap["slash"] is not None):
        return None
    if gap["bracket"] is not None and not right.endswith(")"):
        return None
    return [(start, start + len(left)), (gap.end(), end)]


def _english_first(folded: str, start: int, first: int, end: int) -> list[Range] | None:
    head = folded[start:first]
    gap = _BEFORE_CHINESE.search(head[-40:])
    if gap is None or head.rstrip('“"《「【').endswith("("):
        return None
    base = first - len(head[-40:])
    left_end = base + gap.start() + 1
    right_start = left_end + len(gap[0]) - 1 - len(gap[0][1:].lstrip(" /|-–—\t"))
    right = folded[right_start:end]
    if not _translates(right, folded[start:left_end], gap["slash"] is not None):
        return None
    return [(start, left_end), (right_start, end)]


def _translates(chinese: str, english: str, slash: bool) -> bool:
    """Whether both halves are substantial enough to be each other's translation."""
    words = _WORD.findall(english)
    foreign = len(_WORD.findall(chinese))
    ideographs = len(_IDEOGRAPH.findall(chinese))
    if slash and ("|" in chinese or "|" in english):
        return False
    if slash:
        plain = not _LIST_NUMBER.match(chinese) and not _LIST_NUMBER.match(english)
        named = plain and not re.search("\\d", chinese + english)
        return (
            foreign == 0
            and ideographs >= 2
            and (
                len(words) >= 3
                or _PLACED.search(english) is not None
                or (bool(words) and len(words[0]) > 2 and named)
            )
        )
    if ideographs < 4 or foreign > max(2, ideographs // 4):
        return False
    return len(words) >= 4 or (len(words) == 3 and any(word.islower() for word in words))
