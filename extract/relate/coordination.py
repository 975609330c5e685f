"""Who is tied to whom in a row of names: `A与B、C与D`, `A分别与B、C`, `A、B分别与C、D`.

The two sides of a tie are told apart by what the coordination's connectors say and by which names are
Chinese; where neither tells, nothing is paired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extract.layers import DateMention, PlaceMention
from extract.relate import lexicon
from extract.relate.mask import BODY_OF, DATE, PLACES, VENUE, VERB, Masked
from extract.rules.pattern import alternation
from extract.territory import is_chinese


@dataclass(slots=True)
class Item:
    """A name in a row: the words that join it to the one before, and a date of its own, if any."""

    mention: PlaceMention
    joint: str
    date: DateMention | None


Pairing = tuple[Item, Item]
_SINCE = re.compile(
    rf",?\s(?:(?:{VERB}|signed|formed|established|concluded|added)\s)?(?:since|in|on|from)\s{DATE}"
)
_OWNER = re.compile(r"'s?\s")
_DATED_WITH = re.compile(rf"{DATE}[,又还也]?[与和同跟]\Z")
_LIES_IN = re.compile(r"\sin\s(?:the\s)?")


def items(masked: Masked, start: int, end: int) -> list[Item]:
    """The names in `[start, end)` of a mask, in order. A date between two names belongs to the second, in
    English to the first: `with Xi'an since 1995 and with Chartres`."""
    found: list[Item] = []
    joint_start, date = start, None
    for i in masked.standing(DATE + PLACES + BODY_OF + VENUE, start, end):
        symbol = masked.symbols[i]
        if isinstance(symbol, DateMention):
            date = symbol
            if masked.lang == "en" and found:
                found[-1].date, date = found[-1].date or symbol, None
        elif isinstance(symbol, PlaceMention):
            joint = masked.text[joint_start:i]
            if found and masked.lang == "en" and _only_lies(masked, joint, i):
                joint_start = i + 1
                continue
            if found and _OWNER.fullmatch(joint):
                found.pop()  # Suzhou's Wuzhong District: the first name only says where the second lies
            found.append(Item(symbol, joint, masked.own_dates.get(i) or date))
            joint_start, date = i + 1, None
    if masked.lang == "en" and any(item.date for item in found[:-1]):
        found[-1].date = found[-1].date or _date_behind(masked, end)
        _share_dates(found)
    if masked.lang == "zh" and any(item.date for item in found[1:]):
        found[0].date = found[0].date or _date_before(masked, start)
    return found


def _date_before(masked: Masked, start: int) -> DateMention | None:
    """The date of the first name of a row whose others have theirs: 2012年与A、2015年与B."""
    match = _DATED_WITH.search(masked.text, max(0, start - 4), start)
    return masked.date_at(match.start()) if match else None


def _only_lies(masked: Masked, joint: str, position: int) -> bool:
    """Whether a name says where the one before it lies: Bitung in Sulawesi; Cuartero, Capiz; and …"""
    aside = joint == ", " and masked.text.startswith(";", position + 1)
    return aside or _LIES_IN.fullmatch(joint) is not None


def _share_dates(row: list[Item]) -> None:
    """Give the date behind the last of several names to all of them, where semicolons part such groups:
    `Tacoma, USA (1994); Koror, Palau, and Nanning, China (2007)`."""
    if not any(";" in item.joint for item in row[1:]):
        return
    for before, item in zip(row[-2::-1], row[:0:-1], strict=True):
        if ";" not in item.joint and before.date is None:
            before.date = item.date


def _date_behind(masked: Masked, end: int) -> DateMention | None:
    """The date of the last name of a row whose others have theirs: `and Chartres since 1987`."""
    match = _SINCE.match(masked.text, end)
    return masked.date_at(match.end() - 1) if match else None


def within(row: list[Item], lang: str, *, distributive: bool) -> list[Pairing]:
    """The pairs stated by one row of names on its own."""
    if len(row) == 2:
        return [(row[0], row[1])]
    if len(row) < 2:
        return []
    strong = [is_strong(item, lang) for item in row]
    joined, parted = all(strong[1::2]), not any(strong[2::2])
    paired = lang == "en" and joined and parted  # A and B, C and D, E and F are twinned
    if len(row) % 2 == 0 and (paired or (_alternates(row) and (joined or parted))):
        return list(zip(row[0::2], row[1::2], strict=True))
    chinese = [item for item in row if is_chinese(item.mention)]
    foreign = [item for item in row if not is_chinese(item.mention)]
    if lang == "zh" and not chinese and strong[1] and not any(strong[2:]):
        return [(row[0], item) for item in row[1:]]  # 托伦市与德国格丁根、芬兰海门林纳等结好
    if not chinese or not foreign:
        return []
    ordered = chinese + foreign == row or foreign + chinese == row
    return against(chinese, foreign, distributive=distributive) if ordered else []


def against(left: list[Item], right: list[Item], *, distributive: bool) -> list[Pairing]:
    """The pairs of one row with another: one to one where the text says so, else each with each.

    Where it says so and the rows differ in length, no list knows one of the names, and nobody can tell which.
    """
    if distributive and min(len(left), len(right)) > 1:
        return list(zip(left, right, strict=True)) if len(left) == len(right) else []
    return [(a, b) for a in left for b in right]


def _alternates(row: list[Item]) -> bool:
    sides = [is_chinese(item.mention) for item in row]
    return all(a != b for a, b in zip(sides[0::2], sides[1::2], strict=True))


def is_strong(item: Item, lang: str) -> bool:
    """Whether a connector of two sides (与), not of members of one (、), joins a name to the last."""
    return _strong(lang).search(item.joint) is not None


def is_joint(text: str, lang: str) -> bool:
    """Whether a text is no more than a connector of two names."""
    return _strong(lang).fullmatch(text) is not None


@lru_cache(maxsize=2)
def _strong(lang: str) -> re.Pattern[str]:
    """The connectors that join two sides, as against the `、` that joins members of one."""
    return re.compile(alternation(lexicon.words()[lang]["and"]))
