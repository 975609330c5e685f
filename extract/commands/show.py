"""`youcheng show`: what a run found, document by document, and where it lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import fail
from extract.commands.place import run_place
from extract.commands.tables import table
from extract.commands.told import Record, life, place, where, words

if TYPE_CHECKING:
    from rich.console import Console

    from extract.emit.reader import Run

Cells = Callable[[Record], tuple[object, ...]]

# A table narrower than this is no table; what is not printed to a terminal gets this width.
_WIDTH = 118


def show(
    run: Annotated[Path, typer.Argument(parser=run_place, metavar="RUN", help="Folder or URL of a run.")],
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="Rows of each table at most.")] = 12,
    documents: Annotated[int, typer.Option(min=1, help="Documents at most.")] = 20,
) -> None:
    """Print the pairs, counts and conflicts of each document, and at which characters each one stands."""
    from rich.console import Console

    from extract.emit.reader import Run

    try:
        folder = Run(run)
    except FileNotFoundError as error:
        fail(str(error))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=_WIDTH, highlight=False)
    shown = list(islice((d for d in folder.lines("documents") if not d["duplicate_of"]), documents))
    by_document = _by_document(folder, {d["doc_id"] for d in shown})
    for document in shown:
        _heading(console, document)
        for kind, (head, cells) in _TABLES.items():
            _table(console, kind, head, cells, by_document[document["doc_id"], kind], most)
    for reject in islice(folder.lines("rejects"), most):
        console.print(f"[red]rejected[/] {reject['uri']}: {reject['error']} in {reject['stage']}")
    _summary(console, folder, len(shown))


def _by_document(folder: Run, doc_ids: set[str]) -> dict[tuple[str, str], list[Record]]:
    """The records to be shown, by document and kind."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for kind in _TABLES:
        for record in folder.lines(kind):
            if record["doc_id"] in doc_ids:
                found[record["doc_id"], kind].append(record)
    return found


def _heading(console: Console, document: Record) -> None:
    from rich.text import Text

    published = (document["published"] or {}).get("value") or "no date"
    about = f"{published} · {' '.join(document['languages'])} · {document['chars']} characters"
    name = Text(document["uri"], style="bold")
    for mark in _marks(document):
        name.append(f" · {mark}", style="bold yellow")
    console.rule(name, align="left")
    title = (document["title"] or {}).get("text", "")
    console.print(Text(" ".join(title.split()), style="bold cyan").append(f"\n{about}", style="dim"))


def _marks(document: Record) -> Iterator[str]:
    """What of a document a reader must not miss: that it is an earlier version, that it was taken back."""
    if document["superseded_by"]:
        yield f"version {document['version']}, superseded"
    elif document["version"] > 1:
        yield f"version {document['version']}"
    if document["withdrawn"] or document["notice"]:
        yield document["withdrawn"] or document["notice"]["kind"]


def _table(
    console: Console, kind: str, head: tuple[str, ...], cells: Cells, records: list[Record], most: int
) -> None:
    if not records:
        return
    narrow = console.width < _WIDTH
    rows = []
    for record in records[:most]:
        id_, at = record["id"][:8], where(record)
        rows.append((*((f"{id_}\n{at}",) if narrow else (at, id_)), *cells(record)))
    own = ("id, at",) if narrow else ("at", "id")
    console.print(table((*own, *head), rows, dim=len(own)))
    if left := len(records) - most:
        console.print(f"… and {left} more {kind}\n" if left > 0 else "", style="dim", end="")


def _summary(console: Console, folder: Run, shown: int) -> None:
    numbers = {
        kind: sum(1 for _ in folder.lines(kind)) for kind in ("documents", *_TABLES, "dates", "places")
    }
    console.rule(align="left")
    console.print(", ".join(f"{number} {kind}" for kind, number in numbers.items()))
    if numbers["documents"] > shown:
        console.print(f"{shown} documents shown; --documents shows more")
    console.print(
        f"“at” counts the characters of the documents' texts in {folder.folder}/texts/; "
        "“sure” is the confidence, 0 to 1.\n"
        f"[bold]youcheng explain ID --run {folder.folder}[/] says how a record came about."
    )


def _pair(record: Record) -> tuple[object, ...]:
    languages = "" if record["agreement"] == "monolingual" else record["agreement"]
    ends, stages = (place(record["a"]), place(record["b"])), "\n".join(life(record))
    return *ends, words(record["relation"]), stages, f"{record['confidence']:.2f}", languages


def _count(record: Record) -> tuple[object, ...]:
    subject = record["subject"] or {}
    own, other = ("name_en", "name_zh") if record["lang"] == "en" else ("name_zh", "name_en")
    number = f"{record['value']}" if record["upper"] is None else f"{record['value']}–{record['upper']}"
    if record["modifier"] != "exact":
        number = f"{record['modifier']} {number}"
    return (
        record["text"],
        number,
        words(record["what"]),
        record["measure"],
        subject.get(own) or subject.get(other),
        record["partner"],
        record["as_of"],
    )


def _group(record: Record) -> tuple[object, ...]:
    return record["name"], record["kind"], ", ".join(m["text"] for m in record["members"]), record["date"]


def _conflict(record: Record) -> tuple[object, ...]:
    sides = (f"{side['span']['text']} = {side['value']}" for side in record["sides"])
    return record["kind"], record["between"], " / ".join(sides)


_TABLES: dict[str, tuple[tuple[str, ...], Cells]] = {
    "pairs": (("pair", "with", "relation", "status, stages", "sure", "languages"), _pair),
    "groups": (("group", "kind", "members", "since"), _group),
    "counts": (("count", "value", "of", "measure", "whose", "with", "as of"), _count),
    "conflicts": (("conflict", "between", "sides"), _conflict),
}
