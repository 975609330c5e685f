"""The border: the one place where characters leave a text for a record.

Every span of every record is made by `Border.span`, out of the untouched source, after its offsets were
checked. A stage that hands on offsets that do not lie in the text makes the document a reject; a record
that misquotes its source cannot be written. Where documents were joined, it leads each span back to its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from typing import Any, TypeVar

from extract import records
from extract.emit.fragment import text_fragment
from extract.joint import Part
from extract.layers import Mention, Sentence

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
M = TypeVar("M", bound=Mention)


class BorderError(AssertionError):
    """A stage handed on offsets that do not lie in the document: an error of ours, never of the input."""


class Border:
    """Spans for the records of one document, out of the untouched text; `part` is what of it is that one's.

    A span that lies in another document has that one's `doc_id`.
    """

    def __init__(
        self, text: str, parts: Sequence[Part], sentences: Sequence[Sentence], furniture: Sequence[Mention]
    ) -> None:
        self.text = text
        self.part = parts[0]
        self._parts = parts
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._furniture = furniture
        self._furniture_starts = [b.start for b in furniture]
        self._default = "zh" if _CJK.search(self.text) else "en"

    def of(self, part: Part) -> Border:
        """The same for the records of another document."""
        other = copy(self)
        other.part = part
        return other

    def own(self, mentions: Sequence[M]) -> list[M]:
        """Those that stand in the document of the records."""
        if len(self._parts) == 1:
            return list(mentions)
        return [m for m in mentions if self.part.start <= m.start < self.part.end]

    def local(self, start: int, end: int) -> tuple[Part, int, int]:
        """The document that holds `[start, end)` and where it does; BorderError unless it lies in one."""
        for part in self._parts:
            if part.start <= start < end <= part.end:
                return part, start - part.start, end - part.start
        raise BorderError(f"span {start}–{end} does not lie in a text of {len(self.text)} characters")

    def place(self, start: int, end: int) -> dict[str, Any]:
        """Where something stands and what it says, as every record that has a place in the text says it."""
        part, first, last = self.local(start, end)
        source = part.document.source_range(first, last)
        place = {"start": first, "end": last, "text": self.text[start:end], "source": source}
        return place if part is self.part else place | {"doc_id": part.document.doc_id}

    def fields(self, start: int, end: int, lang: str = "") -> dict[str, Any]:
        """As `place`, with the language."""
        place = self.place(start, end)
        return {"lang": self.lang(start, place["text"], lang), **place}

    def span(self, start: int, end: int, lang: str = "") -> records.Span:
        return records.Span(**self.fields(start, end, lang))

    def evidence(self, start: int, end: int, lang: str = "") -> records.Evidence:
        """A span with the link that shows it in the live page."""
        part, *_ = self.local(start, end)
        link = text_fragment(part.document.link, self.text[start:end])
        return records.Evidence(**self.fields(start, end, lang), link=link)

    def lang(self, start: int, text: str, said: str = "") -> str:
        """`zh` or `en`: what the stage says, else the sentence's language, else the characters'."""
        if said in ("zh", "en"):
            return said
        sentence = self.sentence(start)
        if sentence is not None and sentence.lang in ("zh", "en"):
            return sentence.lang
        if _CJK.search(text):
            return "zh"
        return "en" if _LATIN.search(text) else self._default

    def sentence(self, start: int) -> Sentence | None:
        """The sentence that holds the character at `start`, if one does."""
        at = bisect_right(self._starts, start) - 1
        if at < 0 or start >= self._sentences[at].end:
            return None
        return self._sentences[at]

    def is_furniture(self, start: int) -> bool:
        """Whether the character at `start` belongs to the page and not to the article."""
        sentence = self.sentence(start)
        if sentence is not None and sentence.boilerplate:
            return True
        at = bisect_right(self._furniture_starts, start) - 1
        return at >= 0 and start < self._furniture[at].end
