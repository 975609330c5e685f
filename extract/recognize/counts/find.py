"""Find counts in folded text: number, modifier, interval, measure word or noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extract.recognize.counts.grammar import Compiled, grammar
from extract.recognize.counts.nounless import begins_alone, may_stand_alone, stands_alone
from extract.recognize.numerals import ZH_DIGITS, en_value, zh_value

_LOOK_BACK = 18
_ODD = re.compile(r"[余多来]")
_NEIGHBOURS = re.compile(r"(.*[十百千])?([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]{0,2})")
_VAGUE = re.compile(r"[数几](?=[十百千万亿])")
# 3.2 Towns: the number of a heading
_OUTLINE = re.compile(r"[0-9]{1,2}\.[0-9]{1,3}")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_TOLD_OFF = re.compile(r"(?: [a-z-]{2,12}){0,4},? respectively")
_SINGLE = ("one", "a single")
_EN_VAGUE = {"dozens of": 12, "hundreds of": 100, "thousands of": 1000}
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# 3 400: groups of three digits, set apart by spaces
_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")


@dataclass(slots=True)
class Found:
    """A count: its span with modifier and measure word, its numbers, and where its noun or measure word
    stands."""

    start: int
    end: int
    value: int
    upper: int | None
    modifier: str
    noun: tuple[int, int]
    lang: str


def find(text: str, language: str) -> Iterator[Found]:
    """The counts of a folded text (in lower case for English), in order. Linear in the text's length."""
    compiled = grammar(language)
    position = 0
    last: int | None = None
    while (trigger := compiled.trigger.search(text, position)) is not None:
        start = trigger.start()
        match = compiled.pattern.match(text, start)
        found = None
        if match is not None:
            found = _chinese(compiled, text, match) if language == "zh" else _english(compiled, text, match)
        if found is None and language == "en":
            found = _nounless(compiled, text, start, last)
        if found is not None:
            position = last = found.end
            yield found
        elif match is not None:
            position = match.end("number")
        else:
            position = start + 1


def led(text: str, language: str) -> Iterator[Found]:
    """The numbers of a folded text that what stands before them tells to count (人口约11.1万, 友城数:12)."""
    compiled = grammar(language)
    for pattern in compiled.led:
        for match in pattern.finditer(text):
            number = match.group("number")
            value, upper = _interval(number)
            if not value:
                continue
            start, end, modifier = _modifier(compiled, text, match.start("number"), match.end())
            if modifier is None:
                modifier = "at_least" if _ODD.search(number) else "exact"
            yield Found(start, end, value, upper, modifier, (end, end), language)


def _nounless(compiled: Compiled, text: str, start: int, last: int | None) -> Found | None:
    """An English number that no noun follows (bringing the total to 27)."""
    if not begins_alone(text, start, "en") and not compiled.before.among(
        text[max(0, start - _LOOK_BACK) : start]
    ):
        return None
    match = compiled.number.match(text, start)
    if match is None or not may_stand_alone(text, match.end(), "en"):
        return None
    one = match.group() == "one"
    if _YEAR.fullmatch(match.group()) or (compiled.lone.fullmatch(match.group()) and not one):
        return None
    wide, end, modifier = _modifier(compiled, text, start, match.end())
    if compiled.not_before.search(text[max(0, wide - _LOOK_BACK) : wide]):
        return None
    value = en_value(match.group())
    if not value or not stands_alone(text, wide, end, last, "en", one):
        return None
    return Found(wide, end, value, None, modifier or "exact", (end, end), "en")


def _modifier(compiled: Compiled, text: str, start: int, end: int) -> tuple[int, int, str | None]:
    """The span widened by the modifiers beside it, and what they say."""
    head = text[max(0, start - _LOOK_BACK) : start]
    before = compiled.before.search(head)
    if before is not None:
        return start - len(head) + before[1].start(), end, compiled.said_before[before[0]]
    for pattern, kind in compiled.behind:
        found = pattern.match(text, end)
        if found is not None:
            return start, found.end(), kind
    return start, end, None


def _chinese(compiled: Compiled, text: str, match: re.Match[str]) -> Found | None:
    number = match.group("number")
    start, end = match.start(), match.end()
    head = text[max(0, start - _LOOK_BACK) : start]
    vague = number[0] in "百千万亿" and compiled.vague_before.search(head) is not None
    if not vague and compiled.not_before.search(head):
        return None
    if (
        not vague
        and compiled.lone.fullmatch(number)
        and not _told(compiled, number, head, text[end : end + 8])
    ):
        return None
    if (
        number == "两"
        and match.group("noun") == "国"
        and not compiled.listed.search(text[max(0, start - 40) : start])
    ):
        return None
    if _DECIMAL.fullmatch(number):
        return None  # 每年1.5座
    value, upper = _interval(number)
    if match.group("upper"):
        low, high = value, zh_value(_ODD.sub("", match.group("upper")))
        scale = re.search(r"[万亿]$", match.group("upper"))
        if scale and low is not None and not re.search(r"[万亿]", number):
            low = low * (zh_value("1" + scale.group()) or 1)
        if low is None or high is None or high <= low:
            return None
        value, upper = low, high
    if value is None or value == 0:
        return None
    wide_start, wide_end, modifier = _modifier(compiled, text, start, end)
    if modifier is None:
        if vague:
            wide_start, modifier = start - 1, "at_least"
        elif _ODD.search(number) or _VAGUE.match(number):
            modifier = "at_least"
        else:
            modifier = "approx" if upper is not None else "exact"
    return Found(wide_start, wide_end, value, upper, modifier, match.span("noun"), "zh")


