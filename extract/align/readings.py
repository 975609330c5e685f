"""Pinyin: a Chinese name found again in an English text (沈阳 = Shenyang, 王守睿 = Wang Shourui)."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from extract.align.cache import Arrays, load_or_make

_FIRST, _LAST = 0x3400, 0x9FFF
FORMAT = 1
"""To be raised whenever what is compiled changes."""
_MOST = 4
"""Names of more syllables than this are cut by writers into several words."""


@dataclass(frozen=True, eq=False)
class Readings:
    """The syllables of Han characters: `table[r, code - 0x3400]` is reading `r`, a syllable's id or 0."""

    table: npt.NDArray[np.uint16]
    syllables: dict[str, int]

    def of_text(self, codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
        """The readings of each code point: `[2, n]`."""
        inside = (codes >= _FIRST) & (codes <= _LAST)
        return np.where(inside, self.table[:, np.where(inside, codes - _FIRST, 0)], 0).astype(np.uint16)

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - one object for the life of the process
    def parses(self, word: str) -> tuple[tuple[int, ...], ...]:
        """All ways to read a Latin word as two to four syllables (one alone: its only way)."""
        plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if c.isalpha() or c in "'’")
        plain = plain.removesuffix("'s").removesuffix("’s").replace("v", "u")
        parts = plain.replace("’", "'").split("'")
        ways: list[tuple[int, ...]] = [()]
        for part in parts:
            ways = [way + rest for way in ways for rest in self._cut(part, _MOST - len(way))]
        return tuple(way for way in ways if way)

    def _cut(self, letters: str, room: int) -> list[tuple[int, ...]]:
        if not letters:
            return [()]
        if room <= 0 or len(letters) > 6 * room:
            return []
        out = []
        for length in range(1, min(6, len(letters)) + 1):
            number = self.syllables.get(letters[:length])
            if number is not None:
                out += [(number, *rest) for rest in self._cut(letters[length:], room - 1)]
        return out


@lru_cache(maxsize=1)
def load_readings() -> Readings | None:
    """The readings that `pypinyin` knows, two for a character at most; None where it is not installed."""
    if importlib.util.find_spec("pypinyin") is None:
        return None
    name = f"pinyin-{importlib.metadata.version('pypinyin')}-{FORMAT}.npz"
    return load_or_make(name, _of_arrays, _compile)


def _of_arrays(arrays: Arrays) -> Readings:
    names = bytes(arrays["syllables"]).decode("ascii").split(" ")
    table = arrays["table"].astype(np.uint16, copy=False)
    if table.shape != (2, _LAST - _FIRST + 1):
        raise ValueError("the table of readings is cut short")
    return Readings(table, {name: number for number, name in enumerate(names, 1) if name})


def _compile() -> dict[str, npt.NDArray[np.generic]]:
    """The table of readings and the syllables it counts (from 1), tones left out."""
    from pypinyin.pinyin_dict import pinyin_dict

    table = np.zeros((2, _LAST - _FIRST + 1), dtype=np.uint16)
    syllables: dict[str, int] = {}
    for code, readings in pinyin_dict.items():
        if not _FIRST <= code <= _LAST:
            continue
        plain = (
            "".join(c for c in unicodedata.normalize("NFD", reading) if "a" <= c <= "z").replace("v", "u")
            for reading in readings.split(",")
        )
        numbers = list(dict.fromkeys(syllables.setdefault(p, len(syllables) + 1) for p in plain if p))
        table[: len(numbers[:2]), code - _FIRST] = numbers[:2]
    joined = np.frombuffer(" ".join(syllables).encode("ascii"), dtype=np.uint8)
    return {"table": table, "syllables": joined}


def find_names(
    readings: Readings, codes: npt.NDArray[np.uint32], words: dict[str, int]
) -> list[tuple[int, int, int]]:
    """Where the syllables of capitalised English words stand in Chinese: (start, length, word's value)."""
    first, second = readings.of_text(codes).tolist()
    by_sound: dict[int, list[int]] = {}
    for at, (sound, other) in enumerate(zip(first, second, strict=True)):
        if sound:
            by_sound.setdefault(sound, []).append(at)
        if other and other != sound:
            by_sound.setdefault(other, []).append(at)
    found = []
    for word, number in words.items():
        for way in readings.parses(word):
            starts = by_sound.get(way[0], ())
            for offset, syllable in enumerate(way[1:], 1):
                ends = range(len(first) - offset)
                starts = [
                    at
                    for at in starts
                    if at in ends and (first[at + offset] == syllable or second[at + offset] == syllable)
                ]
            found += [(start, len(way), number) for start in starts]
    return found
