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


def test_the_examples_are_those_in_which_a_rule_finds_something() -> None:
    for id_ in ("en.pair.became", "zh.cue.denied", "notice.correction.zh"):
        rule = find([id_])[id_]
        written = rule.body.partition("examples:")[2]
        assert rule.examples and all(text in written for text in rule.examples)
        for line in written.splitlines():
            wrong = "pairs: []" in line or "fires: false" in line or line.strip().startswith("- {no:")
            assert not (wrong and any(f'"{text}"' in line for text in rule.examples))
