"""Numbers of one sentence that add up: the parts of a total (15个,有往来的6个,另9个), and the kinds that make
up one (33个城市中,13个是友好城市,20个是友好交流城市)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.layers import CountMention
from extract.resolve.count_cues import TIES, measure_words, shape
from extract.resolve.count_joined import COUNTED, plain
from extract.resolve.count_setting import Setting

_FEWEST = 2
_MOST = 6


def share_out_total(placed: Sequence[Setting]) -> None:
    """Make parts of a total of the bare numbers behind it that add up to it, where words say that they are
    its parts: counts in order of the text."""
    for i, whole in enumerate(placed):
        if whole.kind not in COUNTED or not whole.own_noun or whole.lang != "zh":
            continue
        run = [s for s in placed[i + 1 : i + 1 + _MOST] if _may_be_part(s, whole)]
        for parts in _adding_up(run, whole.mention.value):
            leads = (s.text[s.before : s.mention.start] for s in parts)
            if any(shape("parts_lead").search(lead) for lead in leads):
                for s in parts:
                    s.kind, s.source, s.share = whole.kind, whole, True


def _may_be_part(s: Setting, whole: Setting) -> bool:
    """Is it a number without a noun of its own, of the same things?"""
    if s.lang != whole.lang or s.own_noun or s.noun not in measure_words("ties"):
        return False
    if s.kind not in (None, "other", *COUNTED) or s.mention.value >= whole.mention.value:
        return False
    return shape("within_period").fullmatch(s.text, whole.mention.end, s.mention.start) is not None


def _adding_up(run: Sequence[Setting], total: int) -> Iterator[Sequence[Setting]]:
    added = 0
    for n, s in enumerate(run, 1):
        added += s.mention.value
        if added == total and n >= _FEWEST:
            yield run[:n]


def makes_up(s: Setting) -> bool:
    """Is it the number of one of the kinds of tie that together make up a total before it?"""
    whole = next((p for p in s.peers if p.what == "ties"), None)
    if whole is None or whole.start >= s.mention.start or s.mention.partner is not None:
        return False
    kinds = [p for p in s.peers if _is_of_kind(p) and p.start > whole.start]
    if s.mention not in kinds[:_FEWEST] or len({plain(p.what) for p in kinds}) < _FEWEST:
        return False
    return sum(p.value for p in kinds[:_FEWEST]) == whole.value


def _is_of_kind(m: CountMention) -> bool:
    return m.what in TIES and m.what != "ties"
