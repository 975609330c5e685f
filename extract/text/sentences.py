"""The component `youcheng_sentences`: sentences with their language, line, paragraph and role."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import Range, Sentence
from extract.text.bilingual import cut_languages, language
from extract.text.lines import Line, read_lines
from extract.text.split import sentence_ends


@Language.component(
    "youcheng_sentences",
    assigns=["doc._.sentences"],
    requires=["doc._.folded", "doc._.scan"],
)
def mark_sentences(doc: Doc) -> Doc:
    """Write the `sentences` layer: every character that is not white space between lines lies in one."""
    starts = [start for start, *_ in getattr(doc._.scan, "triggers", ())]
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
    """The sentences of a line without the white space around them, cut where the language changes."""
    start = line.start
    for end in (*sentence_ends(folded, line.start, line.end), line.end):
        while start < end and folded[start].isspace():
            start += 1
        if start < end:
            yield from cut_languages(folded, start, end)
        start = end
