"""What each side of a text offers as evidence: English stems, and pseudo-words both languages share.

Pseudo-words start with `#`: `#57` for 57, 五十七 and fifty-seven, `#m3` for 3月 and March, `#d80` for 80年代
and the 1980s, `#?` for a question mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from re import Match

from extract.align.stem import stem
from extract.align.vocabulary import Vocabulary, vocabulary

MAX_VALUE = 10**18
"""Numbers above this are taken as strings of digits, not as values."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of sentences: `sentence[i]` is where token `i` stands, `type[i]` its number in `names`."""

    names: dict[str, int]
    type: list[int]
    sentence: list[int]
    capitalised: dict[str, int]
    """Words written with a capital, lower-cased, and the type of their token."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A pseudo-word or a Latin word in Chinese text, at `[start, start + length)`."""

    start: int
    length: int
    name: str


_words: dict[str, str | None] = {}
"""Word as written -> token, None for a stop word; grows to a bound, then starts anew."""


def gloss_tokens(gloss: str) -> list[str]:
    """The tokens of a dictionary's gloss, as `english_tokens` makes them of a text."""
    words = (match["word"] for match in vocabulary().en_token.finditer(gloss))
    return [token for word in words if word and (token := word_token(word)) is not None]


def word_token(word: str) -> str | None:
    """The token of a word as written: its stem, a pseudo-word for numbers and months, None for stop words."""
    try:
        return _words[word]
    except KeyError:
        return _new_word_token(word)


def _new_word_token(word: str) -> str | None:
    lower = word.lower().replace("’", "'")
    words = vocabulary()
    if lower.endswith("'s"):
        lower = lower[:-2]
    lower = lower.replace("'", "")
    token: str | None
    if lower in words.numbers:
        token = f"#{words.numbers[lower]}"
    elif lower in words.rules.percent_words:
        token = "#%"
    elif lower in words.months and word[:1].isupper():
        token = f"#m{words.months[lower]}"
    elif lower in words.stop_words and word not in words.rules.acronyms:
        token = None
    else:
        token = stem(lower)
    if len(_words) > 200_000:
        _words.clear()
    _words[word] = token
    return token


def english_tokens(sentences: list[str]) -> Tokens:
    """The tokens of English sentences, stop words left out."""
    words = vocabulary()
    marks, multipliers = words.rules.punctuation_en, words.multipliers
    names: dict[str, int] = {}
    types: list[int] = []
    where: list[int] = []
    capitalised: dict[str, int] = {}
    for index, sentence in enumerate(sentences):
        value = -1.0  # of a number that the next word may multiply
        for match in words.en_token.finditer(sentence):
            kind = match.lastgroup
            token: str | None
            if kind == "word":
                word = match[0]
                if value >= 0 and word in multipliers:
                    value *= multipliers[word]
                    types[-1] = names.setdefault(f"#{_plain(value)}", len(names))
                    continue
                token = word_token(word)
                value = -1.0
                if token is None:
                    continue
                number = names.setdefault(token, len(names))
                if word[0].isupper() and token[0] != "#":
                    capitalised[word] = number
                elif token[0] == "#" and token[1:].isdigit():
                    value = float(token[1:])
            else:
                token, value = _mark_or_number(match, marks)
                number = names.setdefault(token, len(names))
            types.append(number)
            where.append(index)
    return Tokens(names, types, where, capitalised)


def _mark_or_number(match: Match[str], marks: dict[str, str]) -> tuple[str, float]:
    """The token of a punctuation mark or a number, and the number's value (-1 for none)."""
    digits = match["number"]
    if digits is None:
        return "#" + marks[match["mark"]], -1.0
    value = float(digits.replace(",", ""))
    suffix = match["suffix"]
    if suffix and suffix[-1] == "s" and value >= 1000 and value % 10 == 0:
        return f"#d{int(value) % 100}", -1.0
    return f"#{_plain(value)}", value


def _plain(value: float) -> str:
    """A number without a needless fraction."""
    return str(int(value)) if value == int(value) and value < MAX_VALUE else repr(value)


def chinese_units(text: str) -> list[Unit]:
    """Numbers, Latin words and punctuation of a folded Chinese text, in order."""
    words = vocabulary()
    rules = words.rules
    units = []
    for match in words.zh_token.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "mark":
            name = "#" + rules.punctuation_zh[match[0]]
        elif kind == "latin":
            latin = word_token(match[0])
            if latin is None:
                continue
            name = latin
        elif match["arabic"] is not None:
            name = _arabic(match, rules.decade_after, rules.month_after)
        else:
            if match["numeral"] in rules.weak_numerals and not match["numeral_after"]:
                continue
            value = numeral_value(match["numeral"], words)
            name = _dated(value, match["numeral_after"], rules.decade_after)
        units.append(Unit(start, end - start, name))
    return units


def _arabic(match: Match[str], decade: str, month: str) -> str:
    value = float(match["arabic"].replace(",", ""))
    for unit in match["unit"]:
        value *= vocabulary().rules.multipliers[unit]
    after = match["after"] if not match["unit"] else None
    return _dated(value, after if after in (decade, month) else None, decade)


def _dated(value: float, after: str | None, decade: str) -> str:
    if not after:
        return f"#{_plain(round(value, 6))}"
    return f"#d{_plain(value % 100)}" if after == decade else f"#m{_plain(value)}"


def numeral_value(numeral: str, words: Vocabulary) -> float:
    """The value of a Chinese numeral: 五十七 57, 二〇二三 2023, 三万 30000."""
    digits, multipliers = words.rules.digits, words.rules.multipliers
    if all(c in digits for c in numeral):
        return float("".join(str(digits[c]) for c in numeral))
    total = section = digit = 0
    for char in numeral:
        if char in digits:
            digit = digits[char]
            continue
        unit = multipliers[char]
        if unit >= 10_000:
            section += digit
            total = (total + (section or 1)) * unit
            section = digit = 0
        else:
            section += (digit or 1) * unit
            digit = 0
    return float(total + section + digit)
