"""`youcheng link` as a user runs it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from extract.cli import app

LEEDS = "gn:2644688"


def link(*words: str) -> Result:
    return CliRunner().invoke(app, ["link", *words])


def test_nothing_is_cut_in_a_pipe() -> None:
    result = link("圣保罗")
    assert result.exit_code == 0
    assert "gn:3448439" in result.stdout and "Saint-Paul-de-Vence" in result.stdout
    assert "…" not in result.stdout


@pytest.mark.parametrize("country", ["GB", "gb", "UK", "United Kingdom", "英国"])
def test_a_country_has_several_names(country: str) -> None:
    result = link("Leeds", "--country", country)
    assert result.exit_code == 0
    assert LEEDS in result.stdout and result.stdout.count("gn:") == 1


def test_a_country_that_is_none_is_bad_use() -> None:
    result = link("Leeds", "--country", "Yorkshire")
    assert result.exit_code == 2
    assert result.stderr == "youcheng: no such country: Yorkshire; say a code as GB or a name as Japan\n"


def test_two_words_are_bad_use_that_says_what_to_do() -> None:
    result = link("Leeds", "England")
    assert result.exit_code == 2
    assert "--country" in result.stderr and "'Leeds, England'" in result.stderr


def test_a_name_of_no_place_is_exit_1() -> None:
    result = link("不存在市xyz")
    assert (result.exit_code, result.stdout) == (1, "no place is called 不存在市xyz\n")
