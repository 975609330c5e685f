"""What two texts have in common: words and their translations, numbers, names, punctuation.

All dictionary words in a Chinese sentence count, overlapping ones sharing the weight of their characters, so
no segmenter is needed. Numbers, months, Latin words, pinyin and punctuation are words of the same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from extract.align.field import field_entries
from extract.align.lexicon import Lexicon, code_points, ngram_hashes
from extract.align.readings import find_names, load_readings
from extract.align.tokens import Tokens, chinese_units, english_tokens

LENGTH_POWER = 1.6
"""A word of n characters counts n to this power against the shorter words it covers."""
P_SHARED = 0.56
"""p(pseudo-word | itself): numbers, names and marks mostly stay what they are."""
P_GLOSS = 0.97
"""The share of a dictionary word's probability that its glosses have; the rest is what none lists."""

NAME = 3
"""The length of an average name."""

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Links = tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]]
"""For each Chinese and each English sentence, keys of what it names, common to both languages."""


@dataclass(frozen=True, eq=False)
class Sides:
    """Two texts as sparse tables, ready to be compared block by block.

    Chinese unit occurrence `o` (in order of sentence) stands in sentence `zh_sentence[o]`, has type
    `zh_type[o]` and weight `zh_weight[o]`. English token `t` stands in `en_sentence[t]` and has type
    `en_type[t]`. Unit type `t_unit[r]` (sorted) is translated by token type `t_token[r]` with probability
    `t_prob[r]`. `at_large[t]` is how common a token type is elsewhere.
    """

    n: int
    m: int
    zh_sentence: Ints
    zh_type: Ints
    zh_weight: Doubles
    en_sentence: Ints
    en_type: Ints
    t_unit: Ints
    t_token: Ints
    t_prob: Doubles
    units: int
    tokens: int
    at_large: Doubles


@lru_cache(maxsize=2)
def lexicons(dictionary: bool) -> tuple[Lexicon, ...]:
    """The lexicon of the field, and CC-CEDICT where wanted and installed."""
    from extract.align.cedict import load_dictionary

    field = Lexicon.of_entries(field_entries())
    general = load_dictionary() if dictionary else None
    return (field,) if general is None else (field, general)


@lru_cache(maxsize=2)
def _gloss_shares(dictionary: bool) -> Doubles:
    """How common each stem is among the glosses of the largest lexicon."""
    lexicon = lexicons(dictionary)[-1]
    return np.bincount(lexicon.stems, minlength=len(lexicon.vocabulary)) / len(lexicon.stems)


@dataclass(slots=True)
class _Units:
    """Chinese units found so far: parallel arrays, and the translations of their types."""

    start: Ints
    size: Ints
    kind: Ints
    t_unit: Ints
    t_token: Ints
    t_prob: Doubles
    kinds: int

    def with_(self, start: Ints, size: Ints, kind: Ints, unit: Ints, token: Ints, prob: Doubles) -> _Units:
        """With more units, whose types count from 0 on their own."""
        return _Units(
            np.concatenate((self.start, start)),
            np.concatenate((self.size, size)),
            np.concatenate((self.kind, kind + self.kinds)),
            np.concatenate((self.t_unit, unit + self.kinds)),
            np.concatenate((self.t_token, token)),
            np.concatenate((self.t_prob, prob)),
            self.kinds + (int(kind.max()) + 1 if len(kind) else 0),
        )


def prepare(zh: list[str], en: list[str], *, links: Links | None = None, dictionary: bool = True) -> Sides:
    """The tables of two texts; `zh` must be folded and hold no line ends."""
    tokens = english_tokens(en)
    if links is not None:
        _add_links(tokens, links[1])
    text = "\n".join(zh)
    codes = code_points(text)
    none = np.zeros(0, dtype=np.int64)
    units = _Units(none, none, none, none, none, np.zeros(0), 0)
    hashes = ngram_hashes(codes)
    stems = np.zeros(0, dtype=np.int64)
    for lexicon in lexicons(dictionary):
        start, size, word = lexicon.find(hashes)
        distinct, kind = np.unique(word, return_inverse=True)
        stems = np.array([lexicon.stem_ids.get(name, -1) for name in tokens.names], dtype=np.int64)
        units = units.with_(start, size, kind, *_translations(lexicon, distinct, stems))
    units = units.with_(*_shared(_shared_rows(text, codes, tokens)))
    if links is not None:
        units = units.with_(*_shared(_link_rows(links[0], zh, tokens)))
    at_large = np.where(stems >= 0, _gloss_shares(dictionary)[stems], 0.0)
    return _sides(zh, en, codes, units, tokens, at_large)


