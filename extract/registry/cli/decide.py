"""The commands that change a registry: runs taken in, decisions kept and put into effect."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from extract.registry.cli.options import (
    DEFAULT,
    AsJson,
    By,
    Database,
    Reason,
    now,
    print_built,
    print_line,
    registry,
    told,
)


def build_command(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders that runs wrote; none: put into effect what was decided since."),
    ] = None,
    db: Database = DEFAULT,
    reviews: Annotated[
        str | None,
        typer.Option(help="Where the review page keeps decisions; default: --db. Or postgresql+psycopg://…"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take runs into the registry and publish what they change: all of it, or nothing."""
    from extract.registry.build import build

    with told():
        built = build(runs or [], db, reviews=reviews)
    if as_json:
        print_line(asdict(built))
    else:
        print_built(built)


def decide_command(
    verdict: Annotated[str, typer.Argument(help="same, not_same, unsure; code; accept, reject; set, event.")],
    subject: Annotated[str, typer.Argument(help="A place's key or id; a record, fact_key or tie; a tie.")],
    reason: Reason,
    by: By,
    other: Annotated[str | None, typer.Option(help="The other place; of an event, who did it.")] = None,
    field: Annotated[
        str | None, typer.Option(help="status, since, until; of an event, its kind; wikidata.")
    ] = None,
    value: Annotated[str | None, typer.Option(help="What the field is; of an event, when; a QID.")] = None,
    db: Database = DEFAULT,
) -> None:
    """Keep a decision; the next build puts it into effect."""
    from extract.registry.decisions import Decision, decide
    from extract.registry.store import transaction

    decision = Decision(verdict, subject, other, field, value, reason, by, now())
    with registry(db) as store, transaction(store):
        typer.echo(f"decision {decide(store, decision)}")


def reconcile_command(
    table: Annotated[
        Path, typer.Argument(help="The reconciliation export, its column wikidata filled, as CSV.")
    ],
    reason: Reason,
    by: By,
    db: Database = DEFAULT,
) -> None:
    """Keep the Wikidata items that somebody found for places; the next build puts them into effect."""
    from extract.registry.decisions import Decision, decide
    from extract.registry.store import transaction
    from extract.registry.theirs import codes

    with registry(db) as store, transaction(store):
        found = codes(store, table)
        for place, code in found:
            decide(store, Decision("code", place, None, "wikidata", code, reason, by, now()))
        typer.echo(f"{len(found)} decisions; youcheng registry build puts them into effect")


def undo_command(
    number: Annotated[int, typer.Argument(help="The decision's number.")],
    reason: Reason,
    by: By,
    db: Database = DEFAULT,
) -> None:
    """Take a decision back; the next build puts that into effect."""
    from extract.registry.decisions import undo
    from extract.registry.store import transaction

    with registry(db) as store, transaction(store):
        typer.echo(f"decision {undo(store, number, reason, by, now())}")


def retract_command(
    tie: Annotated[str, typer.Argument(help="The tie's id.")],
    reason: Reason,
    by: By,
    db: Database = DEFAULT,
) -> None:
    """Take a published tie out, at once, leaving a tombstone with the reason; `undo` brings it back."""
    from extract.registry import why
    from extract.registry.build import consolidate
    from extract.registry.decisions import Decision, decide
    from extract.registry.store import RegistryError, transaction

    with registry(db) as store, transaction(store):
        if why.content(store, why.find_tie(store, tie)) is None:
            raise RegistryError(f"{tie} is not published, or no more")
        number = decide(store, Decision("retract", tie, reason=reason, by=by, at=now()))
        built = consolidate(store, [])
        typer.echo(f"decision {number}")
        print_built(built)
