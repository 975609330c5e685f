"""`youcheng show`: what a run found, and where it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.commands.fail import fail

if TYPE_CHECKING:
    from extract.emit.reader import Run

Record = dict[str, Any]
Columns = dict[str, Callable[[Record], object]]


def show(
    run: Annotated[Path, typer.Argument(help="Folder that a run wrote.")],
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="Rows of a table at most.")] = 40,
) -> None:
    """Print the documents, pairs, counts and conflicts of a run, and where each one stands."""
    from rich.console import Console

    from extract.emit.reader import Run

    try:
        folder = Run(run)
    except FileNotFoundError as error:
        fail(str(error))
    console = Console()
    uris = {d["doc_id"]: d["uri"] for d in folder.lines("documents")}

    def where(record: Record) -> str:
        span = record if "start" in record else _first_span(record)
        return f"{uris[record['doc_id']]}:{span['start']}–{span['end']}" if span else uris[record["doc_id"]]

    for kind, columns in _TABLES.items():
        _print_table(console, folder, kind, columns | ({"where": where} if "id" in columns else {}), most)
    console.print(
        f"Offsets count code points of {run}/texts/. [bold]youcheng explain ID --run {run}[/] says how "
        "a record came about."
    )


def _print_table(console: Any, folder: Run, kind: str, columns: Columns, most: int) -> None:
    from rich import box
    from rich.table import Table

    rows = folder.lines(kind)
    table = Table(title=kind, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for name in columns:
        table.add_column(name, overflow="fold", style="dim" if name in ("where", "id") else None)
    for record in islice(rows, most):
        table.add_row(*("" if (v := cell(record)) is None else str(v) for cell in columns.values()))
    if not table.rows:
        console.print(f"[bold]{kind}[/]: none\n")
        return
    console.print(table)
    if left := sum(1 for _ in rows):
        console.print(f"… and {left} more in {folder.folder / kind}.jsonl\n")


def _first_span(record: Record) -> Record | None:
    """Where a record without a span of its own begins: its first piece of evidence, or its first side."""
    spans: Iterator[Record] = iter(record.get("evidence") or [s["span"] for s in record.get("sides", [])])
    return next(spans, None)


def _place(side: str) -> Callable[[Record], str]:
    def cell(record: Record) -> str:
        place = record[side]
        english = f" {place['name_en']}" if place["name_en"] and place["name_en"] != place["text"] else ""
        return f"{place['text']}{english} ({place['country'] or '?'})"

    return cell


def _agreement(record: Record) -> str:
    return "" if record["agreement"] == "monolingual" else str(record["agreement"])


def _id(record: Record) -> str:
    return str(record["id"][:8])


_TABLES: dict[str, Columns] = {
    "documents": {
        "uri": lambda r: r["uri"],
        "title": lambda r: (r["title"] or {}).get("text"),
        "published": lambda r: (r["published"] or {}).get("value"),
        "languages": lambda r: " ".join(r["languages"]),
        "pairs": lambda r: r["records"].get("pairs", 0),
        "dates": lambda r: r["records"].get("dates", 0),
        "counts": lambda r: r["records"].get("counts", 0),
    },
    "pairs": {
        "id": _id,
        "a": _place("a"),
        "b": _place("b"),
        "relation": lambda r: r["relation"],
        "status": lambda r: r["status"],
        "date": lambda r: (r["date"] or {}).get("value"),
        "languages": _agreement,
    },
    "groups": {"id": _id, "name": lambda r: r["name"], "members": lambda r: len(r["members"])},
    "counts": {
        "id": _id,
        "text": lambda r: r["text"],
        "value": lambda r: r["value"],
        "modifier": lambda r: r["modifier"],
        "of": lambda r: r["what"],
        "measure": lambda r: r["measure"],
        "subject": lambda r: (r["subject"] or {}).get("name_zh"),
        "as of": lambda r: r["as_of"],
    },
    "dates": {
        "id": _id,
        "text": lambda r: r["text"],
        "value": lambda r: r["value"],
        "mod": lambda r: r["mod"],
    },
    "conflicts": {
        "id": _id,
        "between": lambda r: r["between"],
        "sides": lambda r: " / ".join(f"{s['span']['text']} = {s['value']}" for s in r["sides"]),
    },
    "rejects": {"uri": lambda r: r["uri"], "error": lambda r: r["error"], "message": lambda r: r["message"]},
}
