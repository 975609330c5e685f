"""`youcheng registry …`: what each command takes and prints."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.commands.fail import fail, needs

if TYPE_CHECKING:
    from extract.registry.build import Built
    from extract.registry.decisions import Decision

app = typer.Typer(help="One true list of ties out of the records of many runs.", no_args_is_help=True)

Database = Annotated[Path, typer.Option("--db", help="The registry's file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Reason = Annotated[str, typer.Option(help="Why: kept with the decision and shown in the feed.")]
By = Annotated[str, typer.Option(envvar="USER", help="Who decides; a pseudonym will do.")]
DEFAULT = Path("registry.db")


@contextmanager
def _registry(path: Path) -> Iterator[sqlite3.Connection]:
    """The registry at `path`; what goes wrong with it ends the command in one line."""
    from extract.registry.store import RegistryError, open_store
    from extract.rules import RuleError

    try:
        db = open_store(path)
        try:
            yield db
        finally:
            db.close()
    except (RegistryError, RuleError, sqlite3.Error) as error:
        fail(str(error))


def _print(line: dict[str, Any]) -> None:
    typer.echo(json.dumps(line, ensure_ascii=False))


@app.command("build")
def build_command(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders that runs wrote; none: put into effect what was decided since."),
    ] = None,
    db: Database = DEFAULT,
    reviews: Annotated[
        str | None,
        typer.Option(help="Where the review page keeps decisions; default: --db. Or postgresql+psycopg://…"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take runs into the registry and publish what they change: all of it, or nothing."""
    from extract.registry.build import build
    from extract.registry.store import RegistryError
    from extract.rules import RuleError

    try:
        built = build(runs or [], db, reviews=reviews)
    except (RegistryError, RuleError, sqlite3.Error) as error:
        fail(str(error))
    _report(built, as_json)


