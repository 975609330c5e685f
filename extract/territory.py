"""Which side of a tie a place is on: China with Hong Kong, Macao and Taiwan, or abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the gazetteer is built where spaCy need not be installed
    from extract.layers import PlaceMention

ISLANDS = frozenset({"HK", "MO", "TW"})
CHINESE = ISLANDS | {"CN"}


def country_of(mention: PlaceMention) -> str | None:
    """The territory of a mention: the linked place's, else what its words say; an anaphor's referent's."""
    if mention.refers is not None:
        return country_of(mention.refers)
    return (mention.place.country if mention.place else None) or mention.country


def is_chinese(mention: PlaceMention) -> bool:
    return country_of(mention) in CHINESE
