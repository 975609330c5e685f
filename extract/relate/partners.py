"""Which names of a row are its partners, and which only gloss a partner or say where it lies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.layers import PlaceMention
from extract.relate.mask import Masked
from extract.territory import country_of

_NEXT_CELL = re.compile(r"(?: {2,}|\s?[\t|])\s*[^,、;\s]{0,4}")
_DASH = re.compile(r"\s[–—-]\s")
_GLOSS = re.compile(r"(?:[一-龥]语)?[a-z ,.'()-]*")


def apart(
    masked: Masked, partners: Sequence[tuple[int, PlaceMention]], regional: bool
) -> list[tuple[int, PlaceMention]]:
    """The partners of a row without those that gloss the one before or fill the column of its region."""
    one = [
        p
        for n, p in enumerate(partners)
        if not (n and (_glosses(masked, partners[n - 1], p) or _tells_region(masked, partners[n - 1], p)))
    ]
    return [
        p for n, p in enumerate(one) if n + 1 == len(one) or not _says_where(masked, p, one[n + 1], regional)
    ]


def _glosses(masked: Masked, before: tuple[int, PlaceMention], pair: tuple[int, PlaceMention]) -> bool:
    """Whether an English name in a Chinese row belongs to the one before it: 艾迪逊市英语Addison, Texas."""
    if masked.lang != "zh" or pair[1].lang != "en" or before[1].lang != "zh":
        return False
    return _GLOSS.fullmatch(masked.text, before[0] + 1, pair[0]) is not None


def _tells_region(masked: Masked, before: tuple[int, PlaceMention], pair: tuple[int, PlaceMention]) -> bool:
    """Whether a region in a cell of its own says where the city before lies: `浦项市 | 韩国庆尚北道`,
    `得梅因市 | 1985.08.08 | 艾奥瓦州首府`."""
    (at, city), (region_at, region) = before, pair
    upper = region.place is not None and region.place.level == "province"
    if upper and region.qualifiers and _DASH.fullmatch(masked.text, at + 1, region_at):
        return True  # Pulaski – Virginia, USA
    if country_of(city) not in (None, country_of(region)):
        return False
    levels = [p.place.level if p.place is not None else "" for p in (city, region)]
    gap = masked.text[at + 1 : region_at]
    next_cell = bool(gap) and not gap.strip(" |") and bool(region.qualifiers) and not city.qualifiers
    return (next_cell or "|" in gap) and levels[0] != "province" == levels[1]


def _says_where(
    masked: Masked, pair: tuple[int, PlaceMention], following: tuple[int, PlaceMention], regional: bool
) -> bool:
    """Whether a partner only fills the column of the region in which the next one lies; `regional` where the
    heads of the columns say that there is one."""
    (at, place), (next_at, inner) = pair, following
    if country_of(inner) not in (None, country_of(place)) and country_of(place) is not None:
        return False
    if regional and not masked.text[at + 1 : next_at].strip(" |"):
        return True
    levels = [p.place.level if p.place is not None else "" for p in (place, inner)]
    apart = _NEXT_CELL.fullmatch(masked.text, at + 1, next_at) is not None
    return apart and levels[0] == "province" != levels[1]
