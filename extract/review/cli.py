"""`youcheng review …`: what the command takes and prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from extract.commands.fail import fail, needs
from extract.review.report.cli import report_command


class _OpenByDefault(typer.core.TyperGroup):
    """`youcheng review RUN_DIR` opens the page; its other commands have names."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = args and args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["open", *args])

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ("--help", "-h"):
            args = ["open", *args]
        return list(super().parse_args(ctx, args))


app = typer.Typer(
    cls=_OpenByDefault,
    help="Judge every tie beside the words that state it: `youcheng review RUN_DIR…` opens a page.",
    no_args_is_help=True,
)

Database = Annotated[
    str, typer.Option("--db", help="Where decisions are kept: a registry's file, or postgresql+psycopg://…")
]
DEFAULT = "registry.db"


@app.command("open")
def open_command(
    runs: Annotated[list[Path], typer.Argument(help="Folders that runs wrote.")],
    db: Database = DEFAULT,
    by: Annotated[str, typer.Option("--as", envvar="USER", help="Who decides; a pseudonym will do.")] = "me",
    registry: Annotated[
        Path | None, typer.Option(help="A registry to compare with; default: --db, where that is a file.")
    ] = None,
    independent: Annotated[
        bool, typer.Option("--independent", help="Judge without seeing others: one of two reviewers.")
    ] = False,
    settle: Annotated[
        bool, typer.Option("--settle", help="Judge as the one whose word holds above the reviewers'.")
    ] = False,
    readonly: Annotated[bool, typer.Option("--readonly", help="Look, and decide nothing.")] = False,
    pages: Annotated[
        list[Path] | None, typer.Option(help="Folders with the pages as archived (HTML), to show beside.")
    ] = None,
    sampled: Annotated[
        int, typer.Option("--sample", min=0, help="Sentences and pages without a record to look at.")
    ] = 200,
    planted: Annotated[
        str, typer.Option("--plant", help="Mix in wrong copies of ties, such as 2%, to see who notices.")
    ] = "0%",
    host: Annotated[
        str, typer.Option(help="Where to listen; other than loopback asks for a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 0,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="A name by which browsers reach this server, NAME:PORT.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="A file with the argon2 hash of the password, made by --new-password.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the page on which ties are judged. Ctrl-C ends it; what was decided is kept."""
    with needs("web"):
        from extract.registry.store import RegistryError
        from extract.review.archive import Archive
        from extract.review.decision import SETTLED, SHARED
        from extract.review.desk import Desk
        from extract.review.following import follow
        from extract.review.index import index_path, open_index
        from extract.review.planting import share_of
        from extract.review.run import Running, check_host, is_loopback, listen
        from extract.review.security import Sessions, read_password
        from extract.review.store import StoreError, open_decisions

    password = None
    try:
        check_host(host, password_file)
        password = read_password(password_file) if password_file else None
        share = share_of(planted)
    except ValueError as error:
        fail(str(error))
    track = SETTLED if settle else by if independent else SHARED
    beside = registry or (None if "://" in db else Path(db))
    try:
        store = open_decisions(db)
        index = open_index(runs, index_path(db, track), beside, sampled, share)
        follow(index, store, track)
    except (StoreError, RegistryError) as error:
        fail(str(error))
    socket = listen(host, port)
    running = Running(socket, host, allow_host or [])
    sessions = Sessions(lambda token: running.tell(token, browser))
    desk = Desk(store, index, track, sessions, readonly, password, Archive(pages or ()))
    if not is_loopback(host):
        typer.echo(
            f"Listening on {host}: whoever reaches this machine and has the password can decide. What they"
            " send is not encrypted; put a server with TLS in front where others could listen.",
            err=True,
        )
    running.serve(desk, by)


@app.command("new-password")
def new_password(path: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Ask for a password and write its hash to a file for --password-file."""
    with needs("web"):
        from extract.review.security import write_password

    password = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    if len(password) < 8:
        fail("a password has 8 characters or more")
    write_password(path, password)
    typer.echo(f"wrote {path}")


app.command("report")(report_command)
