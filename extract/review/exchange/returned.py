"""What a tool gives back of one document, whatever the tool: code points into the text that was sent."""

from __future__ import annotations

from dataclasses import dataclass, field


class ExchangeError(ValueError):
    """A part of a file that cannot be taken in; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Region:
    start: int
    end: int
    label: str

    def meets(self, start: int, end: int) -> bool:
        """Whether it shares characters with a span: people often mend where a name ends."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Returned:
    """One person's word on one document; `relations` are (from, to, name or nothing)."""

    doc_id: str
    text: str
    by: str
    regions: list[Region]
    relations: list[tuple[Region, Region, str | None]] = field(default_factory=list)
    seconds: float | None = None
