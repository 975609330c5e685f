"""The component `youcheng_align`: sentence beads of a document in two languages."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import Bead, PlaceMention, Sentence

LEFT_OVER = 0.007
"""A page has lines that no one translates; the public gold texts have fewer. Looked at on five documents."""
COMMON = 0.3
"""A place that more than this share of the sentences name, mostly the writer's own, tells none apart."""
LEAST = 0.45
"""A bead less probable than this is more likely wrong than right: its sentences are left alone."""


@Language.component(
    "youcheng_align",
    assigns=["doc._.beads"],
    requires=["doc._.folded", "doc._.sentences"],
)
def align_sentences(doc: Doc) -> Doc:
    """Write `doc._.beads`: which Chinese and English sentences say the same, in the order of the text.

    Sentences of the article only, each in one bead; a document in one language has none.
    """
    doc._.beads = bead_layer(layers.folded(doc), layers.sentences(doc), layers.places(doc))
    return doc


def bead_layer(folded: str, sentences: Sequence[Sentence], places: Sequence[PlaceMention]) -> list[Bead]:
    """The beads of a text, with indices into `sentences`; empty where one of the languages is missing."""
    article = [s for s in sentences if s.lang and not s.boilerplate]
    chinese = [s for s in article if s.lang == "zh"]
    english = [s for s in article if s.lang == "en"]
    if not _translated(folded, chinese, english):
        return []
    # numpy and the dictionaries are loaded with the first text in two languages
    from extract.align.aligner import Hints, align_scored, match_left_over
    from extract.align.layout import Page

    zh = [folded[s.start : s.end] for s in chinese]
    en = [folded[s.start : s.end] for s in english]
    hints = Hints(
        links=(_places_in(chinese, places), _places_in(english, places)),
        page=Page.of([s.lang for s in article], _breaks(article)),
        left_over=LEFT_OVER,
        folded=True,
    )
    beads = []
    for bead in match_left_over(zh, en, align_scored(zh, en, hints), hints):
        left = tuple(chinese[i].index for i in bead.zh)
        right = tuple(english[j].index for j in bead.en)
        if left and right and bead.probability < LEAST:
            alone = round(1 - bead.probability, 4)
            beads += [Bead((i,), (), alone) for i in left] + [Bead((), (j,), alone) for j in right]
        else:
            beads.append(Bead(left, right, bead.probability))
    return sorted(beads, key=lambda bead: min(bead.zh + bead.en))


def _translated(folded: str, chinese: Sequence[Sentence], english: Sequence[Sentence]) -> bool:
    """Whether there is enough of both languages for one to be a translation, in part, of the other."""
    if not chinese or not english:
        return False
    words = [len(folded[s.start : min(s.end, s.start + 200)].split()) for s in english]
    ideographs = sum(s.end - s.start for s in chinese)
    return (max(words) >= 4 or sum(words) >= 8) and ideographs >= 8


def _breaks(article: Sequence[Sentence]) -> list[bool]:
    """For each sentence, whether its paragraph (or, for items and headings, its line) ends with it."""
    out = []
    for now, after in zip(article, [*article[1:], None], strict=True):
        if after is None or after.paragraph != now.paragraph or after.lang != now.lang:
            out.append(True)
        else:
            out.append(after.line != now.line and not after.continues)
    return out


def _places_in(sentences: Sequence[Sentence], places: Sequence[PlaceMention]) -> list[list[str]]:
    """The keys of the linked places that each of the sentences names, but for those many of them name."""
    starts = [s.start for s in sentences]
    keys: list[list[str]] = [[] for _ in sentences]
    for mention in places:
        at = bisect_right(starts, mention.start) - 1
        if mention.place is not None and at >= 0 and mention.end <= sentences[at].end:
            keys[at].append(mention.place.key)
    often = Counter(key for mine in keys for key in set(mine))
    return [[key for key in mine if often[key] <= max(2, COMMON * len(sentences))] for mine in keys]
