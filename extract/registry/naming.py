"""What places are called in all that goes out, by a policy of rules/naming/; ids never follow one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field

from extract.link.gazetteer import open_gazetteer
from extract.registry.store import RegistryError
from extract.resources import rules_dir
from extract.rules.loader import RuleError, RuleModel, load
from extract.text.script import HAN, simplified, traditional

Language = Literal["en", "zh-Hans", "zh-Hant"]
Reader = Literal["alone", "en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hans", "zh-Hant")
READERS: tuple[Reader, ...] = ("alone", *LANGUAGES)
STANDARD = "standard"
_NAMES = ("name_zh", "name_zh_hant", "name_en")
_CHINESE = re.compile(f"[{HAN}]")


class Country(RuleModel):
    """The names of a country or territory that the policy has otherwise than the gazetteer."""

    name_zh: str | None = None
    name_zh_hant: str | None = None
    name_en: str | None = None


class Example(RuleModel):
    """What a place of the gazetteer, by its key, is called under the policy."""

    place: str
    alone: str | None = None
    en: str | None = None
    zh_hans: str | None = Field(None, alias="zh-Hans")
    zh_hant: str | None = Field(None, alias="zh-Hant")


class NamingPolicy(RuleModel):
    title: str
    names: dict[Reader, list[Literal["written", "name_zh", "name_zh_hant", "name_en"]]]
    countries: dict[str, Country] = {}
    examples: list[Example]


def policies() -> list[str]:
    """The policies that there are, the standard one first."""
    found = sorted(path.stem for path in (rules_dir() / "naming").glob("*.yaml"))
    return sorted(found, key=lambda name: name != STANDARD)


@lru_cache(maxsize=8)
def load_naming(name: str) -> NamingPolicy:
    """A policy by its name. Raises RegistryError where there is none, RuleError naming file and line."""
    if name not in policies():
        raise RegistryError(f"no naming policy {name}; there are {', '.join(policies())}")
    path = rules_dir() / "naming" / f"{name}.yaml"
    policy = load(path, NamingPolicy)
    if lacking := set(READERS) - policy.names.keys():
        raise RuleError(path, 1, f"names: says nothing of {', '.join(sorted(lacking))}")
    return policy


class Naming:
    """One policy, ready to name the places of an open registry."""

    def __init__(self, db: sqlite3.Connection, policy: str = STANDARD) -> None:
        self._db, self._policy = db, load_naming(policy)
        self._written: dict[str, dict[Reader, str]] = {}
        self._known: dict[str, dict[str, Any]] = {}

    @property
    def title(self) -> str:
        return self._policy.title

    def place(self, known: Mapping[str, Any], reader: Reader = "alone") -> str:
        """The name of a place that has `key`, `country`, the names of records, and `id` in the registry."""
        if known["key"] == f"iso:{known['country']}":
            known = {"id": known.get("id")} | self._country(known["country"])
        return self._choose(known, reader) or str(known["key"])

    def of(self, id_: str, reader: Reader = "alone") -> str:
        """The name of the registry's place of an id; what is none (a key that waits) stays as it is."""
        if id_ not in self._known:
            row = self._db.execute(
                "SELECT id, key, country, name_zh, name_zh_hant, name_en FROM place WHERE id = ?", (id_,)
            ).fetchone()
            self._known[id_] = dict(zip(("id", "key", "country", *_NAMES), row, strict=True)) if row else {}
        return self.place(self._known[id_], reader) if self._known[id_] else id_

    def country(self, code: str | None, reader: Reader = "alone") -> str | None:
        """What a country or territory is called; its code where the gazetteer does not know it."""
        return (self._choose(self._country(code), reader) or code) if code else None

    def former(self, name_zh: str | None, name_en: str | None, reader: Reader = "alone") -> str | None:
        """The name that a place had, known in Simplified and perhaps in English."""
        hant = traditional(name_zh) if name_zh else None
        return self._choose({"name_zh": name_zh, "name_zh_hant": hant, "name_en": name_en}, reader)

    def tie(self, tie: dict[str, Any]) -> dict[str, Any]:
        """A published tie with `name` and `country_name` on both sides."""
        sides = {
            side: {"name": self.place(tie[side]), "country_name": self.country(tie[side]["country"])}
            | tie[side]
            for side in ("a", "b")
        }
        return tie | sides

    def ends(self, tie: Mapping[str, Any]) -> str:
        """Both sides of a published tie in a line."""
        return " – ".join(self.place(tie[side]) for side in ("a", "b"))

    def _country(self, code: str) -> dict[str, Any]:
        own = self._policy.countries.get(code)
        changed = own.model_dump(exclude_none=True) if own else {}
        return {"key": code} | _countries().get(code, dict.fromkeys(_NAMES)) | changed

    def _choose(self, known: Mapping[str, Any], reader: Reader) -> str | None:
        for name in self._policy.names[reader]:
            if name == "written":
                found = self._spelling(known["id"], reader) if known.get("id") else None
            else:
                found = known[name]
            if found:
                return _in_script(str(found), name, reader)
        return None

    def _spelling(self, id_: str, reader: Reader) -> str | None:
        if id_ not in self._written:
            found: dict[Reader, str] = {}
            for text, in_simplified, in_traditional in self._db.execute(_SPELLINGS, (id_,)):
                found.setdefault("alone", text)
                found.setdefault(_writer(text, in_simplified, in_traditional), text)
            self._written[id_] = found
        return self._written[id_].get(reader)


