"""The confidence of a tie is the logistic of what the record says it was made of."""

from __future__ import annotations

import math

import extract

STATED = "2024年3月1日，山西省运城市与韩国义王市结为友好城市。"
MENTIONED = "运城市的友好城市义王市派出代表团。"


def test_features_make_the_confidence() -> None:
    (pair,) = extract.process(STATED).pairs
    assert set(pair.features) >= {"bias", "stated_by_clause", "dated", "both_linked"}
    assert pair.confidence == round(1 / (1 + math.exp(-sum(pair.features.values()))), 3)


def test_what_is_said_of_a_tie_makes_it_surer() -> None:
    (stated,) = extract.process(STATED).pairs
    (mentioned,) = extract.process(MENTIONED).pairs
    assert stated.confidence > 0.9 > mentioned.confidence
