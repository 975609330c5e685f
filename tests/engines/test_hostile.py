"""Odd text: no input makes a stage fail, a span misquote, or time grow faster than the text."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import extract
from extract.records import KINDS

WORDS = re.split(
    "(?<=[^ ]) ",
    "运城市 義王市 韩国 日本 奈良市 我市 两市 与 和 同 、 ， 。 （ ） 结为 签署 友好城市 姐妹市 友城 24对 "
    "57个国家 2024年3月1日 去年 次年3月 同年 上世纪80年代 民國108年 42年前 分别 「 」 "
    "\n \r\n \t \u3000 \u00a0 \u200b \ufeff \u202e 𠮷 é \x00 👨\u200d👩 "
    "Houston Perth and sister city twinned in May 1985 last year the following March 19 . ( ) , —",
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=60).map("".join)


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a record that quotes the source."""
    if isinstance(value, dict):
        if value.get("text") is not None and value.get("start") is not None:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from spans(inner)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_is_processed_and_quoted_to_the_character(text: str) -> None:
    found = extract.process(text)
    assert found.rejects == []
    source = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    for kind in KINDS:
        for record in found.of(kind):
            for span in spans(msgspec.to_builtins(record)):
                assert span["text"] == source[span["start"] : span["end"]]


LONG = {
    "one line": "友城与",
    "brackets": "（(",
    "digits": "2024",
    "numerals": "一百二十",
    "dates": "2024年3月1日至",
    "names": "运城市、奈良市、",
    "pairs": "运城市与奈良市结为友好城市，",
    "spaces": " \u3000",
    "lines": "\n",
    "latin": "Houston and ",
    "one word": "sister",
    "quotes": "「“",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG.keys())
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    """Four times the text in at most ten times the time: a quadratic stage would need sixteen."""
    extract.process(unit)
    short, long = (_seconds(unit * (size // len(unit))) for size in (15_000, 60_000))
    assert long < max(10 * short, 0.5)


def _seconds(text: str) -> float:
    began = time.process_time()
    found = extract.process(text)
    assert found.rejects == []
    return time.process_time() - began
