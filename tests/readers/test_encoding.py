"""Bytes of every encoding that Chinese pages come in are read right or refused, never half-read."""

from __future__ import annotations

import random

import pytest

from extract.readers.encoding import Undecodable, decode

SIMPLIFIED = (
    "去年秋天，我市代表团访问了南太平洋的三座港口城市，双方就渔业、旅游和职业教育交换了意见。市长在欢迎会上说，"
    "友好往来贵在坚持，希望青年学生多走动、多交流。代表团还参观了当地的图书馆和污水处理厂，并与企业家座谈，"
    "商定明年春天互办图片展览，请艺术团登台演出，让更多市民了解远方的朋友。"
)
TRADITIONAL = (
    "去年秋天，本縣代表團訪問了南太平洋的三座港口城市，雙方就漁業、觀光與職業教育交換意見。縣長在歡迎會上表示，"
    "友誼貴在堅持，盼青年學生多走動、多交流。代表團並參觀當地圖書館與污水處理廠，與企業家座談，"
    "約定明年春天互辦攝影展覽，邀請藝術團登台演出，讓更多鄉親認識遠方的朋友。"
)


@pytest.mark.parametrize(
    ("codec", "source"),
    [
        ("gb18030", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("gb18030", TRADITIONAL),
        ("big5", TRADITIONAL),
        ("big5hkscs", TRADITIONAL),
        ("utf-8", SIMPLIFIED),
        ("utf-8", TRADITIONAL),
    ],
)
@pytest.mark.parametrize(("length", "share"), [(10, 0.95), (30, 0.98), (100, 1.0)])
def test_strings_without_declaration(codec: str, source: str, length: int, share: float) -> None:
    choose = random.Random(length)
    right = wrong = 0
    for _ in range(100):
        start = choose.randrange(len(source) - length)
        text = source[start : start + length]
        try:
            right += decode(text.encode(codec)).text == text
            wrong += decode(text.encode(codec)).text != text
        except Undecodable:
            continue
    assert wrong == 0
    assert right >= share * 100


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_bom_is_dropped(codec: str) -> None:
    decoded = decode(SIMPLIFIED.encode(codec))
    assert (decoded.text, decoded.basis) == (SIMPLIFIED, "bom")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_bom(codec: str) -> None:
    decoded = decode(f"Press release\n{TRADITIONAL}\n".encode(codec))
    assert (decoded.encoding, decoded.basis) == (codec, "nul_pattern")


def test_declared_charset_is_mapped_as_browsers_do() -> None:
    page = f'<meta charset="gb2312"><p>朱镕基与{TRADITIONAL}</p>'
    decoded = decode(page.encode("gb18030"))
    assert (decoded.text, decoded.encoding, decoded.basis) == (page, "gb18030", "declared")
    assert decode(TRADITIONAL.encode("big5"), declared="Big5").basis == "declared"


def test_what_browsers_read_as_a_space() -> None:
    data = SIMPLIFIED[:20].encode("gb18030") + b"\xa3\xa0" + SIMPLIFIED[20:].encode("gb18030")
    assert decode(data).text == f"{SIMPLIFIED[:20]}\u3000{SIMPLIFIED[20:]}"


def test_a_private_character_in_a_declared_page() -> None:
    page = f'<meta charset="gbk"><p>\ue4c6{SIMPLIFIED * 3}</p>'
    assert decode(page.encode("gb18030")).text == page
    with pytest.raises(Undecodable):
        decode(f"\ue4c6{SIMPLIFIED}".encode("gb18030"))


def test_wrong_declaration_does_not_win_over_valid_utf8() -> None:
    assert decode(SIMPLIFIED.encode(), declared="gb2312").text == SIMPLIFIED


@pytest.mark.parametrize("text", ["Córdoba and San José", "It’s the mayor’s “fine” façade in Valparaíso."])
def test_western(text: str) -> None:
    assert decode(text.encode("cp1252")).text == text


def test_line_ends_are_kept() -> None:
    assert decode("一\r\n二\r三\n".encode()).text == "一\r\n二\r三\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes(range(256)) * 4, "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "binary"),
        (b"\xef\xbb\xbf\xff\xfe\xff", "undecodable"),
        (b"\xff\xff\xff\xff\xfe\xfe" * 10, "undecodable"),
        (SIMPLIFIED.encode("utf-8")[:-40] + b"\xff\x9f" + SIMPLIFIED.encode("gbk")[:41], "undecodable"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(Undecodable) as caught:
        decode(data)
    assert caught.value.code == code


def test_empty() -> None:
    assert decode(b"").text == ""
