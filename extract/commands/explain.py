"""`youcheng explain`: how a record came about, from the characters to the value."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.commands.fail import fail
from extract.commands.place import run_place

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from extract.emit.reader import Run

Range = tuple[int, int]

# What a record says, without where it says it (that is shown in its sentence) and what it quotes.
_HIDDEN = {
    "schema_version",
    "id",
    "doc_id",
    "rules",
    "lang",
    "start",
    "end",
    "text",
    "candidates",
    "features",
}
# So many records are named where an id is not enough.
_MOST = 5
_STOP = re.compile("[。！？!?；;\n]|\\. ")


def explain(
    record_id: Annotated[str, typer.Argument(help="A record's id, or the beginning of it.")],
    run: Annotated[Path, typer.Option(parser=run_place, metavar="RUN", help="Folder or URL of a run.")],
    full: Annotated[
        bool, typer.Option("--full", help="Print the rules whole: patterns and all examples.")
    ] = False,
) -> None:
    """Show a record's source sentence with the span marked, the rules that made it, and what they made.

    Of each rule its comment and the example most like the sentence; --full
    prints all of it. Exit code 2: no record, or more than one, has an id that
    starts so.
    """
    from rich.console import Console

    from extract.emit.reader import Run

    try:
        folder = Run(run)
    except FileNotFoundError as error:
        fail(str(error))
    kind, record = _the_one(folder, record_id)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{kind}[/] {record['id']}")
    console.print("\n[bold]Source[/]")
    try:
        for doc_id in _documents(kind, record):
            _show_source(console, folder.text(doc_id), doc_id, kind, record)
    except FileNotFoundError as error:
        console.print(str(error))
    _show_rules(console, record, full=full)
    _show_features(console, record)
    _show_value(console, record)


def _the_one(folder: Run, record_id: str) -> tuple[str, dict[str, Any]]:
    """The kind and record of the only id that starts so; where there is none, or more, the command ends."""
    found = folder.starting(record_id)
    if not found:
        fail(f"no record in {folder.folder} has an id that starts with {record_id or 'nothing'}: "
             f"youcheng show {folder.folder} prints ids")  # fmt: skip
    if len(found) > 1:
        first = "".join(f"\n  {record['id']}  {kind}: {_titled(record)}" for kind, record in found[:_MOST])
        more = "\n  …" if len(found) > _MOST else ""
        fail(f"{len(found)} records have an id that starts with {record_id}; say more of it:{first}{more}")
    return found[0]


def _titled(record: dict[str, Any]) -> str:
    """What a record is about, in a few words."""
    named = [record[side]["text"] for side in ("a", "b") if side in record]
    return " – ".join(named) or str(record.get("text") or record.get("name") or record.get("kind") or "")[:60]


def _show_source(console: Console, text: str, doc_id: str, kind: str, record: dict[str, Any]) -> None:
    if doc_id != record["doc_id"]:
        console.print(f"  [dim]in {doc_id}, with which it was read:[/]")
    marks = _in(doc_id, record, _parts(record))
    stated = _in(doc_id, record, _stated(kind, record))
    for start, end in stated or sorted({_around(text, *mark) for mark in marks}):
        console.print(_marked(text, start, end, marks))


def _documents(kind: str, record: dict[str, Any]) -> list[str]:
    """The record's document, and others in which what made it stands."""
    spans = [*_parts(record), *_stated(kind, record)]
    return list(dict.fromkeys([record["doc_id"], *(s["doc_id"] for s in spans if "doc_id" in s)]))


def _in(doc_id: str, record: dict[str, Any], spans: list[dict[str, Any]]) -> list[Range]:
    """Where those of the spans stand that lie in a document."""
    return sorted((s["start"], s["end"]) for s in spans if s.get("doc_id", record["doc_id"]) == doc_id)


def _parts(record: dict[str, Any]) -> list[dict[str, Any]]:
    """What to mark: the record's own span, or its places, date and the words for the tie."""
    if "start" in record:
        return [record]
    parts = [record.get("a"), record.get("b"), record.get("date"), *record.get("relation_terms", [])]
    parts += record.get("members", []) + [side["span"] for side in record.get("sides", [])]
    return [part for part in parts if isinstance(part, dict) and part.get("start") is not None]


