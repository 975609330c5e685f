"""Finding rules by id in the real files under rules/."""

from __future__ import annotations

from extract import resources
from extract.rules.index import find


def test_a_rule_is_found_where_it_stands() -> None:
    rule = find(["furniture.font"])["furniture.font"]
    lines = (resources.rules_dir() / rule.path).read_text("utf-8").splitlines()
    assert "furniture.font" in lines[rule.line - 1]
    assert rule.body.splitlines()[0].strip() == "id: furniture.font"
    assert "kind: widget" in rule.body


def test_what_is_no_rule_is_not_found() -> None:
    assert find(["no.such.rule"]) == {}
