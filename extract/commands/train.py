"""`youcheng train …`: the models that are learned, made anew from the packages they are learned from."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.fail import fail

app = typer.Typer(help="Train a model anew.", no_args_is_help=True)


@app.callback()
def _models() -> None:
    """Train a model anew."""


@app.command("transliteration")
def transliteration_command(
    output: Annotated[
        Path | None, typer.Option(help="Where to write; default: where `gazetteer build` reads it.")
    ] = None,
) -> None:
    """Learn how Chinese writes foreign names from GeoNames' pairs of names; then build the gazetteer."""
    from extract.link.translit.model import PATH

    begun = time.monotonic()

    def say(line: str) -> None:
        typer.echo(f"{time.monotonic() - begun:5.0f} s  {line}", err=True)

    try:
        from extract.link.translit.learn import train

        data = train(say).pack()
    except ModuleNotFoundError as error:
        fail(f"the model is learned from {error.name}: pip install 'youcheng[gazetteer]'")
    path = output or PATH
    path.write_bytes(data)
    say(f"{path}: {len(data):,} bytes")


@app.command("ner")
def ner_command(
    output: Annotated[Path, typer.Argument(help="The folder to write the model to.")],
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    count: Annotated[int, typer.Option(min=1, help="Sentences to make.")] = 6_000,
    rounds: Annotated[int, typer.Option(min=1, help="Times through them.")] = 8,
) -> None:
    """Train a spaCy recogniser of places for `youcheng run --ner FOLDER`; print its F1 on names held out."""
    from extract.recognize.train_ner import train

    try:
        found = train(lang, output, count, rounds, lambda line: typer.echo(line, err=True))
    except ValueError as error:
        fail(str(error))
    typer.echo(f"{output}: F1 {found:.3f} on names held out")
