"""Web pages become their article, each character of it with its bytes in the page."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from html import unescape

import pytest

from extract.document import Document
from extract.readers import Reject, Skip
from extract.readers.markup import page_lines

Read = Callable[..., list[Document | Reject | Skip]]

ARTICLE = """<h1>湖滨市与玛丽斯维尔市<br>缔结友好城市</h1>
<div class="info">发布时间：2024-03-07 10:00&nbsp;&nbsp;来源：湖滨日报</div>
<div class="TRS_Editor"><p>　　2024年3月1日，<b>江岸省</b>湖滨市与美国<a
href="/m?a=1&amp;b=2">玛丽斯维尔市</a>缔结为友好
城&#24066;关系，签字仪式在湖滨市举行，双方代表共120余人出席了仪式并参观图书馆。</p>
<p>目前，湖滨市已与3个国家的5个城市建立友好城市关系
&lt;见下表&gt;，遍布三大洲，交流项目覆盖教育、医疗与港口。</p>
<table><tr><th>序号</th><th>国家</th><th>城市</th><th>结好时间</th></tr>
<tr><td>1</td><td>美国</td><td>玛丽斯维尔</td><td>2024-03-01</td></tr>
<tr><td>2</td><td rowspan=2>日本</td><td>青森</td><td>2004年5月</td></tr>
<tr><td>3</td><td>弘前</td><td>2010年8月</td></tr></table></div>"""
MENU = "".join(
    f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(["首页", "要闻", "友好城市", "公告"])
)
MODERN = f"""<!DOCTYPE html><html><head><meta charset="CHARSET">
<title>湖滨市与玛丽斯维尔市缔结友好城市_湖滨市人民政府</title>
<meta name="PubDate" content="2024-03-07 10:00"><meta name="SiteName" content="湖滨市人民政府">
<link rel="canonical" href="https://www.hubin.example/art/2024/3/7/1.html">
<script>var a = "<p>";</script></head>
<body><!-- <p>旧</p> --><ul class="nav">{MENU}</ul><div class="content">{ARTICLE}</div>
<div class="footer">版权所有 湖滨市人民政府 备案号05000000</div></body></html>"""
NESTED = f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=CHARSET">
<TITLE>湖滨要闻</TITLE></HEAD>
<BODY><TABLE width=100%><TR><TD><TABLE><TR>{MENU}</TR></TABLE></TD></TR><TR><TD width="20%">{MENU}</TD>
<TD class=zw>{ARTICLE}</TD></TR></TABLE></BODY></HTML>"""
PAGES = {"modern": MODERN, "nested tables": NESTED}


def shown(source: str) -> str:
    """What is left of a piece of source without tags, entities and white space."""
    return re.sub(r"\s+", "", unescape(re.sub("<[^>]*>", "", source)))


@pytest.mark.parametrize("layout", PAGES)
@pytest.mark.parametrize(
    ("codec", "charset"), [("utf-8", "utf-8"), ("gb18030", "gb2312"), ("utf-16", "utf-8"), ("gbk", "none")]
)
def test_the_article_with_its_bytes(read: Read, layout: str, codec: str, charset: str) -> None:
    data = PAGES[layout].replace("CHARSET", charset).encode(codec)
    (page,) = read(data, "a.html")
    assert isinstance(page, Document) and page.media_type == "text/html"
    lines = page.text.splitlines()
    assert "湖滨市与玛丽斯维尔市缔结友好城市" in lines[0]
    assert "江岸省湖滨市与美国玛丽斯维尔市缔结为友好城市关系，签字仪式在湖滨市举行" in page.text
    assert "2\t日本\t青森\t2004年5月" in lines and "3\t日本\t弘前\t2010年8月" in lines
    assert "序号\t国家\t城市\t结好时间" in lines and "旧" not in page.text
    unknown = []
    for found in re.finditer(r"[^\s]+", page.text):
        where = page.source_range(*found.span())
        if where is None:
            unknown.append(found[0])
        else:
            assert shown(data[slice(*where)].decode(page.encoding)) == found[0]
    assert unknown == []
    row = page.text.index("2\t日本")
    where = page.source_range(row, row + 15)
    assert where and shown(data[slice(*where)].decode(page.encoding)) == "2日本青森2004年5月"
    below = page.text.index("3\t日本")  # its country stands in the row above
    assert page.source_range(below, below + 15) is None


