"""From scores of the transliteration model to probabilities: candidates by how a name sounds."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.link.gazetteer import Gazetteer

if TYPE_CHECKING:
    from extract.link.translit.transliterator import Transliterator

# Fitted on places left out of training, none of the benchmark: the softmax's temperatures (of the channel
# alone, of the network), and the score a character below which the right place is likely to be missing.
TEMPERATURE = 1.4
OF_NETWORK = 1.0
ABSENT_PER_CHARACTER = -5.0
# The same among the few divisions of a country, where one is the likeliest however far it is.
ABSENT_DIVISION = -3.3
_ABSENT = 3.5
INSIDE = 2.5


class Sounds:
    """Places of a country ranked by sound, as probabilities that leave room for `none of these`."""

    def __init__(self, gazetteer: Gazetteer, minimum: int = 500) -> None:
        self._gazetteer, self._minimum = gazetteer, minimum
        self.rank = lru_cache(maxsize=1 << 14)(self._rank_once)

    @property
    def transliterator(self) -> Transliterator:
        """The model, opened with its first use."""
        return _transliterator(self._gazetteer, self._minimum)

    def _rank_once(
        self, han: str, country: str, inside: frozenset[int] = frozenset()
    ) -> tuple[tuple[int, float, float], ...]:
        """(place id, probability, score) of up to eight places, best first."""
        found = self.transliterator.rank(han, country)
        if not found.places:
            return ()
        scored = sorted(
            (
                (odds + (INSIDE if inside and self._within(place, inside) else 0.0), -place, score)
                for place, score, odds in zip(found.places, found.scores, found.odds, strict=True)
            ),
            reverse=True,
        )
        division = "/" in country
        temperature = OF_NETWORK if found.by_network else TEMPERATURE
        none = (ABSENT_DIVISION if division else ABSENT_PER_CHARACTER) * len(han) + _ABSENT
        best = float(found.scores.max())
        present = 1.0 / (1.0 + math.exp(min(30.0, (none - best) / TEMPERATURE)))
        weights = [math.exp((odds - scored[0][0]) / temperature) for odds, _, _ in scored]
        total = sum(weights) / present
        return tuple((-n, w / total, s) for (_, n, s), w in zip(scored[:8], weights, strict=False))

    def _within(self, place_id: int, inside: frozenset[int]) -> bool:
        parent = self._gazetteer.row(place_id).parent
        while parent:
            if parent in inside:
                return True
            parent = self._gazetteer.row(parent).parent
        return False


@lru_cache(maxsize=4)
def _transliterator(gazetteer: Gazetteer, minimum: int) -> Transliterator:
    from extract.link.translit.model import Model
    from extract.link.translit.pool import Pool
    from extract.link.translit.transliterator import Transliterator

    def load(pool: str) -> Pool | None:
        data = gazetteer.blob(f"latin:{pool}")
        return Pool.unpack(data) if data else None

    model = gazetteer.blob("transliteration")
    assert model is not None, "a gazetteer of this format holds a model"
    return Transliterator(Model.unpack(model), load, minimum)
