"""The component `youcheng_ner`: places that a statistical recogniser finds where the rules leave a slot open.

Consulted only in sentences that speak of a tie and name fewer than two places, and only in its own language.
What it finds must not touch what the rules found, and must begin with a capital or a Han character. It
stands in the pipeline only where `youcheng run --ner NAME` puts it, behind the places.
"""

from __future__ import annotations

import os
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract import layers
from extract.layers import PlaceMention, Sentence, folded, places, sentences, set_layer
from extract.text.scan import Scan

# Which model a run uses (`--ner`): in the environment, so that workers have it too.
VARIABLE = "YOUCHENG_NER"
# What spaCy's models and ours call a place.
LABELS = frozenset({"GPE", "LOC"})
# A tie has two sides.
SIDES = 2


class NamedPlaces:
    """Adds places to the places layer. `model` is a spaCy model's name or folder, with an `ner` component."""

    def __init__(self, model: str) -> None:
        self._nlp = recogniser(model)

    def __call__(self, doc: Doc) -> Doc:
        mentions = places(doc)
        scan: Scan = layers.layer(doc, "scan")
        triggers = [start for start, _, _ in scan.triggers]
        added = []
        for sentence in sentences(doc):
            if sentence.lang == self._nlp.lang and _is_open(sentence, triggers, mentions):
                added += self._found(layers.text(doc), folded(doc), sentence, mentions)
        if added:
            set_layer(doc, "places", sorted([*mentions, *added], key=lambda m: m.start))
        return doc

    def _found(
        self, text: str, plain: str, sentence: Sentence, mentions: list[PlaceMention]
    ) -> list[PlaceMention]:
        taken = [m.extent for m in mentions]
        given = plain if sentence.lang == "zh" else text
        out = []
        for entity in self._nlp(given[sentence.start : sentence.end]).ents:
            start, end = sentence.start + entity.start_char, sentence.start + entity.end_char
            if _is_place(entity) and all(end <= first or last <= start for first, last in taken):
                out.append(
                    PlaceMention(
                        start,
                        end,
                        sentence.lang,
                        ("ner",),
                        name=given[start:end],
                        span_start=start,
                        span_end=end,
                    )
                )
        return out


def _is_open(sentence: Sentence, triggers: list[int], mentions: list[PlaceMention]) -> bool:
    """Whether a sentence speaks of a tie and lacks a side."""
    if not any(sentence.start <= start < sentence.end for start in triggers):
        return False
    sides = [m for m in mentions if m.kind == "division" and sentence.start <= m.start < sentence.end]
    return len(sides) < SIDES


def _is_place(entity: Span) -> bool:
    first = entity.text[:1]
    return entity.label_ in LABELS and (first.isupper() or not first.isascii())


@lru_cache(maxsize=4)
def recogniser(model: str) -> Language:
    """A spaCy model of which only what `ner` needs runs. ImportError says what to do where there is none."""
    try:
        nlp = spacy.load(model)
    except (OSError, ValueError) as error:
        raise ImportError(
            f"--ner {model}: no spaCy model of that name or in that folder ({error})"
        ) from error
    if "ner" not in nlp.pipe_names:
        raise ImportError(
            f"--ner {model}: the model has no `ner`, only {', '.join(nlp.pipe_names) or 'nothing'}"
        )
    nlp.select_pipes(enable=[n for n in nlp.pipe_names if n in ("tok2vec", "transformer", "ner")])
    return nlp


def choose(model: str | None) -> None:
    """Have this process and those it starts use a model, or none."""
    if model is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = model


def chosen() -> str | None:
    """The model that `--ner` asked for, if any."""
    return os.environ.get(VARIABLE) or None


@Language.factory("youcheng_ner", requires=["doc._.places"], assigns=["doc._.places"])
def create_ner(nlp: Language, name: str, model: str) -> NamedPlaces:
    """Factory of `youcheng_ner`."""
    return NamedPlaces(model)
