"""Trains a small spaCy `ner` for places from sentences made of gazetteer names: `youcheng train ner`.

The names of the test are none of the training: GeoNames ids decide, as in the transliteration benchmark. What
it learns is measured on sentences of held-out names; whether it helps a run, `youcheng eval` says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed

from extract.link.gazetteer import Gazetteer, open_gazetteer
from extract.link.translit.em import held_out
from extract.resources import rules_dir
from extract.rules.loader import RuleModel, load

LABEL = "GPE"
_SLOT = re.compile(r"\{(place|person|organisation)\}")
_PEOPLE, _BATCH = 5_000, 16
# A small network over hashed word shapes: about 2 MB.
_CONFIG = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 48,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 64,
            "depth": 3,
            "embed_size": 1500,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    }
}
Labelled = tuple[str, list[tuple[int, int, str]]]
Say = Callable[[str], None]


class Made(RuleModel):
    """What rules/places/ner.yaml has of one language."""

    sentences: list[str]
    persons: list[str]
    organisations: list[str]


def train(lang: str, out: Path, count: int, rounds: int, say: Say) -> float:
    """Train on `count` sentences, write the model to `out`; its F1 of places on names held out.

    ValueError for a language that rules/places/ner.yaml has no sentences of.
    """
    made = sentence_rules()
    if lang not in made:
        raise ValueError(f"no sentences for {lang}, only for {', '.join(made)}")
    fix_random_seed(0)
    nlp = spacy.blank(lang)
    nlp.add_pipe("ner", config=_CONFIG).add_label(LABEL)  # type: ignore[attr-defined]
    learned, asked = names(open_gazetteer(), lang)
    examples = [_example(nlp, s) for s in sentences(made[lang], learned, count)]
    held = [_example(nlp, s) for s in sentences(made[lang], asked, max(200, count // 10))]
    optimizer = nlp.initialize(lambda: examples)
    shuffled = random.Random(0)
    for number in range(rounds):
        shuffled.shuffle(examples)
        losses: dict[str, float] = {}
        for first in range(0, len(examples), _BATCH):
            nlp.update(examples[first : first + _BATCH], sgd=optimizer, losses=losses, drop=0.2)
        say(f"round {number + 1} of {rounds}: loss {losses['ner']:.0f}")
    nlp.to_disk(out)
    return float(nlp.evaluate(held)["ents_f"] or 0.0)


def sentence_rules() -> dict[str, Made]:
    """rules/places/ner.yaml, by language."""
    return load(rules_dir() / "places" / "ner.yaml", dict[str, Made])


def sentences(made: Made, names: list[str], count: int) -> Iterator[Labelled]:
    """Sentences with the spans of their places, the same for the same names."""
    chance = random.Random(len(names))
    fill = {"place": names, "person": made.persons, "organisation": made.organisations}
    for _ in range(count):
        text, spans, last = "", [], 0
        pattern = chance.choice(made.sentences)
        for slot in _SLOT.finditer(pattern):
            text += pattern[last : slot.start()]
            word = chance.choice(fill[slot.group(1)])
            if slot.group(1) == "place":
                spans.append((len(text), len(text) + len(word), LABEL))
            text, last = text + word, slot.end()
        yield text + pattern[last:], spans


def names(gazetteer: Gazetteer, lang: str) -> tuple[list[str], list[str]]:
    """Names to learn from and names to ask, of cities; no name in both."""
    column = "name_zh" if lang == "zh" else "name_en"
    rows = gazetteer.rows(
        f"SELECT {column}, geonames_id FROM main.place WHERE {column} IS NOT NULL"
        " AND geonames_id IS NOT NULL AND population >= ? ORDER BY id",
        _PEOPLE,
    )
    asked = {name for name, number in rows if held_out(number)}
    learned = {name for name, number in rows if not held_out(number)}
    return sorted(learned), sorted(asked - learned)


def _example(nlp: Language, labelled: Labelled) -> Example:
    text, spans = labelled
    return Example.from_dict(nlp.make_doc(text), {"entities": spans})
