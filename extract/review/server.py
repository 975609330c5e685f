"""The review page's server: what is at which address. Nothing here decides who may ask; see security.py."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jinja2
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extract.registry.decisions import STATUSES
from extract.review import queue
from extract.review.archive import Archive
from extract.review.decide import decide, read
from extract.review.decision import SETTLED, Decision, Stale
from extract.review.following import follow, judgement, take
from extract.review.judgement import RELATIONS, JudgementError
from extract.review.messages import LANGUAGES, messages, preferred
from extract.review.places import Places
from extract.review.queue import Filters
from extract.review.reading import Reading
from extract.review.security import ARCHIVE_POLICY, Guard, Session, Sessions, cookie_header, is_password
from extract.review.store import Store, StoreError, new_gesture
from extract.review.view import FIRST, MORE, View, view

_HERE = Path(__file__).parent
_THEMES = ("light", "dark")
_SLOWER = 1.0  # seconds after a wrong password


@dataclass(slots=True)
class Desk:
    """What the pages work on."""

    store: Store
    index: sqlite3.Connection
    track: str
    sessions: Sessions
    readonly: bool = False
    password: str | None = None  # argon2 hash
    archive: Archive = field(default_factory=lambda: Archive(()))
    lock: threading.Lock = field(default_factory=threading.Lock)
    places: Places = field(default_factory=Places)
    reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        self.reading = Reading(self.index)


def make_app(desk: Desk, hosts: list[str], by: str) -> Guard:
    """The whole application; `hosts` are the Host headers that are ours, `by` who opens the link."""
    pages = Pages(desk, by)
    routes = [
        Route("/", pages.desk),
        Route("/open", pages.open),
        Route("/login", pages.login, methods=["GET", "POST"]),
        Route("/item/{key}", pages.item),
        Route("/queue", pages.queue),
        Route("/places", pages.places),
        Route("/ties", pages.ties),
        Route("/archive/{name}", pages.archive),
        Route("/decide", pages.decide, methods=["POST"]),
        Route("/undo", pages.undo, methods=["POST"]),
        Route("/redo", pages.redo, methods=["POST"]),
        Route("/draft", pages.draft, methods=["POST"]),
        Route("/watch", pages.watch, methods=["POST"]),
        Route("/assign", pages.assign, methods=["POST"]),
        Mount("/static", StaticFiles(directory=_HERE / "static")),
    ]
    return Guard(Starlette(routes=routes), desk.sessions, hosts)


class Pages:
    """The pages and what they ask for. Methods that take time run in threads."""

    def __init__(self, desk: Desk, by: str) -> None:
        self._desk, self._by = desk, by
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._templates.filters["named"] = _named

    # -- pages

    def desk(self, request: Request) -> Response:
        """The whole page: the queue that its address asks for, and an item of it."""
        session, filters = _session(request), Filters.read(request.query_params)
        desk, watched = self._desk, self._desk.store.notes.watched(_session(request).by)
        with desk.lock:
            follow(desk.index, desk.store, desk.track)
            listed = queue.page(desk.index, filters, session.by, watched)
            left = queue.left(desk.index, filters, session.by, watched)
            progress = queue.progress(desk.index)
        key = request.query_params.get("item") or (listed[0]["key"] if listed else "")
        shown = self._view(key, session, request.query_params) if key else None
        response = self._page(
            request, "desk.html", view=shown, filters=filters, listed=listed, left=left, progress=progress,
            asked=key, session=session, track=desk.track, states=list(queue.STATES),
            orders=list(queue.ORDERS), besides=queue.BESIDE,
        )  # fmt: skip
        for name, allowed in (("lang", LANGUAGES), ("theme", _THEMES)):
            if request.query_params.get(name) in allowed:
                chosen = f"{name}={request.query_params[name]}"
                response.headers.append("set-cookie", f"{chosen}; SameSite=Strict; Path=/; Max-Age=31536000")
        return response

    def item(self, request: Request) -> Response:
        """One item, to be put into the page."""
        session = _session(request)
        shown = self._view(request.path_params["key"], session, request.query_params)
        status = 200 if shown else 404
        return self._page(request, "item.html", status, view=shown)

    def queue(self, request: Request) -> Response:
        """The list of the queue, to be put into the page, and how many are left."""
        session, filters = _session(request), Filters.read(request.query_params)
        skip = request.query_params.get("skip", "0")
        desk, watched = self._desk, self._desk.store.notes.watched(session.by)
        with desk.lock:
            follow(desk.index, desk.store, desk.track)
            listed = queue.page(desk.index, filters, session.by, watched, int(skip) if skip.isdigit() else 0)
            left = queue.left(desk.index, filters, session.by, watched)
        html = self._render(request, "queue.html", listed=listed, filters=filters, asked="")
        return JSONResponse({"html": html, "left": left, "keys": [row["key"] for row in listed]})

    def places(self, request: Request) -> Response:
        asked = request.query_params
        return JSONResponse(self._desk.places.search(asked.get("q", ""), asked.get("country")))

    def ties(self, request: Request) -> Response:
        """Ties by name or key, to say that one is the same as another."""
        filters = Filters.read(request.query_params)
        with self._desk.lock:
            listed = queue.page(self._desk.index, filters, _session(request).by, (), size=10)
        return JSONResponse([
            {"key": row["key"], "a": row["a"], "b": row["b"], "relation": row["relation"],
             "name": f"{row['name_a']} – {row['name_b']} · {row['relation']}"}
            for row in listed
        ])  # fmt: skip

    def archive(self, request: Request) -> Response:
        """An archived page, by the hash of its bytes and nothing else."""
        content = self._desk.archive.read(request.path_params["name"])
        if content is None:
            return Response("no such page", 404)
        headers = {"content-security-policy": ARCHIVE_POLICY}
        return Response(content, media_type="text/html", headers=headers)

    # -- being let in

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
        return self._page(request, "login.html", 403 if wrong else 200, wrong=wrong)

    # -- changes

    async def decide(self, request: Request) -> Response:
        body = await request.body()
        by = _session(request).by
        return await self._change(lambda desk: self._decide(desk, body, by))

    def _decide(self, desk: Desk, body: bytes, by: str) -> list[Decision]:
        asked = read(body)
        with desk.lock:
            made = decide(desk.store, desk.index, desk.reading, asked, by, desk.track)
            take(desk.index, desk.store, made)
        for change in asked.changes:
            desk.store.notes.keep_draft(change.item, by, None)
        return made

    async def undo(self, request: Request) -> Response:
        return await self._turn(request, self._desk.store.undo)

    async def redo(self, request: Request) -> Response:
        return await self._turn(request, self._desk.store.redo)

    async def _turn(self, request: Request, turn: Callable[..., list[Decision]]) -> Response:
        told, by = await _json(request), _session(request).by
        gesture = str(told.get("gesture") or new_gesture())

        def work(desk: Desk) -> list[Decision]:
            made = turn(by=by, gesture=gesture, track=desk.track)
            with desk.lock:
                take(desk.index, desk.store, made)
            return made

        return await self._change(work)

    async def _change(self, work: Callable[[Desk], list[Decision]]) -> Response:
        """Do what was asked for and answer with what stands now; a stale change is told what others said."""
        if self._desk.readonly:
            return JSONResponse({"error": "readonly"}, 403)
        try:
            made = await run_in_threadpool(work, self._desk)
        except JudgementError as error:
            field_ = str(error).partition(":")[0]
            return JSONResponse({"error": "refused", "message": str(error), "field": field_}, 422)
        except Stale as error:
            current = error.current
            return JSONResponse(
                {"error": "stale", "item": current.item, "by": current.by, "revision": current.revision}, 409
            )
        except StoreError as error:
            return JSONResponse({"error": "not kept", "message": str(error)}, 503)
        return JSONResponse({"kept": [_told(decision) for decision in made]})

    async def draft(self, request: Request) -> Response:
        told = await _json(request)
        content = told.get("content")
        text = None if content is None else json.dumps(content, ensure_ascii=False)
        return await self._note(
            lambda desk: desk.store.notes.keep_draft(str(told.get("item")), _session(request).by, text)
        )

    async def watch(self, request: Request) -> Response:
        told, by = await _json(request), _session(request).by
        places = [str(place) for place in told.get("places", [])]

        def work(desk: Desk) -> None:
            on = not set(places) <= desk.store.notes.watched(by)
            for place in places:
                desk.store.notes.watch(place, by, on=on)

        return await self._note(work)

    async def assign(self, request: Request) -> Response:
        told, by = await _json(request), _session(request).by
        items, to = [str(item) for item in told.get("items", [])], str(told.get("to", ""))

        def work(desk: Desk) -> None:
            desk.store.notes.assign(items, to, by)
            with desk.lock:
                desk.index.executemany(
                    "UPDATE item SET assigned = ? WHERE key = ?", [(to, item) for item in items]
                )

        return await self._note(work)

    async def _note(self, work: Callable[[Desk], None]) -> Response:
        if self._desk.readonly:
            return JSONResponse({"error": "readonly"}, 403)
        await run_in_threadpool(work, self._desk)
        return JSONResponse({"kept": []})

    # -- drawing

    def _view(self, key: str, session: Session, asked: Mapping[str, str]) -> View | None:
        desk = self._desk
        rank = asked.get("statement", "0")
        stands, revision = judgement(desk.store, key, desk.track)
        draft = desk.store.notes.draft(key, session.by)
        words = desk.store.words(key) if desk.track == SETTLED else []
        with desk.lock:
            return view(
                desk.index, desk.reading, key, stands, revision, draft,
                int(rank) if rank.isdigit() else 0, MORE if asked.get("more") else FIRST, words,
            )  # fmt: skip

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._render(request, template, **values), status)

    def _render(self, request: Request, template: str, **values: Any) -> str:
        language = request.query_params.get("lang") or request.cookies.get("lang", "")
        if language not in LANGUAGES:
            language = preferred(request.headers.get("accept-language", ""))
        theme = request.query_params.get("theme") or request.cookies.get("theme", "")
        return self._templates.get_template(template).render(
            t=messages(language), language=language, theme=theme if theme in _THEMES else "",
            readonly=self._desk.readonly, relations=RELATIONS, statuses=STATUSES,
            archived=self._desk.archive.holds, **values,
        )  # fmt: skip


def _session(request: Request) -> Session:
    session: Session = request.scope["session"]
    return session


async def _json(request: Request) -> dict[str, Any]:
    """The object that a page sent; an empty one where it sent something else."""
    try:
        told = json.loads(await request.body())
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "item": decision.item,
        "revision": decision.revision,
        "verdict": decision.after.verdict,
        "action": decision.action,
    }


def _named(names: Mapping[str, str], field_: str) -> str:
    """How a place of an item is called, in the scripts that are known."""
    known = [names.get(f"{field_}.{name}") for name in ("name_zh", "name_en")]
    told = [name for name in dict.fromkeys(known) if name]
    return " · ".join(told) or names.get(f"{field_}.text", "")
