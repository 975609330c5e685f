"""`youcheng report`: what the command takes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from extract.commands.fail import fail
from extract.registry.cli.options import STANDARD, Names, Quotes, level, told


def report_command(
    source: Annotated[Path, typer.Argument(help="A registry, or the folder of a run.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The .html file to write.")],
    title: Annotated[str, typer.Option(help="The report's heading.")] = "Sister cities · 友好城市",
    evidence: Quotes = "offsets",
    naming: Names = STANDARD,
    figures: Annotated[
        Path | None, typer.Option(help="A folder for the map and the timeline as SVG and PNG.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the figures: en, zh-Hans or zh-Hant.")] = "en",
    basemap: Annotated[
        Path | None, typer.Option(help="GeoJSON with outlines to draw; without it there are none.")
    ] = None,
    basemap_credit: Annotated[str | None, typer.Option(help="Whose outlines these are.")] = None,
) -> None:
    """Show ties on a map, by year and in a table, with their evidence: one file that opens offline.

    Scraped texts have owners: quote them (--evidence) with care.
    """
    from extract.registry.exports.tables import Source
    from extract.registry.naming import LANGUAGES
    from extract.registry.report.basemap import read_basemap
    from extract.registry.report.gather import gather, gather_details
    from extract.registry.report.page import write_page

    quoted = level(evidence)
    if language not in LANGUAGES:
        fail(f"--language is one of {', '.join(LANGUAGES)}: {language}")
    if (basemap is None) != (basemap_credit is None):
        fail("--basemap and --basemap-credit go together: outlines have owners")
    try:
        with told():
            outlines = read_basemap(basemap, basemap_credit) if basemap and basemap_credit else None
            with _opened(source) as db:
                given = Source(db, quoted, naming)
                shown = gather(given)
                write_page(shown, gather_details(given), out, title, outlines)
                if figures is not None:
                    from extract.registry.report.figures import write_figures

                    write_figures(shown, figures, language, outlines)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")


@contextmanager
def _opened(source: Path) -> Iterator[sqlite3.Connection]:
    """The registry, or one made for the while of the run in a folder."""
    from extract.registry.build import build
    from extract.registry.store import open_store

    if not source.is_dir():
        db = open_store(source)
        try:
            yield db
        finally:
            db.close()
        return
    with tempfile.TemporaryDirectory(prefix="youcheng-report-") as folder:
        path = Path(folder) / "registry.db"
        build([source], path)
        with _opened(path) as db:
            yield db
