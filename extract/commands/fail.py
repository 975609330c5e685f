"""Ending a command that cannot go on: one line on standard error, and a code that says why."""

from __future__ import annotations

from typing import NoReturn

import typer

CHECK_FAILED = 1
BAD_USE = 2
TOO_MANY_REJECTS = 3
BROKEN_OFF = 4
INTERRUPTED = 130


def fail(message: str, code: int = BAD_USE) -> NoReturn:
    typer.echo(f"youcheng: {message}", err=True)
    raise typer.Exit(code)
