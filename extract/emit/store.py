"""A run in a store that fsspec knows (`s3://…`, `gs://…`, `ftp://…`), by way of a copy on this machine.

The run is made in the copy, as in any folder, and put into the store when it is ready: the manifest taken
away first and put back last, so that who finds a manifest finds a whole run. Broken off on the way, the next
command on this machine puts it there; the copy keeps what is done until then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extract.emit.folder import FILES, MANIFEST, PURGED, TEXTS, TIMING, OutputError, held, text_names
from extract.emit.writer import OBSOLETE, remove_run
from extract.resources import cache_dir

_OURS = {*FILES, MANIFEST, PURGED, TEXTS, TIMING}


def is_url(name: str) -> bool:
    return "://" in name


class StoreError(OSError):
    """A store that cannot be reached, or does not do what it is asked."""


@contextmanager
def speaking(url: str) -> Iterator[None]:
    """What the package of a store raises, as a StoreError: each has errors of its own kind."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        raise StoreError(f"{url}: {first or type(error).__name__}") from error


def file_system(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it; StoreError where there is none for its scheme."""
    import fsspec

    with speaking(url):
        system, path = fsspec.core.url_to_fs(url)
    return system, path


def local_path(url: str) -> Path | None:
    """The path on this machine that a `file://` URL means; None of any other."""
    system, path = file_system(url)
    return Path(path) if "file" in (system.protocol, *system.protocol) else None


class Store:
    """The place of a run in a store. OutputError where it holds anything else, or cannot be reached."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self.copy = cache_dir() / "runs" / hashlib.sha256(self._url.encode()).hexdigest()[:32]
        try:
            self._system, self._root = file_system(self._url)
            strange = set(self._names()) - _OURS
        except StoreError as error:
            raise OutputError(f"cannot be written: {error}") from error
        if strange:
            raise OutputError(f"is not empty and no run of youcheng: {self._url}")

    def fetch(self, *, anew: bool = False) -> None:
        """Make the copy hold the run that the store holds, or none where the store holds none.

        One that the copy has already is not read again, but `anew`.
        """
        with speaking(self._url):
            manifest = self._read(MANIFEST)
            copied = self.copy / MANIFEST
            if not anew and copied.exists() and copied.read_bytes() == manifest:
                return
            remove_run(self.copy)
            if manifest is None:
                return
            (self.copy / TEXTS).mkdir(parents=True, exist_ok=True)
            there = set(self._names())
            self._get([name for name in (*FILES, TIMING, PURGED) if name in there])
            self._get([f"{TEXTS}/{name}" for name in self._names(TEXTS)])
            copied.write_bytes(manifest)

    def publish(self, parts: Path) -> None:
        """Put a run that is ready in `parts` into the store; done again it does no harm."""
        with speaking(self._url):
            self._system.makedirs(f"{self._root}/{TEXTS}", exist_ok=True)
            self._remove([MANIFEST])
            texts = {path.name for path in (parts / TEXTS).iterdir()}
            self._put(parts, [f"{TEXTS}/{name}" for name in sorted(texts)])
            self._put(parts, [name for name in (*FILES, TIMING, PURGED) if (parts / name).exists()])
            obsolete = set((parts / OBSOLETE).read_text("ascii").split())
            wanted = texts | (text_names(self.copy) - obsolete)
            self._remove([f"{TEXTS}/{name}" for name in self._names(TEXTS) if name not in wanted])
            self._put(parts, [MANIFEST])

    def _names(self, folder: str = "") -> list[str]:
        """The names in the place, or in a folder of it."""
        with speaking(self._url):
            self._system.invalidate_cache()
            path = f"{self._root}/{folder}".rstrip("/")
            try:
                found = self._system.ls(path, detail=False)
            except FileNotFoundError:
                return []
        # stores without folders list the folder's own name among its files
        return sorted(name for each in found if (name := each.rstrip("/").removeprefix(path).strip("/")))

    def _read(self, name: str) -> bytes | None:
        try:
            content: bytes = self._system.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return content

    def _get(self, names: list[str]) -> None:
        if names:
            there = [f"{self._root}/{name}" for name in names]
            self._system.get(there, [str(self.copy / name) for name in names])

    def _put(self, folder: Path, names: list[str]) -> None:
        if names:
            there = [f"{self._root}/{name}" for name in names]
            self._system.put([str(folder / name) for name in names], there)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            with suppress(FileNotFoundError):
                self._system.rm_file(f"{self._root}/{name}")


def destination(out: str | Path) -> tuple[Path, Store | None]:
    """The folder in which a run is made, and the store it goes to from there where `out` is a URL."""
    if isinstance(out, Path) or not is_url(out):
        return Path(out), None
    try:
        path = local_path(out)
    except StoreError as error:
        raise OutputError(f"cannot be written: {error}") from error
    if path is not None:
        return path, None
    store = Store(out)
    return store.copy, store


def run_folder(name: str, *, anew: bool = False) -> Path:
    """The folder of a run named by its path or a URL; of one in a store a copy, made as by `fetch`."""
    if not is_url(name):
        return Path(name)
    if (path := local_path(name)) is not None:
        return path
    store = Store(name)
    store.copy.mkdir(parents=True, exist_ok=True)
    with held(store.copy):
        store.fetch(anew=anew)
    return store.copy
