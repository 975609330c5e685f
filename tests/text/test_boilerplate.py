"""Page furniture is found by shape and vocabulary, and the article is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.boilerplate import check_examples, find_boilerplate
from extract.text.script import fold
from extract.text.sentences import read_sentences


def furniture(text: str) -> list[str]:
    folded = fold(text)
    return [text[b.start : b.end] for b in find_boilerplate(folded, read_sentences(folded, []))]


@pytest.mark.parametrize(("rule", "text", "ok", "message"), list(check_examples()))
def test_examples(rule: str, text: str, ok: bool, message: str) -> None:
    assert ok, message


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("首页 > 要闻 > 正文", "breadcrumb"),
        ("首頁 ＞ 新聞 ＞ 內文", "breadcrumb"),
        ("某市人民政府 >> 走进某市 >> 对外交往", "breadcrumb"),
        ("地方 › 某市 › 市政", "breadcrumb"),
        ("Home / Council / Media releases", "breadcrumb"),
        ("現在位置： 首頁 / 業務資訊 / 國際交流", "breadcrumb"),
        ("回首頁 ｜ 網站導覽 ｜ 常見問答 ｜ English", "menu"),
        ("要闻     |     城市     |     视频     |     原创     |     专题", "menu"),
        ("【字体：大 中 小】【打印本页】【关闭窗口】", "widget"),
        ("视力保护色： 字体：", "widget"),
        ("IMG_20221124_0932.jpg", "image"),
        ("1601_.pic.jpg1602_.pic.jpg", "image"),
        ("微信图片_20211025125148.png", "image"),
        ("附件.pdf", "image"),
        ("版权所有，未经同意请勿转载", "rights"),
        ("主办：某市政府　承办：某局　京ICP备00000000号", "rights"),
        ("（本文来自某新闻，更多原创资讯请下载“某新闻”APP）", "rights"),
        ("上一篇：市外办召开会议", "related"),
        ("City Council | News Flash", "menu"),
        ("City Hall | Departments | News Flash", "menu"),
        ("| Print | Email this page", "widget"),
        ("Home > News", "breadcrumb"),
        ("Share this page", "widget"),
        ("Share on Facebook", "widget"),
        ("Back to top", "widget"),
        ("▲TOP", "widget"),
        ("Return to full list >>", "widget"),
        ("友善列印　轉寄　回上一頁", "widget"),
        ("回最上方", "widget"),
        ("分享至臉書", "widget"),
        ("瀏覽人次：1,234 人", "counter"),
    ],
)
def test_lines(line: str, kind: str) -> None:
    text = f"两市结好仪式举行\n{line}\n两市今日结为友好城市，双方市长签署了协议书，并共同植树。"
    folded = fold(text)
    found = find_boilerplate(folded, read_sentences(folded, []))
    assert [(text[b.start : b.end], b.kind) for b in found] == [(line, kind)]


@pytest.mark.parametrize(
    "line",
    [
        "两市在版权贸易、出版印刷方面开展合作。",
        "友好城市 | 国家 | 年份",
        "| 甲市 | 某国 | 1999 |",
        "友城数：甲省>乙省",
        "海外友城",
        "一、友好城市",
        "1.甲市（某省友城）",
        "国际友城：甲市、乙市、丙市",
        "双方就教育、文化、旅游合作交换意见。",
        "Sister cities: Houston, Baku",
        "某某新闻记者 某某",
        "来源：某市外办",
        "签字仪式现场。新华社记者 某某 摄",
    ],
)
def test_article_is_left_alone(line: str) -> None:
    text = f"两市结好仪式举行\n{line}\n两市今日结为友好城市，双方市长签署了协议书，并共同植树。"
    assert furniture(text) == ([line] if line == "友城数：甲省>乙省" else [])


def test_rights_notice_is_one_block() -> None:
    notice = "某网版权声明\n\n1、凡本网注明来源的作品，版权均属本网。\n\n2、未经本网授权，不得转载、摘编。"
    text = f"两市结好\n\n两市今日结为友好城市，双方市长签署了协议书。\n\n{notice}"
    assert furniture(text) == [notice]


def test_related_news_end_where_text_begins() -> None:
    related = "相关新闻\n·甲市代表团来访\n·乙市市长来访"
    text = f"两市结好\n{related}\n两市今日结为友好城市，双方市长签署了协议书，并共同植树。"
    assert furniture(text) == [related]


def test_widget_within_a_stamp() -> None:
    assert furniture("标题在这里\n2023-09-21 来源：某报　A- A A+\n正文。") == ["A- A A+"]


def test_a_menus_word_in_a_table_is_a_cell() -> None:
    assert furniture("Sister cities\nCity\nCountry\nWuxi\nChina\nSasebo\nJapan\nBeijing\nChina") == []
    assert furniture("两市合作\n文化\n双方每年互派艺术团演出，并举办画展，增进两市人民的相互了解。") == []


@given(st.text(alphabet="首页|> /.大中小字号:：版权所有\n a1jpg（）", max_size=200))
def test_spans_are_ordered_and_apart(text: str) -> None:
    folded = fold(text)
    found = find_boilerplate(folded, read_sentences(folded, []))
    ends = [0, *(b.end for b in found)]
    assert all(a <= b.start < b.end <= len(text) for a, b in zip(ends, found, strict=False))
