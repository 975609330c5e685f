"""Web archives as warcio writes them, whole and damaged."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Callable

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.document import Document
from extract.readers import Options, Origin, Reject, Skip, Unread, find_items

Items = list[Document | Reject | Skip]
Read = Callable[..., Items]

PAGE = "<html><title>湖滨要闻{0}</title><body><p>湖滨市与青森市结为友好城市，{0}人出席。</p></body></html>"


class Archive:
    """An archive in the making."""

    def __init__(self, gzipped: bool = True) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=gzipped)

    def add(
        self, body: bytes, media_type: str = "text/html", status: str = "200 OK", coding: str = ""
    ) -> int:
        """Add a response; where it begins."""
        begin = self._out.tell()
        headers = [("Content-Type", media_type)] + ([("Content-Encoding", coding)] if coding else [])
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        url = f"https://e.example/{begin}"
        args = {"payload": io.BytesIO(body), "http_headers": http}
        args |= {"warc_headers_dict": {"WARC-Date": "2024-03-08T00:00:00Z"}}
        self._writer.write_record(self._writer.create_warc_record(url, "response", **args))
        return begin

    def bytes(self) -> bytes:
        return self._out.getvalue()


def archive(records: int, gzipped: bool = True) -> tuple[bytes, list[int]]:
    """An archive of so many pages, no two alike, and where each begins."""
    made = Archive(gzipped)
    begins = [made.add(PAGE.format(i).encode("gbk"), "text/html; charset=GBK") for i in range(records)]
    return made.bytes(), begins


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.warc.zst", "one-member.warc.gz", "-"])
def test_pages(read: Read, name: str) -> None:
    data, begins = archive(3, gzipped=name == "a.warc.gz")
    packed = {"a.warc.zst": zstandard.ZstdCompressor().compress, "one-member.warc.gz": gzip.compress}
    items = read(packed.get(name, bytes)(data), name)
    for i, page in enumerate(items):
        assert isinstance(page, Document)
        assert f"{i}人出席" in page.text and page.encoding == "gb18030"
        assert page.encoding_declared == "gbk" and page.http_status == 200
        assert page.link == f"https://e.example/{begins[i]}"
        assert page.retrieved_at == "2024-03-08T00:00:00Z"
        if name in ("a.warc.gz", "a.warc"):
            assert page.uri == f"{name}#{begins[i]}"
    assert len(items) == 3


def test_kinds_of_records(read: Read) -> None:
    made = Archive()
    made.add(PAGE.format(1).encode(), status="404 Not Found")
    made.add(b"", status="301 Moved")
    made.add(b"GIF89a", "image/gif")
    made.add("湖滨市与青森市结为友好城市。".encode(), "text/plain; charset=utf-8")
    made.add("<p>今日多云。</p>".encode())
    items = read(made.bytes(), "a.warc.gz")
    assert [item.reason for item in items if isinstance(item, Skip)] == [
        "gone", "redirect", "unsupported_type", "no_trigger",
    ]  # fmt: skip
    assert [item.http_status for item in items if isinstance(item, Skip)] == [404, 301, 200, 200]
    assert isinstance(items[3], Document)


def test_content_codings(read: Read) -> None:
    made = Archive()
    page = PAGE.format(7).encode()
    made.add(gzip.compress(page), coding="gzip")
    made.add(zlib.compress(page), coding="deflate")
    made.add(page, coding="gzip")  # taken off by the crawler, its header left
    made.add(gzip.compress(page)[:-20], coding="gzip")
    made.add(gzip.compress(bytes(5_000_000)), coding="gzip")
    items = read(made.bytes(), "a.warc.gz", max_bytes=1_000_000)
    assert [item.error if isinstance(item, Reject) else "" for item in items] == [
        "", "", "", "damaged_record", "too_large",
    ]  # fmt: skip


def test_one_damaged_member_costs_that_member() -> None:
    data, begins = archive(400)
    choose = random.Random(11)
    for _ in range(8):
        hit = choose.randrange(400)
        end = begins[hit + 1] if hit < 399 else len(data)
        spoilt = bytearray(data)
        spoilt[choose.randrange(begins[hit] + 20, end)] ^= 1 << choose.randrange(8)
        items = list(find_items(io.BytesIO(bytes(spoilt)), Origin("a.warc.gz")))
        assert [item.origin.offset for item in items if isinstance(item, Unread)] == [
            *begins[:hit], *begins[hit + 1 :],
        ]  # fmt: skip
        (reject,) = [item for item in items if isinstance(item, Reject)]
        assert (reject.error, reject.offset, reject.uri) == ("damaged_record", begins[hit], "a.warc.gz")


def test_an_archive_that_ends_early(read: Read) -> None:
    data, begins = archive(3)
    items = read(data[:-10], "a.warc.gz")
    assert [type(item) for item in items] == [Document, Document, Reject]
    assert isinstance(items[2], Reject) and items[2].offset == begins[2]


@pytest.mark.parametrize("length", [b"Content-Length: 9", b"Content-Length: 99999", b"Kontent-Length: 1"])
def test_a_wrong_length_costs_that_record(read: Read, length: bytes) -> None:
    data, begins = archive(5, gzipped=False)
    at = data.index(b"Content-Length", begins[2])
    items = read(data[:at] + length + data[data.index(b"\r\n", at) :], "a.warc")
    assert sum(isinstance(item, Document) for item in items) == 4
    assert any(isinstance(item, Reject) and item.offset == begins[2] for item in items)


def test_a_large_record_costs_itself() -> None:
    made = Archive()
    made.add(PAGE.format(0).encode())
    made.add(random.Random(0).randbytes(4_000_000))
    made.add(PAGE.format(1).encode())
    origin = Origin("a.warc.gz", options=Options(max_bytes=1_000_000))
    kinds = [type(item) for item in find_items(io.BytesIO(made.bytes()), origin)]
    assert kinds == [Unread, Reject, Unread]
