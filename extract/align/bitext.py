"""Two texts, or one in both languages, as aligned sentences with their places in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extract.align.aligner import Hints, align_scored, match_left_over, with_encoder
from extract.align.embeddings import Encoder
from extract.align.layout import Page
from extract.layers import Range, Sentence
from extract.text.script import fold
from extract.text.sentences import read_sentences


@dataclass(frozen=True, slots=True)
class Segment:
    """A bead as text: the sentences of each side, their code-point ranges, and its probability."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    zh_spans: tuple[Range, ...]
    en_spans: tuple[Range, ...]
    score: float


def align_texts(zh: str, en: str, encoder: Encoder | None = None) -> Iterator[Segment]:
    """The beads of a Chinese text and its English translation, each cut into sentences first."""
    chinese, english = read_sentences(fold(zh), []), read_sentences(fold(en), [])
    both = [*chinese, *english]
    languages = ["zh"] * len(chinese) + ["en"] * len(english)
    page = Page.of(languages, [_ends_paragraph(both, i) for i in range(len(both))])
    left, right = [zh[s.start : s.end] for s in chinese], [en[s.start : s.end] for s in english]
    hints = Hints(vectors=with_encoder(encoder, left, right), page=page)
    beads = match_left_over(left, right, align_scored(left, right, hints), hints)
    for bead in beads:
        yield _segment(zh, en, [chinese[i] for i in bead.zh], [english[j] for j in bead.en], bead.probability)


def align_mixed(text: str) -> Iterator[Segment]:
    """The beads of one text in both languages, its page furniture left out."""
    from extract import pipeline

    nlp = pipeline.load()
    needed = ("youcheng_source", "youcheng_sentences", "youcheng_boilerplate", "youcheng_align")
    with nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in needed]):
        doc = nlp(text)
    sentences = doc._.sentences
    for bead in doc._.beads:
        yield _segment(
            text, text, [sentences[i] for i in bead.zh], [sentences[j] for j in bead.en], bead.score
        )


def _ends_paragraph(sentences: list[Sentence], i: int) -> bool:
    return i + 1 == len(sentences) or sentences[i].paragraph != sentences[i + 1].paragraph


def _segment(zh: str, en: str, left: list[Sentence], right: list[Sentence], score: float) -> Segment:
    return Segment(
        tuple(zh[s.start : s.end] for s in left),
        tuple(en[s.start : s.end] for s in right),
        tuple((s.start, s.end) for s in left),
        tuple((s.start, s.end) for s in right),
        score,
    )
