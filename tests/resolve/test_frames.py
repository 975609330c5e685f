"""A year in the title, or that opens a yearbook's chapter, is the year of the dates under it."""

from __future__ import annotations

import extract

BODY = """【2月】与老挝甲市以视频方式签约。
【5月】率团访欧，16日同意大利乙市结为友好城市，三天后与波兰丙市签约。
"""
CHAPTER = """外事
【概况】 2018年，全区接待外宾312批。
【边境交往】 两地2013年建立友好关系，本年续有往来。6月，召开会议。
"""


def values(text: str, published: str | None = None) -> dict[str, str]:
    return {d.text: d.value for d in extract.process(text, published=published).dates}


def test_title_of_a_review() -> None:
    found = values("2022年友城工作回顾\n" + BODY, "2024-03-07")
    assert found["2月"] == "2022-02"
    assert (found["16日"], found["三天后"]) == ("2022-05-16", "2022-05-19")


def test_title_that_is_no_review() -> None:
    assert values("2022年结好的友城今日续约\n" + BODY, "2024-03-07")["2月"] == "2024-02"


def test_chapter_of_a_yearbook() -> None:
    found = values(CHAPTER)
    assert (found["本年"], found["6月"]) == ("2018", "2018-06")
