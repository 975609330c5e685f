"""What kind of file it is by how it begins, for standard input and names that do not say."""

from __future__ import annotations

import re

HEAD = 4096
"""Bytes of the beginning that are enough to tell."""

_MAGIC = (
    (re.compile(rb"\x1f\x8b\x08"), "gz"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "zst"),
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"WARC/1\.[01]\r?\n"), "warc"),
    (re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/)", re.DOTALL), "docx"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?(?:<\?xml[^>]*>\s*)?"
                rb"<(?:!doctype html|html|head|body)[\s>]", re.DOTALL | re.IGNORECASE), "html"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*\[?\s*\{\s*\"[^\"\n]{1,100}\"\s*:"), "json"),
)  # fmt: skip


def sniffed(head: bytes) -> str | None:
    """The suffix that a file beginning with `head` ought to have; None where it may be plain text.

    >>> sniffed(b"<!DOCTYPE html><title>x"), sniffed(b"{\\"url\\": 1}"), sniffed(b"text")
    ('html', 'json', None)
    """
    kind = next((kind for magic, kind in _MAGIC if magic.match(head)), None)
    return "xlsx" if kind == "docx" and b"xl/" in head else kind
