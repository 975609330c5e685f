"""How likely one side's sentences are as a translation of the other's, for all spans of up to four sentences.

The model is Moore's (2002) with a dictionary in place of trained tables: a token `e` of a bead's English
side adds `log(1 - L + L * p(e | Chinese side) / p(e))`, and in the other direction likewise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.align.evidence import Ints, Sides

SPAN = 6
"""The most sentences on one side of a bead."""
LINKED = 0.176
KNOWN = 100.0
"""The weight, in tokens, of what words are like at large against how often this text has them."""
TILE = 512
"""Sentences of either side that are compared at a time."""
RARE = 1e-5
"""p of a word at large that the dictionary's glosses never use."""
"""L of the model: the share of tokens that come from the other side; tuned on align_dev.json."""

Floats = npt.NDArray[np.float32]
Block = tuple[int, int, int, int]
"""zh from, zh to, en from, en to: half-open ranges of sentences."""


@dataclass(frozen=True, eq=False)
class Scores:
    """Log likelihood ratios, each `[span length - 1, i, j]`.

    `forward[k - 1, i, j]` is that of English sentence `j` as part of a translation of Chinese
    `i .. i + k - 1`; `reverse[k - 1, i, j]` that of Chinese `i` as part of one of English `j .. j + k - 1`.
    """

    forward: Floats
    reverse: Floats


@dataclass(frozen=True, eq=False)
class Tables:
    """The sparse tables of two texts with pointers to the rows of each sentence, unit and token."""

    zh_ptr: Ints
    en_ptr: Ints
    unit_ptr: Ints
    token_ptr: Ints
    by_token: Ints
    back: npt.NDArray[np.float64]
    p_token: npt.NDArray[np.float64]
    p_unit: npt.NDArray[np.float64]
    zh_total: npt.NDArray[np.float64]
    en_total: npt.NDArray[np.float64]


def score(sides: Sides, tables: Tables, area: Block) -> Scores:
    """The scores of the sentences in an area, counted from its corner."""
    i0, i1, j0, j1 = area
    forward = np.zeros((SPAN, i1 - i0, j1 - j0), dtype=np.float32)
    reverse = np.zeros((SPAN, i1 - i0, j1 - j0), dtype=np.float32)
    if len(sides.t_unit):
        for i in range(i0, i1, TILE):
            for j in range(j0, j1, TILE):
                tile = (i, min(i + TILE, i1), j, min(j + TILE, j1))
                _score_tile(sides, tables, area, tile, forward, reverse)
    return Scores(forward, reverse)


def tables_of(sides: Sides) -> Tables:
    unit_weight = np.bincount(sides.zh_type, sides.zh_weight, sides.units)
    # p(unit | token) by Bayes, with the units' weights in this very text as their prior
    joint = sides.t_prob * unit_weight[sides.t_unit]
    evidence = np.bincount(sides.t_token, joint, sides.tokens)
    by_token = np.argsort(sides.t_token, kind="stable")
    return Tables(
        zh_ptr=np.searchsorted(sides.zh_sentence, np.arange(sides.n + 1)),
        en_ptr=np.searchsorted(sides.en_sentence, np.arange(sides.m + 1)),
        unit_ptr=np.searchsorted(sides.t_unit, np.arange(sides.units + 1)),
        token_ptr=np.searchsorted(sides.t_token[by_token], np.arange(sides.tokens + 1)),
        by_token=by_token,
        back=joint / np.maximum(evidence[sides.t_token], 1e-12),
        p_token=(np.bincount(sides.en_type, minlength=sides.tokens) + KNOWN * (sides.at_large + RARE))
        / (len(sides.en_type) + KNOWN),
        p_unit=unit_weight / max(float(unit_weight.sum()), 1e-9),
        zh_total=np.bincount(sides.zh_sentence, sides.zh_weight, sides.n).astype(np.float64),
        en_total=np.bincount(sides.en_sentence, minlength=sides.m).astype(np.float64),
    )


def _score_tile(
    sides: Sides, tables: Tables, area: Block, tile: Block, forward: Floats, reverse: Floats
) -> None:
    """Fill in one tile; sentences of the area beyond its end are read where a span reaches over it."""
    i0, i1, j0, j1 = tile
    i2, j2 = min(i1 + SPAN - 1, area[1]), min(j1 + SPAN - 1, area[3])
    here = np.s_[:, i0 - area[0] : i1 - area[0], j0 - area[2] : j1 - area[2]]
    occurrences = slice(int(tables.zh_ptr[i0]), int(tables.zh_ptr[i2]))
    tokens = slice(int(tables.en_ptr[j0]), int(tables.en_ptr[j2]))
    zh_row, zh_type = sides.zh_sentence[occurrences] - i0, sides.zh_type[occurrences]
    zh_weight = sides.zh_weight[occurrences]
    en_row, en_type = sides.en_sentence[tokens] - j0, sides.en_type[tokens]
    local_token, token_of = _local(en_type, sides.tokens)
    local_unit, unit_of = _local(zh_type, sides.units)
    rows, columns = i2 - i0, j2 - j0

    at, option = _expand(tables.unit_ptr, zh_type)
    token = local_token[sides.t_token[option]]
    keep = token >= 0
    at, option = at[keep], option[keep]
    given = _dense(zh_row[at], token[keep], zh_weight[at] * sides.t_prob[option], rows, len(token_of))
    ratio = (given / tables.p_token[token_of]).astype(np.float32)
    target = _Target(en_row, local_token[en_type], np.ones(len(en_row), np.float32), columns)
    _spans(ratio, tables.zh_total[i0:i2], target, forward[here])

    at, option = _expand(tables.token_ptr, en_type)
    option = tables.by_token[option]
    unit = local_unit[sides.t_unit[option]]
    keep = unit >= 0
    at, option = at[keep], option[keep]
    given = _dense(en_row[at], unit[keep], tables.back[option], columns, len(unit_of))
    ratio = (given / tables.p_unit[unit_of]).astype(np.float32)
    target = _Target(zh_row, local_unit[zh_type], zh_weight.astype(np.float32), rows)
    _spans(ratio, tables.en_total[j0:j2], target, reverse[here].swapaxes(1, 2))


