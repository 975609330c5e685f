"""No page with a word of a tie is let go, however the word is written."""

from __future__ import annotations

import json
import random

import opencc
import pytest

from extract.readers.prefilter import has_trigger, speaks_of_ties

FILLER = "今日多云转晴，最高气温二十度，市民在湖边散步，体育馆举办乒乓球比赛，图书馆延长开放时间。"
ENGLISH = "The library opens longer this week, and the table tennis match takes place in the gym."
CHINESE_WORDS = (
    "友好城市",
    "友城",
    "姐妹城市",
    "姊妹市",
    "结好",
    "缔结",
    "友好交流",
    "友好省州",
    "结为",
    "伙伴城市",
)
ENGLISH_WORDS = (
    "sister city",
    "Sister Cities",
    "twin town",
    "SISTER CITY",
    "twinned with",
    "friendship city",
)
CODECS = ("utf-8", "gb18030", "gbk", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-8-sig")


def in_tags(word: str) -> str:
    return word.replace(" ", "<b> </b>") if word.isascii() else f"{word[0]}<em class=hit>{word[1:]}</em>"


def in_lines(word: str) -> str:
    return word.replace(" ", "\n        ") if word.isascii() else f"{word[0]}\n{word[1:]}"


def in_escapes(word: str) -> str:
    return "</p><script>x = '" + "".join(f"\\u{ord(c):04X}" for c in word) + "'</script><p>"


DISGUISES = {
    "plain": lambda word: word,
    "decimal entities": lambda word: "".join(f"&#{ord(c)};" for c in word),
    "hexadecimal entities": lambda word: "".join(f"&#x{ord(c):X};" for c in word),
    "padded entities": lambda word: "".join(f"&#x0{ord(c):x};" for c in word),
    "half entities": lambda word: word[0] + "".join(f"&#{ord(c)};" for c in word[1:]),
    "tag inside": in_tags,
    "no-break space": lambda word: word.replace(" ", "&nbsp;"),
    "line break": in_lines,
    "script": lambda word: f"</p><script>x = {json.dumps({'body': '<p>' + word})}</script><p>",
    "escaped script": in_escapes,
    "attribute": lambda word: f'<meta name="description" content="{word}">',
}


def test_two_thousand_pages() -> None:
    choose = random.Random(5)
    traditional = opencc.OpenCC("s2tw")
    let_go = []
    for i in range(2000):
        disguise = list(DISGUISES)[i % len(DISGUISES)]
        codec = choose.choice(CODECS)
        word = choose.choice(CHINESE_WORDS + ENGLISH_WORDS)
        before, after = choose.choice((FILLER, ENGLISH)), choose.choice((FILLER, ENGLISH))
        if codec.startswith("big5"):
            word, before, after = map(traditional.convert, (word, before, after))
        page = f"<html><body><p>{before}</p><p>{after}{DISGUISES[disguise](word)}{before}</p></body></html>"
        charset = codec if choose.random() < 0.7 else None
        if not has_trigger(page.encode(codec), charset):
            let_go.append((codec, disguise, word))
    assert let_go == []


@pytest.mark.parametrize("codec", CODECS)
def test_pages_without_are_let_go(codec: str) -> None:
    text = opencc.OpenCC("s2tw").convert(FILLER) if codec.startswith("big5") else FILLER
    page = (
        f"<html><script>a = '{ENGLISH}'</script><body><p>{text}</p><p>{ENGLISH}</p>朋友 &#39;</body></html>"
    )
    assert not has_trigger(page.encode(codec))


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("友 好\n城市", True),
        ("ＳＩＳＴＥＲ　ＣＩＴＹ", True),
        ("姊妹縣", True),
        ("締結", True),
        ("朋友好", False),
        ("my sister", False),
    ],
)
def test_texts(text: str, yes: bool) -> None:
    assert speaks_of_ties(text) is yes
