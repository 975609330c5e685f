"""`youcheng diff`: which facts came, went and changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import CHECK_FAILED, fail
from extract.commands.place import run_place

if TYPE_CHECKING:
    from extract.emit.difference import Change

_WIDTH = 118
_SIGNS = {"came": "[green]+[/]", "went": "[red]-[/]", "changed": "[yellow]~[/]"}


def diff(
    old: Annotated[Path, typer.Argument(parser=run_place, metavar="RUN", help="Folder or URL of a run.")],
    new: Annotated[
        Path | None,
        typer.Argument(
            parser=run_place,
            metavar="LATER",
            help="Folder of a later run; without it the versions in RUN are compared.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object for each fact.")] = False,
) -> None:
    """Compare what the sources state in two runs, or in the last two versions that one run has of each.

    Exit code 0: no difference; 1: there are some.
    """
    from extract.emit.difference import between, between_versions
    from extract.emit.reader import Run

    try:
        changes = between_versions(Run(old)) if new is None else between(Run(old), Run(new))
    except FileNotFoundError as error:
        fail(str(error))
    if as_json:
        for change in changes:
            typer.echo(json.dumps(change.as_dict(), ensure_ascii=False))
    else:
        _show(changes)
    if changes:
        raise typer.Exit(CHECK_FAILED)


def _show(changes: list[Change]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=_WIDTH, highlight=False)
    if not changes:
        console.print("no difference")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("", "fact", "was", "is", "source"):
        table.add_column(name, overflow="fold")
    for change in changes:
        cells = (change.fact, "\n".join(change.old), "\n".join(change.new), change.source_id)
        table.add_row(_SIGNS[change.change], *map(Text, cells))
    console.print(table)
    for how in _SIGNS:
        console.print(f"{sum(change.change == how for change in changes)} {how}")
