"""The pages, and what they ask for without changing anything."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from extract.review import queue
from extract.review.decision import SETTLED
from extract.review.desk import Desk
from extract.review.drawing import THEMES, Drawing
from extract.review.following import follow, judgement
from extract.review.messages import LANGUAGES
from extract.review.queue import Filters
from extract.review.security import ARCHIVE_POLICY, Session, session_of
from extract.review.view import FIRST, MORE, View, view


class Pages:
    """The pages. Methods run in threads, many at once."""

    def __init__(self, desk: Desk, drawing: Drawing) -> None:
        self._desk, self._draw = desk, drawing

    def desk(self, request: Request) -> Response:
        """The whole page: the queue that its address asks for, and an item of it."""
        session, filters = session_of(request), Filters.read(request.query_params)
        desk, watched = self._desk, self._desk.store.notes.watched(session_of(request).by)
        with desk.lock:
            follow(desk.index, desk.store, desk.track)
            listed = queue.page(desk.index, filters, session.by, watched)
            left = queue.left(desk.index, filters, session.by, watched)
            progress = queue.progress(desk.index)
        reviewers = desk.store.notes.reviewers()
        key = request.query_params.get("item") or (listed[0]["key"] if listed else "")
        shown = self._view(key, session, request.query_params) if key else None
        response = self._draw.page(
            request, "desk.html", view=shown, filters=filters, listed=listed, left=left, progress=progress,
            asked=key, session=session, track=desk.track, states=list(queue.STATES),
            orders=list(queue.ORDERS), besides=queue.BESIDE, reviewers=reviewers,
            names=[(f"@{name}", name) for name in reviewers],
        )  # fmt: skip
        for name, allowed in (("lang", LANGUAGES), ("theme", THEMES)):
            if request.query_params.get(name) in allowed:
                chosen = f"{name}={request.query_params[name]}"
                response.headers.append("set-cookie", f"{chosen}; SameSite=Strict; Path=/; Max-Age=31536000")
        return response

    def item(self, request: Request) -> Response:
        """One item, to be put into the page."""
        session = session_of(request)
        shown = self._view(request.path_params["key"], session, request.query_params)
        status = 200 if shown else 404
        return self._draw.page(request, "item.html", status, view=shown)

    def queue(self, request: Request) -> Response:
        """The list of the queue, to be put into the page, and how many are left."""
        session, filters = session_of(request), Filters.read(request.query_params)
        skip = request.query_params.get("skip", "0")
        desk, watched = self._desk, self._desk.store.notes.watched(session.by)
        with desk.lock:
            follow(desk.index, desk.store, desk.track)
            listed = queue.page(desk.index, filters, session.by, watched, int(skip) if skip.isdigit() else 0)
            left = queue.left(desk.index, filters, session.by, watched)
        html = self._draw.render(request, "queue.html", listed=listed, filters=filters, asked="")
        return JSONResponse({"html": html, "left": left, "keys": [row["key"] for row in listed]})

    def places(self, request: Request) -> Response:
        asked = request.query_params
        return JSONResponse(self._desk.places.search(asked.get("q", ""), asked.get("country")))

    def ties(self, request: Request) -> Response:
        """Ties by name or key, to say that one is the same as another."""
        filters = Filters.read(request.query_params)
        with self._desk.lock:
            listed = queue.page(self._desk.index, filters, session_of(request).by, (), size=10)
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
