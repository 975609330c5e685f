"""Documents that say the same in two languages, as one Doc: what was found in each, side by side.

The texts stand one after the other, a line's end between them, so that everything behind the stage of
alignment works as it does on a page that holds both languages. `doc._.parts` tells which characters are
whose; the border leads every span back to its own document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from extract import layers
from extract.document import Document
from extract.layers import CountMention, Mention, Metadata, PlaceMention, Published, Range, Sentence
from extract.text.languages import original_language

BETWEEN = "\n"
FOUND = ("sentences", "boilerplate", "places", "dates", "counts", "anniversaries")
"""The layers that stand when documents are joined."""
LEAST_SHARED = 0.4
"""The share of one of the texts, in characters, that must have its translation in the other.

Looked at on samples: two releases of one day that have nothing to do with each other share their titles and
stamps, up to 0.25; a release and its translation 0.7 or more; of a summary all is in the longer text.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """The code points `[start, end)` of a Doc that are a document's text, and that document's metadata."""

    document: Document
    start: int
    end: int
    metadata: Metadata


def join(nlp: Language, docs: Sequence[Doc]) -> Doc:
    """The Docs as one. What they hold is moved into it, not copied: they are of no use any more."""
    whole = nlp.make_doc(BETWEEN.join(layers.text(doc) for doc in docs))
    parts: list[Part] = []
    found: dict[str, list[Mention]] = {name: [] for name in FOUND}
    at = 0
    for doc in docs:
        last = found["sentences"][-1] if found["sentences"] else None
        assert last is None or isinstance(last, Sentence)
        for name in FOUND:
            for mention in layers.layer(doc, name):
                _move(mention, at)
                if isinstance(mention, Sentence) and last is not None:
                    mention.index += last.index + 1
                    mention.line += last.line + 1
                    mention.paragraph += last.paragraph + 1
                found[name].append(mention)
        size = len(layers.text(doc))
        meta = _moved(layers.metadata(doc) or Metadata(), at)
        parts.append(Part(layers.layer(doc, "document"), at, at + size, meta))
        at += size + len(BETWEEN)
    for name in FOUND:
        layers.set_layer(whole, name, found[name])
    whole._.parts = tuple(parts)
    whole._.metadata = _metadata(whole, [part.metadata for part in parts])
    return whole


def alone(document: Document, metadata: Metadata | None = None) -> tuple[Part, ...]:
    """The parts of a Doc that is the text of one document."""
    return (Part(document, 0, len(document.text), metadata or Metadata()),)


def are_translations(doc: Doc) -> bool:
    """Whether enough of one of two joined texts has been aligned with the other."""
    sentences = layers.sentences(doc)
    whole = {"zh": 0, "en": 0}
    for sentence in sentences:
        if sentence.lang in whole and not sentence.boilerplate:
            whole[sentence.lang] += sentence.end - sentence.start
    shared = {"zh": 0, "en": 0}
    for bead in layers.beads(doc):
        if bead.zh and bead.en:
            for sentence in (sentences[i] for i in (*bead.zh, *bead.en)):
                shared[sentence.lang] += sentence.end - sentence.start
    return any(shared[lang] > LEAST_SHARED * whole[lang] for lang in whole)


def _move(mention: Mention, by: int) -> None:
    mention.start += by
    mention.end += by
    if isinstance(mention, PlaceMention):
        mention.qualifiers = tuple(_range(each, by) for each in mention.qualifiers)
        if mention.span_start >= 0:
            mention.span_start += by
            mention.span_end += by
    elif isinstance(mention, CountMention):
        mention.noun = mention.noun and _range(mention.noun, by)
        mention.attributed_to = mention.attributed_to and _range(mention.attributed_to, by)


def _range(range_: Range, by: int) -> Range:
    return range_[0] + by, range_[1] + by


def _moved(meta: Metadata, by: int) -> Metadata:
    stamp = meta.published
    if stamp is not None and stamp.start is not None and stamp.end is not None:
        stamp = Published(stamp.value, stamp.basis, *_range((stamp.start, stamp.end), by))
    return replace(
        meta,
        published=stamp,
        title=meta.title and _range(meta.title, by),
        publisher=meta.publisher and _range(meta.publisher, by),
        credited_source=meta.credited_source and _range(meta.credited_source, by),
    )


def _metadata(doc: Doc, each: Sequence[Metadata]) -> Metadata:
    """What the stages behind ask of the page: of what both say, what the first of them says."""
    used = {tag for meta in each for tag in meta.languages}
    tags = tuple(tag for tag in ("zh-Hans", "zh-Hant", "en") if tag in used)
    return Metadata(
        title=next((meta.title for meta in each if meta.title), None),
        published=next((meta.published for meta in each if meta.published), None),
        publisher=next((meta.publisher for meta in each if meta.publisher), None),
        languages=tags,
        original_language=original_language(layers.sentences(doc), tags),
    )
