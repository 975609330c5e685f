"""`youcheng inspect`: one file as the pipeline sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import TOO_MANY_REJECTS, fail
from extract.commands.told import life, place, where, words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from spacy.tokens import Doc

    from extract.document import Document

Layers = dict[str, list[tuple[int, int]]]

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
    file: Annotated[
        str, typer.Argument(help="A file of any kind that `run` reads, or - for standard input.")
    ],
    published: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Publication date, where you know it.")
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="Documents at most.")] = 3,
) -> None:
    """Print the encoding, the ties, the text and its layers for each document in a file.

    On a terminal the layers are colours in the text, elsewhere lists with
    offsets above it. Exit code 3: a document was rejected.
    """
    from itertools import islice

    from rich.console import Console

    from extract.document import Document
    from extract.engines.inputs import Inputs, publication_day
    from extract.readers.locations import STDIN
    from extract.records import RejectRecord

    if file != STDIN and not Path(file).is_file():
        fail(f"no such file: {file}")
    try:
        day = publication_day(published)
    except ValueError:
        fail(f"--published is no day as 2024-03-07: {published}")
    console = Console(highlight=False, soft_wrap=True)
    rejected = False
    for item in islice(Inputs([file], day).items(), most):
        if isinstance(item, Document):
            _show(console, item)
        elif isinstance(item, RejectRecord):
            rejected = True
            console.print(_labelled("rejected", f"{item.uri}: {item.error}, {item.message}"))
        else:
            console.print(_labelled("skipped", f"{item.uri}: {item.reason}"))
    if rejected:
        raise typer.Exit(TOO_MANY_REJECTS)


def _show(console: Console, document: Document) -> None:
    from rich.text import Text

    from extract.pipeline import analyse, load

    nlp = load()
    with nlp.memory_zone():
        doc = analyse(nlp, document)
        _heading(console, document, doc)
        _ties(console, document, doc)
        layers = _layers(doc)
        if console.is_terminal:
            console.print(Text("  ").join(Text(name, style=style) for name, style in _STYLES.items()), "\n")
            console.print(_painted(document.text, layers))
        else:
            _listed(console, document.text, layers)
            console.print(f"\ntext\n{document.text}", markup=False)


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


def _ties(console: Console, document: Document, doc: Doc) -> None:
    """A line for each tie, as a run would write it."""
    import msgspec

    from extract.emit.convert import convert

    for pair in map(msgspec.to_builtins, convert(doc, document).pairs):
        stages = ", ".join([words(pair["relation"]), *life(pair)])
        ends = f"{place(pair['a'])} – {place(pair['b'])}"
        console.print(_labelled("pair", f"{ends}: {stages}; {pair['confidence']:.2f}; at {where(pair)}"))


def _layers(doc: Doc) -> Layers:
    from extract import layers

    return {
        "boilerplate": [(part.start, part.end) for part in doc._.boilerplate],
        "evidence": [(s.start, s.end) for pair in doc._.pairs for s in pair.evidence],
        "places": [(m.start, m.end) for m in layers.places(doc)],
        "dates": [(m.start, m.end) for m in layers.dates(doc) if m.value is not None],
        "counts": [(m.start, m.end) for m in layers.counts(doc)],
        "triggers": [(start, end) for start, end, _ in doc._.scan.triggers],
    }


def _painted(text: str, layers: Layers) -> Text:
    """The text with every layer in its colour."""
    from rich.text import Text

    painted = Text(text)
    for name, style in _STYLES.items():
        for start, end in layers[name]:
            painted.stylize(style, start, end)
    return painted


def _listed(console: Console, text: str, layers: Layers) -> None:
    """Each layer as a list of its spans: where colours do not show."""
    for name in _STYLES:
        if spans := sorted(set(layers[name])):
            console.print(f"\n{name}", markup=False)
        for start, end in spans:
            console.print(f"  {start}–{end}  {' '.join(text[start:end].split())}", markup=False)
