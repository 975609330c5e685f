"""From scores of the transliteration model to probabilities: candidates by how a name sounds."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.link.gazetteer import Gazetteer

if TYPE_CHECKING:
    from extract.link.translit import Transliterator

# Fitted on the places that are neither trained on nor held out: the softmax's temperature, and the score a
# character below which the right place is likely to be missing from the list altogether.
TEMPERATURE = 1.4
ABSENT_PER_CHARACTER = -5.0
# The same among the few divisions of a country, where one is the likeliest however far it is.
ABSENT_DIVISION = -3.3
INSIDE = 2.5


class Sounds:
    """Places of a country ranked by sound, as probabilities that leave room for `none of these`."""

    def __init__(self, gazetteer: Gazetteer, minimum: int = 500) -> None:
        self._gazetteer, self._minimum = gazetteer, minimum
        self._transliterator: Transliterator | None = None
        self.rank = lru_cache(maxsize=1 << 14)(self._rank_once)

    def _rank_once(
        self, han: str, country: str, inside: frozenset[int] = frozenset()
    ) -> tuple[tuple[int, float, float], ...]:
        """(place id, probability, score) of up to eight places, best first."""
        if self._transliterator is None:
            from extract.link.translit import Transliterator

            self._transliterator = Transliterator(self._gazetteer, self._minimum)
        found = self._transliterator.rank(han, country, top=20)
        if not found:
            return ()
        scored = sorted(
            ((score + (INSIDE if inside and self._within(i, inside) else 0.0), -i) for i, score in found),
            reverse=True,
        )
        absent = ABSENT_DIVISION if country.endswith("/division") else ABSENT_PER_CHARACTER
        none = absent * len(han) + 0.35 * math.log(20_000)
        top = scored[0][0]
        weights = [math.exp((score - top) / TEMPERATURE) for score, _ in scored]
        total = sum(weights) + math.exp((none - top) / TEMPERATURE)
        return tuple((-n, w / total, s) for (s, n), w in zip(scored[:8], weights, strict=False))

    def _within(self, place_id: int, inside: frozenset[int]) -> bool:
        parent = self._gazetteer.row(place_id).parent
        while parent:
            if parent in inside:
                return True
            parent = self._gazetteer.row(parent).parent
        return False
