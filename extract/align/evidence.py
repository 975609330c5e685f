"""How likely one side's sentences are as a translation of the other's, for all spans of up to four sentences.

The model is Moore's (2002) with a dictionary in place of trained tables: a token `e` of a bead's English
side adds `log(1 - L + L * p(e | Chinese side) / p(e))`, and in the other direction likewise. All dictionary
words in a Chinese sentence count, overlapping ones sharing the weight of their characters, so no segmenter
is needed. Numbers, months, Latin words, pinyin and punctuation are words of the same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from extract.align.lexicon import Lexicon, code_points, ngram_hashes
from extract.align.readings import find_names, load_readings
from extract.align.tokens import Tokens, chinese_units, english_tokens
from extract.align.vocabulary import field_entries

LENGTH_POWER = 1.6
"""A word of n characters counts n to this power against the shorter words it covers."""
P_SHARED = 0.56
"""p(pseudo-word | itself): numbers, names and marks mostly stay what they are."""
P_GLOSS = 0.97
"""The share of a dictionary word's probability that its glosses have; the rest is what no dictionary lists."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sides:
    """Two texts as sparse tables, ready to be compared block by block.

    Chinese unit occurrence `o` (in order of sentence): sentence `zh_sentence[o]`, type `zh_type[o]`, weight `zh_weight[o]`.
    English token occurrence `t`: sentence `en_sentence[t]`, type `en_type[t]`.
    Translation `r`: of unit type `t_unit[r]` (sorted) by token type `t_token[r]` with probability `t_prob[r]`.
    """

    n: int
    m: int
    zh_sentence: Ints
    zh_type: Ints
    zh_weight: npt.NDArray[np.float64]
    en_sentence: Ints
    en_type: Ints
    t_unit: Ints
    t_token: Ints
    t_prob: npt.NDArray[np.float64]
    units: int
    tokens: int


@lru_cache(maxsize=2)
def lexicons(dictionary: bool) -> tuple[Lexicon, ...]:
    """The lexicon of the field, and CC-CEDICT where wanted and installed."""
    from extract.align.cedict import load_dictionary

    field = Lexicon.of_entries(field_entries())
    general = load_dictionary() if dictionary else None
    return (field,) if general is None else (field, general)


Links = tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]]


def prepare(zh: list[str], en: list[str], *, links: Links | None = None, dictionary: bool = True) -> Sides:
    """The tables of two texts; `zh` must be folded. `links`: keys of what each sentence names, see `align_scored`."""
    tokens = english_tokens(en)
    if links is not None:
        for index, keys in enumerate(links[1]):
            for key in keys:
                tokens.type.append(tokens.names.setdefault("=" + key, len(tokens.names)))
                tokens.sentence.append(index)
    text = "\n".join(zh)
    codes = code_points(text)
    lengths = np.array([len(s) + 1 for s in zh], dtype=np.int64)
    sentence_of = np.repeat(np.arange(len(zh)), lengths)[: len(codes)]
    starts, sizes, types = [], [], []
    t_unit, t_token, t_prob = [], [], []
    count = 0
    hashes = ngram_hashes(codes)
    for lexicon in lexicons(dictionary):
        start, size, word = lexicon.find(hashes)
        distinct, kind = np.unique(word, return_inverse=True)
        unit, token, prob = _translations(lexicon, distinct, tokens)
        t_unit.append(unit + count)
        t_token.append(token)
        t_prob.append(prob * P_GLOSS)
        starts.append(start.astype(np.int64))
        sizes.append(size.astype(np.int64))
        types.append(kind.astype(np.int64) + count)
        count += len(distinct)
    start, size, kind, token = _shared_units(text, codes, tokens, count)
    if links is not None:
        start, size, kind, token = _with_links(links[0], zh, tokens, (start, size, kind, token), count)
    starts.append(start)
    sizes.append(size)
    types.append(kind)
    distinct = np.unique(kind)
    known = token >= 0
    t_unit.append(kind[known])
    t_token.append(token[known])
    t_prob.append(np.full(int(known.sum()), P_SHARED))
    count = int(distinct[-1]) + 1 if len(distinct) else count
    start, size = np.concatenate(starts), np.concatenate(sizes)
    order = np.argsort(start, kind="stable")
    weight = _weights(start, size, len(codes))
    unit, token, prob = _without_doubles(np.concatenate(t_unit), np.concatenate(t_token), np.concatenate(t_prob), len(tokens.names))
    en_sentence = np.array(tokens.sentence, dtype=np.int64)
    en_order = np.argsort(en_sentence, kind="stable")
    return Sides(
        n=len(zh),
        m=len(en),
        zh_sentence=sentence_of[start[order]],
        zh_type=np.concatenate(types)[order],
        zh_weight=weight[order],
        en_sentence=en_sentence[en_order],
        en_type=np.array(tokens.type, dtype=np.int64)[en_order],
        t_unit=unit,
        t_token=token,
        t_prob=prob,
        units=count,
        tokens=len(tokens.names),
    )


