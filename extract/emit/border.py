"""The border: the one place where characters leave a text for a record.

Every span of every record is made by `Border.span`, out of the untouched source, after its offsets were
checked. A stage that hands on offsets that do not lie in the text makes the document a reject; a record
that misquotes its source cannot be written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from extract import records
from extract.document import Document
from extract.emit.fragment import text_fragment
from extract.layers import Mention, Sentence

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


class BorderError(AssertionError):
    """A stage handed on offsets that do not lie in the document: an error of ours, never of the input."""


class Border:
    """Spans of one document, out of its untouched text."""

    def __init__(
        self, document: Document, sentences: Sequence[Sentence], furniture: Sequence[Mention]
    ) -> None:
        self.text = document.text
        self._document = document
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._furniture = furniture
        self._furniture_starts = [b.start for b in furniture]
        self._default = "zh" if _CJK.search(self.text) else "en"

    def quote(self, start: int, end: int) -> str:
        """The characters at `[start, end)`; BorderError unless `0 <= start < end <= len(text)`."""
        if not 0 <= start < end <= len(self.text):
            raise BorderError(f"span {start}–{end} does not lie in a text of {len(self.text)} characters")
        return self.text[start:end]

    def place(self, start: int, end: int) -> dict[str, Any]:
        """Where something stands and what it says, as every record that has a place in the text says it."""
        text = self.quote(start, end)
        source = self._document.source_range(start, end)
        return {"start": start, "end": end, "text": text, "source": source}

    def fields(self, start: int, end: int, lang: str = "") -> dict[str, Any]:
        """As `place`, with the language."""
        place = self.place(start, end)
        return {"lang": self.lang(start, place["text"], lang), **place}

    def span(self, start: int, end: int, lang: str = "") -> records.Span:
        return records.Span(**self.fields(start, end, lang))

    def evidence(self, start: int, end: int, lang: str = "") -> records.Evidence:
        """A span with the link that shows it in the live page."""
        link = text_fragment(self._document.link, self.quote(start, end))
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
