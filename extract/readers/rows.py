"""Items of scrapers: one row of JSON or of a table is one document, whatever its fields are called."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from extract.document import Document
from extract.readers.base import (
    Origin,
    Reject,
    Skip,
    Unread,
    decoded_or_not,
    document_of,
    no_text,
    not_served,
)
from extract.readers.html import page_runs, told_by
from extract.readers.meta import day_of, page_facts
from extract.readers.placed import Run, assemble, placed
from extract.readers.prefilter import has_trigger
from extract.resources import rules_dir
from extract.rules import load
from extract.sourcemap import SourceMap
from extract.text.script import without_surrogates

FIELDS = (
    "url", "title", "text", "html", "published", "retrieved_at", "publisher", "translation", "http_status",
)  # fmt: skip
_MARKUP = re.compile(r"<(?:p|div|br|span|table|html|body|td|section|article)[\s/>]", re.IGNORECASE)


def named_fields(said: str) -> tuple[tuple[str, str], ...]:
    """The pairs in `title=headline,text=body`; ValueError where it is no such thing."""
    pairs = [part.partition("=") for part in said.split(",") if part.strip()]
    for field, _, name in pairs:
        if field.strip() not in FIELDS or not name.strip():
            raise ValueError(f"takes FIELD=NAME, with FIELD one of {', '.join(FIELDS)}: {field}={name}")
    return tuple((field.strip(), name.strip()) for field, _, name in pairs)


def is_item(columns: list[str], origin: Origin) -> bool:
    """Whether a table with these columns holds documents; else it is one itself."""
    names = _names(origin.options.fields)
    return any(column.strip().lower() in names[field] for column in columns for field in ("text", "html"))


def parse_row(data: bytes, origin: Origin) -> Document | Reject | Skip:
    """An item, in the bytes of a JSON object, as a Document: its text or its page's, under its title."""
    decoded = decoded_or_not(data, origin)
    if isinstance(decoded, Reject):
        return decoded
    try:
        row = json.loads(decoded.text, strict=False)
    except (ValueError, RecursionError) as error:
        return Reject(origin.uri, "bad_json", str(error), offset=origin.offset)
    if not isinstance(row, dict):
        return Reject(origin.uri, "no_item", "is no JSON object", offset=origin.offset)
    said = {field: _said(row, names) for field, names in _names(origin.options.fields).items()}
    origin = _origin(origin, said)
    if skip := not_served(origin):
        return skip
    title, value = said["title"], said["text"]
    is_page = not value.strip() or _MARKUP.search(value) is not None
    runs = [Run(value, 0, len(value))]
    if is_page:
        value = said["html"] if said["html"].strip() else value
        if origin.options.prefilter and value and not has_trigger(f"{title}\n{value}".encode()):
            return Skip(origin.uri, "no_trigger", origin.link, origin.http_status)
        facts = page_facts(value)
        origin, runs = told_by(facts, origin), page_runs(value, facts)
    runs = placed(runs, value, decoded.text)
    begins = "".join(run.text for run in runs)[: 2 * len(title) + 200]
    if (head := title.strip()) and head not in begins:
        start = title.index(head)
        runs = [*placed([Run(head, start, start + len(head))], title, decoded.text), Run("\n", -1, -1), *runs]
    whole = SourceMap.of_plain(decoded.text, decoded.encoding, len(data), decoded.bom)
    text, source = assemble(runs, decoded.text, whole)
    if not value.strip():
        return no_text(origin, "has no text: see --fields")
    return document_of(text, data, origin, "text/html" if is_page else "text/plain", decoded, source)


def translation_named(data: bytes, origin: Origin) -> tuple[str, str] | None:
    """The addresses of an item and of its translation, as a field names it; None without such a field.

    The second is empty where the field is: another item may name this one.
    """
    names = _names(origin.options.fields)
    if not data.startswith(b"{") or not any(f'"{name}"'.encode() in data for name in names["translation"]):
        return None
    try:
        row = json.loads(data, strict=False)
    except (ValueError, RecursionError):
        return None
    return _said(row, names["url"]) or origin.uri, _said(row, names["translation"])


def _origin(origin: Origin, said: Mapping[str, str]) -> Origin:
    """What is known of the item besides its text; what the caller says goes before what the row does."""
    status = said["http_status"].strip()
    published = origin.published or day_of(said["published"])
    return replace(
        origin,
        published=published,
        published_basis="caller",
        publisher=origin.publisher or said["publisher"].strip() or None,
        retrieved_at=said["retrieved_at"].strip() or origin.retrieved_at,
        link=said["url"].strip() or origin.link,
        http_status=int(status) if status.isdecimal() and len(status) == 3 else origin.http_status,
    )


@lru_cache(maxsize=1)
def _usual() -> dict[str, list[str]]:
    return load(rules_dir() / "readers" / "fields.yaml", dict[str, list[str]])


@lru_cache(maxsize=8)
def _names(fields: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    """The names a field may have, those the caller gave first; a dot leads into an object in the row."""
    given: dict[str, list[str]] = {}
    for field, name in fields:
        given.setdefault(field, []).append(name.lower())
    return {field: given.get(field, []) + _usual()[field] for field in FIELDS}


def _said(row: Mapping[str, Any], names: list[str]) -> str:
    """The value of the first of the names that has one, as a string; the parts of a list are lines."""
    low = {key.strip().lower(): value for key, value in row.items() if isinstance(key, str)}
    for name in names:
        value: Any = low.get(name)
        if value is None and "." in name:
            value = row
            for step in name.split("."):
                value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, list):
            value = "\n".join(str(part) for part in value if isinstance(part, str | int | float))
        if isinstance(value, str | int | float) and str(value).strip():
            return without_surrogates(str(value))
    return ""


def row_item(row: Mapping[str, Any], origin: Origin) -> Unread:
    """A row of a table: its own bytes are those of the JSON object it makes."""
    data = json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    return Unread(data, origin, parse_cells)


def parse_cells(data: bytes, origin: Origin) -> Document | Reject | Skip:
    """As `parse_row`, of an object that we made: its bytes stand in no file."""
    found = parse_row(data, origin)
    return replace(found, source=None) if isinstance(found, Document) else found
