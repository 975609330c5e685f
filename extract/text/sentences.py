"""The component `youcheng_sentences`: sentences with their language, line, paragraph and role."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import Range, Sentence
from extract.text.bilingual import cut_languages, language
from extract.text.lines import Line, read_lines
from extract.text.split import sentence_ends

_SEPARATORS = "/|-–—"
_SEPARATOR = re.compile("[/|]{1,2}\\s*|[-–—]{1,2}\\s+")
_REACH = 60


@Language.component(
    "youcheng_sentences",
    assigns=["doc._.sentences"],
    requires=["doc._.folded", "doc._.scan"],
)
def mark_sentences(doc: Doc) -> Doc:
    """Write the `sentences` layer: all but white space, and what parts two languages, lies in a sentence."""
    starts = [start for start, *_ in getattr(layers.layer(doc, "scan"), "triggers", ())]
    layers.set_layer(doc, "sentences", read_sentences(layers.folded(doc), starts))
    return doc


def read_sentences(folded: str, triggers: list[int]) -> list[Sentence]:
    """The sentences of a folded text in order; `triggers` are the sorted offsets of what marks `trigger`."""
    sentences: list[Sentence] = []
    for line in read_lines(folded):
        continues = line.continues
        for start, end in _ranges(folded, line):
            at = bisect_left(triggers, start)
            sentences.append(
                Sentence(
                    start=start,
                    end=end,
                    lang=language(folded, start, end),
                    index=len(sentences),
                    line=line.number,
                    paragraph=line.paragraph,
                    continues=continues,
                    heading=line.heading,
                    item=line.item,
                    trigger=at < len(triggers) and triggers[at] < end,
                )
            )
            continues = False
    return sentences


def _ranges(folded: str, line: Line) -> Iterator[Range]:
    """The sentences of a line without the white space around them, cut where the language changes.

    What parts a sentence from its translation (`。 / English`) lies in neither.
    """
    start = line.start
    for end in (*sentence_ends(folded, line.start, line.end), line.end):
        while start < end and folded[start].isspace():
            start += 1
        if line.start < start < end and folded[start] in _SEPARATORS:
            start = _past_separator(folded, line.start, start, end)
        if start < end:
            yield from cut_languages(folded, start, end)
        start = end


def _past_separator(folded: str, line: int, start: int, end: int) -> int:
    """Where a sentence begins behind a slash, bar or dash that parts it from one in the other language."""
    found = _SEPARATOR.match(folded, start, end)
    if found is None or found.end() == end:
        return start
    changes = {language(folded, max(line, start - _REACH), start), language(folded, found.end(), end)}
    return found.end() if changes == {"zh", "en"} else start
