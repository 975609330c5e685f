"""A name linked again where later evidence says on which side of a tie its place lies."""

from __future__ import annotations

from functools import lru_cache

from extract.layers import PlaceMention
from extract.link.evidence import Query
from extract.link.gazetteer import open_gazetteer
from extract.link.rank import Candidate, Ranker
from extract.territory import CHINESE

LIKELY = 0.5  # share of the likeliest among the namesakes there


def move(mention: PlaceMention, country: str | None) -> None:
    """Link a name to its likeliest place in a country, in any abroad for None, by its exact name only; what
    has no clear namesake there stays as it is."""
    found = _ranker().rank(Query(mention.name, country, lang=mention.lang))
    there = [c for c in found if _lies(c, country)]
    total = sum(c.probability for c in there)
    if there and there[0].exact and there[0].probability >= LIKELY * total:
        best = there[0]
        mention.place, mention.country = best.place, best.place.country
        mention.link_method, mention.link_confidence = "column", round(best.probability / total, 3)
        mention.candidates = ()


def _lies(candidate: Candidate, country: str | None) -> bool:
    there = candidate.place.country
    return there == country if country else there is not None and there not in CHINESE


@lru_cache(maxsize=1)
def _ranker() -> Ranker:
    return Ranker(open_gazetteer())
