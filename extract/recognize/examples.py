"""The examples in `rules/places/`, checked: heads and qualifiers of names, suffixes, the countries of lists.

They go through the whole pipeline, since what a rule is worth shows only with the names that the gazetteer
knows; this module is for `youcheng rules test` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.layers import PlaceMention, places
from extract.link.names import generic_part, suffix_examples
from extract.link.scope import scope_rules
from extract.recognize.latin import english_rules
from extract.recognize.shapes import shape_rules
from extract.rules.places import PlaceExample, blockers, weak

Checked = tuple[str, str, bool, str]


def check_examples() -> Iterator[Checked]:
    """For each example: the rule's id, the text, whether the rule does what the file says, and a message."""
    for key, examples in shape_rules().examples.items():
        yield from _heads(f"zh.place.{key}", examples)
    for key, examples in english_rules().examples.items():
        yield from _heads(f"en.place.{key}", examples)
    yield from _heads("zh.place.blockers", blockers().examples)
    yield from _heads("zh.place.weak", weak().examples)
    for name, suffix in suffix_examples().items():
        got = generic_part(name)
        yield "place.suffix", name, got == suffix, f"the generic part is {got!r}, not {suffix!r}"
    yield from _scopes()


def _found(text: str) -> list[PlaceMention]:
    from extract.pipeline import load

    return [m for m in places(load()(text)) if m.kind == "division"]


def _heads(rule: str, examples: Iterable[PlaceExample]) -> Iterator[Checked]:
    for example in examples:
        got = [shown(example.text, mention) for mention in _found(example.text)]
        yield rule, example.text, got == example.heads, f"found {got}, not {example.heads}"


def shown(text: str, mention: PlaceMention) -> str:
    """A head with its qualifiers: `日本+大分县/大分市`, `Hamilton<Ontario`."""
    head, within = text[mention.start : mention.end], [text[s:e] for s, e in mention.qualifiers]
    if mention.lang == "en":
        return "<".join([head, *within])
    return f"{'+'.join(within)}/{head}" if within else head


def _scopes() -> Iterator[Checked]:
    for example in scope_rules().examples:
        got: dict[str, list[str | None]] = {}
        for mention in _found(example.text):
            got.setdefault(example.text[mention.start : mention.end], []).append(mention.country)
        ok = all(got.get(name, [None])[0] == country for name, country in example.places.items())
        ok &= all(got.get(name, [None])[-1] == country for name, country in example.last.items())
        yield "place.scope", example.text, ok, f"found {got}"
