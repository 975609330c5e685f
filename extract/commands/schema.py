"""`youcheng schema`: the JSON Schema of the records."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema of every kind of line that a run writes."""
    from extract.records import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
