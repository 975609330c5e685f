"""A place as people name it: by id, by key, or by a name in any script, with its suffix or without."""

from __future__ import annotations

import sqlite3

from extract.link.names import en_norm, en_strip, split_suffix, zh_norm
from extract.registry.store import RegistryError


def forms(name: str) -> list[str]:
    """A name as it is compared, and without its generic suffix.

    >>> forms("深圳市"), forms("Shenzhen City")
    (['深圳市', '深圳'], ['shenzhen city', 'shenzhen'])
    """
    if not name:
        return []
    latin = en_norm(name)
    found = [latin, en_norm(en_strip(name))] if latin else [zh_norm(name), split_suffix(zh_norm(name))[0]]
    return list(dict.fromkeys(found))


def find_place(db: sqlite3.Connection, said: str) -> str:
    """The id of the place meant, or the key of one that waits for an id.

    Raises RegistryError where no place is called that, or several are: it names them.
    """
    named: dict[str, str] = {}
    wanted = forms(said)
    rows = db.execute(
        "SELECT id, key, country, coalesce(name_zh, name_en), name_zh, name_zh_hant, name_en FROM place"
        " UNION ALL SELECT p.id, f.key, p.country, coalesce(p.name_zh, p.name_en), f.name_zh, NULL, f.name_en"
        " FROM former f JOIN place p ON p.id = f.place"
        " UNION ALL SELECT key, key, country, coalesce(name_zh, name_en), name_zh, name_zh_hant, name_en"
        " FROM node WHERE place IS NULL"
        " UNION ALL SELECT subject, subject, NULL, coalesce(name_zh, name_en), name_zh, NULL, name_en"
        " FROM claim WHERE subject NOT IN (SELECT key FROM node) AND subject NOT IN (SELECT key FROM place)"
    )
    for id_, key, country, shown, *names in rows:
        if said in (id_, key):
            return str(id_)
        if any(form in wanted for name in names for form in forms(name or "")):
            named[id_] = f"{shown} ({country or '?'}, {id_})"
    if len(named) == 1:
        return next(iter(named))
    if named:
        raise RegistryError(f"{said} may be {', '.join(sorted(named.values()))}: say which, by id")
    raise RegistryError(f"the registry knows no place called {said}")
