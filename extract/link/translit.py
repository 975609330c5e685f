"""Which Latin name does a Chinese one write? Candidates of a country ranked by the learned model.

A candidate's score is the best way to cut its name into what the characters stand for,
log P(letters | character) + β·log P(character | letters), plus its size as a prior. Scores are made for
all candidates together (numpy); a cheap comparison of letter counts chooses which are worth it.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extract.link.em import MAX_LATIN, MAX_SEGMENT, letters, spelling
from extract.link.gazetteer import Gazetteer
from extract.link.names import en_norm, en_strip, split_suffix

# What a long name is called for short: Krems an der Donau, Halle (Saale), Newcastle upon Tyne.
_SHORT = re.compile(
    r"(.{4,}?)(?:\s*[(/,]|[ -](?:an|am|auf|bei|im|in|ob|vor|zu|upon|on|under|sur|sous|en|les|lès|de|del|di|do"
    r"|da|d'|la|le|aan|op)[ -])"
)
GROUPS = {"JP": "JP", "KR": "KR", "KP": "KR", "VN": "VN"}
Floats = NDArray[np.float32]
_LETTERS = 26
_BAG = 3 * _LETTERS  # letters of a name's first half, of its second half, of its beginning
_BLOCK = 256  # names compared at a time, so that what is between stays in the processor's cache
_ROOT, _NOWHERE = 1, 0
_NEVER = -1e9  # the score of a name that the characters cannot write


@dataclass(frozen=True, slots=True)
class Tuning:
    """Set on the places that are neither trained on nor held out (benchmarks/link_transliteration.py)."""

    reverse: float = 0.5
    population: float = 0.35
    further_name: float = -1.1
    unseen: float = -9.0
    per_letter: float = -0.6
    shortlist: int = 400


TUNING = Tuning()


def pack(models: dict[str, dict[str, dict[str, float]]]) -> bytes:
    """The learned counts as they are kept in the gazetteer: compressed JSON, floats cut to what counts."""
    slim = {
        group: {
            char: {s: round(n, 2) for s, n in sorted(known.items()) if n >= 0.02}
            for char, known in sorted(counts.items())
        }
        for group, counts in sorted(models.items())
    }
    return zlib.compress(json.dumps(slim, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 9)


class Channel:
    """P(letters | character) and P(character | letters) of one group of countries, as arrays by segment.

    Segments are numbered, and found by a tree of letters: `_child[node, letter]`, letters from 1.
    """

    def __init__(self, counts: dict[str, dict[str, float]], tuning: Tuning) -> None:
        self.tuning = tuning
        segments = sorted({s for known in counts.values() for s in known})
        totals: dict[str, float] = {}
        for known in counts.values():
            for segment, count in known.items():
                totals[segment] = totals.get(segment, 0.0) + count
        self._number = {s: i for i, s in enumerate(segments)}
        self._lengths = np.array([len(s) for s in segments], dtype=np.int64)
        self._totals = np.array([totals[s] for s in segments])
        self._counts, self._size = counts, len(segments)
        self._child, self._segment = _tree(segments)
        self.vector = lru_cache(maxsize=1024)(self._vector)
        self.profile = lru_cache(maxsize=4096)(self._profile)

    def ids(self, latin: NDArray[np.uint8]) -> NDArray[np.int16]:
        """Segment numbers at [width, position, name] of names as `[position, name]`, letters from 1, padded
        with 0; unknown segments by their length, after the known ones."""
        positions = len(latin) - MAX_SEGMENT
        out = np.empty((MAX_SEGMENT + 1, positions, latin.shape[1]), dtype=np.int16)
        node = np.full(out.shape[1:], _ROOT, dtype=np.int32)
        for width in range(MAX_SEGMENT + 1):
            if width:
                node = self._child[node, latin[width - 1 : width - 1 + positions]]
            number = self._segment[node]
            out[width] = np.where(number < 0, self._size + width, number)
        return out

    def _vector(self, char: str) -> Floats:
        """The score of every segment for one character, unknown segments by length at the end."""
        tuning = self.tuning
        known = self._counts.get(char, {})
        total = sum(known.values())
        floor = tuning.unseen + tuning.per_letter * np.arange(MAX_SEGMENT + 1)
        floor[0] -= 1.0
        out = np.empty(self._size + MAX_SEGMENT + 1, dtype=np.float32)
        out[: self._size] = floor[self._lengths]
        out[self._size :] = floor
        out += max(0.0, 3.0 - total)  # a character hardly ever seen says little
        where = np.array([self._number[segment] for segment in known], dtype=np.int64)
        count = np.array(list(known.values()))
        forward = np.log((count + 0.01) / (total + 0.5))
        back = np.log((count + 0.05) / (self._totals[where] + 2.0))
        out[where] = np.maximum(out[where], forward + tuning.reverse * back)
        return out

    def _profile(self, char: str) -> Floats:
        """Expected letter counts of a character: what the shortlist compares."""
        out = np.zeros(_LETTERS, dtype=np.float32)
        known = self._counts.get(char, {})
        total = sum(known.values()) or 1.0
        for segment, count in known.items():
            for letter in segment:
                out[ord(letter) - 97] += count / total
        return out


@dataclass(frozen=True, slots=True)
class Names:
    """All Latin names of a country's places, as arrays: place, length, prior, letter counts `[name, 78]`,
    segments `[width, position, name]`."""

    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    prior: Floats
    bags: Floats
    ids: NDArray[np.int16]


class Transliterator:
    """Ranks a country's places for a Chinese name no list knows."""

    def __init__(self, gazetteer: Gazetteer, minimum: int = 500, tuning: Tuning = TUNING) -> None:
        blob = gazetteer.blob("transliteration")
        models = json.loads(zlib.decompress(blob)) if blob else {}
        self.gazetteer, self.minimum, self.tuning = gazetteer, minimum, tuning
        self._channels = {group: Channel(counts, tuning) for group, counts in models.items() if counts}
        self.names = lru_cache(maxsize=64)(self._names)

    def rank(self, han: str, country: str, top: int = 5) -> list[tuple[int, float]]:
        """(place id, score) of the best candidates for a folded Han name, best first."""
        channel = self._channel(country)
        if channel is None or not han:
            return []
        names = self.names(country)
        if not len(names.places):
            return []
        best: dict[int, float] = {}
        for form, cost in _variants(han):
            chosen = self._shortlist(channel, names, form)
            scores = self._score(channel, names, chosen, form) + cost
            for place, score in _ahead(names.places[chosen], scores, top):
                best[place] = max(score, best.get(place, score))
        return sorted(best.items(), key=lambda item: (-item[1], item[0]))[:top]

    def _channel(self, country: str) -> Channel | None:
        return self._channels.get(GROUPS.get(country[:2], "LAT"))

    def _shortlist(self, channel: Channel, names: Names, han: str) -> NDArray[np.int64]:
        middle = (len(han) + 1) // 2
        halves = [
            sum((channel.profile(c) for c in part), np.zeros(_LETTERS, dtype=np.float32))
            for part in (han[:middle], han[middle:])
        ]
        first = channel.profile(han[0])
        want = np.concatenate([*halves, first])
        distance = np.empty(len(names.places), dtype=np.float32)
        for start in range(0, len(distance), _BLOCK):
            apart = names.bags[start : start + _BLOCK] - want
            np.abs(apart, out=apart).sum(axis=1, out=distance[start : start + _BLOCK])
        distance -= 0.6 * names.prior
        size = self.tuning.shortlist * 2
        if len(distance) <= size:
            return np.arange(len(distance))
        return np.sort(np.argpartition(distance, size)[:size])

    def _score(self, channel: Channel, names: Names, chosen: NDArray[np.int64], han: str) -> Floats:
        lengths = names.lengths[chosen]
        size = int(lengths.max()) + 1
        ids = names.ids[:, :size, chosen].astype(np.intp)
        scores = np.full((size, len(chosen)), _NEVER, dtype=np.float32)
        scores[0] = 0.0
        for number, char in enumerate(han):
            reached = min(size, MAX_SEGMENT * number + 1)  # positions where the characters before can end
            steps = channel.vector(char).take(ids[:, :reached])
            new = scores.copy()
            new[:reached] += steps[0]
            for width in range(1, min(MAX_SEGMENT + 1, size)):
                end = min(size, reached + width)
                behind = scores[: end - width] + steps[width, : end - width]
                np.maximum(new[width:end], behind, out=new[width:end])
            scores = new
        return scores[lengths, np.arange(len(chosen))] + names.prior[chosen]

    def _names(self, country: str) -> Names:
        blob = self.gazetteer.blob(f"latin:{country}")
        places, texts, priors = [], [], []
        tuning = self.tuning
        for line in zlib.decompress(blob).decode("ascii").splitlines() if blob else ():
            number, people, *names = line.split(" ")
            population = int(people)
            if population < self.minimum:
                continue
            prior = tuning.population * math.log(population + 1000.0)
            places += [int(number)] * len(names)
            texts += names
            priors += [prior] + [prior + tuning.further_name] * (len(names) - 1)
        lengths = np.array([len(t) for t in texts], dtype=np.int64)
        latin = np.zeros((len(texts), MAX_LATIN + 1 + MAX_SEGMENT), dtype=np.uint8)
        latin[np.arange(latin.shape[1]) < lengths[:, None]] = (
            np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8) - 96
        )
        channel = self._channel(country)
        return Names(
            np.array(places, dtype=np.int64), lengths, np.array(priors, dtype=np.float32),
            _bags(latin, lengths),
            channel.ids(np.ascontiguousarray(latin.T)) if channel else np.zeros((0, 0, 0), dtype=np.int16),
        )  # fmt: skip


