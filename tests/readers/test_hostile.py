"""Whatever the bytes, a reader gives documents or says why not, and does so in bounded time."""

from __future__ import annotations

import gzip
import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document
from extract.readers import Options, Origin, Reject, Skip, Unread, find_items, readers

NAMES = sorted(readers())
PARTS = (
    "<p>", "</p>", "<td", " rowspan=3>", "<tr>", "<table>", "</table>", "<a href='", '"', ">", "<!--", "-->",
    "&#21451;", "&#x10FFFFFF;", "&nbsp", "友好城市", "\u200b", "<script>", "</script", "<h1>", "\ud7ff",
    " ", "\n", "\0",
)  # fmt: skip
MARKUP = st.lists(st.sampled_from(PARTS), max_size=60).map("".join)
KEYS = st.sampled_from(["text", "html", "url", "a"])
VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=20,
)
RECORD = b"""WARC/1.0\r
WARC-Type: resource\r
Content-Type: text/plain\r
Content-Length: 6\r
\r
abcdef\r
\r
"""


def check(data: bytes, name: str) -> None:
    """Every item in the bytes comes out, and its places are where they say."""
    origin = Origin(name, options=Options(max_bytes=1 << 20, prefilter=False))
    for found in find_items(io.BytesIO(data), origin):
        item = found.read() if isinstance(found, Unread) else found
        if isinstance(item, Reject):
            assert item.error != "internal_error", item
        elif isinstance(item, Document):
            for at in range(0, len(item.text), 7):
                where = item.source_range(at, at + 1)
                assert where is None or 0 <= where[0] < where[1]
        else:
            assert isinstance(item, Skip)


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=25)
@given(data=st.binary(max_size=400))
def test_any_bytes(name: str, data: bytes) -> None:
    check(data, f"a.{name}")


@settings(deadline=None, max_examples=60)
@given(MARKUP, st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_markup(markup: str, codec: str) -> None:
    check(markup.encode(codec, "replace"), "a.html")


@settings(deadline=None, max_examples=60)
@given(VALUES, st.sampled_from(["a.json", "a.jsonl"]))
def test_any_json(value: object, name: str) -> None:
    check(json.dumps(value).encode(), name)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_spoilt_archives(data: st.DataObject) -> None:
    whole = bytearray(gzip.compress(RECORD, mtime=0) * 3)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(whole), "a.warc.gz")
    check(bytes(RECORD * 3)[: data.draw(st.integers(0, 3 * len(RECORD)))], "a.warc")


@pytest.mark.parametrize("name", ["txt", "html", "jsonl", "json", "csv", "warc"])
@pytest.mark.parametrize("filling", [b"\0", b"x", b"\n", b'{"', b"<a ", b"\xb0\xa1", b'"', b"WARC/1.0\r\n"])
def test_bombs(name: str, filling: bytes) -> None:
    data = gzip.compress(filling * (1_000_000 // len(filling)))
    began = time.process_time()
    check(data, f"a.{name}.gz")
    assert time.process_time() - began < 20
