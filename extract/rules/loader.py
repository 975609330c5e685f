"""Read a YAML file of rules safely, check it against a pydantic model, and say file and line of any error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pydantic
import yaml

try:
    from yaml import CSafeLoader as _Safe
except ImportError:  # pragma: no cover - a PyYAML built without libyaml
    from yaml import SafeLoader as _Safe  # type: ignore[assignment]


class _Loader(_Safe):
    """Safe YAML in which `on`, `no` and `yes` are the English words they look like, and a date is text."""


_KEPT = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("null", "int", "float", "merge"))
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in resolvers if tag in _KEPT]
    for first, resolvers in _Safe.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), ["t", "f"])

T = TypeVar("T")
Location = tuple[Any, ...]
PAIR = 2


class RuleError(ValueError):
    """A rule file that cannot be used: `file:line: what is wrong`."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


class RuleModel(pydantic.BaseModel):
    """Base of all models of rule files: an unknown key is an error, and nothing is changed once loaded."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


def load(path: Path, model: type[T]) -> T:
    """The content of a YAML file as `model` (any type pydantic can check, `list[Rule]` among them).

    Raises RuleError, naming file and line, when the file is missing, is no YAML, lists a word twice or does
    not fit the model.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(path, 0, f"cannot be read: {error}") from error
    try:
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RuleError(path, mark.line + 1 if mark else 0, f"is no valid YAML: {error}") from error
    for loc, word in _repeated(data):
        raise RuleError(path, line_of(text, loc), f"{'.'.join(map(str, loc[:-1]))}: {word!r} is listed twice")
    try:
        return pydantic.TypeAdapter(model).validate_python(data)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise RuleError(path, line_of(text, first["loc"]), f"{where}: {first['msg']}") from error


def _repeated(data: Any, loc: Location = ()) -> Iterator[tuple[Location, str]]:
    """Each word that stands in a list a second time, and where. An example may have the same twice; so may a
    pair, the label of one thing in two languages."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key != "examples":
                yield from _repeated(value, (*loc, key))
    elif isinstance(data, list):
        seen: set[str] = set()
        for i, item in enumerate(data):
            if not isinstance(item, str):
                yield from _repeated(item, (*loc, i))
            elif item in seen and len(data) > PAIR:
                yield (*loc, i), item
            else:
                seen.add(item)


def line_of(text: str, loc: Location) -> int:
    """The line (from 1) where the item at a pydantic location such as `(3, "pattern")` stands."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for part in loc:
        if node is None:
            break
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
            continue
        else:
            break
        line = node.start_mark.line + 1
    return line
