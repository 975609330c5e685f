"""Arrays compiled once into the user's cache: `$XDG_CACHE_HOME/youcheng`, else `~/.cache/youcheng`."""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from extract.resources import cache_dir

Arrays = Mapping[str, npt.NDArray[np.generic]]
T = TypeVar("T")
_log = logging.getLogger(__name__)


def load_or_make(name: str, read: Callable[[Arrays], T], make: Callable[[], Arrays]) -> T:
    """`read(arrays)` of the cached file `name`, made by `make` where it is missing or damaged.

    A cache that cannot be written costs only the time to make it again. What `make` raises is not caught.
    """
    path = cache_dir() / name
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return read(arrays)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, EOFError, IndexError, zipfile.BadZipFile) as error:
        _log.warning("%s cannot be used (%s): made anew", path, error)
    made = make()
    try:
        _write(path, made)
    except OSError as error:
        _log.warning("%s cannot be written (%s): it will be made again", path, error)
    return read(made)


def _write(path: Path, arrays: Arrays) -> None:
    """Write to a temporary name beside `path`, then rename: another process sees all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    columns: dict[str, Any] = dict(arrays)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **columns)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
