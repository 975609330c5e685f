"""`youcheng run`: releases in, a folder of records out."""

from __future__ import annotations

import gc
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.commands.fail import BROKEN_OFF, CHECK_FAILED, INTERRUPTED, TOO_MANY_REJECTS, fail

if TYPE_CHECKING:
    from extract.engines.release import Release
    from extract.engines.run import Settings, Summary

_CONFIG = Path("youcheng.toml")
_LEFT_OUT = {"skipped": "skipped", "rejects": "rejected"}
_STOPPED = "interrupted; what is done is kept: the same command goes on from there"


class Engine(StrEnum):
    """Where documents are worked at."""

    local = "local"
    ray = "ray"


def run(
    out: Annotated[
        str,
        typer.Option(
            "--out", "-o", help="Folder for the records, or its URL: missing, empty, or an earlier run's."
        ),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders (with all below), patterns, URLs, or - for standard input."),
    ] = None,
    pair: Annotated[
        list[str] | None,
        typer.Option(metavar="ZH=EN", help="Two files that are each other's translation; may be repeated."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes to work in.")] = 1,
    max_rejects: Annotated[
        float, typer.Option(min=0, max=1, help="Share of rejected inputs above which the exit code is 3.")
    ] = 0.05,
    published: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Publication date of all inputs, where you know it."),
    ] = None,
    fields: Annotated[
        str,
        typer.Option(metavar="title=NAME,…", help="Names of fields in JSON and CSV, where they are unusual."),
    ] = "",
    all_pages: Annotated[
        bool, typer.Option("--all-pages", help="Read web pages too in which no word speaks of a tie.")
    ] = False,
    ner: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A spaCy model to ask for places where rules leave a slot open."),
    ] = None,
    max_seconds: Annotated[
        float, typer.Option(min=0.001, help="CPU time for one document; one that takes longer is rejected.")
    ] = 60,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Size of one document's text; a bigger one is rejected.")
    ] = 32 << 20,
    config: Annotated[
        Path | None,
        typer.Option(help="TOML file with assertions \\[release]; youcheng.toml here where there is one."),
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="Worker processes on this machine, or Ray (pip install 'youcheng\\[ray]').")
    ] = Engine.local,
    address: Annotated[
        str | None, typer.Option(help="Ray cluster, as host:6379; without it one on this machine.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget the run in the folder, its versions too, and do all anew.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Extract the records of press releases: of those that are new or changed since the run in the folder.

    Exit code 0: done (inputs that could not be processed stand in
    rejects.jsonl); 1: an assertion of the release failed, the former run
    stays in place; 2: bad use, nothing was done; 3: done, but more inputs
    were rejected than --max-rejects allows; 4: broken off by the machine
    (disk full, folder gone); 130: interrupted. After 4 and 130 the folder
    still holds the former run, and the same command goes on where this one
    stopped.
    """
    gc.disable()  # until all is loaded: see `extract.engines.local.collect_seldom`
    from extract.emit.folder import OutputError
    from extract.engines.inputs import InputError, publication_day
    from extract.engines.limits import Limits
    from extract.engines.release import ConfigError, ReleaseError
    from extract.engines.run import Interrupted, Settings
    from extract.link.gazetteer import GazetteerError
    from extract.readers.rows import named_fields
    from extract.rules import RuleError

    try:
        day = publication_day(published)
    except ValueError:
        fail(f"--published is no day as 2024-03-07: {published}")
    try:
        names = named_fields(fields)
    except ValueError as error:
        fail(f"--fields {error}")
    pairs = tuple(map(_pair, pair or []))
    if not inputs and not pairs:
        fail("no INPUT: name files, folders, patterns, URLs, - or a --pair")
    limits = Limits(seconds=max_seconds, bytes=max_bytes)
    try:
        settings = Settings(
            day,
            max_rejects,
            workers,
            fresh,
            limits,
            _release(config),
            engine.value,
            address,
            names,
            all_pages,
            pairs,
            ner,
        )
        summary = _run(inputs or [], out, settings, quiet=quiet or as_json)
    except (InputError, OutputError, RuleError, GazetteerError, ConfigError, ImportError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error}; what is done is kept: the same command goes on from there", BROKEN_OFF)
    except ReleaseError as error:
        fail(f"not written, {out} stays as it was: {error}", CHECK_FAILED)
    except Interrupted as stopped:
        if not quiet:
            _report(stopped.summary, out)
        fail(_STOPPED, INTERRUPTED)
    except KeyboardInterrupt:
        fail(_STOPPED, INTERRUPTED)
    if not summary.sums["inputs"] and not quiet:
        typer.echo(f"youcheng: nothing to read in {', '.join(inputs or [])}: no files there", err=True)
    if as_json:
        typer.echo(json.dumps(_as_dict(summary), ensure_ascii=False))
    elif not quiet:
        _report(summary, out)
    if summary.too_many_rejects:
        share = summary.sums["rejected"] / summary.sums["inputs"]
        fail(
            f"{share:.1%} of the inputs were rejected: see {out.rstrip('/')}/rejects.jsonl", TOO_MANY_REJECTS
        )


def _pair(said: str) -> tuple[str, str]:
    """The two files in `visit.zh.txt=visit.en.txt`; a name may itself hold the sign."""
    parts = said.split("=")
    splits = [("=".join(parts[:at]), "=".join(parts[at:])) for at in range(1, len(parts))]
    found = [split for split in splits if all("://" in name or Path(name).is_file() for name in split)]
    if not found:
        fail(f"--pair takes ZH=EN, two files that are each other's translation: {said}")
    return found[0]


def _release(config: Path | None) -> Release | None:
    from extract.engines.release import read_release

    path = config or (_CONFIG if _CONFIG.exists() else None)
    return None if path is None else read_release(path)


def _run(names: list[str], out: str, settings: Settings, *, quiet: bool) -> Summary:
    from extract.commands.progress import Bar, Log
    from extract.engines.inputs import check, count
    from extract.engines.run import run as run_all

    check(names)
    files = [*names, *(name for pair in settings.pairs for name in pair)]
    if quiet:
        return run_all(names, out, settings)
    if not sys.stderr.isatty():
        return run_all(names, out, settings, Log())
    with Bar(count(files)) as bar:
        return run_all(names, out, settings, bar.update)


def _as_dict(summary: Summary) -> dict[str, object]:
    return {
        "records": summary.records,
        "conservation": summary.sums,
        "worked": summary.worked,
        "carried": summary.carried,
        "errors": summary.errors,
        "timing": summary.timing,
    }


def _report(summary: Summary, out: str) -> None:
    sums, found = summary.sums, summary.records
    typer.echo(
        f"{sums['processed']} documents: {found['pairs']} pairs, {found['dates']} dates, "
        f"{found['counts']} counts, {found['places']} places; {summary.timing['wall_seconds']} s → {out}"
    )
    if summary.worked < sums["processed"] or summary.carried:
        typer.echo(f"{summary.worked} documents new or changed, {summary.carried} kept as earlier versions")
    if left := sums["duplicates"] + sums["skipped"] + sums["rejected"]:
        typer.echo(
            f"{left} inputs were not processed: {sums['duplicates']} duplicates, {sums['skipped']} skipped, "
            f"{sums['rejected']} rejected {summary.errors or ''}".rstrip()
        )
    for kind, named in summary.left_out.items():
        if named:
            more = ", …" if summary.records[kind] > len(named) else ""
            typer.echo(
                f"  {_LEFT_OUT[kind]}: {', '.join(named)}{more}; all are in {out.rstrip('/')}/{kind}.jsonl"
            )
