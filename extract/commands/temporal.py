"""`youcheng dates` and `youcheng counts`: what a plain text says, without the rest of the pipeline."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import fail

if TYPE_CHECKING:
    from extract.records import Record

Lang = Annotated[str | None, typer.Option(help="zh or en; both when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one record a line, on a terminal too.")]


def dates(
    lang: Lang = None,
    published: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day from which 去年 or 6 March count.")
    ] = None,
    message: Annotated[
        bool, typer.Option("--message", help="Also read what only chats and queries write (tmrw, 下下周).")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print the dates in the text on standard input: a table on a terminal, else one JSON record a line."""
    import extract
    from extract.engines.inputs import publication_day

    try:
        day = publication_day(published)
    except ValueError:
        fail(f"--published is no day as 2024-03-07: {published}")
    found = extract.dates(_text(), lang=_checked(lang), published=day, message=message)
    _print(found, ("value", "mod", "anchor"), as_json=as_json)


def counts(lang: Lang = None, as_json: AsJson = False) -> None:
    """Print the numbers of counted things in the text on standard input, as `dates` does."""
    import extract

    found = extract.counts(_text(), lang=_checked(lang))
    _print(found, ("value", "upper", "modifier", "what", "measure", "as_of"), as_json=as_json)


def _checked(lang: str | None) -> str | None:
    if lang is not None and lang[:2] not in ("zh", "en"):
        fail(f"--lang is zh or en, not {lang}")
    return lang


def _text() -> str:
    from extract.readers.encoding import Undecodable, decode

    try:
        return decode(sys.stdin.buffer.read()).text
    except Undecodable as error:
        fail(f"standard input is no text: {error}")


def _print(records: Sequence[Record], fields: tuple[str, ...], *, as_json: bool) -> None:
    """The records as JSON lines; for a person their place, words and `fields`."""
    import msgspec

    if as_json or not sys.stdout.isatty():
        for line in map(msgspec.json.encode, records):
            typer.echo(line.decode())
        return
    from rich.console import Console

    from extract.commands.tables import table
    from extract.commands.told import where

    told = [msgspec.to_builtins(record) for record in records]
    rows = [(where(record), record["text"], *(record[field] for field in fields)) for record in told]
    Console(highlight=False).print(table(("at", "text", *fields), rows, dim=1) if rows else "nothing found")
