"""`youcheng run`: releases in, a folder of records out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import TOO_MANY_REJECTS, fail

if TYPE_CHECKING:
    from extract.engines.run import Settings, Summary


def run(
    inputs: Annotated[
        list[str], typer.Argument(help="Files, folders (with all below), or - for standard input.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the records: missing, empty, or an earlier run's.")],
    workers: Annotated[int, typer.Option(min=1, help="Processes to work in.")] = 1,
    max_rejects: Annotated[
        float, typer.Option(min=0, max=1, help="Share of rejected inputs above which the exit code is 3.")
    ] = 0.05,
    published: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Publication date of all inputs, where you know it."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Remove an earlier run in the folder before, not after, the work.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Extract the records of press releases.

    Exit code 0: done (inputs that could not be processed stand in rejects.jsonl); 2: bad use, nothing was
    done; 3: done, but more inputs were rejected than --max-rejects allows.
    """
    from extract.emit.writer import OutputError
    from extract.engines.inputs import InputError, publication_day
    from extract.engines.run import Settings
    from extract.link.gazetteer import GazetteerError
    from extract.rules import RuleError

    try:
        settings = Settings(publication_day(published), max_rejects, workers, fresh)
    except ValueError:
        fail(f"--published is no day as 2024-03-07: {published}")
    try:
        summary = _run(inputs, out, settings, with_bar=not quiet and not as_json and sys.stderr.isatty())
    except (InputError, OutputError, RuleError, GazetteerError, OSError) as error:
        fail(str(error))
    if as_json:
        typer.echo(json.dumps(_as_dict(summary), ensure_ascii=False))
    elif not quiet:
        _report(summary, out)
    if summary.too_many_rejects:
        share = summary.sums["rejected"] / summary.sums["inputs"]
        fail(f"{share:.1%} of the inputs were rejected: see {out / 'rejects.jsonl'}", TOO_MANY_REJECTS)


def _run(names: list[str], out: Path, settings: Settings, with_bar: bool) -> Summary:
    from extract.engines.inputs import check, count
    from extract.engines.run import run as run_all

    if not with_bar:
        return run_all(names, out, settings)
    check(names)
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=count(names))
        return run_all(names, out, settings, lambda: bar.advance(task))


def _as_dict(summary: Summary) -> dict[str, object]:
    return {
        "records": summary.records,
        "conservation": summary.sums,
        "errors": summary.errors,
        "timing": summary.timing,
    }


def _report(summary: Summary, out: Path) -> None:
    sums, found = summary.sums, summary.records
    typer.echo(
        f"{sums['processed']} documents: {found['pairs']} pairs, {found['dates']} dates, "
        f"{found['counts']} counts, {found['places']} places; {summary.timing['wall_seconds']} s → {out}"
    )
    if left := sums["inputs"] - sums["processed"]:
        typer.echo(
            f"{left} inputs were not processed: {sums['duplicates']} duplicates, {sums['skipped']} skipped, "
            f"{sums['rejected']} rejected {summary.errors or ''}".rstrip()
        )
