"""Chinese names that no list knows, a known name in its own letters in brackets behind: 甲美地市(Cavite)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.layers import PlaceMention
from extract.recognize.shapes import HAN_CLASS, Shapes

_RULE = "zh.place.gloss"
_LONGEST = 9
_OPENED = re.compile(r"\(\s?\Z")
_HAN = re.compile(f"[{HAN_CLASS}]{{2,{_LONGEST}}}\\Z")


def glossed(folded: str, mentions: Sequence[PlaceMention], shapes: Shapes) -> Iterator[PlaceMention]:
    """The Chinese names before the English `mentions` that stand in brackets, where none is found yet.

    The name begins where a slot does, or behind what an epithet ends with (首都巴士地市).
    """
    ends = {m.end for m in mentions if m.lang == "zh"}
    for mention in mentions:
        opened = _OPENED.search(folded, max(0, mention.start - 2), mention.start)
        if mention.lang != "en" or mention.kind != "division" or opened is None or opened.start() in ends:
            continue
        end = opened.start()
        run = _HAN.search(folded, max(0, end - _LONGEST), end)
        start = _begin(folded, run.start(), end, shapes) if run else None
        if start is not None:
            name = folded[start:end]
            yield PlaceMention(start, end, "zh", (_RULE,), name=name, span_start=start, span_end=end)


def _begin(folded: str, first: int, end: int, shapes: Shapes) -> int | None:
    """Where the name that ends at `end` begins, in a run of Chinese characters from `first` on."""
    for start in range(end - 2, first - 1, -1):
        begins = shapes.begins_slot(folded, start) or folded.endswith(shapes.epithets, first, start)
        closed = shapes.closer.fullmatch(folded, end - 1, end) is not None
        if begins and (closed or end - start > 2):
            return start if not shapes.no_name.search(folded, start, end) else None
    return None
