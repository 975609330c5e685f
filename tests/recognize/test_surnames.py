"""Surnames that are also names of towns, told by the titles and given names before them."""

from __future__ import annotations

import pytest

from extract.recognize.surnames import surnames


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mayor Anthony Lancaster spoke. Lancaster smiled.", {"Lancaster"}),
        ("Mayor Geordin Hill-Lewis spoke.", {"Hill-Lewis", "Hill", "Lewis"}),
        ("The mayor of Lancaster spoke.", set()),
        ("Mayor Lancaster spoke.", set()),  # one name behind a title may be the town's
    ],
)
def test_surnames(text: str, names: set[str]) -> None:
    assert surnames(text) == names
