"""The run that a command is asked about: a folder, or the URL of one."""

from __future__ import annotations

from pathlib import Path

import typer


def run_place(name: str) -> Path:
    """The folder of a run; of one in a store (`s3://…`) a copy of the run that it holds now."""
    return _place(name, anew=False)


def run_as_stored(name: str) -> Path:
    """The folder of a run; of one in a store a copy whose every byte is read from there."""
    return _place(name, anew=True)


def _place(name: str, anew: bool) -> Path:
    if "://" not in name:
        return Path(name)
    from extract.emit.folder import OutputError
    from extract.emit.store import StoreError, run_folder

    try:
        return run_folder(name, anew=anew)
    except (OutputError, StoreError) as error:
        raise typer.BadParameter(str(error)) from error
