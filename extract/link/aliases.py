"""The user's own spellings: `this name is this place`, kept in one file that outlives runs and builds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from extract.link.gazetteer import GazetteerError, open_gazetteer, user_folder
from extract.link.names import HAN, en_norm, zh_norm


class AliasError(ValueError):
    """An alias that cannot be kept: the place is unknown, or the file is broken."""


def alias_path() -> Path:
    """`aliases.jsonl` in the user's folder."""
    return user_folder() / "aliases.jsonl"


def add(name: str, place: str, country: str | None = None) -> Path:
    """Keep an alias; the last word on a name and country counts. Raises AliasError for an unknown place."""
    try:
        known = open_gazetteer().find(place)
    except GazetteerError as error:
        raise AliasError(str(error)) from error
    if known is None:
        raise AliasError(
            f"no place {place} in the gazetteer; keys look like gn:2192362, iso:US-OR, gbt:420100"
        )
    return _append(name, country, place)


def _append(name: str, country: str | None, place: str | None) -> Path:
    path = alias_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"name": name, "country": country, "place": place}, ensure_ascii=False, sort_keys=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def take_back(name: str, place: str) -> None:
    """Let a name (of any country) mean what it did before it was said to mean a place, if that stands."""
    meant = [said for key, said in _rows() if key == (normal(name), None)]
    if meant and meant[-1] == place:
        _append(name, None, meant[-2] if len(meant) > 1 else None)


def load() -> dict[tuple[str, str | None], str]:
    """All aliases: (normalised name, country) to place key. Raises AliasError naming file and line."""
    return {key: place for key, place in dict(_rows()).items() if place is not None}


def _rows() -> Iterator[tuple[tuple[str, str | None], str | None]]:
    """What was said, oldest first; no place: the name means nothing of its own any more."""
    path = alias_path()
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield (normal(row["name"]), row.get("country")), row["place"]
        except (ValueError, KeyError, TypeError) as error:
            raise AliasError(f"{path}:{number}: no alias: {error}") from error


def normal(name: str) -> str:
    """The form in which an alias and a mention are compared."""
    return zh_norm(name) if HAN.search(name) else en_norm(name)