def _sides(
    zh: list[str], en: list[str], codes: npt.NDArray[np.uint32], units: _Units, tokens: Tokens,
    at_large: Doubles,
) -> Sides:  # fmt: skip
    lengths = np.array([len(s) + 1 for s in zh], dtype=np.int64)
    sentence_of = np.repeat(np.arange(len(zh)), lengths)
    order = np.argsort(units.start, kind="stable")
    unit, token, prob = _without_doubles(units, max(1, len(tokens.names)))
    en_sentence = np.array(tokens.sentence, dtype=np.int64)
    en_order = np.argsort(en_sentence, kind="stable")
    return Sides(
        n=len(zh),
        m=len(en),
        zh_sentence=sentence_of[units.start[order]],
        zh_type=units.kind[order],
        zh_weight=_weights(units.start, units.size, len(codes))[order],
        en_sentence=en_sentence[en_order],
        en_type=np.array(tokens.type, dtype=np.int64)[en_order],
        t_unit=unit,
        t_token=token,
        t_prob=prob,
        units=units.kinds,
        tokens=len(tokens.names),
        at_large=at_large,
    )


def _translations(lexicon: Lexicon, words: Ints, stems: Ints) -> tuple[Ints, Ints, Doubles]:
    """The glosses of the given words that occur among the English tokens: (place in `words`, token, p).

    `stems` are the lexicon's numbers of the tokens, -1 where it has none.
    """
    tokens = np.argsort(stems)
    known = stems[tokens]
    first = lexicon.ptr[words].astype(np.int64)
    sizes = lexicon.ptr[words + 1].astype(np.int64) - first
    rows = np.repeat(np.arange(len(words)), sizes)
    at = np.arange(len(rows)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    stem = lexicon.stems[at]
    place = np.minimum(np.searchsorted(known, stem), max(0, len(known) - 1))
    keep = np.flatnonzero(known[place] == stem) if len(known) else np.zeros(0, dtype=np.int64)
    return rows[keep], tokens[place[keep]], lexicon.probs[at[keep]].astype(np.float64) * P_GLOSS


Row = tuple[int, int, int, int]
"""A unit both languages share: start, length, type, and the English token or -1."""


def _shared(rows: list[Row]) -> tuple[Ints, Ints, Ints, Ints, Ints, Doubles]:
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    known = table[:, 3] >= 0
    unit, token = table[known, 2], table[known, 3]
    return table[:, 0], table[:, 1], table[:, 2], unit, token, np.full(len(unit), P_SHARED)


def _shared_rows(text: str, codes: npt.NDArray[np.uint32], tokens: Tokens) -> list[Row]:
    """Pseudo-words and names in the Chinese text."""
    names: dict[str, int] = {}
    rows = [
        (unit.start, unit.length, names.setdefault(unit.name, len(names)), tokens.names.get(unit.name, -1))
        for unit in chinese_units(text)
    ]
    readings = load_readings()
    if readings is not None and tokens.capitalised:
        for start, length, token in find_names(readings, codes, tokens.capitalised):
            rows.append((start, length, names.setdefault(f"@{token}", len(names)), token))
    return rows


def _add_links(tokens: Tokens, keys: Sequence[Sequence[str]]) -> None:
    """One more token for each key of an English sentence."""
    for index, mine in enumerate(keys):
        for key in mine:
            tokens.type.append(tokens.names.setdefault("=" + key, len(tokens.names)))
            tokens.sentence.append(index)


def _link_rows(keys: Sequence[Sequence[str]], zh: list[str], tokens: Tokens) -> list[Row]:
    """A unit for each key of a Chinese sentence, as heavy as a name, laid over its first characters."""
    kinds: dict[str, int] = {}
    rows, start = [], 0
    for sentence, mine in zip(zh, keys, strict=True):
        for key in mine if sentence else ():
            rows.append(
                (
                    start,
                    min(NAME, len(sentence)),
                    kinds.setdefault(key, len(kinds)),
                    tokens.names.get("=" + key, -1),
                )
            )
        start += len(sentence) + 1
    return rows


def _without_doubles(units: _Units, width: int) -> tuple[Ints, Ints, Doubles]:
    """One row for each (unit, token), the highest probability kept; sorted by unit."""
    key = units.t_unit * width + units.t_token
    order = np.lexsort((-units.t_prob, key))
    ordered = key[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    kept = order[first]
    return units.t_unit[kept], units.t_token[kept], units.t_prob[kept]


def _weights(start: Ints, size: Ints, length: int) -> Doubles:
    """Each character's weight of 1 shared among the units over it, the longer ones getting more."""
    power = size.astype(np.float64) ** LENGTH_POWER
    change = np.bincount(start, power, length + 1) - np.bincount(start + size, power, length + 1)
    cover = np.cumsum(change)[:length]
    share = np.concatenate(([0.0], np.cumsum(np.where(cover > 1e-9, 1.0 / np.maximum(cover, 1e-9), 0.0))))
    return np.asarray(power * (share[start + size] - share[start]))