def _stated(kind: str, record: dict[str, Any]) -> list[dict[str, Any]]:
    """The sentences that state it, where the record has them; else those around its parts will be shown."""
    if kind != "alignments":
        return list(record.get("evidence") or [])
    return [
        {"start": start, "end": end, "doc_id": record.get(f"{side}_doc_id", record["doc_id"])}
        for side in ("zh", "en")
        for start, end in record[side]
    ]


def _around(text: str, start: int, end: int) -> Range:
    """The sentence around a span, as far as its stops show."""
    first = max(
        (m.end() for m in _STOP.finditer(text, max(0, start - 300), start)), default=max(0, start - 300)
    )
    stop = _STOP.search(text, end, end + 300)
    return first, stop.end() if stop else min(len(text), end + 300)


def _marked(text: str, start: int, end: int, marks: list[Range]) -> Text:
    from rich.text import Text

    shown = Text("  ")
    shown.append(f"{start}–{end} ", style="dim")
    at = start
    for left, right in marks:
        if at <= left and right <= end:
            shown.append(text[at:left]).append("⟦" + text[left:right] + "⟧", style="bold yellow")
            at = right
    return shown.append(text[at:end].rstrip("\n"))


def _show_rules(console: Console, record: dict[str, Any], *, full: bool) -> None:
    from rich.text import Text

    from extract.rules.index import find

    console.print("\n[bold]Rules[/], in the order in which they applied")
    known = find(record["rules"])
    for number, id_ in enumerate(record["rules"], 1):
        rule = known.get(id_)
        where = f"rules/{rule.path}:{rule.line}" if rule else "a step of the program; no entry in rules/"
        console.print(Text(f"  {number}. ").append(id_, style="bold cyan").append(f"  {where}", style="dim"))
        if rule and rule.comment:
            console.print(Text("     " + rule.comment.replace("\n", "\n     "), style="italic"))
        if rule and full:
            console.print(Text("     " + rule.body.replace("\n", "\n     ")))
        elif rule and rule.examples:
            console.print(Text("     such as: ", style="dim").append(_nearest(rule.examples, record)))
    if any(rule.examples for rule in known.values()) and not full:
        console.print("  [dim]--full prints the patterns and all examples[/]")


def _nearest(examples: Sequence[str], record: dict[str, Any]) -> str:
    """The example that is most like what the record was read from."""
    evidence = record.get("evidence") or []
    said = evidence[0]["text"] if evidence else record.get("text", "")
    return max(examples, key=lambda text: SequenceMatcher(None, said, text, autojunk=False).ratio())


def _show_features(console: Console, record: dict[str, Any]) -> None:
    """What a tie's confidence was made of: log odds, and what they come to."""
    from rich.text import Text

    if not record.get("features"):
        return
    console.print("\n[bold]Confidence[/], the logistic of")
    for name, weight in record["features"].items():
        console.print(Text(f"  {weight:+.2f}  {name}"))
    made = round(1 / (1 + math.exp(-sum(record["features"].values()))), 3)
    lowered = "" if made == record["confidence"] else f", lowered by a conflict to {record['confidence']}"
    console.print(f"  = {made}{lowered}")


def _show_value(console: Console, record: dict[str, Any]) -> None:
    from rich.text import Text

    console.print("\n[bold]Record[/]")
    for name, value in record.items():
        if name not in _HIDDEN and value not in (None, [], {}):
            console.print(Text(f"  {name}: ").append(_brief(value), style="bold"))


def _brief(value: Any) -> str:
    if isinstance(value, dict):
        if "kind" in value:  # a stage of a tie
            return f"{value['kind']} {value['date'] or ''}".rstrip()
        named = value.get("name_en") or value.get("name_zh") or value.get("value") or value.get("text")
        return str(named or value)
    if isinstance(value, list):
        return ", ".join(_brief(item) for item in value)
    return str(value)
