"""What a document's outcome depends on besides code and rules, as one hash."""

from __future__ import annotations

import hashlib
from dataclasses import fields

import msgspec

from extract.document import Document

# The text stands for itself with its hash; what follows from it and from the bytes is left out.
_NAMES = tuple(f.name for f in fields(Document) if f.name not in ("text", "source"))


def given_hash(document: Document) -> str:
    """`sha256:` over the document's bytes (its `doc_id`), its text, and all that was said about it."""
    said = [getattr(document, name) for name in _NAMES]
    return "sha256:" + hashlib.sha256(msgspec.msgpack.encode([document.text_sha256, *said])).hexdigest()
