"""The review page's server: what is at which address, and letting people in.

Nothing here decides who may ask; see security.py.
"""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extract.review.changes import Changes
from extract.review.decision import SETTLED
from extract.review.desk import Desk
from extract.review.drawing import Drawing
from extract.review.pages import Pages
from extract.review.security import Guard, cookie_header, is_password

_SLOWER = 1.0  # seconds after a wrong password


def make_app(desk: Desk, hosts: list[str], by: str) -> Guard:
    """The whole application; `hosts` are the Host headers that are ours, `by` who opens the link."""
    drawing = Drawing(desk)
    pages, changes, door = Pages(desk, drawing), Changes(desk), Door(desk, drawing, by)
    routes = [
        Route("/", pages.desk),
        Route("/open", door.open),
        Route("/login", door.login, methods=["GET", "POST"]),
        Route("/item/{key}", pages.item),
        Route("/queue", pages.queue),
        Route("/places", pages.places),
        Route("/ties", pages.ties),
        Route("/archive/{name}", pages.archive),
        Route("/decide", changes.decide, methods=["POST"]),
        Route("/undo", changes.undo, methods=["POST"]),
        Route("/redo", changes.redo, methods=["POST"]),
        Route("/draft", changes.draft, methods=["POST"]),
        Route("/watch", changes.watch, methods=["POST"]),
        Route("/assign", changes.assign, methods=["POST"]),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    return Guard(Starlette(routes=routes), desk.sessions, hosts)


class Door:
    """Where people are let in: by the link that the command printed, or by a password."""

    def __init__(self, desk: Desk, drawing: Drawing, by: str) -> None:
        self._desk, self._draw, self._by = desk, drawing, by

    def open(self, request: Request) -> Response:
        """The link that the command printed: it opens once."""
        cookie = self._desk.sessions.open(request.query_params.get("token", ""), self._by)
        if cookie is None:
            return Response("this link was used, or is another's: use the one printed last", 403)
        first = "/?disputed=1" if self._desk.track == SETTLED else "/"
        return RedirectResponse(first, 303, {"set-cookie": cookie_header(cookie)})

    async def login(self, request: Request) -> Response:
        """The way in where there is a password."""
        if self._desk.password is None:
            return Response("there is no password: open the link that was printed", 404)
        wrong = False
        if request.method == "POST":
            told = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), max_num_fields=4))
            by, password = told.get("by", "").strip()[:40], told.get("password", "")[:1024]
            right = await run_in_threadpool(is_password, self._desk.password, password)
            if by and right:
                cookie = self._desk.sessions.start(by)
                return RedirectResponse("/", 303, {"set-cookie": cookie_header(cookie)})
            wrong = True
            await run_in_threadpool(time.sleep, _SLOWER)
        return self._draw.page(request, "login.html", 403 if wrong else 200, wrong=wrong)
