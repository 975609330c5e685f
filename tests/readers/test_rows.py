"""Items of scrapers, as JSON or tables, whatever their fields are called."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from html import unescape

import openpyxl
import pytest

from extract.document import Document
from extract.readers import Reject, Skip
from extract.readers.rows import named_fields

Items = list[Document | Reject | Skip]
Read = Callable[..., Items]

TIE = "湖滨市与青森市结为友好城市。"
URL = "https://e.example/1"
ROW = {"url": URL, "headline": "湖滨要闻", "body": TIE, "pubDate": "2024年3月7日", "source": "湖滨日报"}
PAGE = {"url": URL, "title": "要闻", "html": f"<html><p>{TIE[:3]}<b>{TIE[3:]}</b></p></html>"}
TEXTS = {"text": [TIE, "双方互访。"], "status": 200, "scraped_at": "2024-03-08T01:02:03Z"}
ROWS = [ROW, PAGE, TEXTS]


def documents(items: Items) -> list[Document]:
    assert all(isinstance(item, Document) for item in items), items
    return [item for item in items if isinstance(item, Document)]


def dumped(**how: object) -> bytes:
    return json.dumps(ROWS, **how).encode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\n".join(json.dumps(row).encode() for row in ROWS), "items.jsonl"),
        (b"\r\n\r\n".join(json.dumps(row, ensure_ascii=False).encode() for row in ROWS), "items.jl"),
        (dumped(), "items.json"),
        (dumped(indent=2, ensure_ascii=False), "items.json"),
        (b"".join(json.dumps(row).encode() for row in ROWS), "-"),
    ],
)
def test_json(read: Read, data: bytes, name: str) -> None:
    first, page, third = documents(read(data, name))
    assert first.text == f"湖滨要闻\n{TIE}" and first.uri == f"{name}#1"
    assert (first.link, first.published, first.publisher) == (URL, "2024-03-07", "湖滨日报")
    assert first.source_id == URL
    assert page.text == f"要闻\n{TIE}\n" and page.media_type == "text/html"
    assert third.text == f"{TIE}\n双方互访。"
    assert (third.http_status, third.retrieved_at) == (200, "2024-03-08T01:02:03Z")


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_the_text_has_its_bytes_in_the_row(read: Read, ascii_only: bool, codec: str) -> None:
    text = f'"{TIE}"\r\n\t\\ 𠮷😀 (sister city)'
    page = f'<p class="a">𠮷&amp;<b>{TIE}</b></p>\n<table><tr><td>日本<td>青森</table>'
    rows = [{"a": TIE, "title": "要\t闻", "text": text}, {"title": TIE, "html": page}]
    data = [json.dumps(row, ensure_ascii=ascii_only).encode(codec) for row in rows]
    for row, document in zip(data, documents(read(b"\n".join(data), "a.jsonl")), strict=True):
        places = [document.source_range(i, i + 1) for i in range(len(document.text))]
        for char, where in zip(document.text, places, strict=True):
            if where is None:
                assert char in "\n\t"
            else:
                written = row[slice(*where)].decode(codec)
                assert char in (written, unescape(written)) or json.loads(f'"{written}"') == char
        start = document.text.index("湖滨市")
        where = document.source_range(start, start + len(TIE))
        assert where and json.loads('"' + row[slice(*where)].decode(codec) + '"') == TIE


def test_a_page_that_is_gone(read: Read) -> None:
    row = {"url": URL, "html": f"<p>{TIE}</p>", "status": 404}
    assert read(json.dumps(row).encode(), "a.jsonl") == [Skip("a.jsonl#1", "gone", URL, 404)]


def test_the_id_is_that_of_the_row(read: Read) -> None:
    row = json.dumps(ROW).encode()
    (document,) = documents(read(b" \n" + row + b"\n", "a.jsonl"))
    assert document.doc_id == "sha256:" + hashlib.sha256(row).hexdigest()


def test_fields_can_be_named(read: Read) -> None:
    row = {"t": {"zh": "要闻"}, "inhalt": TIE, "text": "nicht dies"}
    data = json.dumps(row).encode()
    (document,) = documents(read(data, "a.jsonl", fields=(("title", "t.zh"), ("text", "Inhalt"))))
    assert document.text == f"要闻\n{TIE}"


def test_named_fields() -> None:
    assert named_fields("title = headline,text=body") == (("title", "headline"), ("text", "body"))
    assert named_fields("") == ()
    for wrong in ("title", "title=", "nosuch=x"):
        with pytest.raises(ValueError, match="FIELD=NAME"):
            named_fields(wrong)


def test_a_broken_line_costs_itself(read: Read) -> None:
    good = json.dumps(ROW).encode()
    items = read(b"\n".join((good, b'{"text": "x', b"[1]", b'{"a": 1}', b'"\xff\xfe\xff"', good)), "a.jsonl")
    errors = [item.error if isinstance(item, Reject) else "" for item in items]
    assert errors == ["", "bad_json", "no_item", "no_text", "undecodable", ""]
    assert next(item.offset for item in items if isinstance(item, Reject)) == len(good) + 1


def test_a_line_that_is_too_long_costs_itself(read: Read) -> None:
    good = json.dumps(ROW).encode()
    items = read(b"\n".join((good, b'{"text": "' + b"x" * 3_000_000, good)), "a.jsonl", max_bytes=1_000_000)
    assert [item.error if isinstance(item, Reject) else "" for item in items] == ["", "too_large", ""]


def test_an_object_that_is_too_large_ends_a_json_file(read: Read) -> None:
    data = json.dumps([ROW, {"text": "x" * 3_000_000}]).encode()
    items = read(data, "a.json", max_bytes=1_000_000)
    assert [item.error if isinstance(item, Reject) else "" for item in items] == ["", "too_large"]


def test_a_page_without_a_trigger_is_let_go(read: Read) -> None:
    row = {"url": "https://e.example/4", "html": "<p>今日多云。</p>"}
    (skip,) = read(json.dumps(row).encode(), "a.jsonl")
    assert skip == Skip("a.jsonl#1", "no_trigger", "https://e.example/4")


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_items(read: Read, codec: str, delimiter: str) -> None:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=delimiter)
    rows.writerows(
        [
            ["网址", "标题", "正文", "发布时间"],
            [URL, "要闻", f"{TIE}\n“完”,;", "2024-3-7"],
            [],
        ]
    )
    (document,) = documents(read(out.getvalue().encode(codec), "items.csv"))
    assert document.text == f"要闻\n{TIE}\n“完”,;"
    assert document.source_range(0, 1) is None  # a cell is not looked for in the file
    assert (document.uri, document.link, document.published) == (
        "items.csv#1",
        URL,
        "2024-03-07",
    )


def test_csv_that_is_a_table(read: Read) -> None:
    data = "国家,城市,结好时间\n日本,青森,2004年5月\n日本,弘前 市,\n".encode("gbk")
    (document,) = documents(read(data, "list.csv"))
    assert document.text == "国家\t城市\t结好时间\n日本\t青森\t2004年5月\n日本\t弘前 市\n"
    assert document.encoding == "gb18030"


def workbook(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_workbook_that_is_a_table(read: Read) -> None:
    data = workbook(
        [["国家", "城市", "结好时间"], ["日本", "青森", date(2004, 5, 1)], ["日本", None, 2010.0]]
    )
    (document,) = documents(read(data, "list.xlsx"))
    assert document.text == "国家\t城市\t结好时间\n日本\t青森\t2004-05-01\n日本\t\t2010\n"
    (again,) = documents(read(data, "download"))
    assert again.text == document.text


def test_workbook_of_items(read: Read) -> None:
    items = read(workbook([["URL", "Title", "Content"], [URL, "要闻", TIE]]), "items.xlsx")
    (document,) = documents(items)
    assert (document.text, document.uri) == (f"要闻\n{TIE}", "items.xlsx#1")
