"""What must hold of a run before it takes the place of the one before: `[release]` in youcheng.toml.

[release]
max_rejects = 0.02     # share of the inputs
max_silent = 0         # sites of the last run without a document in this one

[release.pairs]        # any kind of record: documents, pairs, counts …
min = 100
max = 100000
max_drop = 0.1         # share by which they may be fewer than in the last run
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pydantic

from extract.records import KINDS


class ConfigError(ValueError):
    """A youcheng.toml that cannot be used: said before any work is done."""


class ReleaseError(Exception):
    """A run that does not keep to its assertions, and is not written; `failed` says which."""

    def __init__(self, failed: list[str]) -> None:
        super().__init__("; ".join(failed))
        self.failed = failed


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Bounds(_Model):
    """How many records of a kind there may be."""

    min: int | None = None
    max: int | None = None
    max_drop: float | None = None


class Release(_Model):
    """The assertions of a run; what is None or missing asserts nothing."""

    max_rejects: float | None = None
    max_silent: int | None = None
    kinds: dict[str, Bounds] = {}

    def failed(
        self, sums: dict[str, int], records: dict[str, int], before: dict[str, int] | None, silent: list[str]
    ) -> Iterator[str]:
        """What does not hold of the conservation sums and of the numbers of records, now and before."""
        if self.max_rejects is not None and sums["rejected"] > self.max_rejects * sums["inputs"]:
            yield f"{sums['rejected']} of {sums['inputs']} inputs rejected, more than {self.max_rejects:.1%}"
        if self.max_silent is not None and len(silent) > self.max_silent:
            named = ", ".join(silent[:10]) + (" …" if len(silent) > 10 else "")
            yield f"{len(silent)} sites silent, more than {self.max_silent}: {named}"
        for kind, bounds in self.kinds.items():
            number = records[kind]
            if bounds.min is not None and number < bounds.min:
                yield f"{number} {kind}, fewer than {bounds.min}"
            if bounds.max is not None and number > bounds.max:
                yield f"{number} {kind}, more than {bounds.max}"
            last = (before or {}).get(kind)
            if bounds.max_drop is not None and last and number < (1 - bounds.max_drop) * last:
                yield f"{number} {kind}, {last} in the last run: a drop of more than {bounds.max_drop:.1%}"


def read_release(path: Path) -> Release:
    """The assertions in a youcheng.toml. ConfigError where it is missing or wrong."""
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8")).get("release", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    kinds = {name: table.pop(name) for name in KINDS if name in table}
    try:
        return Release(**table, kinds=kinds)
    except (pydantic.ValidationError, TypeError) as error:
        raise ConfigError(f"{path}: [release]: {error}") from error


def site(source_id: str) -> str:
    """Whose page it is: the host of a URL, the folder of a file.

    >>> site("https://www.example.cn/a.html"), site("example/a.txt")
    ('www.example.cn', 'example')
    """
    return urlsplit(source_id).netloc if "://" in source_id else str(PurePosixPath(source_id).parent)
