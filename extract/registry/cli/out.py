"""The commands that take a registry to others: exports, the digest, the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.commands.fail import fail, needs
from extract.registry.cli.options import DEFAULT, STANDARD, Database, Names, Quotes, level, registry


def export_command(
    form: Annotated[
        str,
        typer.Argument(
            help="csv, xlsx, parquet, sqlite, postgresql, geojson, jsonld, turtle, quickstatements or"
            " reconciliation."
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            help="A file; a folder for csv and parquet (a file a table); a postgresql:// address.",
        ),
    ],
    db: Database = DEFAULT,
    evidence: Quotes = "offsets",
    naming: Names = STANDARD,
    bom: Annotated[bool, typer.Option(help="Begin CSV with a BOM, for spreadsheets.")] = True,
    neutralise: Annotated[
        bool, typer.Option(help="Make text of cells that a spreadsheet would run as formulas.")
    ] = True,
) -> None:
    """Write the last publication for others. Scraped texts have owners: quote them (--evidence) with care."""
    from extract.registry.exports.tables import Source
    from extract.registry.exports.write import Options, export

    place = Path(out)
    if form in ("csv", "parquet") and place.suffix == f".{form}" and not place.is_dir():
        fail(f"{form} is a folder with a file for each table: --out {place.with_suffix('')}, not {out}; "
             "xlsx and sqlite are one file")  # fmt: skip
    quoted = level(evidence)
    with registry(db) as store:
        source = Source(store, quoted, naming)
        written = export(source, form, out, Options(bom, neutralise))
        typer.echo(f"{out}: publication {source.publication}, {written}")


def serve_command(
    db: Database = DEFAULT,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8190,
    evidence: Quotes = "offsets",
    naming: Names = STANDARD,
) -> None:
    """Answer questions about the registry over HTTP, read-only; /openapi.json says which. Ctrl-C ends it."""
    from extract.registry.naming import load_naming

    quoted = level(evidence)
    with registry(db):  # says at once where there is none
        load_naming(naming)
    with needs("web"):
        from extract.registry.api.serve import serve
    try:
        serve(db, host, port, quoted, naming)
    except OSError as error:
        fail(f"{host}:{port}: {error.strerror}")


def digest_command(
    since: Annotated[
        str | None,
        typer.Option(
            help="A publication's number: what came after it is told. Or a day, 2024-03-07. Default: the last"
            " publication but one."
        ),
    ] = None,
    db: Database = DEFAULT,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="An .html file; default: text, printed.")
    ] = None,
    watch: Annotated[
        list[str] | None, typer.Option(help="A place's name, id or key, told first; as often as wanted.")
    ] = None,
    silent_days: Annotated[int, typer.Option(min=1, help="When a source counts as silent.")] = 60,
    naming: Names = STANDARD,
) -> None:
    """Tell the morning's work: new, upgraded, ended, contradicting, names that wait, silent sources."""
    from extract.registry.digest import as_html, as_text, digest
    from extract.registry.find import find_place
    from extract.registry.naming import Naming
    from extract.registry.policy import load_policy
    from extract.registry.publish import last_before, latest

    with registry(db) as store:
        last = latest(store)
        since = since or str(max(last - 1, 0))
        first = last_before(store, since) + 1
        sections = digest(
            store, load_policy(), Naming(store, naming), first - 1, last,
            [find_place(store, name) for name in watch or []], silent_days,
        )  # fmt: skip
        title = f"Ties, publications {first} to {last}" if first <= last else f"Ties, nothing since {since}"
        if out is None:
            typer.echo(as_text(title, sections), nl=False)
        else:
            out.write_text(as_html(title, sections), encoding="utf-8")
