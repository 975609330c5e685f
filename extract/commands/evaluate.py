"""`youcheng eval`: a run against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import fail

if TYPE_CHECKING:
    from rich.table import Table

    Row = dict[str, float | int | None]


def evaluate(
    gold_dir: Annotated[Path, typer.Argument(help="Folder of NAME.gold.json files.")],
    run_dir: Annotated[Path, typer.Argument(help="Folder that a run wrote.")],
    docs: Annotated[Path | None, typer.Option(help="The sources: check every span against them.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures as one JSON object.")] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed and what was wrong.")
    ] = False,
) -> None:
    """Score a run: pairs, dates, counts, beads, conflicts and provenance."""
    from extract.evaluate import evaluate as score

    try:
        evaluation = score(gold_dir, run_dir, docs)
    except FileNotFoundError as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps(evaluation.rows(), ensure_ascii=False))
    else:
        from rich.console import Console

        Console().print(_table(evaluation.rows()))
    if errors:
        typer.echo("\n".join(evaluation.errors), err=True)


def _table(rows: dict[str, Row]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("measure")
    for name in ("precision", "recall", "F1 / share", "right", "found", "gold"):
        table.add_column(name, justify="right")
    for name, row in rows.items():
        table.add_row(name, *_cells(row))
    return table


def _cells(row: Row) -> list[str]:
    if "F1" in row:
        return [_figure(row[k]) for k in ("P", "R", "F1")] + [str(row[k]) for k in ("tp", "pred", "gold")]
    return ["", "", _figure(row["accuracy"]), str(row["hit"]), "", str(row["n"])]


def _figure(value: float | int | None) -> str:
    return "–" if value is None else f"{value:.3f}"