def _ahead(places: NDArray[np.int64], scores: Floats, top: int) -> Iterator[tuple[int, float]]:
    """The best `top` places with the best score of each, more where they are level; none that cannot be."""
    seen: set[int] = set()
    last = math.inf
    for index in np.argsort(-scores).tolist():
        place, score = int(places[index]), float(scores[index])
        if score <= _NEVER or (len(seen) >= top and score < last):
            return
        last = score
        if place not in seen:
            seen.add(place)
            yield place, score


def _bags(latin: NDArray[np.uint8], lengths: NDArray[np.int64]) -> Floats:
    """Letter counts of names: of their first half, of their second, and of the first three, by weight."""
    bags = np.zeros((len(latin), _BAG), dtype=np.float32)
    for position in range(MAX_LATIN):
        rows = np.flatnonzero(lengths > position)
        letter = latin[rows, position] - 1
        behind = position >= (lengths[rows] + 1) // 2
        bags[rows, letter + _LETTERS * behind] += 1
        if position < 3:
            bags[rows, 2 * _LETTERS + letter] += np.float32(1.0 / (position + 1))
    return bags


def _tree(segments: list[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(node reached from each node by each letter, number of the segment that ends at each node or -1)."""
    nodes = {"": _ROOT}
    for segment in segments:
        for end in range(1, len(segment) + 1):
            nodes.setdefault(segment[:end], len(nodes) + 1)
    child = np.full((len(nodes) + 1, _LETTERS + 1), _NOWHERE, dtype=np.int32)
    for text, node in nodes.items():
        if text:
            child[nodes[text[:-1]], ord(text[-1]) - 96] = node
    number = np.full(len(nodes) + 1, -1, dtype=np.int32)
    number[[nodes[segment] for segment in segments]] = np.arange(len(segments))
    return child, number


def names_blob(country: str, places: Iterable[tuple[int, int, list[str]]]) -> bytes:
    """Latin names of a country's places, (place id, population, names, the main one first), as the
    gazetteer keeps them."""
    lines = []
    plain = country[:2] in GROUPS
    for number, population, names in places:
        forms = [en_strip(name) for name in names]
        if forms[0] != names[0]:
            forms.append(names[0])
        if short := _SHORT.match(names[0]):
            forms.append(short.group(1))
        texts = dict.fromkeys(letters(en_norm(form)) for form in forms)
        kept = dict.fromkeys(t if plain else spelling(t) for t in texts if 2 <= len(t) <= MAX_LATIN)
        if kept:
            lines.append(" ".join([str(number), str(population), *kept]))
    return zlib.compress("\n".join(lines).encode("ascii"), 9)


# Parts of a Chinese name that stand on the other side in the original: 北帕默斯顿, Palmerston North;
# 雷阿尔城, Ciudad Real.
_IN_FRONT = frozenset("北南东西上下新大小")
_BEHIND = frozenset("城镇山湖港河岛堡")


def _variants(name: str) -> list[tuple[str, float]]:
    """A Han name and what of it may be written otherwise in the original, each with a cost."""
    core, suffix = split_suffix(name)
    out = [(core, 0.0)]
    if suffix and suffix in _BEHIND:
        out += [(name, 0.0), (suffix + core, -0.5)]
    elif len(core) > 2 and core[-1] in _BEHIND:
        out += [(core[-1] + core[:-1], -1.0), (core[:-1], -3.0)]
    if len(core) > 2 and core[0] in _IN_FRONT:
        out.append((core[1:] + core[0], -1.0))
    return out
