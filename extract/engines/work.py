"""What there is to do of a document, and what came of it: what goes between the processes of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.document import Document
from extract.readers import Unread
from extract.records import DocumentRecord, RejectRecord, SkippedRecord


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be read, where that is still to be done, and taken through the pipeline.

    `given` is the hash of what it is made from; see `given_hash`. `had` are the hashes of texts that its
    source had before: with one of them it is only read. `mate` is another document that may say the same
    in the other language, to be read together with this one.
    """

    found: Unread | Document
    given: str | None = None
    had: tuple[str, ...] = ()
    mate: Work | None = None

    @property
    def source(self) -> str:
        """The source as far as it is known before reading: a page may name another URL as its own."""
        if isinstance(self.found, Document):
            return self.found.source_id or self.found.uri
        return self.found.origin.link or self.found.origin.uri

    @property
    def uri(self) -> str:
        return self.found.uri if isinstance(self.found, Document) else self.found.origin.uri

    def each(self) -> list[Work]:
        """This and its mate, each by itself."""
        return [self] if self.mate is None else [replace(self, mate=None), self.mate]


@dataclass(slots=True)
class Processed:
    """A document's outcome, ready to be written: its record, its text, and the lines of each kind.

    `text` is None where it lies in the folder already.
    """

    document: DocumentRecord
    text: bytes | None
    lines: dict[str, bytes]


@dataclass(slots=True)
class Refetched:
    """A document read and found to have a text that its source had before."""

    document: DocumentRecord
    text: bytes


Alone = Processed | Refetched | RejectRecord | SkippedRecord


@dataclass(slots=True)
class Both:
    """What came of two documents that were to be read together, in their order."""

    first: Alone
    second: Alone

    @classmethod
    def of(cls, each: list[Done]) -> Both:
        first, second = each
        assert not isinstance(first, Both) and not isinstance(second, Both)
        return cls(first, second)


Done = Alone | Both
