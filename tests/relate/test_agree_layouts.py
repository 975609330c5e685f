"""The same release in every layout: one record a pair, dates and counts named alike, nothing in conflict."""

from __future__ import annotations

import pytest

from extract import layers, pipeline

ZH = [
    "武汉市与日本大分市缔结友好城市四十五周年",
    "1979年9月7日，武汉市与日本大分市结为友好城市。",
    "2024年5月20日，武汉市与德国杜伊斯堡市续签友好城市协议书。",
    "目前，武汉市已与48个国家的78个城市建立友好关系，其中友好城市29个。",
    "双方将在教育、旅游等领域开展合作。",
]
EN = [
    "Wuhan and Oita, Japan, Mark 45 Years as Sister Cities",
    "On 7 September 1979, Wuhan and Oita, Japan became sister cities.",
    "On 20 May 2024, Wuhan and Duisburg, Germany renewed their sister-city agreement.",
    "Wuhan has now established friendly ties with 78 cities in 48 countries, including 29 sister cities.",
    "The two sides will work together in education and tourism.",
]
BOTH = list(zip(ZH, EN, strict=True))
WHOLE = {
    "interleaved": "\n\n".join(f"{zh}\n\n{en}" for zh, en in BOTH),
    "interleaved_english_first": "\n\n".join(f"{en}\n\n{zh}" for zh, en in BOTH),
    "chinese_block_first": "\n\n".join([*ZH, *EN]),
    "english_block_first": "\n\n".join([*EN, *ZH]),
    "line_by_line": "\n".join(f"{zh}\n{en}" for zh, en in BOTH),
    "one_line_slash": "\n".join(f"{zh} / {en}" for zh, en in BOTH),
    "one_line_space": "\n".join(f"{zh} {en}" for zh, en in BOTH),
    "one_paragraph_each": f"{ZH[0]}\n{''.join(ZH[1:])}\n\n{EN[0]}\n{' '.join(EN[1:])}",
    "another_order": "\n\n".join([*ZH, EN[0], EN[3], EN[1], EN[2], EN[4]]),
}


@pytest.mark.parametrize("layout", WHOLE)
def test_both_languages_agree(layout: str) -> None:
    doc = pipeline.load()(f"发布时间：2024年5月21日\n\n{WHOLE[layout]}\n")
    pairs = {(p.a.place.name_en, p.b.place.name_en): p for p in doc._.pairs if p.a.place and p.b.place}
    assert {names: p.agreement for names, p in pairs.items()} == {
        ("Wuhan", "Ōita"): "both",
        ("Wuhan", "Duisburg"): "both",
    }
    assert {d.agreement for d in layers.dates(doc) if d.value != "2024-05-21"} == {"both"}
    assert [c.agreement for c in layers.counts(doc)] == ["both"] * 6
    assert doc._.conflicts == []


def test_a_summary_leaves_out() -> None:
    text = "\n\n".join([*ZH, f"{EN[1]} {EN[3]}"])
    doc = pipeline.load()(f"发布时间：2024年5月21日\n\n{text}\n")
    agreements = {p.b.place.name_en: p.agreement for p in doc._.pairs if p.b.place}
    assert agreements == {"Ōita": "both", "Duisburg": "zh_only"}
    assert doc._.conflicts == []
