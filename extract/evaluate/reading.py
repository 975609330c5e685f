"""A run's lines as plain dictionaries: evaluation takes any run that keeps to the format."""

from __future__ import annotations

from pathlib import Path

import msgspec

from extract.evaluate.measures import Fact


def read_jsonl(path: Path) -> list[Fact]:
    """The lines of a file; none where there is no file."""
    if not path.exists():
        return []
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
