"""How alike a Latin name is to the pinyin of a Chinese one, letter by letter: what no training can overfit.

A name that the model has learned little about still begins and ends with the right consonants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from extract.link.translit.spelling import BASES, MAX_LATIN, alike, symbols

SIMILARITIES = 2
Letters = NDArray[np.uint8]


def readings(chars: Iterable[str]) -> dict[str, str]:
    """The pinyin of each character, in plain letters; what has none is left out (training only)."""
    from pypinyin import lazy_pinyin

    read = {char: lazy_pinyin(char)[0].replace("v", "u") for char in sorted(chars)}
    return {char: sound for char, sound in read.items() if sound.isascii() and sound.isalpha()}


def similarities(han: str, pinyin: dict[str, str], latin: Letters) -> NDArray[np.float64]:
    """Of each form, how many pairs of neighbouring letters it shares with the pinyin of a name, and how many
    of neighbouring consonants, those heard alike made one: [form, SIMILARITIES], 0 to 1."""
    read = symbols(["".join(pinyin.get(char, "") for char in han)[:MAX_LATIN]])
    return np.stack([_shared(read, latin), _shared(_consonants(read), _consonants(latin))], axis=1)


def _consonants(latin: Letters) -> Letters:
    heard = alike()[latin]
    order = np.argsort(heard == 0, axis=1, kind="stable")
    return np.take_along_axis(heard, order, axis=1)


def _shared(one: Letters, others: Letters) -> NDArray[np.float64]:
    """Dice coefficients of the pairs of letters, ends counted as letters."""
    own = Counter(int(pair) for pair in _pairs(one)[0] if pair)
    pairs = _pairs(others)
    known, counts = np.array(list(own), dtype=np.int64), np.array(list(own.values()), dtype=np.int64)
    common = np.minimum((pairs[:, :, None] == known).sum(axis=1), counts).sum(axis=1)
    return np.asarray(2.0 * common / np.maximum((pairs > 0).sum(axis=1) + own.total(), 1))


def _pairs(latin: Letters) -> NDArray[np.int64]:
    padded = np.zeros((len(latin), MAX_LATIN + 2), dtype=np.int64)
    padded[:, 1:-1] = latin
    return padded[:, :-1] * BASES["LAT"] + padded[:, 1:]
