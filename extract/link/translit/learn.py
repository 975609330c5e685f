"""Trains the transliteration model from the gazetteer's own pairs of names: `youcheng train transliteration`.

What characters stand for is learned by EM from all pairs of the training part. The network is trained on
queries whose own pair the model behind them has not seen: the part is cut in four, and the queries of each
quarter are asked of a model learned from the other three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from extract.link.build import collect, pools
from extract.link.entries import Entry
from extract.link.names import zh_norm
from extract.link.translit import context, rerank
from extract.link.translit.channel import Channel
from extract.link.translit.context import Contexts
from extract.link.translit.em import MAX_HAN, Counts, Lattice, hashed, held_out, smooth, with_prior
from extract.link.translit.meanings import compounds, joiner, meanings, translated
from extract.link.translit.model import Model
from extract.link.translit.pinyin import readings
from extract.link.translit.pool import Pool, pool, spellings
from extract.link.translit.readings import readings as foreign
from extract.link.translit.spelling import WIDTHS, Form, group, language, marks, symbols, words
from extract.link.translit.transliterator import Transliterator, name_of
from extract.territory import CHINESE

# Smaller places abroad add names that few have checked.
_SMALLEST = 800
# Each query is asked among all places, as documents do, and of a large one among the large, as the benchmark
# asks.
_POOLS = (500, 15_000)
# Words of so many names or more are known as wholes.
_USUAL = 8
_QUARTERS = 4
_ROUNDS = (4, 3, 3)
# Pseudo-counts of a character's readings together, and of each meaning.
_PRIOR, _TOLD = 1.5, 0.5
# Letters of a form are worth this much when the forms of one place are compared.
_LETTER = 1.8
_LANGUAGES = {"JP": "ja", "KR": "ko", "VN": "vi"}
Say = Callable[[str], None]


class Pair(NamedTuple):
    """A place's Chinese names and its Latin forms. `number` is its GeoNames id, 0 for divisions."""

    country: str
    number: int
    han: tuple[str, ...]
    forms: tuple[Form, ...]


def train(say: Say) -> Model:
    """The model, from the packages the gazetteer is built from; about ten minutes of one core."""
    entries = collect()
    lexicon = _lexicon(entries)
    pairs = list(_pairs(entries, lexicon))
    say(f"{len(pairs)} places with Chinese names, {len(lexicon)} words")
    ids = {id(entry): entry.geonames_id or -number for number, entry in enumerate(entries, 1)}
    cities = {n: pool(p, group(n), lexicon) for n, p in pools(entries, ids).items() if "/" not in n}
    asked: list[tuple[str, rerank.Floats, int]] = []
    for quarter in range(_QUARTERS):
        rest = [p for p in pairs if not p.number or hashed(p.number) % _QUARTERS != quarter]
        mine = [p for p in pairs if p.number and hashed(p.number) % _QUARTERS == quarter]
        partial = _learn(rest, lexicon, ("LAT",))
        for minimum in _POOLS:
            asked += _ask(partial, mine, cities, minimum)
        say(f"quarter {quarter + 1} of {_QUARTERS}: {len(asked)} queries")
    whole = _learn(pairs, lexicon, ("LAT", "JP", "KR", "VN"))
    return replace(whole, network=_network(asked))


def _lexicon(entries: list[Entry]) -> dict[str, int]:
    """Words that many names of several words share (city, santa), then those that Chinese translates."""
    usual: Counter[str] = Counter()
    named: set[str] = set()
    for entry in entries:
        abroad = entry.country and entry.country not in CHINESE and group(entry.country) == "LAT"
        if abroad and entry.geonames_id and entry.en:
            parts = words(entry.en[0])
            usual.update(set(parts) if len(parts) > 1 else ())
            named.update(parts)
    kept = sorted((w for w, n in usual.items() if n >= _USUAL and len(w) >= 2), key=lambda w: (-usual[w], w))
    return {word: n for n, word in enumerate(dict.fromkeys([*kept, *sorted(translated() & named)]))}


def _pairs(entries: list[Entry], lexicon: dict[str, int]) -> Iterator[Pair]:
    """The training part: no place held out, and no division that would give away the city of its name."""
    found, join = [], joiner(compounds())
    held: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.kind != "division" or not entry.country or entry.country in CHINESE | {"SG"} or not entry.en:
            continue
        own = group(entry.country)
        if own == "LAT" and (not entry.geonames_id or entry.population < _SMALLEST):
            continue
        forms = tuple(form for form, _ in spellings(entry.en, own, lexicon))
        if entry.geonames_id and held_out(entry.geonames_id):
            held |= {(entry.country, form.text) for form in forms}
        elif entry.zh and forms:
            han = tuple(name_of(zh_norm(name), entry.country, join) for name in entry.zh)
            found.append(Pair(entry.country, entry.geonames_id or 0, han, forms))
    for pair in found:
        if pair.number or not any((pair.country, form.text) in held for form in pair.forms):
            yield pair


