"""From what the caller names to the files behind it: files, folders, globs, `-`, URLs of any fsspec kind.

A folder is walked in the order of its sorted names, hidden ones left out; a `uri` is relative to the
folder that was given, else as it was given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from extract.emit.folder import is_run

STDIN = "-"


class InputError(ValueError):
    """An input that cannot be used at all: said before any work is done."""


@dataclass(frozen=True, slots=True)
class Location:
    """One file: the name the records give it, and how to open it (OSError where that fails).

    `named` says that the caller named this very file, not a folder or a pattern that holds it;
    `path` is where it lies on this machine.
    """

    uri: str
    open: Callable[[], BinaryIO]
    named: bool = True
    path: Path | None = None


def kind_of(name: str) -> Literal["stdin", "url", "folder", "glob", "file"]:
    """What an INPUT is; `glob` only where no file has that very name."""
    if name == STDIN:
        return "stdin"
    if "://" in name:
        return "url"
    if Path(name).is_dir():
        return "folder"
    return "glob" if has_magic(name) and not Path(name).exists() else "file"


def check(inputs: Iterable[str]) -> None:
    """InputError naming the first input behind which there is nothing that can be read."""
    for name in inputs:
        kind = kind_of(name)
        if kind == "url":
            _file_system(name)
        elif kind == "glob":
            if next(locations(name), None) is None:
                raise InputError(f"no file matches: {name}")
        elif kind != "stdin":
            if not Path(name).exists():
                raise InputError(f"no such file or folder: {name}")
            if not os.access(name, os.R_OK):
                raise InputError(f"cannot be read: {name}")


def locations(name: str) -> Iterator[Location]:
    """The files behind one INPUT, in order."""
    match kind_of(name):
        case "stdin":
            yield Location(STDIN, lambda: sys.stdin.buffer)
        case "url":
            yield from _remote(name)
        case "folder":
            for path in _walk(Path(name)):
                yield _local(path, path.relative_to(name).as_posix(), named=False)
        case "glob":
            for found in sorted(glob(name, recursive=True)):  # noqa: PTH207 (absolute and `..` patterns too)
                if Path(found).is_file():
                    yield _local(Path(found), found, named=False)
        case "file":
            yield _local(Path(name), name)


def count(names: Iterable[str]) -> int:
    """How many files stand behind the INPUTs, without reading them."""
    return sum(1 for name in names for _ in locations(name))


def any_file(names: Iterable[str]) -> bool:
    """Whether any file stands behind the INPUTs."""
    return any(True for name in names for _ in locations(name))


def _local(path: Path, uri: str, named: bool = True) -> Location:
    return Location(uri, lambda: path.open("rb"), named, path)


def _walk(folder: Path) -> Iterator[Path]:
    """The files of a folder and below it; what runs have written there is no input."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink() and not is_run(path):
                yield from _walk(path)
        elif path.is_file():
            yield path


def _file_system(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it; InputError where there is none for its scheme."""
    import fsspec

    try:
        return cast(tuple[Any, str], fsspec.core.url_to_fs(url))
    except (ImportError, ValueError) as error:
        raise InputError(f"{url}: {error}") from error


def _remote(url: str) -> Iterator[Location]:
    system, root = _file_system(url)
    if has_magic(root) and not system.exists(root):
        found, named = sorted(system.glob(root)), False
    elif system.isdir(root):
        found, named = sorted(system.find(root)), False
    else:
        found, named = [root], True
    for path in found:
        uri = url if named else system.unstrip_protocol(path)
        yield Location(uri, lambda path=path: cast(BinaryIO, system.open(path, "rb")), named)  # type: ignore[misc]
