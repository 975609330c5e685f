"""Ending a command that cannot go on: one line on standard error, and a code that says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

CHECK_FAILED = 1
BAD_USE = 2
TOO_MANY_REJECTS = 3
BROKEN_OFF = 4
INTERRUPTED = 130


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Imports that an extra brings: where one is missing, the command ends and says what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        fail(f"this command needs {error.name}: pip install 'youcheng[{extra}]'")


def fail(message: str, code: int = BAD_USE) -> NoReturn:
    typer.echo(f"youcheng: {message}", err=True)
    raise typer.Exit(code)
