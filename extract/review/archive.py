"""Pages as they were archived, found by the hash of their bytes: `doc_id` is that hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_HEX = re.compile("[0-9a-f]{64}")
_PAGES = frozenset({".html", ".htm", ".shtml", ".xhtml"})


class Archive:
    """The pages below some folders."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._paths: dict[str, Path] = {}
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.suffix.lower() in _PAGES and path.is_file():
                    self._paths[hashlib.sha256(path.read_bytes()).hexdigest()] = path

    def holds(self, doc_id: str) -> bool:
        return doc_id.removeprefix("sha256:") in self._paths

    def read(self, name: str) -> bytes | None:
        """The page whose bytes have that hash (64 hex digits); None for anything else."""
        path = self._paths.get(name) if _HEX.fullmatch(name) else None
        return path.read_bytes() if path else None