def _told(compiled: Compiled, number: str, head: str, tail: str) -> bool:
    """Does 一 count behind its noun (友好城市一个), as what is new (又添一座友城) or as the only one
    (姊妹市只有一个,即…), 百 or 千 with a modifier (近百个)? 十 always does."""
    if number == "一":
        new = compiled.first.search(head) is not None and compiled.first_of.match(tail) is not None
        sole = compiled.only.search(head) is not None and compiled.only_of.match(tail) is not None
        return new or sole or compiled.last.search(head) is not None
    if number not in ("百", "千"):
        return number == "十"
    return compiled.before.search(head) is not None or not head.endswith(("全", "数"))


@lru_cache(maxsize=1 << 12)
def _interval(number: str) -> tuple[int | None, int | None]:
    """Value and upper bound: 二三十 is 20 to 30, 十七八 is 17 to 18, 百余 is 100 and no bound."""
    plain = _VAGUE.sub("", _ODD.sub("", _THOUSANDS.sub("", number)))
    found = _NEIGHBOURS.fullmatch(plain)
    if found is not None:
        head, low, high, unit = found.groups()
        if ZH_DIGITS[high] == ZH_DIGITS[low] + 1:
            return zh_value(f"{head or ''}{low}{unit}"), zh_value(f"{head or ''}{high}{unit}")
    if plain in ("数", "几", ""):
        return None, None
    return zh_value(plain), None


def _english(compiled: Compiled, text: str, match: re.Match[str]) -> Found | None:
    number = match.group("number")
    start, end = match.start(), match.end()
    if _OUTLINE.fullmatch(number):
        return None
    if match.group("noun") is None:
        return _without_noun(compiled, text, match)
    noun_start, noun_end = match.span("noun")
    words = text[noun_start:noun_end].split(" ")
    # the first plural may only describe: overseas friends, sports teams
    if compiled.through.match(words[-1]):
        further = re.match(r" ([a-z][a-z'’-]{1,24}s)(?![a-z])", text[noun_end : noun_end + 30])
        if further is None:
            return None
        noun_end = end = noun_end + further.end()
        words.append(further.group(1))
    if (
        compiled.anaphoric_noun.match(words[-1])
        and (paired := compiled.also.match(text, noun_end)) is not None
    ):
        noun_end = end = paired.end()
    if compiled.not_noun.match(words[-1]) or compiled.not_noun.match(words[0]):
        return None
    plain = compiled.inner.sub("", " ".join(words[:-1])).split(" ")
    if words[-1].endswith(("'s", "’s")) or any(en_value(word) for word in plain):
        return None  # in 2021 Hebei's network; June 2023 Yunnan added two pairs
    if match.group("upper") and _TOLD_OFF.match(text, noun_end):
        return None  # 57 and 98 sister cities respectively: no interval
    head = text[max(0, start - _LOOK_BACK) : start]
    if compiled.singular.search(words[-1]) and number not in _SINGLE:
        return None
    if compiled.not_before.search(head) or (
        compiled.lone.fullmatch(number) and not compiled.singular.search(words[-1])
    ):
        return None
    if _YEAR.fullmatch(number) and compiled.year.search(head):
        return None
    if (
        len(words) == 1
        and compiled.anaphoric_noun.match(words[0])
        and (number in ("two", "three", "2") and compiled.anaphoric.search(head))
    ):
        return None
    value = 1 if number == "a single" else _EN_VAGUE.get(number) or en_value(number)
    upper = en_value(match.group("upper")) if match.group("upper") else None
    if not value or (upper is not None and upper <= value):
        return None
    wide_start, wide_end, modifier = _modifier(compiled, text, start, end)
    if modifier is None:
        modifier = "at_least" if number in _EN_VAGUE else "approx" if upper is not None else "exact"
    return Found(wide_start, wide_end, value, upper, modifier, (noun_start, noun_end), "en")


def _without_noun(compiled: Compiled, text: str, match: re.Match[str]) -> Found | None:
    """A number of things named before (three of them), or of those a hyphen ties to it (26-member)."""
    number = match.group("number")
    value = en_value(number)
    if not value or compiled.lone.fullmatch(number):
        return None
    start, end = match.span()
    if compiled.not_before.search(text[max(0, start - _LOOK_BACK) : start]):
        return None
    wide, end, modifier = _modifier(compiled, text, start, end)
    noun = match.span("joined") if match.group("joined") else (end, end)
    return Found(wide, end, value, None, modifier or "exact", noun, "en")
