"""`youcheng purge`: kept texts dropped, and the proof of what remains kept."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.fail import fail

_UNITS = {"h": 3600, "d": 86400, "w": 7 * 86400}


def purge(
    run: Annotated[Path, typer.Argument(help="Folder that a run wrote.")],
    older_than: Annotated[
        str, typer.Option(metavar="30d", help="Age of what is dropped: hours, days or weeks (12h, 30d, 8w).")
    ],
    texts: Annotated[bool, typer.Option("--texts", help="Drop the documents' texts.")] = False,
) -> None:
    """Drop the texts that the run has kept for longer than so long; their hashes and offsets stay.

    `youcheng verify` goes on to prove what remains; `purged.txt` lists what was dropped.
    """
    from extract.emit.folder import drop_texts, is_run

    age = re.fullmatch(r"(\d+)([hdw])", older_than)
    if age is None:
        fail(f"--older-than is no age as 30d: {older_than}")
    if not texts:
        fail("say what to drop: --texts")
    if not is_run(run):
        fail(f"no run of youcheng in {run}")
    number = drop_texts(run, before=time.time() - int(age[1]) * _UNITS[age[2]])
    typer.echo(f"{number} texts dropped from {run}")
