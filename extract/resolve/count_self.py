"""Whom 全省, 我市 or `the city` before a count mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extract.layers import Place, PlaceMention
from extract.link.gazetteer import open_gazetteer
from extract.resolve.count_cues import has, shape, where
from extract.resolve.count_partner import place_of
from extract.resolve.count_setting import Setting
from extract.territory import is_chinese

NEAR = 20
CHINA = Place(key="CN", name_zh="中国", name_zh_hant="中國", name_en="China", country="CN", level="other")


def owner(s: Setting, places: Sequence[PlaceMention], home: Place | None) -> Place | None:
    """Whom 全省, 我市 or `the city` before a count mean, where no mention says: what 我省 stands for
    elsewhere, the home, or in English the place the text names most."""
    head = s.text[s.start : s.mention.start]
    if s.lang == "en":
        return (_of_level(s, places) or _named_most(places)) if has("self", "en", head) else None
    found = where("self", "zh", s.text, s.start, s.mention.start)
    if found is None:
        return None
    level = found.group()[-1]
    if shape("whole_country").search(level):
        return CHINA
    for mention in places:
        if (
            mention.kind == "anaphor"
            and has("self", "zh", mention.name)
            and mention.refers is not None
            and (mention.refers.name or "").endswith(level)
        ):
            return place_of(mention)
    if home is not None and not (home.name_zh or "").endswith(level):
        named = [p for p in places if p.kind == "division" and is_chinese(p)]
        alike = [p for p in named if (p.name or "").endswith(level)]
        above = _above(home, level)
        said = any(place_of(p) == above for p in alike)
        # where the text names another, the home is in doubt
        return _named_most(alike) if alike and not said and found.group().startswith("全") else above
    if home is None:
        return _alone_of_level(places, level)
    return home if (home.name_zh or "").endswith(level) else None


def _alone_of_level(places: Sequence[PlaceMention], level: str) -> Place | None:
    """The one Chinese place of the text whose full name ends in a level: the county that 全县 means under the
    heading 临夏县…一览."""
    named = {p.place.key: p.place for p in places if p.place is not None and is_chinese(p)}
    alike = [place for place in named.values() if (place.name_zh or "").endswith(level)]
    return alike[0] if len(alike) == 1 else None


def _of_level(s: Setting, places: Sequence[PlaceMention]) -> Place | None:
    """The last division named before the sentence that `the province` or `the county` can mean."""
    level = where("level_of", "en", s.text, s.start, s.mention.start)
    lately = (place_of(p) for p in named_lately(s, places) if p.kind == "division") if level else ()
    wanted = "county" if level and level.group().endswith("county") else "province"
    return next((place for place in lately if place is not None and place.level == wanted), None)


def _above(home: Place, level: str) -> Place | None:
    """The place of a level that holds the home: the province that a city's page means by 全省."""
    place: Place | None = home
    while place is not None and place.parent is not None:
        row = open_gazetteer().find(place.parent)
        place = row.place if row is not None else None
        if place is not None and (place.name_zh or "").endswith(level):
            return place
    return None


def _named_most(places: Sequence[PlaceMention]) -> Place | None:
    """The division named most often; the first of several."""
    seen: dict[str, tuple[int, Place]] = {}
    for mention in places:
        place = place_of(mention)
        if place is not None and mention.kind == "division":
            seen[place.key] = (seen.get(place.key, (0, place))[0] + 1, place)
    return max(seen.values(), key=lambda item: item[0])[1] if seen else None


def named_lately(s: Setting, everywhere: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """The last places named before the sentence, the nearest first."""
    at = bisect_left(everywhere, s.start, key=lambda p: p.start)
    return reversed(everywhere[max(0, at - NEAR) : at])
