"""Where the two languages name different kinds of tie for one pair: 友好交流城市 / sister city."""

from __future__ import annotations

from functools import lru_cache
from re import IGNORECASE, Pattern, compile

from spacy.tokens import Doc

from extract import layers
from extract.layers import Conflict, Mention, Pair, Range, Sentence
from extract.relate.tolerance import Kind, rules


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Kind, Pattern[str], Pattern[str]], ...]:
    return tuple((kind, compile(kind.zh), compile(kind.en, IGNORECASE)) for kind in rules().kinds)


def kind_conflicts(doc: Doc, sure: float) -> list[Conflict]:
    """Pairs of which a bead of at least probability `sure` says one kind in Chinese and another in English.

    Each side must name one kind only, and the bead must state no other pair.
    """
    text, sentences = layers.folded(doc), layers.sentences(doc)
    by_sentence: dict[int, list[Pair]] = {}
    for pair in layers.pairs(doc):
        for index in {s.index for s in pair.evidence}:
            by_sentence.setdefault(index, []).append(pair)
    found = []
    for bead in layers.beads(doc):
        if not bead.zh or not bead.en or bead.score < sure:
            continue
        in_chinese = {id(p) for i in bead.zh for p in by_sentence.get(i, ())}
        stated = {id(p): p for i in bead.en for p in by_sentence.get(i, ()) if id(p) in in_chinese}
        if len(stated) != 1:
            continue
        zh, en = [sentences[i] for i in bead.zh], [sentences[i] for i in bead.en]
        left, right = _only_kind(text, zh, 1), _only_kind(text, en, 2)
        if left is None or right is None or left[0].kind == right[0].kind:
            continue
        (pair,) = stated.values()
        if not any(_overlap(term, left[1]) for term in pair.terms):
            continue
        sides = [Mention(*left[1], "zh"), Mention(*right[1], "en")]
        kinds = [left[0].kind, right[0].kind]
        rule_ids = (left[0].id, right[0].id)
        found.append(Conflict("languages", "pair", sides, kinds, sides[0], sides[1], rule_ids))
    return found


def _only_kind(text: str, sentences: list[Sentence], side: int) -> tuple[Kind, Range] | None:
    """The one kind of tie that the sentences name, and where; None for none or several."""
    found = []
    for entry in _patterns():
        kind, pattern = entry[0], entry[side]
        assert isinstance(pattern, Pattern)
        spans = [m.span() for s in sentences for m in pattern.finditer(text, s.start, s.end)]
        if spans:
            found.append((kind, spans[0]))
    return found[0] if len(found) == 1 else None


def _overlap(a: Range, b: Range) -> bool:
    return a[0] < b[1] and b[0] < a[1]
