"""What a page sends to be kept: decisions, undoing, drafts, watched places, assignments."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from extract.review.decide import decide, read
from extract.review.decision import Decision, Stale
from extract.review.desk import Desk
from extract.review.following import follow, take
from extract.review.judgement import JudgementError
from extract.review.security import session_of
from extract.review.spellings import learn
from extract.review.store import StoreError, new_gesture


class Changes:
    """What answers POST requests; each answer says what stands then."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def decide(self, request: Request) -> Response:
        body = await request.body()
        by = session_of(request).by
        return await self._change(lambda desk: self._decide(desk, body, by))

    def _decide(self, desk: Desk, body: bytes, by: str) -> list[Decision]:
        asked = read(body)
        with desk.lock:
            made = decide(desk.store, desk.index, desk.reading, desk.places, asked, by, desk.track)
            take(desk.index, desk.store, made)
        for change in asked.changes:
            desk.store.notes.keep_draft(change.item, by, None)
        return made

    async def undo(self, request: Request) -> Response:
        return await self._turn(request, self._desk.store.undo)

    async def redo(self, request: Request) -> Response:
        return await self._turn(request, self._desk.store.redo)

    async def _turn(self, request: Request, turn: Callable[..., list[Decision]]) -> Response:
        told, by = await _json(request), session_of(request).by
        gesture = str(told.get("gesture") or new_gesture())

        def work(desk: Desk) -> list[Decision]:
            made = turn(by=by, gesture=gesture, track=desk.track)
            learn(made)
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
            lambda desk: desk.store.notes.keep_draft(str(told.get("item")), session_of(request).by, text)
        )

    async def watch(self, request: Request) -> Response:
        told, by = await _json(request), session_of(request).by
        places = [str(place) for place in told.get("places", [])]

        def work(desk: Desk) -> dict[str, Any]:
            on = not set(places) <= desk.store.notes.watched(by)
            for place in places:
                desk.store.notes.watch(place, by, on=on)
            return {"on": on}

        return await self._note(work)

    async def assign(self, request: Request) -> Response:
        told, by = await _json(request), session_of(request).by
        items, to = [str(item) for item in told.get("items", [])], str(told.get("to", "")).strip()[:40]

        def work(desk: Desk) -> None:
            desk.store.notes.assign(items, to, by)
            with desk.lock:
                follow(desk.index, desk.store, desk.track)

        return await self._note(work)

    async def _note(self, work: Callable[[Desk], dict[str, Any] | None]) -> Response:
        """Keep what is no decision and answer with what `work` tells."""
        if self._desk.readonly:
            return JSONResponse({"error": "readonly"}, 403)
        told = await run_in_threadpool(work, self._desk)
        return JSONResponse(told or {})


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
