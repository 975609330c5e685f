"""What a Chinese or English numeral is worth: `zh_value("三千零五十四") == 3054`, `en_value("two dozen") ==
24`.

Both read folded text (half width, Simplified) that a pattern has already cut out; anything that is no
numeral gives None. Digits, words and mixtures (1.2万, 3万4000, 2.1 million) are read alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

ZH_DIGITS = {
    c: v
    for v, chars in enumerate(
        ("〇零○O", "一壹幺弌", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in chars
}
_ZH_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_ZH_JOINED = {"廿": 20, "卅": 30, "卌": 40}
_ZH_SECTIONS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_ZH_FILLERS = frozenset(" 余多几来")
_ARABIC = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,9}(?:\.[0-9]{1,9})?|[0-9]{1,30}(?:\.[0-9]{1,9})?")

_EN_SMALL = {
    word: value
    for value, word in enumerate(
        [
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
            "nineteen",
        ]
    )
} | {"nought": 0, "naught": 0, "a": 1, "an": 1}
_EN_TENS = {
    word: 10 * (2 + i)
    for i, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_EN_SCALES = {
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "million": 10**6,
    "m": 10**6,
    "mln": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "b": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_EN_SCORES = {"dozen": 12, "dozens": 12, "score": 20}
_EN_WORD = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|[a-z]+")


def arabic(text: str) -> float | int | None:
    """`3,054` → 3054, `1.2` → 1.2; None where it is no plain number."""
    if _ARABIC.fullmatch(text) is None:
        return None
    bare = text.replace(",", "")
    return float(bare) if "." in bare else int(bare)


def zh_digits(text: str) -> int | None:
    """A number spelled digit by digit, as years are: 二〇二三 → 2023, 1985 → 1985; None for anything
    else."""
    value = 0
    for char in text:
        digit = int(char) if char.isascii() and char.isdigit() else ZH_DIGITS.get(char)
        if digit is None:
            return None
        value = value * 10 + digit
    return value if text else None


@lru_cache(maxsize=1 << 14)
def zh_value(text: str) -> int | None:
    """The whole number a Chinese or mixed numeral stands for.

    两千四百五 → 2450 (the last unit is left out), 3万4000 → 34000, 1.2万 → 12000, 十余万 → 100000,
    二十万亿 → 2 × 10¹³. A value that is no whole number is cut off after its decimals.
    """
    total = section = 0.0
    pending: float | None = None
    unit = 1.0
    zero = False
    position = 0
    while position < len(text):
        char = text[position]
        if char in _ZH_FILLERS:
            position += 1
            continue
        found = _ARABIC.match(text, position)
        if found is not None:
            pending = (
                float(found.group().replace(",", ""))
                if "." in found.group()
                else int(found.group().replace(",", ""))
            )
            position = found.end()
            # 3万4000: the digits are whole as they stand
            zero = zero or (section + total > 0 and pending >= 10)
            continue
        position += 1
        if char in ZH_DIGITS:
            digit = ZH_DIGITS[char]
            if digit == 0 and pending is None:
                zero = True
            else:
                pending = digit if pending is None else pending * 10 + digit
        elif char in _ZH_TENS:
            unit = _ZH_TENS[char]
            section += (1 if pending is None else pending) * unit
            pending, zero = None, False
        elif char in _ZH_JOINED:
            section += _ZH_JOINED[char]
            pending, unit, zero = None, 10, False
        elif char in _ZH_SECTIONS:
            unit = _ZH_SECTIONS[char]
            section += pending or 0
            if section == 0 and total == 0:
                section = 1
            # 二十万亿: the larger unit takes all that stands before it
            if section == 0 or (total and total < unit):
                total = (total + section) * unit
            else:
                total += section * unit
            section, pending, zero = 0.0, None, False
        else:
            return None
    if pending is not None:
        section += pending * unit / 10 if unit >= 100 and not zero and 0 < pending < 10 else pending
    return _whole(total + section)


@lru_cache(maxsize=1 << 14)
def en_value(text: str) -> int | None:
    """The whole number an English or mixed numeral stands for, in lower case.

    `two hundred and two thousand` → 202000, `three dozen` → 36, `2.1 million` → 2100000, `1 234 567` →
    1234567.
    """
    total = section = 0.0
    seen = False
    last = ""
    words = _EN_WORD.findall(text)
    for at, word in enumerate(words):
        if word in ("a", "an") and {"half", "quarter"} & {
            *words[max(0, at - 1) : at],
            *words[at + 1 : at + 2],
        }:
            continue  # half a dozen, two and a half million
        plain = arabic(word.rstrip(","))
        if plain is not None:
            # 1 234 567: groups of three digits, split by spaces
            section = section * 1000 + plain if last == "digits" and len(word) == 3 else section + plain
            last = "digits"
        elif word in _EN_SMALL:
            section += _EN_SMALL[word]
            last = "word"
        elif word in _EN_TENS:
            section += _EN_TENS[word]
            last = "word"
        elif word == "hundred" or word == "hundreds":
            section = (section or 1) * 100
        elif word in _EN_SCORES:
            section = (section or 1) * _EN_SCORES[word]
        elif word in _EN_SCALES:
            scale = _EN_SCALES[word]
            total += (section or 1) * scale
            section = 0.0
        elif word == "half":
            section += 0.5
        elif word == "quarter":
            section += 0.25
        elif word not in ("and", "odd", "some"):
            return None
        seen = True
    return _whole(total + section) if seen else None


def _whole(value: float) -> int | None:
    """The whole part of a value; None beyond what anybody counts (10¹⁸)."""
    return int(round(value, 6)) if value < 1e18 else None
