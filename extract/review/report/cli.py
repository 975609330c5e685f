"""`youcheng review report`: what the decisions tell, as text, JSON or one HTML page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from extract.commands.fail import fail, needs

# The report's own index, beside those of reviewers: no pseudonym has a line break.
_TRACK = "\nreport"


def report_command(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(help="The runs that were reviewed: for recall, and for thresholds over all ties."),
    ] = None,
    db: Annotated[
        str,
        typer.Option("--db", help="Where decisions are kept: a registry's file, or postgresql+psycopg://…"),
    ] = "registry.db",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write an HTML page that opens offline.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all measures as one JSON object.")] = False,
    language: Annotated[str, typer.Option("--lang", help="Of the page: en or zh.")] = "en",
    sampled: Annotated[
        int, typer.Option("--sample", min=0, help="As `review` was told; what it drew more is left aside.")
    ] = 200,
) -> None:
    """Tell how far reviewers agree, how often the extraction is right, and what either misses."""
    with needs("web"):
        from extract.registry.store import RegistryError
        from extract.review.index import index_path, open_index
        from extract.review.messages import LANGUAGES
        from extract.review.report.page import page
        from extract.review.report.whole import report
        from extract.review.store import StoreError, open_decisions

    if language not in LANGUAGES:
        fail(f"--lang {language}: one of {', '.join(LANGUAGES)}")
    if "://" not in db and not Path(db).is_file():
        fail(f"there are no decisions at {db}")
    try:
        store = open_decisions(db)
        index = open_index(runs, index_path(db, _TRACK), sampled=sampled) if runs else None
    except (StoreError, RegistryError) as error:
        fail(str(error))
    measured = report(store, index)
    if out is not None:
        out.write_text(page(measured, language), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(measured, ensure_ascii=False))
    elif out is None:
        typer.echo("\n".join(_lines(measured)))
    else:
        typer.echo(f"wrote {out}")


def _lines(measured: dict[str, Any]) -> list[str]:
    """The measures in a few lines."""
    precision, calibration, planted = measured["precision"], measured["calibration"], measured["planted"]
    lines = [f"{kind}: " + ", ".join(f"{n} {said}" for said, n in row.items() if n)
             for kind, row in measured["progress"].items()]  # fmt: skip
    lines += [
        f"{' and '.join(pair['reviewers'])} on {pair['items']} {pair['kind']} items:"
        f" kappa {_share(pair['kappa'])}"
        for pair in measured["agreement"]
    ]
    lines.append(f"disagreements: {len(measured['disagreements'])}")
    lines += [
        f"{row['by']}: {row['decisions']} decisions on {row['kind']} items, median {row['median']} s"
        for row in measured["seconds"]
    ]
    lines.append(f"right in every field: {_share(precision['right'])} of {precision['ties']} ties decided")
    lines += [
        f"accepting from {threshold} on is right in {target} of cases"
        for target, threshold in calibration["advised"].items()
        if threshold is not None
    ]
    if planted["all"]["cases"]:
        lines.append(f"made wrong on purpose: {_share(planted['all'])} of {planted['all']['cases']} noticed")
    if measured["recall"]:
        lines.append(f"recall: {_share(measured['recall']['recall'])}")
    return lines


def _share(figures: dict[str, float] | None) -> str:
    if not figures or "value" not in figures:
        return "not known yet"
    return f"{figures['value']:.3f} ({figures['low']:.3f} to {figures['high']:.3f})"