def _learn(pairs: list[Pair], lexicon: dict[str, int], groups: Iterable[str]) -> Model:
    """A model without a network, of some groups."""
    counts: dict[str, Counts] = {}
    contexts = context.learn(())
    sounds: dict[str, str] = {}
    for own in groups:
        mine = [p for p in pairs if group(p.country) == own]
        pinyin = readings({c for p in mine for name in p.han for c in name})
        prior = foreign(_LANGUAGES[own], WIDTHS[own]) if own in _LANGUAGES else None
        told = meanings(lexicon) if own == "LAT" else None
        learned, chosen = _counts(own, mine, pinyin, len(lexicon), prior, told)
        if prior is None:
            learned = smooth(learned, pinyin)
        counts[own] = with_prior(learned, prior or told or {}, _TOLD if told else _PRIOR)
        if own == "LAT":
            contexts = _contexts(Channel(own, counts[own], len(lexicon)), chosen)
            sounds = pinyin
    return Model(counts, lexicon, contexts, _no_network(), sounds, compounds())


Chosen = list[tuple[str, str, Form]]


def _counts(
    own: str, pairs: list[Pair], pinyin: dict[str, str], known: int, prior: Counts | None, told: Counts | None
) -> tuple[Counts, Chosen]:
    """Rounds of EM, and between them the form of each place that its Chinese name follows most closely."""
    width = WIDTHS[own]
    rows = []
    for pair in pairs:
        for han in pair.han:
            fitting = [f for f in pair.forms if len(f.text) <= width * len(han)]
            if fitting and 1 <= len(han) <= MAX_HAN:
                rows.append((pair.country, han, fitting))
    initials = {char: ord(sound[0]) - 96 for char, sound in pinyin.items() if sound and own != "JP"}
    chosen = [(country, han, fitting[0]) for country, han, fitting in rows]
    counts = prior
    for rounds in _ROUNDS:
        counts = Lattice(own, [(han, form) for _, han, form in chosen], initials).learn(rounds, counts, told)
        channel = Channel(own, counts, known)
        chosen = [
            (country, han, _closest(channel, han, fitting) if len(fitting) > 1 else fitting[0])
            for country, han, fitting in rows
        ]
    assert counts is not None
    return counts, chosen


def _closest(channel: Channel, han: str, fitting: list[Form]) -> Form:
    table = channel.table(symbols([f.text for f in fitting]), marks([f.words for f in fitting]))
    return fitting[int(np.argmax(channel.score(han, table) + _LETTER * table.lengths))]


def _contexts(channel: Channel, chosen: Chosen) -> Contexts:
    def aligned() -> Iterator[tuple[str, int, np.ndarray, np.ndarray]]:
        for country, han, form in chosen:
            latin = symbols([form.text])
            cut = channel.align(han, channel.table(latin, marks([form.words])))[1]
            yield han, language(country), latin, cut

    return context.learn(aligned())


def _ask(
    model: Model, pairs: list[Pair], cities: dict[str, Pool], minimum: int
) -> Iterator[tuple[str, rerank.Floats, int]]:
    """Features of the best places for each name of those large enough, and which of them is right."""
    sounds = Transliterator(model, cities.get, minimum)
    for pair in sorted(pairs):
        here = cities[pair.country]
        people = here.people[here.ids == pair.number].max(initial=0)
        if group(pair.country) != "LAT" or people < minimum:
            continue
        for han in dict.fromkeys(pair.han):
            found = sounds.best(han, pair.country)
            if found is not None and found[2] is not None and pair.number in found[0]:
                yield pair.country, found[2], found[0].index(pair.number)


def _no_network() -> rerank.Network:
    """Hands its inputs through: mean 0, deviation 1, no weights."""
    size = rerank.FEATURES
    none = np.zeros((0,), dtype=np.float32)
    return rerank.Network(
        np.zeros(size, np.float32), np.ones(size, np.float32), np.zeros((0, 0), np.float32), none, none, none
    )


def _network(asked: list[tuple[str, rerank.Floats, int]]) -> rerank.Network:
    rows = np.concatenate([features for _, features, _ in asked])
    mean, deviation = rows.mean(axis=0).astype(np.float32), (rows.std(axis=0) + 1e-6).astype(np.float32)
    blank = rerank.Network(mean, deviation, *[mean] * 4)
    queries = [(blank.inputs(country, features), right) for country, features, right in asked]
    return rerank.train(queries, mean, deviation)