class _Target:
    """Tokens to be explained: sentence (sorted), type and weight of each, and the number of sentences."""

    def __init__(self, row: Ints, type_: Ints, weight: Floats, rows: int) -> None:
        self.row, self.type, self.weight, self.rows = row, type_, weight, rows

    def of(self, place: Ints) -> _Target:
        """The tokens whose type has a place, which is their type in the result; -1 for none."""
        keep = place[self.type] >= 0
        return _Target(self.row[keep], place[self.type[keep]], self.weight[keep], self.rows)

    def sums(self, values: Floats) -> Floats:
        """Weighted sums of `values[type, s]` over the tokens of each sentence: `[row, s]`.

        The first tokens of all sentences are added at once, then the second ones, and so on. Not a matrix
        product: most of it would be zeros, and BLAS starts threads, which costs more.
        """
        starts = np.flatnonzero(np.diff(self.row, prepend=-1))
        sizes = np.diff(starts, append=len(self.row))
        starts = starts[np.argsort(-sizes, kind="stable")]
        longer = len(starts) - np.cumsum(np.bincount(sizes))  # sentences of more than 0, 1, 2 … tokens
        sums = np.zeros((len(starts), values.shape[1]), dtype=np.float32)
        for turn, count in enumerate(longer[:-1].tolist()):
            tokens = starts[:count] + turn
            one = values.take(self.type.take(tokens), axis=0)
            one *= self.weight.take(tokens)[:, None]
            sums[:count] += one
        out = np.zeros((self.rows, values.shape[1]), dtype=np.float32)
        out[self.row[starts]] = sums
        return out


def _spans(ratio: Floats, size: npt.NDArray[np.float64], target: _Target, out: Floats) -> None:
    """For source spans of each length: the sum over target tokens of log(1 - L + L * p(t | span) / p(t)).

    `ratio[s, t]` is the unnormalised p(t | s) / p(t), `size[s]` its norm; `out[length - 1, s, row]` is
    filled. Only tokens that any source sentence speaks of are worth computing.
    """
    used = np.asarray(ratio.any(axis=0))
    linked = target.of(np.where(used, np.cumsum(used) - 1, -1))
    base = (np.log1p(-LINKED) * np.bincount(target.row, target.weight, target.rows)).astype(np.float32)
    ratio = np.ascontiguousarray(ratio[:, used].T)
    norm = np.maximum(size, 1e-9).astype(np.float32)
    odds = np.float32(LINKED / (1 - LINKED))
    total, whole = ratio, norm
    gains = []
    for length in range(1, min(SPAN, len(norm)) + 1):
        if length > 1:
            total = total[:, :-1] + ratio[:, length - 1 :]
            whole = whole[:-1] + norm[length - 1 :]
        gains.append(np.log1p(total * (odds / whole)))
    # the spans of all lengths side by side
    gain = linked.sums(np.concatenate(gains, axis=1)).T + base
    first = 0
    for part, of_length in zip(out, gains, strict=False):
        end = first + of_length.shape[1]
        height, width = min(part.shape[0], end - first), min(part.shape[1], gain.shape[1])
        part[:height, :width] = gain[first : first + height, :width]
        first = end


def _local(types: Ints, size: int) -> tuple[Ints, Ints]:
    """The distinct types as (type -> column or -1, column -> type)."""
    distinct = np.unique(types)
    local = np.full(size, -1, dtype=np.int64)
    local[distinct] = np.arange(len(distinct))
    return local, distinct


def _expand(ptr: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """All rows `ptr[k] .. ptr[k + 1]` of each key: (index of the key, row)."""
    sizes = ptr[keys + 1] - ptr[keys]
    at = np.repeat(np.arange(len(keys)), sizes)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return at, offset + np.repeat(ptr[keys], sizes)


def _dense(row: Ints, column: Ints, weight: npt.NDArray[np.floating], rows: int, columns: int) -> Floats:
    """A matrix of sums: `weight` added at each (row, column)."""
    flat = np.bincount(row * columns + column, weight, rows * columns)
    return flat.reshape(rows, columns).astype(np.float32)
