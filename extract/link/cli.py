"""`youcheng gazetteer …` and `youcheng link …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.fail import CHECK_FAILED, fail

app = typer.Typer(help="The gazetteer: build it, add to it.", no_args_is_help=True)


@app.command("build")
def build_command(
    output: Annotated[
        Path | None, typer.Option(help="Where to write; default: where the package reads.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Build even if nothing has changed.")] = False,
) -> None:
    """Compile the gazetteer from the packages and rules/gazetteer; print what it covers."""
    from extract.link import build

    try:
        if not force and build.up_to_date(output):
            typer.echo("the gazetteer is up to date", err=True)
            return
        meta = build.build(output)
    except ModuleNotFoundError as error:
        fail(f"the gazetteer is built from {error.name}: pip install 'youcheng[gazetteer]'")
    for key in ("places", "with_chinese_names", "sources", "attribution"):
        typer.echo(f"{key:20} {meta[key]}")
    typer.echo("first-level divisions with Chinese names, by country:")
    cells = meta["provinces"].split()
    for start in range(0, len(cells), 10):
        typer.echo("  " + "  ".join(f"{cell:9}" for cell in cells[start : start + 10]))


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="The dump to read.")],
    dump: Annotated[str, typer.Option("--format", help="geonames, alternate-names, wikidata or csc.")],
    accept_licence: Annotated[
        bool, typer.Option("--accept-licence", help="Accept a share-alike licence.")
    ] = False,
) -> None:
    """Read a public dump into the user's own gazetteer, streamed; bad lines are counted, named and
    skipped."""
    from extract.link.importers import ImportRefused, read_dump

    try:
        report = read_dump(source, dump, accept_licence)
    except ImportRefused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for line, reason in report.bad[:20]:
        typer.echo(f"{source}:{line}: {reason}", err=True)
    typer.echo(
        f"{report.names} names of {report.places} places; {len(report.bad)} lines skipped; {report.licence}"
    )


@app.command("alias")
def alias_command(
    name: Annotated[str, typer.Argument(help="The spelling.")],
    place: Annotated[str, typer.Argument(help="The key of the place it is, such as gn:2192362.")],
    country: Annotated[str | None, typer.Option(help="Only where the text states this country.")] = None,
) -> None:
    """Say that a spelling is a place: kept in the user's own file, outlives runs and builds."""
    from extract.link.aliases import AliasError, add

    try:
        path = add(name, place, country)
    except AliasError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{name} = {place}, kept in {path}")


def link_command(
    name: Annotated[
        list[str] | None,
        typer.Argument(help="The name, in Chinese or English; 'Portland, Maine' says where it lies."),
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="The country that is stated: its ISO 3166-1 code (GB) or name.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read queries from standard input, write answers.")
    ] = False,
    without_chinese_names: Annotated[
        bool, typer.Option(help="Leave the Chinese names out: only reading and transliteration serve.")
    ] = False,
    minimum: Annotated[int, typer.Option(help="Smallest population of a candidate by sound.")] = 500,
) -> None:
    """Say which place a name is, and why: candidates with probabilities (p) and the evidence for them.

    Exit code 1: no place is called so; 2: bad use.
    """
    from extract.link.gazetteer import GazetteerError
    from extract.link.query import UnknownCountry, answers

    if name and len(name) > 1:
        whole, (first, *rest) = " ".join(name), name
        fail(f"one NAME is asked for: quote it ('{whole}'), or say where it lies: "
             f"'{first}, {' '.join(rest)}', or --country")  # fmt: skip

    try:
        if jsonl:
            for line in answers(sys.stdin, chinese=not without_chinese_names, minimum=minimum):
                sys.stdout.write(line)
        elif name:
            _print_candidates(name[0], country, chinese=not without_chinese_names, minimum=minimum)
        else:
            fail("a NAME or --jsonl is wanted")
    except (GazetteerError, UnknownCountry) as error:
        fail(str(error))


def _print_candidates(name: str, country: str | None, *, chinese: bool, minimum: int) -> None:
    """The candidates for one name as a table; where there are none, the command ends."""
    from rich.console import Console

    from extract.commands.tables import table
    from extract.link.gazetteer import open_gazetteer
    from extract.link.query import candidates, country_code
    from extract.link.rank import Ranker

    ranker = Ranker(open_gazetteer(), chinese=chinese, minimum=minimum)
    code = country_code(ranker, country) if country else None
    found = candidates(ranker, name, code)[:10]
    if not found:
        typer.echo(f"no place is called {name}" + (f" in {code}" if code else ""))
        raise typer.Exit(CHECK_FAILED)
    rows = []
    for c in found:
        names = " ".join(
            dict.fromkeys(n for n in (c.place.name_zh, c.place.name_zh_hant, c.place.name_en) if n)
        )
        rows.append((f"{c.probability:.3f}", c.place.key, names, c.place.country, c.place.level,
                     f"{c.row.population:,}", c.method))  # fmt: skip
    console = Console(highlight=False)
    if not console.is_terminal:  # a file or another command: nothing is folded
        console = Console(highlight=False, width=1_000)
    console.print(table(("p", "key", "names", "country", "level", "people", "evidence"), rows, dim=2))
