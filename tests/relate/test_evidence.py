"""Which lines of an English list are the evidence of a tie: those that tell of it."""

from __future__ import annotations

import pytest

import extract

COUNTED = """City of Eugene

Eugene has three sister cities in three countries.

Kakegawa, Japan          1979
Jinju, South Korea          1961
Irpin, Ukraine          2020
"""
COLUMNS = """CITY OF EUGENE

Sister city          Since          Board meets
Kakegawa, Japan          1979          1st Monday
Jinju, South Korea          1961          as needed
Irpin, Ukraine          2020          3rd Friday
"""
TITLED = """Sister Cities of Eugene

1. Kakegawa, Japan, 1979
2. Jinju, South Korea, 1961
3. Irpin, Ukraine, 2020
"""
TOLD = """Twin Towns of Eugene

Kakegawa, Japan
The town of tea, and of a wooden castle. Twin town since 1979.

Kraków, Poland
Motors are built in Kraków. Twin town since 1961.

Irpin, Ukraine
Twin town since 2020.
"""


@pytest.mark.parametrize(
    ("text", "partner", "evidence"),
    [
        (COUNTED, "Kakegawa", ["Kakegawa, Japan          1979"]),
        (COLUMNS, "Jinju", ["Jinju, South Korea          1961          as needed"]),
        (TITLED, "Jinju", ["Sister Cities of Eugene", "2. Jinju, South Korea, 1961"]),
        (TOLD, "Kakegawa", ["Twin town since 1979."]),
        (TOLD, "Kraków", ["Twin town since 1961."]),
        (TOLD, "Irpin", ["Twin town since 2020."]),
    ],
)
def test_a_line_that_tells_nothing_of_a_tie_is_no_evidence(
    text: str, partner: str, evidence: list[str]
) -> None:
    [pair] = [p for p in extract.process(text).pairs if partner in (p.a.text, p.b.text)]
    assert [e.text for e in pair.evidence] == evidence
