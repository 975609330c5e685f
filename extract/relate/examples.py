"""The examples in `rules/pairs/`, checked: a term is found, a cue fires, a phrasing yields its pairs.

The examples of phrasings go through the whole pipeline, since what a rule is worth shows only with the
names and dates that other stages find; this module is for `youcheng rules test` alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.layers import Sentence
from extract.relate import lexicon, phrasing, stage_rules
from extract.relate.bodies import Roles
from extract.relate.masking import mask
from extract.relate.status import reach
from extract.text.script import fold, lower

Checked = tuple[str, str, bool, str]


def check_examples() -> Iterator[Checked]:
    """For each example: the rule's id, the text, whether the rule does what the file says, and a message."""
    yield from _terms()
    yield from _cues()
    yield from _phrasings()
    yield from _stages()


def _terms() -> Iterator[Checked]:
    for rule in lexicon.term_rules():
        for example in rule.examples:
            found = lexicon.terms().find(lower(fold(example.text)))[rule.lang]
            got = [example.text[t.start : t.end] for t in found if t.rule == rule.id]
            yield rule.id, example.text, got == example.terms, f"found {got}, not {example.terms}"


def _cues() -> Iterator[Checked]:
    for lang in ("zh", "en"):
        for cue in lexicon.cues(lang):
            for example in cue.examples:
                fires = _fires(cue, example.text)
                verb = "fires" if fires else "does not fire"
                yield cue.id, example.text, fires == example.fires, f"it {verb}"


def _fires(cue: lexicon.Cue, text: str) -> bool:
    """Whether a cue holds for some term of a text (or for the whole text, where it names no term)."""
    folded = fold(text)
    terms = lexicon.terms().find(lower(folded))[cue.lang]
    masked = mask(lower(folded), [Sentence(0, len(text), cue.lang)], [], [], terms, Roles(folded))
    found = [i for i, symbol in masked.symbols.items() if isinstance(symbol, lexicon.Term)]
    if cue.where == "sentence" or not found:
        return cue.regex.search(masked.text) is not None
    if cue.where == "before":
        return any(cue.regex.search(masked.text, max(0, i - cue.within), i + 1) for i in found)
    return any(cue.regex.search(masked.text, i + 1, reach(masked.text, i + 1, cue)) for i in found)


def _phrasings() -> Iterator[Checked]:
    from extract.pipeline import load

    nlp = load()
    for lang in ("zh", "en"):
        for rule in (p.rule for p in phrasing.phrasings(lang)):
            for example in rule.examples:
                pairs = nlp(example.text)._.pairs
                named = [
                    (example.text[p.a.start : p.a.end], example.text[p.b.start : p.b.end]) for p in pairs
                ]
                got = sorted(sorted(pair) for pair in named)
                want = sorted(sorted(pair) for pair in example.pairs)
                used = not want or any(rule.id in p.rules for p in pairs)
                message = f"found {got}, not {want}" if got != want else "another rule found it"
                yield rule.id, example.text, got == want and used, message


def _stages() -> Iterator[Checked]:
    from extract.pipeline import load

    nlp = load()
    for rule in (rule for of_lang in stage_rules.rules().values() for rule in of_lang.stages):
        for example in rule.examples:
            events = [e for p in nlp(example.text)._.pairs for e in p.events]
            got = [(e.kind, e.date) for e in events]
            yield rule.id, example.text, got == example.events, f"found {got}, not {example.events}"
