"""Word documents and PDF, made by the libraries that people make them with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pypdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.document import Document
from extract.readers import Reject, Skip

Read = Callable[..., list[Document | Reject | Skip]]

TIE = "湖滨市与青森市结为友好城市。"


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("要闻")
    document.add_paragraph(TIE)
    table = document.add_table(2, 3)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells),
        ["国家", "城市", "年份", "日本", "青森", "2004"],
        strict=True,
    ):
        cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_paragraph("完")
    document.save(out)
    return out.getvalue()


def pdf(*lines: str, font: str = "STSong-Light") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    canvas.setFont(font, 12)
    for i, line in enumerate(lines):
        canvas.drawString(72, 720 - 20 * i, line)
    canvas.rect(10, 10, 10, 10)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.docx", "download"])
def test_word(read: Read, name: str) -> None:
    (document,) = read(word(), name)
    assert isinstance(document, Document)
    assert document.text == f"要闻\n{TIE}\n国家 城市\t年份\n日本\t青森\t2004\n完\n"


@pytest.mark.parametrize("name", ["a.pdf", "download"])
def test_pdf(read: Read, name: str) -> None:
    (document,) = read(pdf(TIE, "Houston and Perth are sister cities."), name)
    assert isinstance(document, Document)
    assert document.text.rstrip().splitlines() == [TIE, "Houston and Perth are sister cities."]


def test_traditional_pdf(read: Read) -> None:
    (document,) = read(pdf("臺北市與休士頓市締結姊妹市", font="MSung-Light"), "a.pdf")
    assert isinstance(document, Document) and document.text.strip() == "臺北市與休士頓市締結姊妹市"


def locked() -> bytes:
    writer, out = pypdf.PdfWriter(io.BytesIO(pdf(TIE))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(20_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (pdf(), "scan.pdf", "no_text_layer"),
        (locked(), "locked.pdf", "encrypted"),
        (pdf(TIE)[:200], "half.pdf", "damaged"),
        (word()[:2000], "half.docx", "damaged"),
        (b"PK\x03\x04", "no.xlsx", "damaged"),
        (bomb(), "bomb.docx", "too_large"),
        (bomb(), "bomb.xlsx", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejects(read: Read, data: bytes, name: str, error: str) -> None:
    (reject,) = read(data, name, max_bytes=1_000_000)
    assert isinstance(reject, Reject) and reject.error == error
