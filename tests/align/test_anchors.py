"""Long texts are cut where they meet, short ones are not, and cutting loses no sentence."""

from __future__ import annotations

import random
from itertools import pairwise

from extract.align.aligner import align
from extract.align.anchors import PART, cuts
from extract.align.evidence import prepare

PLACES = ("Wuhan", "Oita", "Nara", "Lyon", "Kyiv", "Perth", "Turin", "Busan", "Lagos", "Porto")


def _texts(beads: int) -> tuple[list[str], list[str]]:
    """Sentences that each name a number and a word of their own, one in eight said in Chinese alone."""
    chance = random.Random(7)
    zh, en = [], []
    for i in range(beads):
        word = f"{PLACES[i % 10]}{chr(97 + i // 10 % 26)}{chr(97 + i // 260)}"
        zh.append(f"{word}市签署{1000 + i}份协议。")
        if chance.random() > 0.125:
            en.append(f"{word} signed {1000 + i} agreements.")
    return zh, en


def test_cuts_go_forward_and_leave_parts_of_some_length() -> None:
    zh, en = _texts(400)
    corners = [(0, 0), *cuts(prepare(zh, en)), (len(zh), len(en))]
    assert len(corners) > 3
    for (i, j), (k, e) in pairwise(corners):
        assert i < k and j < e
        assert max(k - i, e - j) >= PART


def test_short_texts_are_not_cut() -> None:
    zh, en = _texts(PART)
    assert cuts(prepare(zh, en)) == []


def test_texts_with_nothing_rare_in_common_are_not_cut() -> None:
    assert cuts(prepare(["两市签署协议。"] * 300, ["The cities signed it."] * 300)) == []


def test_every_sentence_of_a_cut_text_is_in_one_bead() -> None:
    zh, en = _texts(400)
    beads = align(zh, en)
    assert [i for left, _ in beads for i in left] == list(range(len(zh)))
    assert [j for _, right in beads for j in right] == list(range(len(en)))
    together = [(zh[left[0]], en[right[0]]) for left, right in beads if len(left) == len(right) == 1]
    right = sum(a[: a.index("市")] == b.split()[0] for a, b in together)
    assert right >= 0.98 * len(en)
