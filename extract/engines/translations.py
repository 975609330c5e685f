"""Items that are each other's translation, brought together as they are found.

An item that something speaks of a translation of waits for it: as long as not too many wait, or too large.
One whose translation does not come goes on alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from extract.document import Document
from extract.readers import Found, Unread
from extract.readers.siblings import Kin, kin_of

WAITING = 2_000
WAITING_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Translations:
    """Two items that may say the same in two languages, in the order in which they were found."""

    first: Unread | Document
    second: Unread | Document


@dataclass(frozen=True, slots=True)
class _Waiting:
    item: Unread | Document
    kin: Kin
    size: int


def together(
    items: Iterable[Found], siblings: AbstractSet[str] = frozenset()
) -> Iterator[Found | Translations]:
    """The items in order, but one that waits comes with its translation, or when its wait ends.

    `siblings` as in `kin_of`.
    """
    waiting: dict[int, _Waiting] = {}
    by_key: dict[str, int] = {}  # the last that waits under a key
    size = 0
    for number, item in enumerate(items):
        kin = kin_of(item, siblings) if isinstance(item, Unread | Document) else None
        if kin is None or not isinstance(item, Unread | Document):
            yield item
            continue
        named = [by_key[key] for key in sorted(kin.keys) if by_key.get(key) in waiting]
        found = next((n for n in named if waiting[n].kin.fits(kin)), None)
        if found is not None:
            other = waiting.pop(found)
            size -= other.size
            yield Translations(other.item, item)
            continue
        held = len(item.data) if isinstance(item, Unread) else len(item.text)
        waiting[number] = _Waiting(item, kin, held)
        by_key |= dict.fromkeys(kin.keys, number)
        size += held
        while len(waiting) > WAITING or size > WAITING_BYTES:
            gone = waiting.pop(next(iter(waiting)))
            size -= gone.size
            yield gone.item
        if len(by_key) > 8 * WAITING:
            by_key = {key: n for key, n in by_key.items() if n in waiting}
    yield from (left.item for left in waiting.values())
