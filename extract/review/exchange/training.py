"""spaCy: a DocBin with entities, span groups and relations, to train with or to look at.

A document's marks are `doc.spans["sc"]` (the span categoriser's key) and, where none lies in another,
`doc.ents`; ties are `doc._.rel`: `{(first token of a, first token of b): {relation: 1.0}}`, 0.0 for one that
a reviewer rejected, the form of spaCy's tutorial on relation extraction. Declare it before reading:
`Doc.set_extension("rel", default={})`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from extract.review.exchange.documents import Annotated

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin


def docbin(documents: Iterable[tuple[Annotated, set[str]]]) -> DocBin:
    """The documents, each with the ids of the pairs on it that were rejected."""
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

    from extract.text.tokenizer import Tokenizer

    if not Doc.has_extension("rel"):
        Doc.set_extension("rel", default={})
    tokenizer = Tokenizer(Vocab())
    bin_ = DocBin(attrs=["ORTH", "SPACY", "NORM", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for document, rejected in documents:
        bin_.add(_doc(tokenizer(document.text), document, rejected))
    return bin_


def _doc(cut: Doc, document: Annotated, rejected: set[str]) -> Doc:
    """A Doc whose tokens end where a mark ends: words that cut across a name would lose it."""
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans

    bounds = {at for mark in document.marks for at in (mark.start, mark.end)}
    words: list[str] = []
    spaces: list[bool] = []
    for piece in _pieces(cut, bounds):
        if piece == " " and words and not spaces[-1]:
            spaces[-1] = True
        else:
            words.append(piece)
            spaces.append(False)
    doc = Doc(cut.vocab, words=words, spaces=spaces)
    first = {token.idx: token.i for token in doc}
    last = {token.idx + len(token): token.i + 1 for token in doc}
    spans = [Span(doc, first[mark.start], last[mark.end], label=mark.label) for mark in document.marks]
    doc.spans["sc"] = spans
    doc.ents = tuple(filter_spans(spans))
    relations: dict[tuple[int, int], dict[str, float]] = {}
    for tie in document.ties:
        ends = (spans[tie.a].start, spans[tie.b].start)
        right = 0.0 if tie.record["id"] in rejected else 1.0
        relations.setdefault(ends, {})[tie.record["relation"]] = right
    doc._.rel = relations
    doc.user_data["doc_id"] = document.doc_id
    return doc


def _pieces(cut: Doc, bounds: set[int]) -> Iterator[str]:
    """The tokens and the spaces behind them, cut where a mark begins or ends."""
    for token in cut:
        start = 0
        for at in range(1, len(token)):
            if token.idx + at in bounds:
                yield token.text[start:at]
                start = at
        yield token.text[start:]
        if token.whitespace_:
            yield token.whitespace_
