"""Which languages and scripts a document is in, and which it was written in first."""

from __future__ import annotations

from functools import lru_cache

from extract.layers import Sentence
from extract.text.script import simplified

_MIN_TELLING = 10
_MIN_SHARE = 0.15


def language_tags(text: str, sentences: list[Sentence]) -> tuple[str, ...]:
    """BCP 47 tags of what the article's sentences are in: `zh-Hans`, `zh-Hant`, `en`, in this order."""
    article = [s for s in sentences if not s.boilerplate]
    chinese = [s for s in article if s.lang == "zh"]
    english = [s for s in article if s.lang == "en"]
    tags = scripts("".join(text[s.start : s.end] for s in chinese)) if _substantial(chinese, english) else ()
    return (*tags, "en") if _speaks_english(text, english, bool(tags)) else tags


def _substantial(chinese: list[Sentence], english: list[Sentence]) -> bool:
    """Whether Chinese is more than a credit line under an English text."""
    size = sum(s.end - s.start for s in chinese)
    return size >= 40 or (size > 0 and 6 * size >= sum(s.end - s.start for s in english))


def _speaks_english(text: str, english: list[Sentence], chinese: bool) -> bool:
    """Whether there is an English sentence of some length, or nothing else."""
    if not chinese:
        return bool(english)
    lengths = [len(text[s.start : min(s.end, s.start + 400)].split()) for s in english]
    return max(lengths, default=0) >= 8 or sum(lengths) >= 16


def scripts(text: str) -> tuple[str, ...]:
    """`zh-Hans`, `zh-Hant` or both: by the different characters that belong to one script alone.

    A text with none of them is `zh-Hans`. The rarer script counts when it has 15 % of them, and ten.
    """
    used = set(text)
    traditional_only, simplified_only = _telling()
    hant, hans = len(used & traditional_only), len(used & simplified_only)
    less = min(hant, hans)
    if less >= _MIN_TELLING and less >= _MIN_SHARE * (hant + hans):
        return ("zh-Hans", "zh-Hant")
    return ("zh-Hant",) if hant > hans else ("zh-Hans",)


@lru_cache(maxsize=1)
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """The ideographs of Traditional Chinese alone, and of Simplified alone.

    Of the ones that Big5 has and GB 2312 lacks, or the other way round, those that OpenCC simplifies, and
    those that it simplifies others to. (Its way to Traditional takes 0.1 s to load, and tells nine more.)
    """
    rows = range(0xA1, 0xFF)
    gb_codes = bytes(b for row in range(0xB0, 0xF8) for cell in rows for b in (row, cell))
    cells = (*range(0x40, 0x7F), *rows)
    big5_codes = bytes(b for row in range(0xA4, 0xFA) for cell in cells for b in (row, cell))
    gb, big5 = set(gb_codes.decode("gb2312", "ignore")), set(big5_codes.decode("big5", "ignore"))
    each = [chr(code) for code in range(0x4E00, 0xA000)]
    alone = simplified("\n".join(each)).split("\n")
    changed = {char: other for char, other in zip(each, alone, strict=True) if char != other}
    return frozenset((big5 - gb) & changed.keys()), frozenset((gb - big5) & set(changed.values()))


def original_language(sentences: list[Sentence], tags: tuple[str, ...]) -> str | None:
    """The tag of the language the text was written in: of a text with both English, where that is many times
    as much as the Chinese and comes first, else the first tag.

    Who translated it (`Translated by`) says nothing of the direction in a bilingual text from China.
    """
    if len(tags) < 2 or "en" not in tags:
        return tags[0] if tags else None
    sizes = {"zh": 0, "en": 0}
    first = ""
    for sentence in sentences:
        if sentence.lang in sizes and not sentence.boilerplate:
            sizes[sentence.lang] += sentence.end - sentence.start
            first = first or (sentence.lang if sentence.end - sentence.start > 15 else "")
    weightier = sizes["en"] > 6 * sizes["zh"]
    return "en" if weightier and first == "en" else tags[0]
