"""The columns of a table: what their heads say, and that each side of a tie keeps to its own.

A name that stands where the rows before have the other side means its namesake there: in the table of a
prefecture of Japan, 白山市 in the first column is Hakusan, and no city of Jilin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.layers import PlaceMention
from extract.link.namesake import move
from extract.relate.mask import DATE, NOUN, PLACES, Masked
from extract.relate.rows import is_short, is_table, list_words
from extract.territory import country_of, is_chinese
from extract.text.furniture import BARS

FEWEST_HEADS = 2  # names of columns that make a line their heads
MOST_CELL_CHARACTERS, MOST_CELL_WORDS = 12, 4  # that a cell with a name may hold besides it

Places = Sequence[tuple[int, PlaceMention]]
Cells = list[tuple[int, PlaceMention]]


@dataclass(slots=True)
class Columns:
    """What the rows of a list so far had in the first of two columns; a list with both orders has none."""

    rows: int = 0
    ours_first: bool = False
    mixed: bool = False

    def note(self, ours: Places, partners: Places) -> None:
        """Remember the order of a row with one place of each side."""
        if len(ours) == len(partners) == 1:
            first = ours[0][0] < partners[0][0]
            self.mixed |= self.rows > 0 and first != self.ours_first
            self.ours_first = first
            self.rows += 1

    def settle(self, whole: Places, land: str | None) -> None:
        """Where the two places of a row are of one territory, move the one that stands on the other side's
        column to the namesake there, if there is one."""
        if len(whole) != 2 or not self.rows or self.mixed:
            return
        ours, partner = [p for _, p in (whole if self.ours_first else whole[::-1])]
        if country_of(ours) != country_of(partner):
            return
        foreign = land is not None and land != "CN"
        if is_chinese(ours):
            move(ours if foreign else partner, land if foreign else None)
        elif not foreign:
            move(ours, "CN")


def is_column_heads(masked: Masked) -> bool:
    """Whether a line only names the columns of a table: `编号 国别 城市名 缔约日`."""
    named = list_words(masked.lang)[3].findall(masked.text)
    return len(set(named)) >= FEWEST_HEADS and not masked.has(PLACES + DATE) and is_short(masked)


def heads_columns(masked: Masked) -> bool:
    """Whether a line that may name the kind of tie heads columns: `Sister city    Since    Contact`."""
    cells = BARS.split(masked.text.strip())
    head = list_words(masked.lang)[3].search(masked.text)
    several = len(cells) >= FEWEST_HEADS and head is not None and not masked.has(PLACES + DATE)
    return several or is_column_heads(masked)


def is_regional(lang: str, heads: str) -> bool:
    """Whether, by the heads of a table's columns, a region stands right before its city: 省州 城市名."""
    words, *_ = list_words(lang)
    cells = [cell for cell in re.split(r"[\s|]+", heads) if cell]
    city = [NOUN in cell or any(w in cell for w in words.city_column) for cell in cells]
    region = [any(w in cell for w in words.region_column) for cell in cells]
    return any(above and not at and below for above, at, below in zip(region, city, city[1:], strict=False))


def partner_first(lang: str, heads: str) -> bool:
    """Whether, by the heads of a table's columns, the foreign side stands before the Chinese one."""
    words, *_ = list_words(lang)
    sides = (words.chinese_column, words.foreign_column)
    ours, theirs = (min((heads.find(w) for w in row if w in heads), default=-1) for row in sides)
    return 0 <= theirs < ours


def outside_prose(masked: Masked, places: Cells) -> Cells:
    """Of the places in the row of a table those whose cells are no prose, if there are any: in
    `Nagasaki | Japan | 2014 | Door between Japan and the continent` the first alone."""
    if not is_table(masked) or len(places) < 2:
        return places
    named = [(at, place) for at, place in places if not _in_prose(masked, at)]
    return named or places


def _in_prose(masked: Masked, at: int) -> bool:
    text = masked.text
    cell = text[text.rfind("|", 0, at) + 1 : (text + "|").index("|", at)]
    if masked.lang == "zh":
        return len(re.findall(r"[一-龥]", cell)) > MOST_CELL_CHARACTERS
    return len(re.findall(r"(?<![a-z])[a-z]{2,}", cell)) > MOST_CELL_WORDS