def _translations(lexicon: Lexicon, words: npt.NDArray[np.int32], tokens: Tokens) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """The glosses of the given words that occur among the English tokens: (place in `words`, token, p)."""
    local = np.full(len(lexicon.vocabulary), -1, dtype=np.int64)
    for name, number in tokens.names.items():
        stem_id = lexicon.stem_ids.get(name)
        if stem_id is not None:
            local[stem_id] = number
    sizes = (lexicon.ptr[words + 1] - lexicon.ptr[words]).astype(np.int64)
    rows = np.repeat(np.arange(len(words)), sizes)
    ends = np.cumsum(sizes)
    at = np.arange(len(rows)) - np.repeat(ends - sizes, sizes) + np.repeat(lexicon.ptr[words].astype(np.int64), sizes)
    token = local[lexicon.stems[at]]
    keep = token >= 0
    return rows[keep], token[keep], lexicon.probs[at[keep]].astype(np.float64)


def _shared_units(text: str, codes: npt.NDArray[np.uint32], tokens: Tokens, first: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Pseudo-words and names in the Chinese text: (start, length, unit type, English token or -1)."""
    names: dict[str, int] = {}
    rows = []
    for unit in chinese_units(text):
        token = tokens.names.get(unit.name, -1)
        rows.append((unit.start, unit.length, first + names.setdefault(unit.name, len(names)), token))
    readings = load_readings()
    if readings is not None and tokens.capitalised:
        for start, length, token in find_names(readings, codes, tokens.capitalised):
            rows.append((start, length, first + names.setdefault(f"@{token}", len(names)), token))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def _with_links(
    keys: Sequence[Sequence[str]], zh: list[str], tokens: Tokens, found: tuple[Ints, Ints, Ints, Ints], first: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """The shared units with one more for each key of a Chinese sentence, laid over its first character."""
    kinds: dict[str, int] = {}
    base = int(found[2].max()) + 1 if len(found[2]) else first
    rows, start = [], 0
    for sentence, mine in zip(zh, keys, strict=True):
        for key in mine if sentence else ():
            token = tokens.names.get("=" + key, -1)
            rows.append((start, 1, base + kinds.setdefault(key, len(kinds)), token))
        start += len(sentence) + 1
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return tuple(np.concatenate((old, table[:, at])) for at, old in enumerate(found))  # type: ignore[return-value]


def _without_doubles(unit: Ints, token: Ints, prob: npt.NDArray[np.float64], width: int) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """One row for each (unit, token), the highest probability kept; sorted by unit."""
    order = np.lexsort((-prob, unit * max(width, 1) + token))
    key = (unit * max(width, 1) + token)[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    kept = order[first]
    return unit[kept], token[kept], prob[kept]


def _weights(start: Ints, size: Ints, length: int) -> npt.NDArray[np.float64]:
    """Each character's weight of 1 shared among the units over it, the longer ones getting more."""
    power = size.astype(np.float64) ** LENGTH_POWER
    change = np.zeros(length + 1)
    np.add.at(change, start, power)
    np.add.at(change, start + size, -power)
    cover = np.cumsum(change)[:length]
    share = np.concatenate(([0.0], np.cumsum(1.0 / np.maximum(cover, 1e-9) * (cover > 1e-9))))
    return power * (share[start + size] - share[start])


