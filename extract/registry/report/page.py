"""The report as one file: style, script and data inside, nothing fetched, no script run but its own."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from pathlib import Path
from typing import Any

from extract.registry.report.basemap import Basemap

_PAGE = Path(__file__).parent / "page"
# In the order in which they use each other.
_SCRIPTS = ("labels", "ties", "elements", "map", "timeline", "detail", "sections", "main")


def write_page(
    shown: dict[str, Any], details: dict[str, Any], path: Path, title: str, basemap: Basemap | None = None
) -> None:
    """Write what was gathered as a page; the same registry gives the same bytes."""
    if basemap is not None:
        shown = shown | {"basemap": {"credit": basemap.credit, "lines": basemap.lines}}
    style = _read("page.css")
    script = "\n".join(
        ['"use strict";', 'const data = JSON.parse(document.getElementById("data").textContent);']
        + [_read(f"{name}.js") for name in _SCRIPTS]
    )
    parts = {
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}",
        "title": html.escape(title),
        "style": style,
        "script": script,
        "data": _json(shown),
        "details": _packed(details),
    }
    page = _read("page.html")
    pieces = page.replace("{title}", parts.pop("title"))
    for name, content in parts.items():
        before, _, after = pieces.partition("{" + name + "}")
        pieces = before + content + after
    part = path.with_name(f".{path.name}.part")
    part.write_text(pieces, encoding="utf-8", newline="\n")
    part.replace(path)


def _read(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy allows this style or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _packed(content: dict[str, Any]) -> str:
    """Gzip as text: what is only wanted of a tie that somebody opens is most of the page."""
    return base64.b64encode(gzip.compress(_json(content).encode(), mtime=0)).decode()


def _json(content: dict[str, Any]) -> str:
    """JSON that ends no script element, whatever a web page wrote into it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
