"""What a document's outcome depends on besides code and rules, as one hash."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace

import msgspec

from extract.document import Document
from extract.readers import Unread

# Where the text stands in the bytes follows from the bytes.
_SAID = tuple(field.name for field in fields(Document) if field.name != "source")


def given_hash(item: Unread | Document) -> str:
    """`sha256:` over an item's bytes and all that was said about them, whether it was read or not."""
    said: list[object]
    if isinstance(item, Unread):
        options = replace(item.origin.options, max_bytes=0)  # a limit changes whether, not what
        origin = replace(item.origin, options=options)
        said = [item.doc_id, origin, item.parse.__module__, item.parse.__qualname__]
    else:
        said = [getattr(item, name) for name in _SAID]
    return _hash(said)


def repetition_key(item: Unread | Document) -> bytes:
    """32 bytes, the same for items of the same bytes for the same reader: the second gives nothing new."""
    reader = f"{item.parse.__module__}.{item.parse.__qualname__}" if isinstance(item, Unread) else ""
    return hashlib.sha256(f"{item.doc_id} {reader}".encode()).digest()


def given_together(first: Unread | Document, second: Unread | Document) -> tuple[str, str]:
    """The hashes of two items that are read together: what each gives depends on the other."""
    one, other = given_hash(first), given_hash(second)
    return _hash([one, "with", other]), _hash([other, "after", one])


def _hash(said: list[object]) -> str:
    content = msgspec.msgpack.encode(said, enc_hook=str)
    return "sha256:" + hashlib.sha256(content).hexdigest()
