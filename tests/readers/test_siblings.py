"""What names, pages and fields say of translations."""

from __future__ import annotations

import json

import pytest

from extract.readers.base import Origin, Unread
from extract.readers.html import parse_html
from extract.readers.rows import parse_row
from extract.readers.siblings import Kin, kin_of, siblings_among
from extract.readers.text import parse_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("visit.zh.txt", "visit.en.txt"),
        ("visit_cn.html", "visit_en.html"),
        ("2024/visit-zh-hant.txt", "2024/visit-en.txt"),
        ("zh/2024/3.html", "en/2024/3.html"),
        ("a/zh-cn/3.html", "a/en-us/3.html"),
        ("稿件.中文.txt", "稿件.英文.txt"),
        ("visit.zh.txt.gz", "visit.en.txt.gz"),
    ],
)
def test_files_called_alike_but_for_the_language(one: str, other: str) -> None:
    (name,) = siblings_among([one, "something.txt", other])
    assert "*" in name


@pytest.mark.parametrize(
    "names",
    [
        ["visit.zh.txt", "other.en.txt"],
        ["visit.zh.txt", "visit.cn.txt"],
        ["shenzhen.txt", "shen.txt"],
        ["men.txt", "mzh.txt"],
        ["gb.txt", "en.txt"],
    ],
)
def test_files_that_are_not(names: list[str]) -> None:
    assert siblings_among(names) == frozenset()


def kin(uri: str = "x", link: str | None = None, data: bytes = b"") -> Kin | None:
    return kin_of(Unread(data, Origin(uri, link=link), parse_text), frozenset())


def fit(one: Kin | None, other: Kin | None) -> bool:
    return one is not None and other is not None and one.fits(other)


def test_addresses_called_alike() -> None:
    zh = kin("a.warc#1", "https://x.example/zh/news/31.html")
    assert fit(zh, kin("a.warc#2", "https://x.example/en/news/31.html"))
    assert not fit(zh, kin("a.warc#3", "https://x.example/zh/news/31.html"))
    assert not fit(zh, kin("a.warc#4", "https://y.example/en/news/31.html"))
    assert fit(kin(link="https://x.example/n?id=3&lang=zh"), kin(link="https://x.example/n?id=3&lang=en"))


def page(own: str, *others: tuple[str, str]) -> Unread:
    links = "".join(f'<link rel="alternate" hreflang="{tag}" href="{url}">' for tag, url in others)
    data = f"<html><head>{links}</head><body>友好城市</body></html>".encode()
    return Unread(data, Origin(own, link=own), parse_html)


def test_pages_that_name_each_other() -> None:
    zh, en = "https://x.example/news/zh-31.html", "https://x.example/stories/sister.html"
    both = (("zh-Hans", zh), ("en", en), ("x-default", "https://x.example/"))
    assert fit(kin_of(page(zh, *both), frozenset()), kin_of(page(en, *both), frozenset()))
    one_way = page(zh, ("en", "/stories/sister.html"))
    assert fit(kin_of(one_way, frozenset()), kin_of(page(en, *both), frozenset()))


def test_pages_that_name_only_a_front_page() -> None:
    own = "https://x.example/news/1.html"
    assert kin_of(page(own, ("en", "https://x.example/en/")), frozenset()) is None


def row(**fields: str | None) -> Unread:
    return Unread(json.dumps(fields).encode(), Origin("items.jsonl#1"), parse_row)


def test_items_whose_field_names_the_other() -> None:
    zh = kin_of(row(url="https://x.example/1", text="友好城市", translation_of=None), frozenset())
    en = kin_of(row(url="https://x.example/2", text="…", translation_of="https://x.example/1"), frozenset())
    other = kin_of(row(url="https://x.example/3", text="…", translation_of=None), frozenset())
    assert fit(zh, en)
    assert not fit(other, en)
    assert kin_of(row(url="https://x.example/4", text="…"), frozenset()) is None
    assert kin_of(Unread(b'{"translation_of": broken', Origin("x"), parse_row), frozenset()) is None
