"""The figures of the report against values computed elsewhere, and against chance."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.review.report.agreement import kappa
from extract.review.report.intervals import Estimate, Share, added, found_of, stratified
from extract.review.report.judged import CATEGORIES
from extract.review.report.precision import EDGES, bin_of


def table(*rows: tuple[int, ...]) -> dict:
    return {(CATEGORIES[i], CATEGORIES[j]): n for i, row in enumerate(rows) for j, n in enumerate(row) if n}


def test_kappa_and_its_interval_are_those_of_statsmodels() -> None:
    """statsmodels 0.14, cohens_kappa of the same table."""
    found = kappa(table((44, 5, 1, 0), (7, 20, 3, 0), (9, 5, 6, 2), (0, 1, 1, 3)))
    assert found is not None
    assert found.value == pytest.approx(0.4983452841, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.3685159, 0.6281746), abs=1e-6)


def test_kappa_is_one_of_perfect_agreement_and_none_where_one_answer_is_all_there_is() -> None:
    assert kappa(table((5, 0), (0, 5))) == Estimate(1.0, 1.0, 1.0)
    assert kappa(table((7,))) is None
    assert kappa({}) is None


@pytest.mark.parametrize(("hits", "cases", "low", "high"), [
    (0, 20, 0.0, 0.161125), (1, 1, 0.206549, 1.0),
    (9, 100, 0.048073, 0.162262), (99, 100, 0.945511, 0.998233),
])  # fmt: skip
def test_wilsons_interval_is_that_of_statsmodels(hits: int, cases: int, low: float, high: float) -> None:
    estimate = Share(hits, cases).estimate()
    assert estimate is not None
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=1e-5)


def test_all_cases_tell_the_share_itself_and_most_of_them_nearly() -> None:
    assert Share(3, 10, of=10).estimate() == Estimate(0.3, 0.3, 0.3)
    most, some = Share(3, 10, of=11).estimate(), Share(3, 10).estimate()
    assert most and some and most.high - most.low < (some.high - some.low) / 2
    assert Share(0, 0, of=10).estimate() is None


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 200))
def test_an_interval_holds_its_share_and_lies_in_0_to_1(hits: int, cases: int, more: int) -> None:
    estimate = Share(min(hits, cases), cases, of=cases + more).estimate()
    assert estimate is not None
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_parts_count_by_their_weight_and_not_by_how_closely_they_were_looked_at() -> None:
    found = stratified([(900.0, Share(10, 10)), (100.0, Share(0, 90))])
    assert found is not None and found.value == pytest.approx(0.9)
    assert found.low < 0.75  # ten looks at nine tenths of the whole tell little
    assert stratified([(1.0, Share(1, 1)), (1.0, Share(0, 0))]) is None
    assert stratified([(1.0, Share(1, 1)), (0.0, Share(0, 0))]) is not None


def test_the_interval_of_recall_holds_the_truth_as_often_as_it_says() -> None:
    """2,000 times: of 3,000 silent sentences and 400 pages some state ties; 150 and 100 are seen."""
    rng = random.Random(5)
    held = 0
    for _ in range(2000):
        found_true, silent, pages = 900, 3000, 400
        missed = sum(rng.random() < 0.02 for _ in range(silent))
        on_pages = sum(rng.random() < 0.01 for _ in range(pages))
        seen = sum(rng.sample([1] * missed + [0] * (silent - missed), 150))
        seen_pages = sum(rng.sample([1] * on_pages + [0] * (pages - on_pages), 100))
        right = sum(rng.sample([1] * found_true + [0] * 100, 120))
        precision = Share(right, 120, of=1000).estimate()
        sentences, page = Share(seen, 150, of=silent).estimate(), Share(seen_pages, 100, of=pages).estimate()
        assert precision and sentences and page
        estimate = found_of(precision.times(1000), added(sentences.times(silent), page.times(pages)))
        assert estimate is not None
        held += estimate.low <= found_true / (found_true + missed + on_pages) <= estimate.high
    assert 0.93 <= held / 2000 <= 0.99


def test_recall_of_nothing_found_and_nothing_missed_is_not_known() -> None:
    zero = Estimate(0.0, 0.0, 0.0)
    assert found_of(zero, zero) is None
    assert found_of(Estimate(10.0, 10.0, 10.0), zero) == Estimate(1.0, 1.0, 1.0)


@given(st.floats(0, 1))
def test_each_confidence_lies_in_the_bin_it_is_put_in(confidence: float) -> None:
    low, high = EDGES[bin_of(confidence)], EDGES[bin_of(confidence) + 1]
    assert low <= confidence < high or confidence == high == 1.0
