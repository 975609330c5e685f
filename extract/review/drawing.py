"""Drawing: templates, in the language and theme that a browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from extract.registry.decisions import STATUSES
from extract.review.desk import Desk
from extract.review.judgement import RELATIONS
from extract.review.messages import LANGUAGES, messages, preferred

THEMES = ("light", "dark")


class Drawing:
    """Fills templates with what a page needs and the words of its language."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.filters["named"] = _named

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(self.render(request, template, **values), status)

    def render(self, request: Request, template: str, **values: Any) -> str:
        language = request.query_params.get("lang") or request.cookies.get("lang", "")
        if language not in LANGUAGES:
            language = preferred(request.headers.get("accept-language", ""))
        theme = request.query_params.get("theme") or request.cookies.get("theme", "")
        return self._templates.get_template(template).render(
            t=messages(language), language=language, theme=theme if theme in THEMES else "",
            readonly=self._desk.readonly, relations=RELATIONS, statuses=STATUSES,
            archived=self._desk.archive.holds, **values,
        )  # fmt: skip


def _named(names: Mapping[str, str], field_: str) -> str:
    """How a place of an item is called, in the scripts that are known."""
    known = [names.get(f"{field_}.{name}") for name in ("name_zh", "name_en")]
    told = [name for name in dict.fromkeys(known) if name]
    return " · ".join(told) or names.get(f"{field_}.text", "")
