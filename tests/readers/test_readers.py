"""Files become items, one after another: documents or rejects, never exceptions."""

from __future__ import annotations

import gzip
import hashlib
import io
import pickle

import pytest
import zstandard

from extract.document import Document
from extract.readers import Options, Origin, Reject, Unread, find_items, readers

TEXT = "友城"


def only(data: bytes, name: str, options: Options | None = None) -> object:
    """The one item in a file, read."""
    origin = Origin(name, published="2024-03-07", options=options or Options())
    (found,) = find_items(io.BytesIO(data), origin)
    return found.read() if isinstance(found, Unread) else found


def test_text_file_is_one_document() -> None:
    data = f"\ufeff{TEXT}".encode()
    document = only(data, "a/one.TXT")
    assert isinstance(document, Document)
    assert (document.text, document.uri, document.encoding_basis) == (TEXT, "a/one.TXT", "bom")
    assert document.doc_id == "sha256:" + hashlib.sha256(data).hexdigest()
    assert (document.published, document.published_basis) == ("2024-03-07", "caller")
    assert document.source_range(1, 2) == (6, 9)


def test_markdown_is_text_and_blank_text_a_reject() -> None:
    document, blank = only(TEXT.encode(), "a.md"), only("\ufeff \n\u3000\n".encode(), "a.txt")
    assert isinstance(document, Document) and document.text == TEXT
    assert isinstance(blank, Reject) and blank.error == "no_text"


def test_an_item_can_be_read_in_another_process() -> None:
    (found,) = find_items(io.BytesIO(TEXT.encode()), Origin("a.txt"))
    assert isinstance(found, Unread)
    document = pickle.loads(pickle.dumps(found)).read()
    assert isinstance(document, Document) and document.doc_id == found.doc_id
    assert pickle.loads(pickle.dumps(document)).source_range(0, 2) == (0, 6)


def test_unknown_suffix_is_a_reject() -> None:
    reject = only(b"x", "picture.xyz")
    assert isinstance(reject, Reject) and reject.error == "unsupported_type"


def test_undecodable_is_a_reject() -> None:
    reject = only(b"\xff\xff\xfe\xfe" * 20, "notes.txt")
    assert isinstance(reject, Reject) and (reject.stage, reject.error) == ("read", "undecodable")


def test_without_suffix_it_is_text() -> None:
    document = only(TEXT.encode(), "-")
    assert isinstance(document, Document) and document.text == TEXT


@pytest.mark.parametrize("name", ["a.txt.gz", "a.gz", "-", "https://example.cn/a.txt.gz?page=1.xyz"])
def test_gzip_is_taken_off(name: str) -> None:
    document = only(gzip.compress(TEXT.encode()), name)
    assert isinstance(document, Document) and document.text == TEXT
    assert document.doc_id == "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest()


def test_zstandard_is_taken_off() -> None:
    parts = [zstandard.ZstdCompressor().compress(part.encode()) for part in TEXT]
    document = only(b"".join(parts), "a.txt.zst")
    assert isinstance(document, Document) and document.text == TEXT


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], "a.txt.gz"),
        (b"no gzip at all", "a.txt.gz"),
        (zstandard.ZstdCompressor().compress(b"x" * 1000)[:6] + b"\xff" * 9, "a.txt.zst"),
    ],
)
def test_damaged_compression_is_a_reject(data: bytes, name: str) -> None:
    reject = only(data, name)
    assert isinstance(reject, Reject) and reject.error == "damaged"


def test_what_is_too_large_is_not_read_to_its_end() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    reject = only(bomb, "bomb.txt.gz", Options(max_bytes=1_000_000))
    assert isinstance(reject, Reject) and reject.error == "too_large"


def test_registry_has_plain_text() -> None:
    assert "txt" in readers()
