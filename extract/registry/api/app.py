"""The API's addresses. Every answer is of one publication, carries an ETag, and changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from extract import __version__
from extract.registry import why
from extract.registry.api import models, query
from extract.registry.exports.tables import Evidence, Source, credits
from extract.registry.find import find_place
from extract.registry.policy import load_policy
from extract.registry.publish import Change, check_publication, latest
from extract.registry.store import RegistryError, open_store
from extract.registry.totals import totals

Limit = Annotated[int, Query(ge=1, le=1000, description="Most items on a page.")]
After = Annotated[str, Query(max_length=20, description="The id that came last on the page before.")]
Year = Annotated[int | None, Query(ge=1, le=9999)]
Number = Annotated[int, Query(ge=0, le=2**53)]
Text = Annotated[str | None, Query(min_length=1, max_length=100)]
_PROBLEMS: dict[int | str, dict[str, Any]] = {404: {"model": models.Problem}, 410: {"model": models.Problem}}


router = APIRouter()


def make_app(path: Path, evidence: Evidence, naming: str, hosts: list[str] | None = None) -> FastAPI:
    """The API over the registry at `path`; `hosts` are the names it answers to (None: any).

    Statements are quoted as far as `evidence` has it, places named by the policy `naming`; see
    exports.tables.Source.
    """
    app = FastAPI(
        title="Youcheng registry",
        version=__version__,
        description="Ties between places, with their lives and evidence. Read-only.",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
    )
    app.state.path, app.state.evidence, app.state.naming = path, evidence, naming
    app.include_router(router)
    app.middleware("http")(_with_etag)
    if hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    app.exception_handler(RegistryError)(_not_found)
    return app


def _registry(request: Request) -> Iterator[Source]:
    """The registry as it stands at one moment, for the length of a request."""
    db = open_store(request.app.state.path, threads=True)
    try:
        db.execute("PRAGMA query_only = ON")
        db.execute("BEGIN")
        yield Source(db, request.app.state.evidence, request.app.state.naming)
    finally:
        db.close()


Registry = Annotated[Source, Depends(_registry)]


@router.get("/")
def about(source: Registry) -> models.About:
    """Which publication is the last, how many ties it has, whose data are in it."""
    said = [credit.model_dump() for credit in credits()]
    return models.About(publication=latest(source.db), ties=source.ties, naming=source.policy, credits=said)


@router.get("/ties", responses=_PROBLEMS)
def ties(
    request: Request,
    source: Registry,
    place: Text = None,
    country: Text = None,
    relation: Text = None,
    status: Text = None,
    name: Text = None,
    since_from: Year = None,
    since_to: Year = None,
    publication: Annotated[int | None, Query(ge=1, le=2**53, description="Default: the last.")] = None,
    after: After = "",
    limit: Limit = 100,
) -> models.Ties:
    """The ties of a publication, by id: of a place (by id, key or name), a country, a kind, of some years."""
    db = source.db
    number = check_publication(db, latest(db) if publication is None else publication)
    wanted = query.Wanted(
        find_place(db, place) if place else None, country, relation, status, name, since_from, since_to
    )
    found, last = query.ties(db, number, wanted, after, limit)
    return models.Ties(
        publication=number,
        items=[models.Tie(**source.naming.tie(tie)) for tie in found],
        next=_next(request, last, publication=number),
    )


@router.get("/ties/{tie}", responses=_PROBLEMS)
def one_tie(tie: str, source: Registry) -> models.Tie:
    """A tie as it is published now, by its id or one it had before a merger. 410 if it was taken out."""
    return models.Tie(**source.naming.tie(_published(source.db, tie)))


@router.get("/ties/{tie}/statements", responses=_PROBLEMS)
def statements(tie: str, source: Registry, field: Text = None) -> models.Statements:
    """What documents say of a tie, or of one field of it: where it stands and which rules read it."""
    now = str(_published(source.db, tie)["id"])
    found = why.statements(source.db, now, field)
    return models.Statements(tie=now, items=[_as_far_as_told(said, source) for said in found])


@router.get("/places", responses=_PROBLEMS)
def places(
    request: Request,
    source: Registry,
    name: Text = None,
    country: Text = None,
    after: After = "",
    limit: Limit = 100,
) -> models.Places:
    """Places by a part of any name they have or had."""
    found, last = query.places(source.db, name, country, after, limit)
    return models.Places(items=[_place(known, source) for known in found], next=_next(request, last))


@router.get("/places/{place}", responses=_PROBLEMS)
def one_place(place: str, source: Registry) -> models.Place:
    found = query.place(source.db, place)
    if found is None:
        raise HTTPException(404, f"no place has the id {place}")
    return _place(found, source)


@router.get("/changes", responses=_PROBLEMS)
def changes(
    request: Request,
    source: Registry,
    since: Number = 0,
    until: Annotated[int | None, Query(ge=1, le=2**53, description="Default: the last.")] = None,
    after: After = "",
    limit: Limit = 100,
) -> models.Changes:
    """What changed from one publication to another, by tie, and why."""
    db = source.db
    last = check_publication(db, latest(db) if until is None else until)
    found, final = query.changes(db, check_publication(db, since), last, after, limit)
    return models.Changes(
        since=since,
        until=last,
        items=[_change(change, source) for change in found],
        next=_next(request, final, until=last),
    )


@router.get("/totals", responses=_PROBLEMS)
def control_totals(source: Registry, place: Text = None) -> models.Totals:
    """What releases say a place (by id, key or name) has, against what the registry holds."""
    wanted = find_place(source.db, place) if place else None
    found = totals(source.db, load_policy(), wanted)
    return models.Totals(items=[replace(total, name=total.called(source.naming)) for total in found])


def _place(known: dict[str, Any], source: Source) -> models.Place:
    names = {"name": source.naming.place(known), "country_name": source.naming.country(known["country"])}
    return models.Place.model_validate(known | names)


def _change(change: Change, source: Source) -> models.Change:
    named = {side: tie and source.naming.tie(tie) for side, tie in
             (("before", change.before), ("after", change.after))}  # fmt: skip
    return models.Change.model_validate(change.as_dict() | named)


def _published(db: sqlite3.Connection, tie: str) -> dict[str, Any]:
    gone = db.execute(
        "SELECT how, reason FROM tombstone WHERE tie = ? ORDER BY publication DESC", (tie,)
    ).fetchone()
    found = why.content(db, tie)
    if found is None and gone and gone[0] != "MERGE":
        raise HTTPException(410, f"{gone[0]}: {gone[1]}")
    found = found or why.content(db, why.find_tie(db, tie))
    if found is None:
        raise HTTPException(404, f"{tie} is not published")
    return found


def _as_far_as_told(said: why.Statement, source: Source) -> why.Statement:
    """A statement with as much of its evidence as the server may give."""
    spans = [] if source.evidence == "none" else source.spans(said.as_dict())
    shown = ("lang", "start", "end", "text") if source.quotes else ("lang", "start", "end")
    return replace(said, evidence=[{name: span[name] for name in shown} for span in spans])


def _next(request: Request, last: str | None, **fixed: int) -> str | None:
    """The address of the page after the one that ends with `last`, of the same publication."""
    return str(request.url.include_query_params(after=last, **fixed)) if last else None


def _not_found(_: Request, error: Exception) -> Response:
    return Response(models.Problem(detail=str(error)).model_dump_json(), 404, media_type="application/json")


async def _with_etag(request: Request, call: Callable[[Request], Awaitable[Any]]) -> Response:
    """The answer with a hash of its bytes; 304 to who has them."""
    answer = await call(request)
    body = b"".join([chunk async for chunk in answer.body_iterator])
    headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
    if answer.status_code != 200:
        return Response(body, answer.status_code, headers)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers |= {"etag": tag, "cache-control": "no-cache", "x-content-type-options": "nosniff"}
    known = {
        given.strip().removeprefix("W/") for given in request.headers.get("if-none-match", "").split(",")
    }
    if tag in known or "*" in known:
        return Response(status_code=304, headers={k: headers[k] for k in ("etag", "cache-control")})
    return Response(body, 200, headers)
