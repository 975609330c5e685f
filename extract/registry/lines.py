"""The lines of a run as the registry reads them: what it only keeps stays JSON.

Half of a build is spent here; to decode a sentence in order to encode it again would double it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from extract import records
from extract.registry.store import RegistryError

_BATCH = 5_000
# What the date of a pair dates, by the pair's status.
DATED = {"established": "signed", "proposed": "proposed", "ended": "ended"}
_NULL, _EMPTY = Raw(b"null"), Raw(b"[]")


class _Valued(Struct, gc=False):
    value: str
    basis: str


class _Event(Struct, gc=False):
    kind: str
    date: str | None


class _Told(Struct, gc=False):
    lang: str


class Pair(records.PairRecord, kw_only=True):
    """A pair of which what the registry only keeps stays JSON."""

    rules: Raw = _EMPTY  # type: ignore[assignment]
    relation_terms: Raw = _EMPTY  # type: ignore[assignment]
    date: Raw = _NULL  # type: ignore[assignment]
    events: Raw = _EMPTY  # type: ignore[assignment]
    evidence: Raw = _EMPTY  # type: ignore[assignment]

    def languages(self) -> str:
        """Those of the sentences that state it: `zh`, `en` or `en zh`."""
        return " ".join(sorted({span.lang for span in _spans.decode(self.evidence)}))

    def stages(self) -> Iterator[tuple[str, str | None, str]]:
        """(kind, date, basis) of each stage that it tells, its own date first, each once."""
        own = _date.decode(self.date)
        events = _events.decode(self.events)
        seen: set[tuple[str, str | None]] = set()
        if own is not None:
            seen.add((DATED[self.status], own.value))
            yield DATED[self.status], own.value, own.basis
        for event in events:
            if (event.kind, event.date) not in seen:
                seen.add((event.kind, event.date))
                yield event.kind, event.date, "stated"

    def _links(self) -> bytes:
        """How sure the link of each place is, by its key, as JSON."""
        return msgspec.json.encode({place.key: place.link_confidence for place in (self.a, self.b)})

    def detail(self) -> str:
        """Where it stands and what made it, as JSON."""
        return (
            b'{"rules":%b,"a":%b,"b":%b,"links":%b,"terms":%b,"date":%b,"events":%b,"evidence":%b}'
            % (self.rules, _span(self.a), _span(self.b), self._links(), self.relation_terms, self.date,
               self.events, self.evidence)
        ).decode()  # fmt: skip


def _span(place: records.PairPlace) -> bytes:
    """Where a place's name stands, as JSON."""
    return msgspec.json.encode({"lang": place.lang, "start": place.start, "end": place.end})


_spans = msgspec.json.Decoder(list[_Told])
_date = msgspec.json.Decoder(_Valued | None)
_events = msgspec.json.Decoder(list[_Event])


def sides(conflict: records.ConflictRecord) -> str:
    """What a conflict's sides say, and where, as JSON."""
    return msgspec.json.encode(
        [
            {"lang": at.lang, "start": at.start, "end": at.end, "text": at.text, "value": side.value}
            for side in conflict.sides
            for at in (side.span,)
        ]
    ).decode()


T = TypeVar("T")


def lines(path: Path, kind: type[T]) -> Iterator[T]:
    """The records of a JSONL file. Raises RegistryError naming the line that is none."""
    decoder: Any = msgspec.json.Decoder(kind)
    try:
        opened = path.open("rb")
    except OSError as error:
        raise RegistryError(f"{path}: {error.strerror}") from error
    with opened:
        for number, line in enumerate(opened, 1):
            try:
                yield decoder.decode(line)
            except msgspec.MsgspecError as error:
                raise RegistryError(f"{path}:{number}: {error}") from error


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    each = iter(items)
    while batch := list(islice(each, _BATCH)):
        yield batch
