"""What a spaCy recogniser (`youcheng run --ner NAME`) adds to the rules: F1 of places without it and with it.

    python benchmarks/ner.py MODEL [CORPUS…]

A CORPUS is a folder with `texts` and `gold`, or TEXTS=GOLD. Its places are the sides of the ties of the gold,
and of those found, by their normalised names, each once a document. On names that the model never learned
(GeoNames ids decide) places are all that 300 made sentences name (rules/places/ner.yaml): once as they are,
then with the second half of each name changed for another's, so that no list knows it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language

from extract import pipeline
from extract.layers import places
from extract.link.gazetteer import open_gazetteer
from extract.link.names import HAN, en_norm, en_strip, split_suffix, zh_norm
from extract.recognize.ner import recogniser
from extract.recognize.train_ner import names, sentence_rules, sentences

MADE = 300
# Texts, each with the places it names.
Asked = Iterable[tuple[str, frozenset[str]]]


def norm(name: str) -> str:
    return split_suffix(zh_norm(name))[0] if HAN.search(name) else en_norm(en_strip(name))


def corpus(texts: Path, gold: Path) -> Iterator[tuple[str, frozenset[str]]]:
    for path in sorted(gold.glob("*.gold.json")):
        pairs = json.loads(path.read_text(encoding="utf-8"))["pairs"]
        text = texts / f"{path.name.removesuffix('.gold.json')}.txt"
        sides = frozenset(norm(pair[side]["text"]) for pair in pairs for side in "ab")
        yield text.read_bytes().decode("utf-8-sig"), sides


def made(lang: str, known: bool) -> Iterator[tuple[str, frozenset[str]]]:
    asked = names(open_gazetteer(), lang)[1]
    if not known:
        halves = [name[(len(name) + 1) // 2 :] for name in asked]
        random.Random(0).shuffle(halves)
        asked = [name[: (len(name) + 1) // 2] + half for name, half in zip(asked, halves, strict=True)]
    for text, spans in sentences(sentence_rules()[lang], asked, MADE):
        yield text, frozenset(norm(text[start:end]) for start, end, _ in spans)


def f1(nlp: Language, asked: Asked, ties: bool) -> float:
    right = found = wanted = 0
    for text, gold in asked:
        doc = nlp(text)
        mentions = [m for p in doc._.pairs for m in (p.a, p.b)] if ties else places(doc)
        named = {norm(m.name) for m in mentions if ties or m.kind == "division"}
        right, found, wanted = right + len(named & gold), found + len(named), wanted + len(gold)
    return 2 * right / (found + wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("corpora", nargs="*")
    options = parser.parse_args()
    lang = recogniser(options.model).lang
    rules, both = pipeline.build(), pipeline.build(ner=options.model)
    for name in options.corpora:
        texts, _, gold = name.partition("=")
        folders = (Path(texts), Path(gold)) if gold else (Path(name) / "texts", Path(name) / "gold")
        asked = list(corpus(*folders))
        print(f"{name}: rules {f1(rules, asked, True):.3f}, with NER {f1(both, asked, True):.3f}")
    for known in (True, False):
        asked = list(made(lang, known))
        kind = "held out" if known else "in no list"
        print(f"names {kind}: rules {f1(rules, asked, False):.3f}, with NER {f1(both, asked, False):.3f}")


if __name__ == "__main__":
    main()
