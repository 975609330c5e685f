"""What two languages say alike, and where they differ: cases as data, through the whole pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from spacy.tokens import Doc

from extract import layers, pipeline
from extract.relate.tolerance import check_examples, compatible_dates, is_slip, printed_parts

CASES = Path(__file__).parents[1] / "cases" / "agree.yaml"
STAMP = "发布时间：2021年6月15日"


def _load() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return cases


def _doc(case: dict[str, Any]) -> Doc:
    return pipeline.load()(f"{STAMP}\n\n{case['zh']}\n\n{case['en']}\n")


@pytest.mark.parametrize("case", _load(), ids=lambda case: case["id"])
def test_conflicts(case: dict[str, Any]) -> None:
    doc = _doc(case)
    found = [
        [doc.text[c.zh.start : c.zh.end], doc.text[c.en.start : c.en.end]]
        for c in doc._.conflicts
        if c.between == "languages" and c.zh is not None and c.en is not None
    ]
    assert found == case.get("conflict", [])


@pytest.mark.parametrize("case", [c for c in _load() if "same" in c], ids=lambda case: case["id"])
def test_same_as(case: dict[str, Any]) -> None:
    doc = _doc(case)
    facts = [*layers.dates(doc), *layers.counts(doc)]
    links = [[doc.text[a.start : a.end], doc.text[b.start : b.end]] for a in facts for b in a.same_as]
    for zh, en in case["same"]:
        assert [zh, en] in links
        assert [en, zh] in links
    assert all(a.agreement == "both" for a in facts if a.same_as)


def test_what_one_side_says() -> None:
    doc = _doc(next(c for c in _load() if c["id"] == "summary_leaves_out"))
    agreement = {doc.text[c.start : c.end]: c.agreement for c in layers.counts(doc)}
    assert agreement["57个"] == agreement["57 cities"] == "both"
    assert agreement["36个"] == "zh_only"


def test_one_language_is_monolingual() -> None:
    doc = pipeline.load()(f"{STAMP}\n\n2019年5月，桐江市已与36个国家的57个城市结为友好城市。\n")
    assert {f.agreement for f in (*layers.dates(doc), *layers.counts(doc))} == {"monolingual"}
    assert [c for c in doc._.conflicts if c.between == "languages"] == []


def test_pair_in_both_languages() -> None:
    doc = pipeline.load()(
        f"{STAMP}\n\n2019年5月20日，武汉市与日本大分市结为友好城市。\n\n"
        "On May 20, 2019, Wuhan and Oita, Japan became sister cities.\n"
    )
    assert [(pair.relation, pair.agreement) for pair in doc._.pairs] == [("sister_city", "both")]


def test_kinds_of_tie_differ() -> None:
    doc = pipeline.load()(
        f"{STAMP}\n\n2019年5月20日，武汉市与日本大分市签署协议，建立友好交流城市关系。\n\n"
        "On May 20, 2019, Wuhan and Oita, Japan signed an agreement and became sister cities.\n"
    )
    assert [c.values for c in doc._.conflicts if c.kind == "pair"] == [["friendly_exchange", "sister_city"]]
    assert {pair.agreement for pair in doc._.pairs} == {"conflict"}


def test_friendship_city_contradicts_nothing() -> None:
    doc = pipeline.load()(
        f"{STAMP}\n\n2019年5月20日，武汉市与日本大分市签署协议，建立友好交流城市关系。\n\n"
        "On May 20, 2019, Wuhan and Oita, Japan signed an agreement and became friendship cities.\n"
    )
    assert [c for c in doc._.conflicts if c.kind == "pair"] == []


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2019", "2019-05", True),
        ("198X", "1985-02", True),
        ("2019-05", "2019-05-20", True),
        ("2019-05-01", "2019-05-20", False),
        ("2019/2021", "2019/2021", True),
        ("2019/2021", "2019", False),
        ("2019", "2018", False),
    ],
)
def test_compatible_dates(a: str, b: str, expected: bool) -> None:
    assert compatible_dates(a, b) is expected
    assert compatible_dates(b, a) is expected


def test_slips() -> None:
    assert is_slip(36, 63)
    assert is_slip(300, 30_000)
    assert is_slip(1986, 1956)
    assert not is_slip(3, 5)
    assert not is_slip(120, 45)


def test_a_span_of_days_prints_no_single_part() -> None:
    assert printed_parts("5月10日至12日", "zh") == {}


def test_examples_of_the_rules() -> None:
    assert [line for line in check_examples() if not line[2]] == []
