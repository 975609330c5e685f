"""From what the caller names to the files behind it: files, folders, globs, `-`, URLs of any fsspec kind.

A folder is walked in the order of its sorted names, hidden ones left out. A `uri` is as it was given; in a
folder it is relative to that. Of several folders two may have files of one name, so there the folder's own
name goes before: see `folder_names`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from glob import glob, has_magic
from os.path import normpath
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from extract.emit.folder import is_run
from extract.emit.store import StoreError, file_system, is_url, speaking

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
    path: str | None = None


def kind_of(name: str) -> Literal["stdin", "url", "folder", "glob", "file"]:
    """What an INPUT is; `glob` only where no file has that very name."""
    if name == STDIN:
        return "stdin"
    if is_url(name):
        return "url"
    if Path(name).is_dir():
        return "folder"
    return "glob" if has_magic(name) and not Path(name).exists() else "file"


def check(inputs: Iterable[str]) -> None:
    """InputError naming the first input behind which there is nothing that can be read, or a run's output."""
    for name in inputs:
        kind = kind_of(name)
        if kind == "url":
            _check_url(name)
        elif kind == "glob":
            if next(_behind(name), None) is None:
                raise InputError(f"no file matches: {name}")
        elif kind != "stdin":
            if not Path(name).exists():
                raise InputError(f"no such file or folder: {name}")
            if not os.access(name, os.R_OK):
                raise InputError(f"cannot be read: {name}")
            if kind == "folder" and is_run(Path(name)):
                raise InputError(
                    f"holds what a run wrote, no releases: {name}; its texts are in {name}/texts"
                )


def _check_url(url: str) -> None:
    try:
        system, root = file_system(url)
        with speaking(url):
            there = system.exists(root) or (has_magic(root) and bool(system.glob(root)))
    except StoreError as error:
        raise InputError(f"cannot be read: {error}") from error
    if not there:
        raise InputError(f"no such file or folder: {url}")


def locations(names: Sequence[str]) -> Iterator[tuple[str, Iterator[Location]]]:
    """Each INPUT with the files behind it, in order."""
    called = folder_names(names)
    for name in names:
        yield name, _behind(name, called.get(name, ""))


def folder_names(inputs: Sequence[str]) -> dict[str, str]:
    """What the files of each folder have before their names, where there is more than one INPUT.

    It follows from the INPUTs alone and not from what lies in them, nor from where they lie on a machine:
    as many last parts of a folder's path as tell it from the others.

    >>> folder_names(["/data/fuzhou/pages", "wuhan/pages/"])
    {'/data/fuzhou/pages': 'fuzhou/pages/', 'wuhan/pages/': 'wuhan/pages/'}
    >>> folder_names(["/data/fuzhou/pages"])
    {}
    """
    if len(inputs) < 2:
        return {}
    paths = {name: _parts(name) for name in inputs if _is_folder(name)}
    called = {}
    for name, parts in paths.items():
        others = [other for other in paths.values() if other != parts]
        last = (parts[-size:] for size in range(1, len(parts)))
        told = next((own for own in last if all(other[-len(own) :] != own for other in others)), parts)
        called[name] = "/".join(told) + "/"
    return called


def _is_folder(name: str) -> bool:
    match kind_of(name):
        case "folder":
            return True
        case "url":
            system, root = file_system(name)
            with speaking(name):
                return bool(system.isdir(root))
        case _:
            return False


def _parts(folder: str) -> tuple[str, ...]:
    """The parts of a folder's path, of a URL after its scheme."""
    path = folder.partition("://")[2] if is_url(folder) else Path(folder).absolute().as_posix()
    return tuple(part for part in normpath(path).split("/") if part)


def _behind(name: str, called: str = "") -> Iterator[Location]:
    """The files behind one INPUT, in order; those in a folder with `called` before their names."""
    match kind_of(name):
        case "stdin":
            yield Location(STDIN, lambda: sys.stdin.buffer)
        case "url":
            yield from _remote(name, called)
        case "folder":
            for path, inside in _walk(name):
                yield _local(path, called + inside, named=False)
        case "glob":
            for found in sorted(glob(name, recursive=True)):  # noqa: PTH207 (absolute and `..` patterns too)
                if Path(found).is_file():
                    yield _local(found, found, named=False)
        case "file":
            yield _local(name, name)


def count(names: Sequence[str]) -> int:
    """How many files stand behind the INPUTs, without reading them."""
    return sum(1 for _, found in locations(names) for _ in found)


def any_file(names: Sequence[str]) -> bool:
    """Whether any file stands behind the INPUTs."""
    return any(True for _, found in locations(names) for _ in found)


def _open_local(path: str) -> BinaryIO:
    return open(path, "rb")  # noqa: PTH123 (a Path for each of many files costs as much as opening it)


def _local(path: str, uri: str, named: bool = True) -> Location:
    return Location(uri, partial(_open_local, path), named, path)


def _walk(folder: str, inside: str = "") -> Iterator[tuple[str, str]]:
    """The files of a folder and below it, each with its name in it; what runs have written is no input.

    Of a folder only the names are held, so that millions of files need little memory.
    """
    with os.scandir(folder) as found:
        kinds = {entry.name: _kind(entry) for entry in found if not entry.name.startswith(".")}
    for name in sorted(kinds):
        path = f"{folder}/{name}"
        if kinds[name] == "file":
            yield path, inside + name
        elif kinds[name] == "folder" and not is_run(Path(path)):
            yield from _walk(path, f"{inside}{name}/")


def _kind(entry: os.DirEntry[str]) -> Literal["file", "folder", ""]:
    """What an entry of a folder is; a link to a folder is none, since it may lead round and round."""
    if entry.is_file():
        return "file"
    return "folder" if entry.is_dir(follow_symlinks=False) else ""


def _remote(url: str, called: str = "") -> Iterator[Location]:
    """The files behind a URL; StoreError where that cannot be known."""
    system, root = file_system(url)
    with speaking(url):
        if has_magic(root) and not system.exists(root):
            found = system.glob(root, detail=True)
            files = sorted(path for path, about in found.items() if about["type"] == "file")
            names = {path: system.unstrip_protocol(path) for path in files}
        elif system.isdir(root):
            inside = {path: path.removeprefix(root).lstrip("/") for path in sorted(system.find(root))}
            names = {path: called + name for path, name in inside.items() if not _is_hidden(name)}
        else:
            names = {root: url}
    for path, uri in names.items():
        yield Location(uri, partial(_open, system, path, url), uri == url)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _open(system: Any, path: str, url: str) -> BinaryIO:
    with speaking(url):
        return cast(BinaryIO, system.open(path, "rb"))
