"""Ranks a country's places for a Chinese name: shortlist, best cut of each, the network among the best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.channel import Channel, Table
from extract.link.translit.meanings import joiner
from extract.link.translit.model import Model
from extract.link.translit.pinyin import similarities
from extract.link.translit.pool import Pool
from extract.link.translit.rerank import features
from extract.link.translit.shortlist import Index
from extract.link.translit.spelling import MAX_LATIN, group, language
from extract.text.script import fold

# Forms that are cut, and places that the network weighs; 300 and 60 find no more and take a sixth longer.
SHORTLIST, BEST = 240, 36
# What a place's size, its fame and the kind of the form add to a score; set on names left out of training.
_PEOPLE, _NAMES, _LETTER = 0.2, 0.4, 0.25
_KINDS = np.array([0.0, -1.0, -1.0, -1.0, -1.0])
_FURTHER = -1.1


@dataclass(frozen=True, slots=True)
class Ranked:
    """Places, best first, with the channel's scores and the odds that rank them (the network's, if any)."""

    places: list[int]
    scores: NDArray[np.float64]
    odds: NDArray[np.float64]
    by_network: bool


class _Country:
    """A pool with what is derived from it for one channel."""

    def __init__(self, channel: Channel, pool: Pool, minimum: int) -> None:
        rows = pool.of_size(minimum)
        self.pool, self.rows, self._channel = pool, rows, channel
        self._latin, self._marks = pool.latin[rows], pool.marks[rows]
        self._lengths = (self._latin > 0).sum(axis=1)
        self._ids = np.zeros((len(rows), MAX_LATIN + 1, channel.width + 1), dtype=np.int16)
        self._cut = np.zeros(len(rows), dtype=bool)
        place = pool.place[rows]
        prior = _PEOPLE * np.log(pool.people[place] + 1000.0) + _NAMES * np.log1p(pool.names[place])
        self.fame = (prior + _KINDS[pool.kind[rows]] + _FURTHER * pool.further[rows]).astype(np.float32)
        self.prior = (self.fame + _LETTER * self._lengths).astype(np.float32)
        self.index = Index(channel, self._latin, self._marks)

    def table(self, forms: NDArray[np.int64]) -> Table:
        """The segments of some of the forms; those of each are numbered once, when it is first asked for."""
        new = forms[~self._cut[forms]]
        if len(new):
            self._ids[new] = self._channel.table(self._latin[new], self._marks[new]).ids
            self._cut[new] = True
        return Table(self._ids[forms], self._lengths[forms], self._marks[forms].astype(np.int64))


class Transliterator:
    """Ranks the places of pools. `load` gives a pool by its name, or None."""

    def __init__(self, model: Model, load: Callable[[str], Pool | None], minimum: int = 500) -> None:
        self.model, self._load, self._minimum = model, load, minimum
        self._join = joiner(model.compounds)
        self._channel = lru_cache(maxsize=None)(self._open_channel)
        self._country = lru_cache(maxsize=512)(self._open)

    def rank(self, han: str, pool: str, top: int = 20) -> Ranked:
        """The best places of a pool (`FR`, `FR/division`) for a folded Han name."""
        found = self.best(han, pool)
        if found is None:
            return Ranked([], np.zeros(0), np.zeros(0), False)
        places, scores, rows = found
        network, odds = self.model.network, scores
        if rows is not None:
            odds = network.score(network.inputs(pool, rows)).astype(np.float64)
        order = np.argsort(-odds, kind="stable")[:top]
        return Ranked([places[i] for i in order], scores[order], odds[order], rows is not None)

    def best(
        self, han: str, pool: str
    ) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64] | None] | None:
        """The BEST places by the channel alone, their scores, and the features that the network reads."""
        country, han = self._country(pool), name_of(han, pool, self._join)
        if country is None or not han:
            return None
        channel = self._channel(group(pool))
        chosen = country.index.find(han, country.fame, SHORTLIST)
        scores = channel.score(han, country.table(chosen)) + country.prior[chosen]
        rows: dict[int, int] = {}
        for at in np.argsort(-scores, kind="stable").tolist():
            rows.setdefault(int(country.pool.place[country.rows[chosen[at]]]), at)
            if len(rows) == BEST:
                break
        best = np.array(list(rows.values()))
        places = country.pool.ids[list(rows)].tolist()
        weighed = scores[best].astype(np.float64)
        if group(pool) != "LAT" or "/" in pool:
            return places, weighed, None
        forms = country.rows[chosen[best]]
        plain, cut = channel.align(han, country.table(chosen[best]))
        latin = country.pool.latin[forms]
        contexts = self.model.contexts.sums(han, language(pool), latin, cut)
        similar = similarities(han, self.model.pinyin, latin)
        beside = np.concatenate([contexts, similar], axis=1)
        return places, weighed, features(pool, han, channel, country.pool, forms, cut, plain, beside)

    def _open(self, pool: str) -> _Country | None:
        found = self._load(pool)
        if found is None or group(pool) not in self.model.counts:
            return None
        country = _Country(self._channel(group(pool)), found, self._minimum)
        return country if len(country.rows) else None

    def _open_channel(self, group: str) -> Channel:
        return Channel(group, self.model.counts[group], len(self.model.lexicon))


def name_of(han: str, pool: str, join: Callable[[str], str]) -> str:
    """A Han name as the model reads it: what stands before a comma; Japanese characters folded, words that
    Chinese translates as one symbol each."""
    han = han.split(",")[0]
    if group(pool) == "LAT":
        return join(han)
    return fold(_from_japanese(han)) if group(pool) == "JP" else han


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    import opencc

    return opencc.OpenCC("jp2t").convert


def _from_japanese(han: str) -> str:
    return _converter()(han)