# How sources that count spell a place, those of most independent ones first, then the latest; and how many of
# them are pages in the one script and in the other.
_SPELLINGS = """
  SELECT text, count(DISTINCT iif(instr(languages, 'zh-Hans'), cluster, NULL)),
         count(DISTINCT iif(instr(languages, 'zh-Hant'), cluster, NULL)) FROM (
    SELECT r.name_a AS text, r.document FROM node n JOIN fact f ON f.a = n.n JOIN record r ON r.fact = f.n
    WHERE n.place = ?1 AND r.verdict >= 0
    UNION ALL
    SELECT r.name_b, r.document FROM node n JOIN fact f ON f.b = n.n JOIN record r ON r.fact = f.n
    WHERE n.place = ?1 AND r.verdict >= 0
  ) JOIN document d ON d.n = document WHERE text <> '' AND NOT d.superseded
  GROUP BY text ORDER BY count(DISTINCT cluster) DESC, max(day) DESC, text
"""


def _writer(text: str, in_simplified: int, in_traditional: int) -> Language:
    """Whose spelling it is: by its characters, and where both scripts have those, by the pages it stands in.

    >>> _writer("运城", 0, 1), _writer("雪梨", 0, 1), _writer("大分", 2, 1), _writer("Oita", 1, 0)
    ('zh-Hans', 'zh-Hant', 'zh-Hans', 'en')
    """
    if not _CHINESE.search(text):
        return "en"
    if simplified(text) != text:
        return "zh-Hant"
    return "zh-Hans" if traditional(text) != text or in_simplified >= in_traditional else "zh-Hant"


def _in_script(text: str, name: str, reader: Reader) -> str:
    if name == "name_zh" and reader == "zh-Hant":
        return traditional(text)
    if name == "name_zh_hant" and reader == "zh-Hans":
        return simplified(text)
    return text


@lru_cache(maxsize=1)
def _countries() -> dict[str, dict[str, Any]]:
    rows = open_gazetteer().rows(
        "SELECT country, name_zh, name_zh_hant, name_en FROM main.place WHERE kind = 'country'"
    )
    return {code: dict(zip(_NAMES, names, strict=True)) for code, *names in rows}


def check_examples() -> Iterator[tuple[str, str, bool, str]]:
    """Each example of each policy: the policy, the place, whether it has the name, else which it has."""
    nothing = sqlite3.connect(":memory:")
    for name in policies():
        naming = Naming(nothing, name)
        for example in load_naming(name).examples:
            row = open_gazetteer().find(example.place)
            if row is None:
                yield name, example.place, False, "is in no gazetteer"
                continue
            known = {field: getattr(row.place, field) for field in ("key", "country", *_NAMES)}
            for reader in READERS:
                wanted = example.model_dump(by_alias=True)[reader]
                found = naming.place(known, reader)
                if wanted:
                    told = "" if found == wanted else f"{found}, not {wanted}"
                    yield name, f"{example.place} {reader}", found == wanted, told
