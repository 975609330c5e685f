"""What several commands of `youcheng registry` share: options, an open registry, what a build did."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.commands.fail import fail

if TYPE_CHECKING:
    from extract.registry.build import Built
    from extract.registry.exports.tables import Evidence

Database = Annotated[Path, typer.Option("--db", help="The registry's file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Reason = Annotated[str, typer.Option(help="Why: kept with the decision and shown in the feed.")]
By = Annotated[str, typer.Option(envvar="USER", help="Who decides; a pseudonym will do.")]
Names = Annotated[
    str,
    typer.Option(
        "--naming", envvar="YOUCHENG_NAMING",
        help="How places are called: standard, iso (in English), source (as written), prc or taiwan.",
    ),
]  # fmt: skip
Quotes = Annotated[
    str, typer.Option("--evidence", help="full, sentence (the first of each record), offsets or none.")
]
DEFAULT = Path("registry.db")
STANDARD = "standard"  # the naming policy where none is asked for


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with a registry or its rules ends the command in one line."""
    from extract.registry.store import RegistryError
    from extract.rules import RuleError

    try:
        yield
    except (RegistryError, RuleError, sqlite3.Error) as error:
        fail(str(error))


@contextmanager
def registry(path: Path) -> Iterator[sqlite3.Connection]:
    """The registry at `path`."""
    from extract.registry.store import open_store

    with told():
        db = open_store(path)
        try:
            yield db
        finally:
            db.close()


def level(evidence: str) -> Evidence:
    """How much of the evidence goes out; what is no such level ends the command."""
    from extract.registry.exports.tables import LEVELS

    found = next((name for name in LEVELS if name == evidence), None)
    return found or fail(f"--evidence is one of {', '.join(LEVELS)}: {evidence}")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def print_line(line: dict[str, Any]) -> None:
    typer.echo(json.dumps(line, ensure_ascii=False))


def print_built(built: Built) -> None:
    changes = ", ".join(f"{n} {operation}" for operation, n in built.changes.items()) or "nothing new"
    typer.echo(f"publication {built.publication}: {built.ties} ties ({changes})")
    typer.echo(
        f"{built.runs} runs, {built.records} records taken in;"
        f" {built.unlinked} records wait for a place to be linked"
    )
