"""Where the sentences of one line end, in Chinese and in English.

A Chinese sentence ends at 。!?; in either width, an English one at . ! ? and never at a semicolon; closing
quotes and brackets after the mark belong to it. Everything here reads the folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.text.script import HAN
from extract.text.vocabulary import sentence_rules

CHINESE = f"{HAN}\u3001-\u301f\u3040-\u30ff\uff61-\uffef"
_CLOSERS = "”’」』）)\\]】》〉〗〕\"'"
_MARK = re.compile(f"[。｡!?;.]+[{_CLOSERS}]*")
_CHINESE_CHAR = re.compile(f"[{CHINESE}“”‘’—…·]")
_NO_START = frozenset(",、:：,;。.!?)]」』》】〉")
_WORD_BEFORE = re.compile("(?<![0-9À-ɏ])[A-Za-z][A-Za-z.'’-]*$")  # not the s of 1980s, nor the w of Kraków
_NUMBER_BEFORE = re.compile("(?:^|[\\s(])\\d{1,3}$")
_NEXT_WORD = re.compile("[\\s\"“‘'(\\[]*([A-Za-z]+|.)?")
_LIST_NUMBER = re.compile("\\s*[(\\[]?(?:\\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_ENTITY = re.compile("&#?[0-9A-Za-z]{1,8}$")
_LOOK_BACK = 32


def sentence_ends(folded: str, start: int, end: int) -> Iterator[int]:
    """The offsets just after each sentence within the line `[start, end)`, its end left out.

    >>> list(sentence_ends("结好。At Co. Ltd. it rose to 3.2. He left.", 0, 40))
    [3, 33]
    """
    quotes = Quotes(folded, start)
    label = _LIST_NUMBER.match(folded, start, end)
    first = label.end() if label else start
    for mark in _MARK.finditer(folded, start, end):
        stop = mark.end()
        if mark[0][-1] == '"' and quotes.even_before(stop - 1):
            stop -= 1
        if first < stop < end and _ends(folded, start, mark.start(), stop, end, label is not None):
            yield stop


class Quotes:
    """Counts straight quotes from the line's start, forward only, to tell opening ones from closing."""

    def __init__(self, text: str, start: int) -> None:
        self._text, self._position, self._count = text, start, 0

    def even_before(self, offset: int) -> bool:
        """Whether an even number of straight quotes stand before the offset, so that the next one opens."""
        self._count += self._text.count('"', self._position, offset)
        self._position = offset
        return self._count % 2 == 0


def _ends(folded: str, line: int, mark: int, stop: int, end: int, listed: bool) -> bool:
    """Whether the mark at `mark`, with its closers up to `stop`, ends a sentence in the line from `line`.

    `listed` says that the line begins with a list number, so that others may follow in it.
    """
    after = folded[stop]
    if after in _NO_START or folded[mark:stop].endswith("》"):
        return False
    before = folded[mark - 1] if mark > line else " "
    last = folded[mark:stop].rstrip("”’」』）)]】〉〗〕\"'")[-1]
    if last in "。｡":
        return True
    chinese = _CHINESE_CHAR.match(before) is not None
    if last in "!?" and _within(folded, line, mark, stop, "《》"):
        return False
    if last in "!?":
        return _exclaims(folded, stop, end, chinese)
    if last == ";":
        chinese_after = _CHINESE_CHAR.match(folded, stop + len(_space(folded, stop, end))) is not None
        back = folded[max(line, mark - 10) : mark]
        parted = (chinese or chinese_after) and not _ENTITY.search(back)
        return parted and not _within(folded, line, mark, stop, "()")
    return _stops(folded, line, mark, stop, end, chinese, listed)


def _space(folded: str, start: int, end: int) -> str:
    """The white space from `start`, at most a little of it."""
    stretch = folded[start : min(end, start + _LOOK_BACK)]
    return stretch[: len(stretch) - len(stretch.lstrip())]


def _within(folded: str, line: int, mark: int, stop: int, pair: str) -> bool:
    """Whether the mark stands inside a short 《title》 or, for `()`, a short bracket."""
    opening, closing = pair[0], pair[1]
    opened = folded.rfind(opening, max(line, mark - _LOOK_BACK), mark)
    if opened < 0 or folded.find(closing, opened, mark) >= 0:
        return False
    closed = folded.find(closing, stop, stop + _LOOK_BACK)
    return closed >= 0 and folded.find("\n", stop, closed) < 0


def _exclaims(folded: str, stop: int, end: int, chinese: bool) -> bool:
    """Whether ! or ? ends a sentence: not before a small letter (`"Really?" he said`), not in a URL."""
    after = folded[stop]
    if after.isspace():
        following = _NEXT_WORD.match(folded, stop, end)
        return chinese or not (following and following[1] and following[1][0].islower())
    return chinese or _CHINESE_CHAR.match(after) is not None or after.isupper() or after in '"“‘('


def _stops(folded: str, line: int, mark: int, stop: int, end: int, chinese: bool, listed: bool) -> bool:
    """Whether a full stop ends a sentence, and not an abbreviation, a number or a name."""
    after = folded[stop]
    back = folded[max(line, mark - _LOOK_BACK) : mark]
    word = _WORD_BEFORE.search(back)
    if after.isspace():
        following = _NEXT_WORD.match(folded, stop, min(end, stop + 2 * _LOOK_BACK))
        first = following[1] if following else None
        if first is None or chinese:
            return True
        if listed and _NUMBER_BEFORE.search(back):
            return False
        if first[0].islower() and not _CHINESE_CHAR.match(first):
            return False
        return word is None or _ends_word(word[0], first)
    if _CHINESE_CHAR.match(after):
        if chinese:
            return False
        if word is None:
            return bool(re.search("[A-Za-z]\\S{0,8}[ =/]\\d{1,4}$", back)) or folded[mark + 1 : stop] != ""
        return len(word[0]) > 1 and _ends_word(word[0], after)
    glued = after.isupper() and folded[stop + 1 : stop + 2].islower()  # a missing space: `the end.The next`
    return bool(glued and word and len(word[0]) > 2 and word[0].islower() and _ends_word(word[0], after))


def _ends_word(word: str, following: str) -> bool:
    """Whether a stop after a word ends the sentence when `following` is the word after it."""
    rules = sentence_rules()
    low = word.lower().rstrip(".")
    kinds = rules.abbreviations
    if low in kinds.never:
        return False
    if low in kinds.number:
        return not following[0].isdigit()
    if len(low) == 1:
        return False
    if low in kinds.unless_starter or ("." in low and len(low) < 10):
        return following.lower() in rules.starters
    return True
