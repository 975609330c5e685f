"""Places meant by where they lie: the Guizhou capital, the Breton port, the Canadian city."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extract import resources
from extract.layers import PlaceMention
from extract.link.gazetteer import open_gazetteer
from extract.link.names import en_norm
from extract.resolve.anaphors import REACH, standing_for
from extract.rules import load
from extract.rules.loader import RuleModel
from extract.rules.pattern import alternation

RULE = "en.anaphor.epithet"
SEAT = "0100"  # the end of a GB/T 2260 code of a provincial capital


class Example(RuleModel):
    text: str
    means: list[str]


class Words(RuleModel):
    kinds: dict[str, list[str]]
    own: dict[str, list[str]]
    capitals: list[str]
    modifiers: list[str]
    adjectives: dict[str, str]
    seats: dict[str, str]
    indefinite: list[str]
    announces: list[str]
    examples: list[Example]


@lru_cache(maxsize=1)
def words() -> Words:
    return load(resources.rules_dir() / "resolve" / "epithets.yaml", Words)


@lru_cache(maxsize=1)
def _epithet() -> re.Pattern[str]:
    rules = words()
    modifier = rf"(?:{alternation(rules.modifiers)} )?"
    kind = alternation([*rules.kinds, *rules.own])
    region = r"(?P<region>[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)?)"
    indefinite = rf"(?i:{alternation(rules.indefinite)})"
    announced = rf"(?! {alternation(rules.announces)}\b)"
    named = rf"{modifier}{region} {modifier}(?P<kind>{kind})\b{announced}"
    return re.compile(rf"\b(?:(?P<meant>[Tt]he|our|[Tt]his|[Tt]hat)|{indefinite}) {named}")


def epithets(folded: str, places: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """The epithets of a text, as mentions that refer to the place meant. A region that only says where
    that lies is no division any more, whether or not the place is known."""
    named = [p for p in places if p.kind == "division"]
    for match in _epithet().finditer(folded):
        region, kind = match["region"], match["kind"]
        lies = _Where.of(region, people=kind in words().own)
        if lies is None:
            continue
        start, end = match.span()
        inside = [p for p in named if start <= p.start < end]
        following = next((p for p in named if p.start == end + 1), None)
        if following is not None and lies.holds(folded, following, kind):
            continue  # the Irish capital Dublin
        for place in inside:
            place.kind = "region"
        if match["meant"] is None:
            continue  # a Hebei city
        earlier = [p for p in named if p.extent[1] <= start][-REACH:]
        fits = {p.place.key: p for p in earlier if p.place and lies.holds(folded, p, kind)}
        if len(fits) != 1:
            continue  # none, or of which it is said is not clear
        (meant,) = fits.values()
        if folded[meant.extent[1] : start] == ", ":
            continue  # Guiyang, the Guizhou capital, only tells what it is
        yield standing_for(meant, folded, start, end, "en", RULE)


class _Where:
    """A country, or first-level divisions of one name, in which a place lies."""

    def __init__(self, name: str, country: str | None, divisions: frozenset[str]) -> None:
        self.name, self.country, self.divisions = name, country, divisions

    @classmethod
    def of(cls, region: str, *, people: bool) -> _Where | None:
        """What a region or a people means; a people only, where the kind may be the region's own."""
        gazetteer, adjectives = open_gazetteer(), words().adjectives
        name = adjectives.get(region, region)
        country = gazetteer.demonyms.get(region.lower()) if region not in adjectives else None
        rows = (gazetteer.row(i) for i in gazetteer.provinces(en_norm(name)))
        divisions = frozenset(row.place.key for row in rows)
        if country is None and (not divisions or (people and region not in adjectives)):
            return None
        return cls(name, country, divisions if country is None else frozenset())

    def holds(self, folded: str, mention: PlaceMention, kind: str) -> bool:
        """Whether a place of this kind that a mention names lies there."""
        rules, place = words(), mention.place
        if place is None or place.level not in (rules.kinds.get(kind) or rules.own[kind]):
            return False
        seat = kind in rules.capitals
        if self.country is not None:
            return place.country == self.country and (
                not seat or rules.seats.get(self.country) == place.name_en
            )
        told = place.parent in self.divisions or any(folded[a:b] == self.name for a, b in mention.qualifiers)
        return told and (not seat or place.gbt_2260 is None or place.gbt_2260.endswith(SEAT))


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """For each example: the rule's id, the text, whether the rule does what the file says, and a message."""
    from extract import layers
    from extract.pipeline import load as pipeline

    nlp = pipeline()
    for example in words().examples:
        found = [p for p in layers.places(nlp(example.text)) if p.rules == (RULE,)]
        got = [p.refers.name for p in found if p.refers is not None]
        yield RULE, example.text, got == example.means, f"found {got}, not {example.means}"
