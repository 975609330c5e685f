"""Runs made for the tests: folders as `youcheng run` writes them, of documents told in a line."""

from __future__ import annotations

import json
import sqlite3
from functools import cache
from itertools import count as numbers
from pathlib import Path
from typing import Any

from extract import records
from extract.link.gazetteer import Row, open_gazetteer
from extract.registry.build import Built, build
from extract.registry.publish import latest, published
from extract.registry.store import open_store

SHENZHEN, HOUSTON, BRISBANE = "gn:1795565", "gn:4699066", "gn:2174003"
XIANGYANG, ISHIKAWA = "gn:1790587", "iso:JP-17"
LAIWU, JINAN, NAMPA = "gn:1804591", "gn:1805753", "gn:5601933"
URAWA = "JP:other:浦和市"


@cache
def _row(key: str) -> Row | None:
    return open_gazetteer().find(key)


def place(key: str, confidence: float = 0.99) -> dict[str, Any]:
    """A side of a pair, as the gazetteer knows the place; an unlinked one by its key alone."""
    row = _row(key)
    if row is None:
        name = key.split(":")[-1]
        return {"key": key, "name_zh": name, "country": key[:2], "text": name, "link_confidence": confidence}
    found = row.place
    return {
        "key": key,
        "name_zh": found.name_zh,
        "name_zh_hant": found.name_zh_hant,
        "name_en": found.name_en,
        "country": found.country,
        "level": found.level,
        "geonames_id": found.geonames_id,
        "iso_3166_2": found.iso_3166_2,
        "gbt_2260": found.gbt_2260,
        "parent": found.parent,
        "link_method": "exact",
        "link_confidence": confidence,
        "text": found.name_zh or found.name_en,
    }


def pair(
    a: str, b: str, relation: str = "sister_city", date: str | None = None, link: float = 0.99, **fields: Any
) -> dict[str, Any]:
    """A pair on two keys; `date` an EDTF value, other fields as in records."""
    sides = [place(key, link) | {"lang": "zh", "start": 0, "end": 0} for key in (a, b)]
    start = 0
    for side in sides:
        side["start"], side["end"] = start, start + len(side["text"])
        start = side["end"] + 1
    return {
        "fact_key": records.fact_key(a, b, relation),
        "a": sides[0],
        "b": sides[1],
        "relation": relation,
        "rules": ["zh.pair.conclude"],
        "date": {"value": date, "basis": "stated", "text": date, "start": 0, "end": len(date)}
        if date
        else None,
        "evidence": [
            {"lang": "zh", "start": 0, "end": 9, "text": f"{sides[0]['text']}与{sides[1]['text']}结好。"}
        ],
        "confidence": 0.95,
    } | fields


def count(subject: str, what: str, value: int, **fields: Any) -> dict[str, Any]:
    known = place(subject)
    named = {name: known[name] for name in ("key", "name_zh", "name_en")}
    return {
        "lang": "zh", "start": 0, "end": 2, "text": "几个", "value": value, "what": what, "measure": "stock",
        "subject": named,
    } | fields  # fmt: skip


def document(
    name: str, *found: dict[str, Any], published: str | None = "2024-01-01", **fields: Any
) -> dict[str, Any]:
    """A document and what was read in it; `name` stands for its text."""
    doc_id = f"sha256:{name}"
    return {
        "pairs": [f for f in found if "fact_key" in f],
        "counts": [f for f in found if "what" in f],
        "conflicts": [f for f in found if "sides" in f],
        "document": {
            "doc_id": doc_id,
            "text_sha256": f"sha256:text-{name}",
            "uri": f"{name}.txt",
            "uris": [f"{name}.txt"],
            "source_id": f"https://example.org/{name}",
            "media_type": "text/plain",
            "encoding": {"name": "utf-8", "basis": "strict"},
            "published": {"value": published, "basis": "stamp"} if published else None,
        }
        | fields,
    }


def write_run(folder: Path, *documents: dict[str, Any], version: str = "0.1.0") -> Path:
    """A finished run of these documents; its manifest tells it from others by the folder's name."""
    folder.mkdir(parents=True)
    kinds = ("pairs", "counts", "conflicts")
    lines: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ("documents", *kinds)}
    for told in documents:
        known = told["document"]
        lines["documents"].append(known)
        for kind in kinds:
            for ordinal, record in enumerate(told[kind]):
                own = records.record_id(known["text_sha256"], kind, 0, 9, ordinal)
                lines[kind].append({"id": own, "doc_id": known["doc_id"]} | record)
    for kind, found in lines.items():
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found)
        (folder / f"{kind}.jsonl").write_text(text, encoding="utf-8")
    manifest = {"tool": "youcheng", "code": {"version": version}, "name": folder.name}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


class Registry:
    """A registry in a folder of its own, and short ways to fill it and look at it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "registry.db"
        self._numbers = numbers()

    def add(self, *documents: dict[str, Any]) -> Built:
        """Build with one more run of these documents."""
        return build([self.run(*documents)], self.path)

    def run(self, *documents: dict[str, Any]) -> Path:
        return write_run(self.folder / f"run{next(self._numbers)}", *documents)

    def ties(self) -> list[dict[str, Any]]:
        db = self.open()
        try:
            return list(published(db, latest(db)))
        finally:
            db.close()

    def tie(self) -> dict[str, Any]:
        (only,) = self.ties()
        return only

    def open(self) -> sqlite3.Connection:
        return open_store(self.path)
