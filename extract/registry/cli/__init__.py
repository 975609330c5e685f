"""`youcheng registry …`: what each command takes and prints."""

from __future__ import annotations

import typer

from extract.registry.cli import decide, out, show

app = typer.Typer(help="One true list of ties out of the records of many runs.", no_args_is_help=True)
app.command("build")(decide.build_command)
app.command("publications")(show.publications_command)
app.command("list")(show.list_command)
app.command("diff")(show.diff_command)
app.command("why")(show.why_command)
app.command("unlinked")(show.unlinked_command)
app.command("decide")(decide.decide_command)
app.command("reconcile")(decide.reconcile_command)
app.command("undo")(decide.undo_command)
app.command("retract")(decide.retract_command)
app.command("totals")(show.totals_command)
app.command("compare")(show.compare_command)
app.command("digest")(out.digest_command)
app.command("export")(out.export_command)
app.command("serve")(out.serve_command)