def test_what_the_page_says_of_itself(read: Read) -> None:
    (page,) = read(MODERN.replace("CHARSET", "utf-8").encode(), "a.html")
    assert isinstance(page, Document)
    assert (page.published, page.published_basis, page.publisher) == ("2024-03-07", "meta", "湖滨市人民政府")
    assert page.link == page.source_id == "https://www.hubin.example/art/2024/3/7/1.html"


def test_the_menu_is_left_out(read: Read) -> None:
    (page,) = read(MODERN.replace("CHARSET", "utf-8").encode(), "a.html")
    assert isinstance(page, Document) and "要闻" not in page.text


def test_a_page_in_a_script(read: Read) -> None:
    said = {"data": {"content": "<p>湖滨市与青森市结为友好城市。</p><p>双方互访。</p>"}}
    script = f"<script>window.__D = {json.dumps(said)}</script>"
    data = f"<html><body><div id=app></div>{script}</body></html>".encode()
    assert "友好".encode() not in data
    (page,) = read(data, "a.html")
    assert isinstance(page, Document) and page.text == "湖滨市与青森市结为友好城市。\n双方互访。\n"
    assert page.source_range(0, 3) is None


def test_a_page_without_a_trigger_is_let_go(read: Read) -> None:
    data = "<html><body><p>湖滨市今日多云，最高气温二十度。</p></body></html>".encode()
    assert read(data, "a.html") == [Skip("a.html", "no_trigger")]
    (page,) = read(data, "a.html", prefilter=False)
    assert isinstance(page, Document)


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>湖滨\n市</p>", ["湖滨市"]),
        ("<p>sister\n  city</p>", ["sister city"]),
        ("<p>a <b> b </b>c</p>", ["a b c"]),
        ("a<br>b<div>c</div>d", ["a", "b", "c", "d"]),
        ("<a title='x > y'>a</a> < b", ["a < b"]),
        ('<a title="x>b', ["b"]),
        ("<pre>a\n\nb</pre>", ["a", "b"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("a&amp;b&nbsp;c&#x4e00;&#19968;&nosuch;", ["a&b\u00a0c一一&nosuch;"]),
        ("湖\u200b滨", ["湖滨"]),
        ("<p>　　湖滨 </p>&nbsp; 市", ["湖滨", "市"]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["a\tb", "c\td"]),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", ["a b\tc"]),
        ("<table><tr><td>a</td></tr></table>", ["a"]),
        ("<table><tr><td>x</td><td>" + "y" * 200 + "</td></tr></table>", ["x", "y" * 200]),
        ("<script>a</script>b<style>c</style><!-- d -->e", ["be"]),
        ("<script>a", []),
        ("<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table>", ["a", "b\tc"]),
    ],
)
def test_lines(markup: str, lines: list[str]) -> None:
    found = page_lines(markup)
    assert [line.text for line in found] == lines
    for line in found:
        for run in line.runs:
            assert run.start < 0 or len(run.text) == 1 or markup[run.start : run.end] == run.text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "友城",
        "<table><tr><td>友城" * 20_000,
        "<table>" + "<tr><td rowspan=9999 colspan=9007199254740991>友城<td>x" * 5_000,
        '<a href="' * 100_000 + "友城",
        "<a ='>" * 100_000 + "友城",
        "<" * 300_000 + "友城",
        "&#" * 200_000 + "友城",
        "<!--" * 100_000 + "友城",
        "<script>" * 100_000 + "友城",
        "友城" * 1_000_000,
        "<p>友城" * 100_000,
    ],
    ids=lambda markup: f"{markup[:14]}… {len(markup)}",
)
def test_hostile_pages_cost_little(markup: str) -> None:
    began = time.process_time()
    page_lines(markup)
    assert time.process_time() - began < 6


@pytest.mark.parametrize(
    "markup", ["<div>" * 20_000, "<b>" * 20_000, "<table><tr><td>" * 3_000, "<ul><li>" * 20_000]
)
def test_deep_pages_are_read_or_rejected(read: Read, markup: str) -> None:
    began = time.process_time()
    (page,) = read(f"{markup}湖滨市与青森市结为友好城市。".encode(), "a.html")
    assert isinstance(page, Reject) or "湖滨市与青森市结为友好城市" in page.text  # type: ignore[union-attr]
    assert time.process_time() - began < 20
