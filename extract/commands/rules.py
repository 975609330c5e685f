"""`youcheng rules`: what a linguist runs after an edit."""

from __future__ import annotations

from typing import Annotated

import typer

from extract.commands.fail import fail

app = typer.Typer(help="The rules and their examples.", no_args_is_help=True)


@app.callback()
def main() -> None:
    """The rules and their examples."""


@app.command("test")
def test(
    only: Annotated[str, typer.Argument(help="Test only rules whose id starts with this.")] = "",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Name each example, not failures only.")
    ] = False,
) -> None:
    """Check every rule against its own examples; exit code 1 when one fails."""
    from extract.rules import RuleError
    from extract.rules.check import check_all

    passed = failed = 0
    try:
        for module, (rule, example, ok, message) in check_all():
            if not rule.startswith(only):
                continue
            passed, failed = passed + ok, failed + (not ok)
            if not ok:
                typer.echo(f"FAILED {rule} ({module}): {example!r}: {message}")
            elif verbose:
                typer.echo(f"ok     {rule}: {example!r}")
    except RuleError as error:
        fail(str(error))
    typer.echo(f"{passed} examples hold, {failed} do not")
    if failed:
        raise typer.Exit(1)
