"""`youcheng verify`: the proof of a run."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.fail import CHECK_FAILED, fail
from extract.commands.place import run_as_stored


def verify(
    run: Annotated[Path, typer.Argument(parser=run_as_stored, metavar="RUN", help="Folder or URL of a run.")],
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="Problems to list at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object for each problem.")] = False,
) -> None:
    """Prove that every span quotes its text, every hash fits and every sum adds up.

    Exit code 0: all holds; 1: something does not, and each line says where and what.
    """
    from extract.emit.folder import is_run
    from extract.emit.verify import verify as problems_of

    if not is_run(run):
        fail(f"no run of youcheng in {run}")
    found = list(islice(problems_of(run), most + 1))
    for problem in found[:most]:
        said = {"where": problem.where, "what": problem.what}
        typer.echo(json.dumps(said, ensure_ascii=False) if as_json else f"{problem.where}: {problem.what}")
    if found:
        more = " or more" if len(found) > most else ""
        fail(f"{min(len(found), most)}{more} problems in {run}", CHECK_FAILED)
    if not as_json:
        typer.echo(f"{run}: all holds")
