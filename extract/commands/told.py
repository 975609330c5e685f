"""What a record says, in the few words in which commands print it."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def where(record: Record) -> str:
    """Where a record stands; for a pair where its first piece of evidence does."""
    first = next(iter(record.get("evidence") or [s["span"] for s in record.get("sides", [])]), record)
    return f"{first['start']}–{first['end']}" if "start" in first else ""


def place(record: Record) -> str:
    """A place as the text calls it, its English name where that is another, and its country."""
    names = [record["text"]]
    if record["name_en"] and record["name_en"] != record["text"]:
        names.append(record["name_en"])
    return f"{' '.join(names)} ({record['country'] or '?'})"


def life(pair: Record) -> list[str]:
    """A tie's status with the date of it, then each other stage: `ended 2006`, `signed 1986`."""
    date = (pair["date"] or {}).get("value")
    stages = [(pair["status"], date), *((stage["kind"], stage["date"]) for stage in pair["events"])]
    return [f"{words(kind)} {when or ''}".rstrip() for kind, when in stages]


def words(name: str) -> str:
    """A value as words: `friendly_exchange` is a friendly exchange."""
    return name.replace("_", " ")
