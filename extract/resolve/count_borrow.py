"""What the English half of a bilingual text leaves open, its Chinese half tells."""

from __future__ import annotations

from collections.abc import Sequence

from extract.layers import CountMention
from extract.resolve.count_cues import TIES
from extract.resolve.count_holder import OWNED
from extract.resolve.count_setting import Setting


def borrow(placed: Sequence[Setting], published: str | None) -> None:
    """What an English count leaves open it takes from the Chinese count of the same number."""
    chinese: dict[tuple[int, bool], list[CountMention]] = {}
    for s in placed:
        if s.lang == "zh" and s.mention.what in OWNED:
            chinese.setdefault((s.mention.value, s.mention.what in TIES), []).append(s.mention)
    for s in placed:
        m = s.mention
        of_value = chinese.get((m.value, m.what in TIES), []) if s.lang == "en" and m.what in OWNED else []
        alike = (c for c in of_value if (c.what, c.partner) == (m.what, m.partner))
        twin = next(alike, of_value[0] if of_value else None)
        if twin is not None:
            m.what, m.measure, m.subject = twin.what, twin.measure, twin.subject
            if m.as_of is not None and m.as_of == published:
                m.as_of = twin.as_of or m.as_of  # to date, where the Chinese says 至此 of the event
