"""The `youcheng` command: every subcommand by name, and nothing else.

Nothing heavy is imported here or at the top of `extract.commands`: `youcheng --help` answers at once.
"""

from __future__ import annotations

import typer

from extract.align.cli import align_command
from extract.commands import (
    diff,
    evaluate,
    explain,
    inspect,
    purge,
    rules,
    run,
    schema,
    show,
    temporal,
    train,
    verify,
)
from extract.link import cli as link
from extract.registry import cli as registry
from extract.registry.report.cli import report_command
from extract.review import cli as review
from extract.review.exchange import cli as exchange

app = typer.Typer(
    name="youcheng",
    help="Sister-city ties, dates and counts out of Chinese and English press releases.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("show")(show.show)
app.command("explain")(explain.explain)
app.command("inspect")(inspect.inspect)
app.command("diff")(diff.diff)
app.command("verify")(verify.verify)
app.command("purge")(purge.purge)
app.command("align")(align_command)
app.command("eval")(evaluate.evaluate)
app.command("schema")(schema.schema)
app.command("link")(link.link_command)
app.command("dates")(temporal.dates)
app.command("counts")(temporal.counts)
app.command("report")(report_command)
app.add_typer(rules.app, name="rules")
app.add_typer(link.app, name="gazetteer")
app.add_typer(train.app, name="train")
app.add_typer(registry.app, name="registry")
app.add_typer(review.app, name="review")
app.add_typer(exchange.export, name="export")
app.add_typer(exchange.decisions, name="decisions")


def _version(wanted: bool) -> None:
    if wanted:
        from extract import __version__

        typer.echo(f"youcheng {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_version
    ),
) -> None:
    """Sister-city ties, dates and counts out of Chinese and English press releases."""


if __name__ == "__main__":
    app()
