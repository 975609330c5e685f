"""No text breaks the recognisers, and none makes them slow: offsets hold, time grows with length."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.edtf import known
from extract.temporal import count_mentions, counts, date_mentions, dates

PIECES = st.sampled_from(
    [
        "2024年",
        "3月",
        "7日",
        "去年",
        "次年",
        "同月",
        "至",
        "-",
        "/",
        "19",
        "年",
        "(",
        ")",
        "民國",
        "113",
        "今",
        "（12）",
        "February ",
        "30",
        "the ",
        "following ",
        "March ",
        " of ",
        "last ",
        "year",
        " years ago",
        ", ",
        "1985",
        "s ",
        "二十",
        "余",
        "万",
        "个",
        "对",
        "友城",
        "近",
        "more than ",
        "cities ",
        "dozen ",
        "第",
        "。",
        "\n",
        "\x00",
        "\ud800",
        "😀",
        "İ",
        " ",
        "　",
        "上世纪",
        "80年代",
        "mid-",
        "Q4 ",
        "十",
        "百",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_dates_keep_their_offsets(text: str) -> None:
    last = 0
    for mention in date_mentions(text, published="2024-02-29"):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
    for record in dates(text, published="2024-02-29"):
        assert record.text == text[record.start : record.end]
        assert known(record.value) is not None or record.value.startswith("-")


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_counts_keep_their_offsets(text: str) -> None:
    last = 0
    for mention in count_mentions(text):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.value > 0
        assert mention.upper is None or mention.upper > mention.value
        last = mention.end
    for record in counts(text):
        assert record.text == text[record.start : record.end]


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_second_reading_is_the_same(text: str) -> None:
    assert dates(text, published="2024-02-29") == dates(text, published="2024-02-29")


@pytest.mark.parametrize(
    "piece",
    [
        "7",
        "年",
        "19",
        "(",
        "（",
        "一",
        "百万",
        "two ",
        "2024年",
        "3月",
        " of the ",
        "1,",
        "第",
        "twenty-",
        "今",
        "a ",
        "last ",
        "2019   ",
        "2019\n",
        "【概况】 2022年,\n",
        "一 ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """Twice the text takes at most about twice the time: CPU time of this process, the best of several
    readings of each, taken in turn; once more where the machine was too busy to tell."""
    once, twice = (piece * (size // len(piece)) for size in (20_000, 40_000))
    best = {once: float("inf"), twice: float("inf")}
    for reading in range(12):
        for text in best:
            best[text] = min(best[text], _seconds(text))
        if reading >= 2 and best[twice] < 2.5 * best[once] + 0.02:
            return
    pytest.fail(f"{best[once]:.3f} s, and twice as long {best[twice]:.3f} s")


def _seconds(text: str) -> float:
    """Without the garbage collector: its full rounds walk whatever the other tests have left in memory."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        date_mentions(text, published="2024-02-29")
        count_mentions(text)
        return time.process_time() - start
    finally:
        gc.enable()