def _report(built: Built, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        _print(asdict(built))
        return
    changes = ", ".join(f"{n} {operation}" for operation, n in built.changes.items()) or "nothing new"
    typer.echo(f"publication {built.publication}: {built.ties} ties ({changes})")
    typer.echo(
        f"{built.runs} runs, {built.records} records taken in;"
        f" {built.unlinked} records wait for a place to be linked"
    )


@app.command("list")
def list_command(
    db: Database = DEFAULT,
    publication: Annotated[int | None, typer.Option(help="Its number; default: the last.")] = None,
) -> None:
    """Print the ties of a publication, one JSON object a line."""
    from extract.registry import publish

    with _registry(db) as store:
        number = publish.check_publication(
            store, publish.latest(store) if publication is None else publication
        )
        for tie in publish.published(store, number):
            _print(tie)


@app.command("diff")
def diff_command(
    old: Annotated[int, typer.Argument(help="A publication; 0 is the empty one.")],
    new: Annotated[int, typer.Argument(help="A later one.")],
    db: Database = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Print what changed between two publications, as ADD, MOD, DEL, MERGE, SPLIT or RETRACT, and why."""
    from extract.registry import publish

    with _registry(db) as store:
        for change in publish.diff(
            store, publish.check_publication(store, old), publish.check_publication(store, new)
        ):
            if as_json:
                _print(change.as_dict())
            else:
                name = _name(change.after or change.before)
                typer.echo(f"{change.operation:7} {change.tie} {name}: {change.reason}")


def _name(tie: dict[str, Any] | None) -> str:
    return "" if tie is None else " – ".join(str(tie[s]["name_zh"] or tie[s]["name_en"]) for s in ("a", "b"))


@app.command("why")
def why_command(
    tie: Annotated[str, typer.Argument(help="A tie's id; one merged since is found too.")],
    field: Annotated[
        str | None,
        typer.Argument(help="relation, status, since, until, a stage, name_a, level_b: only this."),
    ] = None,
    db: Database = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Show the statements and decisions behind a tie's values."""
    from extract.registry import why

    with _registry(db) as store:
        now = why.find_tie(store, tie)
        field = why.stated_field(field) if field else None
        if as_json:
            for statement in why.statements(store, now, field):
                _print(statement.as_dict())
            for decision in why.decisions_on(store, now):
                _print(decision)
            return
        shown = why.content(store, now)
        typer.echo(f"{now} {_name(shown)}" if shown else f"{now} (not published)")
        for value in why.seen(store, now, field):
            typer.echo(
                f"  {value.field} = {value.value or '(undated)'}: {value.sources} sources,"
                f" {value.first_seen or '?'} to {value.last_seen or '?'}"
            )
        for statement in why.statements(store, now, field or "status"):
            typer.echo(f"\n{statement.source_id} ({statement.day or 'no date'}) {statement.note}")
            said = f"{statement.field} = {statement.value}, {statement.confidence}"
            typer.echo(f"  {said}: {' '.join(statement.rules)}")
            for span in statement.evidence:
                typer.echo(f"  {span['start']}–{span['end']} {span['text']}")
        for made in why.decisions_on(store, now):
            undone = f" (undone by {made['undone']})" if made["undone"] else ""
            typer.echo(f"\ndecision {made['n']}: {made['verdict']} {made['subject']}"
                       f" by {made['by']}: {made['reason']}{undone}")  # fmt: skip


@app.command("unlinked")
def unlinked_command(db: Database = DEFAULT) -> None:
    """Print the places that wait for an id, one JSON object a line, those of most documents first."""
    from extract.registry import why

    with _registry(db) as store:
        for place in why.unlinked(store):
            _print(place)


@app.command("decide")
def decide_command(
    verdict: Annotated[str, typer.Argument(help="same, not_same, unsure; accept, reject; set, event.")],
    subject: Annotated[str, typer.Argument(help="A place's key or id; a record, fact_key or tie; a tie.")],
    reason: Reason,
    by: By,
    other: Annotated[str | None, typer.Option(help="The other place; of an event, who did it.")] = None,
    field: Annotated[str | None, typer.Option(help="status, since, until; of an event, its kind.")] = None,
    value: Annotated[str | None, typer.Option(help="What the field is; of an event, when.")] = None,
    db: Database = DEFAULT,
) -> None:
    """Keep a decision; the next build puts it into effect."""
    from extract.registry.decisions import Decision

    _decide(db, Decision(verdict, subject, other, field, value, reason, by, _now()))


@app.command("undo")
def undo_command(
    number: Annotated[int, typer.Argument(help="The decision's number.")],
    reason: Reason,
    by: By,
    db: Database = DEFAULT,
) -> None:
    """Take a decision back; the next build puts that into effect."""
    from extract.registry.decisions import undo
    from extract.registry.store import transaction

    with _registry(db) as store, transaction(store):
        typer.echo(f"decision {undo(store, number, reason, by, _now())}")


@app.command("retract")
def retract_command(
    tie: Annotated[str, typer.Argument(help="The tie's id.")],
    reason: Reason,
    by: By,
    db: Database = DEFAULT,
) -> None:
    """Take a published tie out, at once, leaving a tombstone with the reason; `undo` brings it back."""
    from extract.registry.build import consolidate
    from extract.registry.decisions import Decision, decide
    from extract.registry.store import transaction

    with _registry(db) as store, transaction(store):
        number = decide(store, Decision("retract", tie, reason=reason, by=by, at=_now()))
        built = consolidate(store, [])
        typer.echo(f"decision {number}")
        _report(built, as_json=False)


def _decide(db: Path, decision: Decision) -> None:
    from extract.registry.decisions import decide
    from extract.registry.store import transaction

    with _registry(db) as store, transaction(store):
        typer.echo(f"decision {decide(store, decision)}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@app.command("totals")
def totals_command(
    place: Annotated[str | None, typer.Argument(help="A place's name, id or key; default: all.")] = None,
    db: Database = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Check what releases say a place has (24 sister cities as of 2022) against what the registry holds."""
    from extract.registry.find import find_place
    from extract.registry.policy import load_policy
    from extract.registry.totals import totals

    with _registry(db) as store:
        wanted = find_place(store, place) if place else None
        found = list(totals(store, load_policy(), wanted))
        if not found and not as_json:
            typer.echo(f"no release counts the ties of {place}" if place else "no release counts ties")
        for total in found:
            if as_json:
                _print(total.as_dict())
                continue
            held = ", ".join(f"{h.scope} {h.certain}–{h.possible}" for h in total.scopes)
            missing = f" {total.missing}" if total.missing else ""
            typer.echo(
                f"{total.verdict}{missing}: {total.name} {total.modifier} {total.value} {total.what}"
                f" as of {total.as_of or '?'} ({held}); {', '.join(total.sources)}"
            )


@app.command("export")
def export_command(
    form: Annotated[
        str,
        typer.Argument(
            help="csv, xlsx, parquet, sqlite, postgresql, geojson, jsonld, turtle, quickstatements or"
            " reconciliation."
        ),
    ],
    out: Annotated[str, typer.Option(help="A file; a folder for csv and parquet; a postgresql:// address.")],
    db: Database = DEFAULT,
    evidence: Annotated[
        str, typer.Option(help="full, sentence (the first of each record), offsets or none.")
    ] = "offsets",
    bom: Annotated[bool, typer.Option(help="Begin CSV with a BOM, for spreadsheets.")] = True,
    neutralise: Annotated[
        bool, typer.Option(help="Make text of cells that a spreadsheet would run as formulas.")
    ] = True,
) -> None:
    """Write the last publication for others. Scraped texts have owners: quote them (--evidence) with care."""
    from extract.registry.exports.tables import LEVELS, Source
    from extract.registry.exports.write import Options, export

    if evidence not in LEVELS:
        fail(f"--evidence is one of {', '.join(LEVELS)}: {evidence}")
    level = next(name for name in LEVELS if name == evidence)
    with _registry(db) as store:
        export(Source(store, level), form, out, Options(bom, neutralise))


@app.command("compare")
def compare_command(
    theirs: Annotated[
        Path, typer.Argument(help="A list of ties: .csv, .xlsx, or .json of a Wikidata query.")
    ],
    columns: Annotated[
        str | None,
        typer.Option(
            help="Which column is what: a_name=城市,b_name=友城,since=结好; default: columns of those names"
            " (a_name, a_country, a_wikidata …), or item, itemLabel, twin, twinLabel, start, end."
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Of a workbook; default: the first.")] = None,
    relation: Annotated[str, typer.Option(help="The kind of tie that the list is of.")] = "sister_city",
    db: Database = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Hold another list against ours: in both, differing, only theirs, only ours, places we cannot tell."""
    from extract.registry.compare import compare
    from extract.registry.theirs import column_map, read

    with _registry(db) as store:
        rows = read(theirs, column_map(columns) if columns else None, sheet)
        for found in compare(store, rows, relation):
            if as_json:
                _print(found.as_dict())
                continue
            told = "; ".join(f"{name}: ours {o}, theirs {t}" for name, (o, t) in found.differences.items())
            typer.echo(f"{found.what:9} {found.tie or '-':11} {found.a} – {found.b} {told}".rstrip())


@app.command("serve")
def serve_command(
    db: Database = DEFAULT,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8190,
    evidence: Annotated[
        str, typer.Option(help="full, sentence (the first of each record), offsets or none.")
    ] = "offsets",
) -> None:
    """Answer questions about the registry over HTTP, read-only; /openapi.json says which. Ctrl-C ends it."""
    from extract.registry.exports.tables import LEVELS

    level = next((name for name in LEVELS if name == evidence), None)
    if level is None:
        fail(f"--evidence is one of {', '.join(LEVELS)}: {evidence}")
    with _registry(db):  # says at once where there is none
        pass
    with needs("web"):
        from extract.registry.api.serve import serve
    try:
        serve(db, host, port, level)
    except OSError as error:
        fail(f"{host}:{port}: {error.strerror}")


@app.command("digest")
def digest_command(
    since: Annotated[int, typer.Option(help="A publication: what came after it is told.")],
    db: Database = DEFAULT,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="An .html file; default: text, printed.")
    ] = None,
    watch: Annotated[
        list[str] | None, typer.Option(help="A place's name, id or key, told first; as often as wanted.")
    ] = None,
    silent_days: Annotated[int, typer.Option(min=1, help="When a source counts as silent.")] = 60,
) -> None:
    """Tell the morning's work: new, upgraded, ended, contradicting, names that wait, silent sources."""
    from extract.registry.digest import as_html, as_text, digest
    from extract.registry.find import find_place
    from extract.registry.policy import load_policy
    from extract.registry.publish import check_publication, latest

    with _registry(db) as store:
        last = latest(store)
        sections = digest(
            store, load_policy(), check_publication(store, since), last,
            [find_place(store, name) for name in watch or []], silent_days,
        )  # fmt: skip
        title = f"Ties, publications {since + 1} to {last}"
        if out is None:
            typer.echo(as_text(title, sections), nl=False)
        else:
            out.write_text(as_html(title, sections), encoding="utf-8")
