"""Kinds that a count's own words leave open, by what it stands among."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extract.resolve.count_cues import has, kinds_in, measure_words, shape
from extract.resolve.count_friends import tell_friends
from extract.resolve.count_inherit import follows_region, inherited, topic
from extract.resolve.count_joined import COUNTED
from extract.resolve.count_page import NEAR, Page
from extract.resolve.count_setting import Setting
from extract.resolve.count_sum import share_out_total

# how far behind a total its number may be told again, and how small it may be
_AGAIN = 200
_FEW = 3


def tell_kinds(placed: Sequence[Setting], page: Page) -> None:
    """Give every count a kind: counts in order of the text, as `classify` left them."""
    for i, s in enumerate(placed):
        if s.kind is None:
            s.kind = inherited(s, placed[max(0, i - NEAR) : i], page)
    share_out_total(placed)
    _respectively(placed)
    for s, following in itertools.pairwise(placed):
        _of_countries(s, following)
    for s in placed:
        if (
            s.kind == "places"
            and s.own_noun
            and ((s.lang == "zh" and follows_region(s, page)) or shape("total_line").match(s.sentence))
            and not has("attend", s.lang, s.sentence)
        ):
            kind = topic(s)
            s.kind, s.own_noun = kind or s.kind, kind is None
    for i, s in enumerate(placed):
        _told_again(s, placed[max(0, i - NEAR) : i], placed[i + 1 : i + 3])
        _of_total(s, placed[max(0, i - NEAR) : i])
    for i in range(len(placed) - 2, -1, -1):
        _shared(placed[i], placed[i + 1])
        _lacks_noun(placed[i], placed[i + 1])
    for s, following in itertools.pairwise(placed):
        _goes_on_listing(s, following)
    tell_friends(placed, page)
    for s in placed:
        if s.source is not None:
            s.kind = s.source.kind


def _respectively(placed: Sequence[Setting]) -> None:
    """Numbers and kinds told off in order: 友好城市和友好交流城市分别达到13个和15个."""
    for i, s in enumerate(placed):
        lead = s.text[s.clause_start() : s.mention.start]
        if s.lang != "zh" or not has("respectively", "zh", lead):
            continue
        run = [s]
        for following in placed[i + 1 : i + NEAR]:
            if shape("listed").fullmatch(s.text, run[-1].mention.end, following.mention.start) is None:
                break
            run.append(following)
        named = [k for k in s.kinds(s.clause_start(), s.mention.start) if k.kind in COUNTED]
        if len(run) > 1 and len(named) == len(run):
            for one, kind in zip(run, named, strict=True):
                one.kind, one.own_noun, one.source = kind.kind, True, None


def _of_countries(s: Setting, following: Setting) -> None:
    """Ties by the countries they are in (友好城市13个,其中沿线国家8个) are ties like all."""
    if (
        following.kind == "countries"
        and following.lang == "zh"
        and s.kind in COUNTED
        and s.start == following.start
        and following.noun in measure_words("plain")
        and any(k.kind == "countries" for k in s.kinds(s.mention.end, following.mention.start))
        and has("part", "zh", s.text[s.mention.end : following.mention.start])
    ):
        following.kind, following.own_noun, following.source = s.kind, False, s


def _shared(s: Setting, following: Setting) -> None:
    """Places listed with places that are ties (588个省州、1800多个城市建立友城关系) are ties like them."""
    bare = s.noun in measure_words("places") and following.noun in measure_words("places")
    if (
        s.kind == "places"
        and following.kind in COUNTED
        and s.start <= following.mention.start < s.end
        and shape("listed_bare" if bare else "listed_places").fullmatch(
            s.text, s.mention.end, following.mention.start
        )
    ):
        s.kind = following.kind


def _told_again(s: Setting, earlier: Sequence[Setting], following: Sequence[Setting]) -> None:
    """Places numbered as the ties before them (总计39个。39个城市分布在24国) are these ties, and so are some
    of them (39个城市中,6个…)."""
    again = s.lang == "zh" and s.kind == "places" and s.own_noun and s.mention.value >= _FEW
    if not again or shape("told_again").match(s.text, s.mention.end) is None:
        return
    alike = (o for o in reversed(earlier) if o.kind in COUNTED and o.mention.value == s.mention.value)
    last = next(alike, None)
    if last is not None and s.start - last.mention.end <= _AGAIN:
        s.kind, s.source, s.own_noun = last.kind, last, False
        for o in following:
            if o.start == s.start and o.kind == "places" and not o.own_noun:
                o.kind, o.source = last.kind, s


def _of_total(s: Setting, earlier: Sequence[Setting]) -> None:
    """Places that 其中 takes from a total of ties (总计39个,其中港口城市22个) are some of them."""
    last = next((o for o in reversed(earlier) if o.kind in COUNTED), None)
    if s.lang != "zh" or s.own_noun or s.source is not None or s.kind not in COUNTED or last is None:
        return
    taken = last.start == s.start and has("part", "zh", s.text[last.mention.end : s.mention.start])
    if taken and last.kind == "ties":
        s.kind, s.source = last.kind, last


def _lacks_noun(s: Setting, following: Setting) -> None:
    """Numbers that share the noun of the one listed behind them (与美国的2个、德国的3个城市缔结…) are ties
    like it."""
    if (
        s.kind == "other"
        and not s.own_noun
        and s.lang == "zh"
        and following.kind in COUNTED
        and following.start == s.start
        and s.noun == following.noun in measure_words("ties")
        and not s.kinds(s.mention.end, following.mention.start)
        and (
            shape("shared_noun").fullmatch(s.text, s.mention.end, following.mention.start)
            or _rises(s, following)
        )
    ):
        s.kind = following.kind


def _rises(s: Setting, following: Setting) -> bool:
    """Is it what there were before they grew (从2个到14个)?"""
    return (
        shape("from_number").search(s.text, s.start, s.mention.start) is not None
        and shape("from_to").fullmatch(s.text, s.mention.end, following.mention.start) is not None
    )


def _goes_on_listing(s: Setting, following: Setting) -> None:
    """English places listed behind places that are ties (ties with 220 Japanese cities and 73 ROK cities)
    are ties like them."""
    if (
        s.lang == following.lang == "en"
        and following.kind == "places"
        and s.kind in COUNTED
        and s.start == following.start
        and any(k.kind == "places" for k in kinds_in(s.text, "en", s.mention.start, s.mention.end))
        and shape("listed_en").fullmatch(s.text, s.mention.end, following.mention.start)
    ):
        following.kind, following.source = s.kind, s
