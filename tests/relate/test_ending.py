"""Which date of a sentence is that of the end of a tie."""

from __future__ import annotations

import pytest

from extract.layers import DateMention
from extract.relate.ending import end_of
from extract.relate.mask import DATE, Masked


@pytest.mark.parametrize("before", ["", "双方于"])
def test_the_date_of_the_making_is_not_that_of_the_end(before: str) -> None:
    text = f"{before}{DATE}缔结,后因断交终止"
    masked = Masked(text, "zh", (), 0, {len(before): DateMention(0, 5, value="1986")})
    assert end_of(masked, 0, text.index("终止")) is None


def test_a_date_that_tells_what_has_ended_is_that_of_the_end() -> None:
    text = f"的{DATE}缔结,后终止"
    masked = Masked(text, "zh", (), 0, {1: (date := DateMention(0, 5, value="1986"))})
    assert end_of(masked, 0, text.index("终止")) is date
