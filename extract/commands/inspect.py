"""`youcheng inspect`: one file as the pipeline sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import fail

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from spacy.tokens import Doc

    from extract.document import Document

# Layers in the order in which they are painted: the later over the earlier.
_STYLES = {
    "boilerplate": "dim strike",
    "evidence": "underline",
    "places": "green",
    "dates": "cyan",
    "counts": "magenta",
    "triggers": "bold yellow",
}


def inspect(
    file: Annotated[Path, typer.Argument(help="A file of any kind that `run` reads.")],
    published: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Publication date, where you know it.")
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="Documents at most.")] = 3,
) -> None:
    """Print the encoding, the text and its layers, coloured, for each document in a file."""
    from itertools import islice

    from rich.console import Console

    from extract.document import Document
    from extract.engines.inputs import Inputs, publication_day
    from extract.records import RejectRecord

    if not file.is_file():
        fail(f"no such file: {file}")
    try:
        day = publication_day(published)
    except ValueError:
        fail(f"--published is no day as 2024-03-07: {published}")
    console = Console(highlight=False, soft_wrap=True)
    for item in islice(Inputs([str(file)], day).items(), most):
        if isinstance(item, Document):
            _show(console, item)
        elif isinstance(item, RejectRecord):
            console.print(_labelled("rejected", f"{item.uri}: {item.error}, {item.message}"))
        else:
            console.print(_labelled("skipped", f"{item.uri}: {item.reason}"))


def _show(console: Console, document: Document) -> None:
    from rich.text import Text

    from extract.pipeline import analyse, load

    nlp = load()
    with nlp.memory_zone():
        doc = analyse(nlp, document)
        _heading(console, document, doc)
        console.print(Text("  ").join(Text(name, style=style) for name, style in _STYLES.items()), "\n")
        console.print(_painted(doc, document.text))


def _heading(console: Console, document: Document, doc: Doc) -> None:
    from extract.layers import Metadata, metadata

    meta = metadata(doc) or Metadata()
    declared = f", declared {document.encoding_declared}" if document.encoding_declared else ""
    lines = {
        "file": f"{document.uri}, {document.media_type}, {document.doc_id}",
        "encoding": f"{document.encoding} ({document.encoding_basis}{declared})",
        "text": f"{len(document.text)} characters, {' '.join(meta.languages)}",
        "title": "" if meta.title is None else document.text[slice(*meta.title)],
        "published": "" if meta.published is None else f"{meta.published.value} ({meta.published.basis})",
    }
    for name, value in lines.items():
        if value:
            console.print(_labelled(name, value))


def _labelled(name: str, value: str) -> Text:
    from rich.text import Text

    return Text(f"{name:10}", style="bold").append(" ".join(value.split()), style="not bold")


def _painted(doc: Doc, text: str) -> Text:
    """The text with every layer in its colour."""
    from rich.text import Text

    from extract import layers

    spans: dict[str, list[tuple[int, int]]] = {
        "boilerplate": [(part.start, part.end) for part in doc._.boilerplate],
        "evidence": [(s.start, s.end) for pair in doc._.pairs for s in pair.evidence],
        "places": [(m.start, m.end) for m in layers.places(doc)],
        "dates": [(m.start, m.end) for m in layers.dates(doc) if m.value is not None],
        "counts": [(m.start, m.end) for m in layers.counts(doc)],
        "triggers": [(start, end) for start, end, _ in doc._.scan.triggers],
    }
    painted = Text(text)
    for name, style in _STYLES.items():
        for start, end in spans[name]:
            painted.stylize(style, start, end)
    return painted
