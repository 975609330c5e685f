"""Kinds of tie that stand side by side under one number."""

from __future__ import annotations

from typing import TypeVar

from extract.resolve.count_cues import TIES, Kind, shape
from extract.resolve.count_setting import START, Setting

COUNTED = (*TIES, "friends")
_KindName = TypeVar("_KindName", str, str | None)


def joined(s: Setting, kind: Kind) -> str:
    """A kind of tie with those that stand beside it without a number of their own: `ties` where they
    differ."""
    around = [k for k in s.kinds(s.start, s.end) if k.kind in COUNTED]
    at = around.index(kind)
    found = {plain(kind.kind)}
    for step in (-1, 1):
        i = at
        while 0 <= i + step < len(around):
            first, second = sorted((around[i], around[i + step]), key=START)
            if not shape("joined").fullmatch(s.text, first.end, second.start) or numbered(s, second):
                break
            if _of_another(s, around[i + step]):
                break
            i += step
            found.add(plain(around[i].kind))
    return "ties" if len(found) > 1 else kind.kind


def numbered(s: Setting, kind: Kind) -> bool:
    """Has an English kind of tie a number of its own behind it (and friendly ties with 20 more)?"""
    following = next((m for m in s.peers if m.start >= kind.end), None)
    return (
        s.lang == "en"
        and following is not None
        and following.start > s.mention.start
        and shape("own_number").fullmatch(s.text, kind.end, following.start) is not None
    )


def _of_another(s: Setting, kind: Kind) -> bool:
    """Is it the noun of another English count (nine twins and exchange ties with 31 more)?"""
    return s.lang == "en" and any(
        m.start <= kind.start and kind.end <= m.end for m in s.peers if m is not s.mention
    )


def plain(kind: _KindName) -> _KindName:
    """A kind of tie, 友城 and friendship cities taken for sister cities."""
    return "sister_cities" if kind == "friends" else kind
