"""Finding a rule by its id: where it stands, and what the linguist wrote there."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from extract import resources


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as it stands in its file: `path` relative to the rules' folder, `line` from 1.

    `comment` is what stands above it, or its own key of that name. `examples` are the texts of those
    examples in which the rule finds something.
    """

    id: str
    path: str
    line: int
    comment: str
    body: str
    examples: tuple[str, ...]


def find(ids: Iterable[str]) -> dict[str, RuleText]:
    """The rules with these ids, as far as files under `rules/` have them."""
    wanted = set(ids)
    root = resources.rules_dir()
    found: dict[str, RuleText] = {}
    for path in sorted(root.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if any(id_ in text for id_ in wanted - found.keys()):
            for rule in _rules(text, path.relative_to(root)):
                if rule.id in wanted:
                    found.setdefault(rule.id, rule)
    return found


@lru_cache(maxsize=1)
def every() -> dict[str, RuleText]:
    """All rules that have an id, by id; read once a process."""
    root = resources.rules_dir()
    found: dict[str, RuleText] = {}
    for path in sorted(root.rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if "id: " in text:
            for rule in _rules(text, path.relative_to(root)):
                found.setdefault(rule.id, rule)
    return found


def _rules(text: str, path: Path) -> Iterator[RuleText]:
    lines = text.splitlines()
    for id_, node in _nodes(yaml.compose(text, Loader=yaml.CSafeLoader)):
        first, last = node.start_mark.line, node.end_mark.line
        body = "\n".join(line for line in lines[first : max(last, first + 1)] if line.strip())
        body = textwrap.dedent(body.replace("- ", "  ", 1))  # the dash of the list it stands in
        comment = _comment_above(lines, first) or str(_value(node, "comment") or "")
        yield RuleText(id_, path.as_posix(), first + 1, comment, body, tuple(_positive(node)))


def _positive(rule: yaml.MappingNode) -> Iterator[str]:
    """The texts of a rule's examples, but for those that say what it must leave alone."""
    for example in _value(rule, "examples") or []:
        text = example.get("text", example.get("yes"))
        if text and all(example.values()):
            yield text


def _value(rule: yaml.MappingNode, name: str) -> Any:
    """What a rule says under a key, as Python has it."""
    made = yaml.constructor.SafeConstructor()
    found = (value for key, value in rule.value if key.value == name)
    return next((made.construct_object(value, deep=True) for value in found), None)


def _nodes(node: yaml.Node | None) -> Iterator[tuple[str, yaml.MappingNode]]:
    """Every mapping that says `id: …`, however deep it lies."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                yield value.value, node
            else:
                yield from _nodes(value)


def _comment_above(lines: list[str], first: int) -> str:
    """The comment lines right above a rule."""
    start = first
    while start > 0 and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    return "\n".join(line.strip().lstrip("# ") for line in lines[start:first])
