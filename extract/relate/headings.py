"""Lines that hold a place alone and speak for all below them: the owners of a document in parts.

晋江市
2005年6月8日与美国奥利沃市缔结友好城市关系。
鲤城区
2011年11月3日与澳大利亚班伯里市缔结友好城市关系。
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property, partial

from extract.layers import PlaceMention, Sentence
from extract.territory import is_chinese
from extract.text.blocks import Blocks

FEWEST = 2  # such lines that make a document in parts: one alone may be a dateline
_WORDS = re.compile(r"\w")
_NUMBER = re.compile(r"^\W*(?:[一二三四五六七八九十]+|\d+|[ivxIVX]+)[、.)）．]")


class Headings:
    """The places that head parts of a document, by the language of their lines.

    `sentences` and what `places_in` gives of a range are in order; only places of the Chinese side count, as
    the foreign side of a tie alone on a line is an entry of a list.
    """

    def __init__(
        self, text: str, sentences: Sequence[Sentence], places_in: Callable[[int, int], list[PlaceMention]]
    ) -> None:
        self._lay_out = partial(Blocks, text, sentences, places_in)
        self._starts: dict[str, list[int]] = {}
        self._owners: dict[str, list[PlaceMention | None]] = {}
        for sentence in sentences:
            owner = _alone(text, sentence, places_in)
            if owner is not None or sentence.heading:
                self._starts.setdefault(sentence.lang or "zh", []).append(sentence.start)
                self._owners.setdefault(sentence.lang or "zh", []).append(owner)
        for lang, owners in self._owners.items():
            if len({owner.name for owner in owners if owner is not None}) < FEWEST:
                self._owners[lang] = [None] * len(owners)

    @cached_property
    def _blocks(self) -> Blocks:
        """Laid out when the heading of a list first asks: most texts have none."""
        return self._lay_out()

    def of_block(self, sentence: Sentence) -> PlaceMention | None:
        """The place at the head of the block of lines in which a sentence stands (`extract.text.blocks`)."""
        return self._blocks.head(sentence.line)

    def is_below_another(self, sentence: Sentence) -> bool:
        """Whether it stands in such a block whose first line names somebody that no list knows."""
        return self._blocks.is_below_another(sentence.line)

    def over(self, sentence: Sentence) -> PlaceMention | None:
        """The place at the head of the part in which a sentence stands; None where another heading does."""
        lang = sentence.lang or "zh"
        at = bisect_left(self._starts.get(lang, []), sentence.start) - 1
        return self._owners[lang][at] if at >= 0 else None


def _alone(
    text: str, sentence: Sentence, places_in: Callable[[int, int], list[PlaceMention]]
) -> PlaceMention | None:
    named = [p for p in places_in(sentence.start, sentence.end) if p.kind == "division" and is_chinese(p)]
    if not named:
        return None
    low, high = named[0].extent[0], named[-1].extent[1]
    before = _NUMBER.sub("", text[sentence.start : low])
    rest = before + text[high : sentence.end]
    same = len({p.place.key if p.place else p.name for p in named}) == 1
    return named[0] if same and not _WORDS.search(rest) else None
