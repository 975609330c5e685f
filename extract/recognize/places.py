"""The component `youcheng_places`: every place a document names, with its qualifiers, before any linking."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.layers import PlaceMention, Sentence, folded, sentences, set_layer
from extract.link.gazetteer import open_gazetteer
from extract.recognize.glossed import glossed
from extract.recognize.heads import Nations
from extract.recognize.places_en import EnglishFinder
from extract.recognize.places_zh import ChineseFinder
from extract.recognize.shapes import shapes
from extract.text.scan import Scan, default_scanner

_ENDS = frozenset(".!?\"”'’")  # what closes an English sentence and no row of a list


class PlaceRecognizer:
    """Reads `doc._.scan`, `doc._.folded` and the sentences; writes the places layer. Order: by position."""

    def __init__(self) -> None:
        scanner = default_scanner()
        gazetteer = open_gazetteer()
        self._chinese = ChineseFinder(shapes(), scanner.names, scanner.flags, Nations(gazetteer))
        self._english = EnglishFinder(gazetteer)

    def __call__(self, doc: Doc) -> Doc:
        text = folded(doc)
        scan: Scan = layers.layer(doc, "scan")
        tied = tie_sentences(text, sentences(doc), scan.triggers)
        mentions: list[PlaceMention] = self._chinese.find(text, scan.names, tied)
        mentions += self._english.find(layers.text(doc), tied)
        mentions += glossed(text, mentions, shapes())
        set_layer(doc, "places", mentions)
        return doc


def tie_sentences(
    text: str, sentences: Sequence[Sentence], triggers: Sequence[tuple[int, int, str]]
) -> Callable[[int], bool]:
    """Whether the sentence (or the line it continues) that holds an offset has a word that speaks of ties, or
    is a line of a list."""
    starts = [s.start for s in sentences]
    marked = [False] * (len(sentences) + 1)
    for start, _, _ in triggers:
        marked[max(bisect_right(starts, start) - 1, 0)] = True
    for index in [i for i in range(1, len(sentences)) if marked[i - 1]]:
        if sentences[index].lang == "en" and sentences[index].line == sentences[index - 1].line:
            marked[index] = True  # It joins Mérida and Lublin.
    answer = -1  # the line that answers a question about ties
    for index in range(1, len(sentences)):
        before, sentence = sentences[index - 1], sentences[index]
        if marked[index - 1] and sentence.lang == "en" and text[before.end - 1] == "?":
            answer = sentence.line
        marked[index] |= sentence.line == answer
    for index, sentence in enumerate(sentences):
        row = sentence.lang == "en" and text[sentence.end - 1] not in _ENDS
        if sentence.item or sentence.heading or row:
            marked[index] = True

    def tied(offset: int) -> bool:
        return marked[max(bisect_right(starts, offset) - 1, 0)]

    return tied


@Language.factory("youcheng_places", requires=["doc._.sentences"], assigns=["doc._.places"])
def create_places(nlp: Language, name: str) -> PlaceRecognizer:
    """Factory of `youcheng_places`."""
    return PlaceRecognizer()
