"""`youcheng dates` and `youcheng counts`: what a plain text says, without the rest of the pipeline."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import fail

if TYPE_CHECKING:
    from extract.records import Record

Lang = Annotated[str | None, typer.Option(help="zh or en; both when left out.")]


def dates(
    lang: Lang = None,
    published: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day from which 去年 or 6 March count.")
    ] = None,
    message: Annotated[
        bool, typer.Option("--message", help="Also read what only chats and queries write (tmrw, 下下周).")
    ] = False,
) -> None:
    """Print the dates in the text on standard input, one JSON record a line."""
    import extract
    from extract.engines.inputs import publication_day

    try:
        day = publication_day(published)
    except ValueError:
        fail(f"--published is no day as 2024-03-07: {published}")
    _print(extract.dates(_text(), lang=_checked(lang), published=day, message=message))


def counts(lang: Lang = None) -> None:
    """Print the numbers of counted things in the text on standard input, one JSON record a line."""
    import extract

    _print(extract.counts(_text(), lang=_checked(lang)))


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


def _print(records: Iterable[Record]) -> None:
    import msgspec

    for line in map(msgspec.json.encode, records):
        typer.echo(line.decode())
