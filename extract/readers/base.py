"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extract.document import Document


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from and what the caller knows of them; `charset` is one declared outside them."""

    uri: str
    doc_id: str
    charset: str | None = None
    published: str | None = None
    publisher: str | None = None
    retrieved_at: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An item that could not be read: a stable error code and a message for people.

    Codes: `unreadable`, `unsupported_type`, `undecodable`, `ambiguous_encoding`, `binary`.
    """

    uri: str
    error: str
    message: str
    stage: str = "read"


Reader = Callable[[bytes, Origin], Iterator[Document | Reject]]
"""The bytes of a file become its items in order; what is wrong with one is a Reject, never an exception."""
