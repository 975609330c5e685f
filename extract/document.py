"""What a reader hands on: one decoded text with all that is known of where it came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from extract.sourcemap import SourceMap


@dataclass(frozen=True, slots=True)
class Document:
    """One item of input, decoded.

    `text` is the decoded source, never altered but for a dropped BOM, or the main text of a page; all offsets
    of all records count its code points. `doc_id` is `sha256:` + hex of the item's own bytes, into which
    `source` leads from the text (None where the text does not stand in them as it is). `published_basis`
    is `caller`, or `meta` where the page's own metadata say it. `link` is the URL at which the page can be
    seen, `http_status` what the server answered when it was fetched.
    """

    text: str
    doc_id: str
    uri: str
    media_type: str = "text/plain"
    encoding: str = "utf-8"
    encoding_basis: str = "given"
    encoding_declared: str | None = None
    source_id: str | None = None
    published: str | None = None
    published_basis: str = "caller"
    publisher: str | None = None
    retrieved_at: str | None = None
    link: str | None = None
    http_status: int | None = None
    source: SourceMap | None = None

    @property
    def text_sha256(self) -> str:
        return text_hash(self.text)

    def source_range(self, start: int, end: int) -> tuple[int, int] | None:
        """The bytes of the item that hold code points `[start, end)`, None where that is not known."""
        return None if self.source is None else self.source.range(self.text, start, end)

    @classmethod
    def of_text(cls, text: str, *, uri: str = "text", published: str | None = None) -> Document:
        """A document made of a string; its identity is that of its UTF-8 bytes."""
        return cls(text=text, doc_id=text_hash(text), uri=uri, published=published)


def text_hash(text: str) -> str:
    """`sha256:` + hex of the UTF-8 bytes of a text (lone surrogates kept by `surrogatepass`)."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
