"""Numbers told off in order (Lima and Cusco have 31 and 14 respectively)."""

from __future__ import annotations

from collections.abc import Sequence

from extract.layers import CountMention, PlaceMention
from extract.resolve.count_cues import has, shape
from extract.resolve.count_setting import Setting
from extract.territory import country_of

_FEWEST_LISTED = 2


def told_in_order(s: Setting) -> list[CountMention]:
    """The numbers side by side that `respectively` shares out, of which this is one; none without it."""
    if not has("respectively", s.lang, s.text[s.start : s.end]):
        return []
    run: list[CountMention] = []
    listed = shape("told_off" if s.lang == "zh" else "told_off_en")
    for m in s.peers:
        if run and listed.fullmatch(s.text, run[-1].end, m.start) is None:
            if s.mention in run:
                break
            run = []
        run.append(m)
    return run if s.mention in run else []


def share_out(group: Sequence[CountMention], s: Setting, places: Sequence[PlaceMention]) -> dict[int, str]:
    """Partners of a distributive list (美国、法国…分别有10对和6对): country codes by the position of the
    count."""
    first = min(m.start for m in group)
    if not has("respectively", s.lang, s.text[s.start : s.end]):
        return {}
    named = [
        p
        for p in places
        if s.start <= p.start and p.end <= first and p.kind == "country" and country_of(p) not in (None, "CN")
    ]
    if len(named) < len(group) or len(group) < _FEWEST_LISTED:
        return {}
    return {
        m.start: code
        for m, p in zip(group, named[-len(group) :], strict=True)
        if (code := country_of(p)) is not None
    }
