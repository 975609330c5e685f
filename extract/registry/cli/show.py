"""The commands that show what a registry holds and why, and hold it against what others say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.registry.cli.options import DEFAULT, STANDARD, AsJson, Database, Names, print_line, registry


def list_command(
    db: Database = DEFAULT,
    publication: Annotated[int | None, typer.Option(help="Its number; default: the last.")] = None,
    naming: Names = STANDARD,
) -> None:
    """Print the ties of a publication, one JSON object a line."""
    from extract.registry import publish
    from extract.registry.naming import Naming

    with registry(db) as store:
        names = Naming(store, naming)
        number = publish.latest(store) if publication is None else publication
        for tie in publish.published(store, publish.check_publication(store, number)):
            print_line(names.tie(tie))


def publications_command(db: Database = DEFAULT, as_json: AsJson = False) -> None:
    """Print the publications that there are: number, when it was made, how many ties it has."""
    from extract.registry import publish

    with registry(db) as store:
        for publication in publish.publications(store):
            if as_json:
                print_line(publication)
            else:
                made = publication["at"] or "before dates were kept"
                typer.echo(f"{publication['publication']:5}  {made}  {publication['ties']} ties")


def diff_command(
    old: Annotated[int, typer.Argument(help="A publication; 0 is the empty one.")],
    new: Annotated[int, typer.Argument(help="A later one.")],
    db: Database = DEFAULT,
    as_json: AsJson = False,
    naming: Names = STANDARD,
) -> None:
    """Print what changed between two publications, as ADD, MOD, DEL, MERGE, SPLIT or RETRACT, and why."""
    from extract.registry import publish
    from extract.registry.naming import Naming

    with registry(db) as store:
        names = Naming(store, naming)
        for change in publish.diff(
            store, publish.check_publication(store, old), publish.check_publication(store, new)
        ):
            if as_json:
                print_line(change.as_dict())
            else:
                ends = names.ends(change.after or change.before or {})
                typer.echo(f"{change.operation:7} {change.tie} {ends}: {change.reason}")


def why_command(
    tie: Annotated[str, typer.Argument(help="A tie's id; one merged since is found too.")],
    field: Annotated[
        str | None,
        typer.Argument(help="relation, status, since, until, a stage, name_a, level_b: only this."),
    ] = None,
    db: Database = DEFAULT,
    as_json: AsJson = False,
    naming: Names = STANDARD,
) -> None:
    """Show the statements and decisions behind a tie's values."""
    from extract.registry import why
    from extract.registry.naming import Naming

    with registry(db) as store:
        now = why.find_tie(store, tie)
        field = why.stated_field(field) if field else None
        if as_json:
            for statement in why.statements(store, now, field):
                print_line(statement.as_dict())
            for decision in why.decisions_on(store, now):
                print_line(decision)
            return
        shown = why.content(store, now)
        typer.echo(f"{now} {Naming(store, naming).ends(shown)}" if shown else f"{now} (not published)")
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


def unlinked_command(db: Database = DEFAULT, naming: Names = STANDARD) -> None:
    """Print the places that wait for an id, one JSON object a line, those of most documents first."""
    from extract.registry import why
    from extract.registry.naming import Naming

    with registry(db) as store:
        names = Naming(store, naming)
        for place in why.unlinked(store):
            partner = place["such_as"]
            print_line(place | {"such_as": names.of(partner), "such_as_en": names.of(partner, "en")})


def totals_command(
    place: Annotated[str | None, typer.Argument(help="A place's name, id or key; default: all.")] = None,
    db: Database = DEFAULT,
    as_json: AsJson = False,
    naming: Names = STANDARD,
) -> None:
    """Check what releases say a place has (24 sister cities as of 2022) against what the registry holds."""
    from extract.registry.find import find_place
    from extract.registry.naming import Naming
    from extract.registry.policy import load_policy
    from extract.registry.totals import totals

    with registry(db) as store:
        names = Naming(store, naming)
        wanted = find_place(store, place) if place else None
        found = list(totals(store, load_policy(), wanted))
        if not found and not as_json:
            typer.echo(f"no release counts the ties of {place}" if place else "no release counts ties")
        for total in found:
            if as_json:
                print_line(total.as_dict() | {"name": total.called(names)})
                continue
            held = ", ".join(f"{h.scope} {h.certain}–{h.possible}" for h in total.scopes)
            missing = f" {total.missing}" if total.missing else ""
            called, in_english = total.called(names), total.called(names, "en")
            place_named = called if in_english == called else f"{called} ({in_english})"
            typer.echo(
                f"{total.verdict}{missing}: {place_named} {total.modifier} {total.value} {total.what}"
                f" as of {total.as_of or '?'} ({held}); {', '.join(total.sources)}"
            )


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
    naming: Names = STANDARD,
) -> None:
    """Hold another list against ours: in both, differing, only theirs, only ours, places we cannot tell."""
    from extract.registry.compare import compare
    from extract.registry.naming import Naming
    from extract.registry.theirs import column_map, read

    with registry(db) as store:
        rows = read(theirs, column_map(columns) if columns else None, sheet)
        for found in compare(store, rows, Naming(store, naming), relation):
            if as_json:
                print_line(found.as_dict())
                continue
            told = "; ".join(f"{name}: ours {o}, theirs {t}" for name, (o, t) in found.differences.items())
            typer.echo(f"{found.what:9} {found.tie or '-':11} {found.a} – {found.b} {told}".rstrip())
