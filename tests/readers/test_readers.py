"""Files become documents or rejects, never exceptions."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.document import Document
from extract.readers import Reject, read, read_bytes, readers


def test_text_file_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path = tmp_path / "a" / "one.TXT"
    path.write_bytes("\ufeff友城".encode())
    (document,) = read(path, tmp_path, published="2024-03-07")
    assert isinstance(document, Document)
    assert (document.text, document.uri, document.encoding_basis) == ("友城", "a/one.TXT", "bom")
    assert document.doc_id == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.published == "2024-03-07"


def test_missing_file_is_a_reject(tmp_path: Path) -> None:
    (reject,) = read(tmp_path / "none.txt")
    assert isinstance(reject, Reject) and reject.error == "unreadable"


def test_unknown_suffix_is_a_reject() -> None:
    (reject,) = read_bytes(b"x", "picture.xyz")
    assert isinstance(reject, Reject) and reject.error == "unsupported_type"


def test_undecodable_is_a_reject() -> None:
    (reject,) = read_bytes(b"\xff\xff\xfe\xfe" * 20, "notes.txt")
    assert isinstance(reject, Reject) and (reject.stage, reject.error) == ("read", "undecodable")


def test_without_suffix_it_is_text() -> None:
    (document,) = read_bytes("友城".encode(), "-")
    assert isinstance(document, Document) and document.text == "友城"


def test_registry_has_plain_text() -> None:
    assert "txt" in readers()
