"""`youcheng export …` and `youcheng decisions import`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.commands.fail import CHECK_FAILED, fail, needs

if TYPE_CHECKING:
    from extract.emit.reader import Run
    from extract.review.exchange.decided import Checked, Word
    from extract.review.exchange.documents import Annotated as Document
    from extract.review.exchange.offsets import Unit

export = typer.Typer(help="Write a run for annotation tools, for training, as gold.", no_args_is_help=True)
decisions = typer.Typer(help="Decisions that were taken elsewhere.", no_args_is_help=True)

RunDir = Annotated[Path, typer.Argument(help="A folder that a run wrote.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="The file to write; gold and Label Studio: a folder.")]
Database = Annotated[
    str, typer.Option("--db", help="Where decisions are kept: a registry's file, or postgresql+psycopg://…")
]
Offsets = Annotated[str | None, typer.Option(help="How the tool counts: code-points, utf-16 or graphemes.")]


@export.command("labelstudio")
def to_labelstudio(run_dir: RunDir, out: Out, offsets: Offsets = None) -> None:
    """Tasks with predictions (tasks.json) and the labelling interface (labeling.xml)."""
    from extract.review.exchange import labelstudio

    run, unit = _run(run_dir), _unit(offsets, "code-points")
    model = _version(run)
    out.mkdir(parents=True, exist_ok=True)
    tasks = (labelstudio.task(document, model, unit) for document in _documents(run))
    _write(out / "tasks.json", _array(tasks))
    _write(out / "labeling.xml", [labelstudio.interface()])
    typer.echo(f"wrote {out / 'tasks.json'} and {out / 'labeling.xml'}")


@export.command("doccano")
def to_doccano(run_dir: RunDir, out: Out, offsets: Offsets = None) -> None:
    """JSONL for a sequence labelling project with relations and overlapping spans."""
    from extract.review.exchange import doccano

    run, unit = _run(run_dir), _unit(offsets, "utf-16")
    _write(out, (_json(doccano.line(document, unit)) + "\n" for document in _documents(run)))
    typer.echo(f"wrote {out}")


@export.command("webannotation")
def to_webannotation(run_dir: RunDir, out: Out) -> None:
    """Web Annotations of the W3C, one JSON-LD page."""
    from extract.review.exchange import webannotation

    run = _run(run_dir)
    _write(out, webannotation.page(_documents(run), _version(run)))
    typer.echo(f"wrote {out}")


@export.command("spacy")
def to_spacy(
    run_dir: RunDir,
    out: Out,
    db: Annotated[
        str | None, typer.Option("--db", help="Only documents all whose ties were decided here, as decided.")
    ] = None,
) -> None:
    """A DocBin with entities, span groups and relations; with --db, training data."""
    from extract.review.exchange.training import docbin

    run, left_out = _run(run_dir), dict[str, list[str]]()
    if db is None:
        found: Iterable[tuple[Document, set[str]]] = ((document, set()) for document in _documents(run))
    else:
        checked = _checked(run, _word(db), left_out)
        found = ((each.document, each.rejected) for each in checked)
    bin_ = docbin(found)
    _write_bytes(out, bin_.to_bytes())
    typer.echo(f"wrote {out}: {len(bin_)} documents{_told(left_out)}")


@export.command("gold")
def to_gold(run_dir: RunDir, out: Out, db: Database = "registry.db") -> None:
    """Gold files and texts of documents all whose ties were decided; layers.json says what was not.

    Where a place has no Chinese or no English name that we know, the file goes to the folder to_name.
    """
    from extract.review.exchange.gold import AS_EXTRACTED, DECIDED, gold, is_named, name_of

    run, word = _run(run_dir), _word(db)
    left_out: dict[str, list[str]] = {}
    taken: set[str] = set()
    for each in _checked(run, word, left_out):
        name = name_of(each.document.record["uri"], each.document.doc_id, taken)
        told = gold(each, name)
        folder = out / ("gold" if is_named(told) else "to_name")
        _write(folder / f"{name}.gold.json", [_json(told, indent=1) + "\n"])
        _write_bytes(out / "texts" / f"{name}.txt", each.document.text.encode("utf-8"))
    layers = {"decided": DECIDED, "as_extracted": AS_EXTRACTED, "left_out": left_out}
    _write(out / "layers.json", [_json(layers, indent=1) + "\n"])
    typer.echo(f"wrote {out}: {len(taken)} documents{_told(left_out)}")


@decisions.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="What Label Studio (JSON) or doccano (JSONL) exported.")],
    runs: Annotated[list[Path], typer.Argument(help="The runs that were sent there.")],
    db: Database = "registry.db",
    form: Annotated[
        str, typer.Option("--from", help="labelstudio or doccano; default: by the file's name.")
    ] = "",
    by: Annotated[
        str | None, typer.Option("--as", help="Whose word it is; default: as the file says, as its name.")
    ] = None,
    offsets: Offsets = None,
    approved: Annotated[
        bool, typer.Option("--approved", help="The doccano export has approved documents only.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was taken in as JSON.")] = False,
) -> None:
    """Take in what people made of pre-annotations: what stayed is accepted, what went is rejected."""
    with needs("web"):
        from extract.registry.store import RegistryError
        from extract.review.exchange import doccano, labelstudio
        from extract.review.exchange.incoming import take_in
        from extract.review.following import follow
        from extract.review.index import index_path, open_index
        from extract.review.store import StoreError, open_decisions

    form = form or ("doccano" if file.suffix == ".jsonl" else "labelstudio")
    if form not in ("labelstudio", "doccano"):
        fail(f"--from {form}: labelstudio or doccano")
    if form == "doccano" and not approved:
        fail(
            "doccano gives back what nobody looked at just like what somebody did: tick `Export only approved"
            " documents` there, and say --approved here"
        )
    try:
        content = file.read_text(encoding="utf-8")
        told = (
            labelstudio.read(json.loads(content))
            if form == "labelstudio"
            else doccano.read(content.split("\n"), by or file.stem, _unit(offsets, None))
        )
        store = open_decisions(db)
        index = open_index(runs, index_path(db, "\nimport"))
        follow(index, store)
    except (OSError, ValueError, StoreError, RegistryError) as error:
        fail(f"{file}: {error}")
    taken = take_in(store, index, told, by)
    if as_json:
        typer.echo(_json(asdict(taken)))
    else:
        typer.echo(
            f"{taken.accepted} accepted, {taken.edited} edited, {taken.rejected} rejected,"
            f" {taken.added} added; {taken.stood} stood already"
        )
        for problem in taken.problems:
            typer.echo(f"not taken in: {problem}", err=True)
    if taken.problems:
        raise typer.Exit(CHECK_FAILED)


def _run(folder: Path) -> Run:
    from extract.emit.reader import Run

    try:
        return Run(folder)
    except FileNotFoundError as error:
        fail(str(error))


def _documents(run: Run) -> Iterator[Document]:
    from extract.review.exchange.documents import documents

    try:
        yield from documents(run)
    except FileNotFoundError as error:
        fail(str(error))


def _checked(run: Run, word: Word, left_out: dict[str, list[str]]) -> Iterator[Checked]:
    """The documents all whose ties were decided; the others go to `left_out`, with why."""
    from extract.review.exchange.decided import check

    for document in _documents(run):
        checked = check(document, word)
        if checked.open:
            left_out[document.record["uri"]] = sorted(set(checked.open))
        else:
            yield checked


def _word(db: str) -> Word:
    with needs("web"):
        from extract.review.exchange.decided import word
        from extract.review.store import StoreError, open_decisions

    if "://" not in db and not Path(db).is_file():
        fail(f"there are no decisions at {db}")
    try:
        return word(open_decisions(db))
    except StoreError as error:
        fail(str(error))


def _unit(asked: str | None, default: Unit | None) -> Any:
    from extract.review.exchange.offsets import UNITS

    if asked is not None and asked not in UNITS:
        fail(f"--offsets {asked}: one of {', '.join(UNITS)}")
    return asked or default


def _version(run: Run) -> str:
    """What made the run: youcheng and the hash of its rules."""
    from extract import __version__

    return f"youcheng-{__version__}"


def _array(values: Iterable[Any]) -> Iterator[str]:
    before = "[\n"
    for value in values:
        yield before + _json(value)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _write(path: Path, pieces: Iterable[str]) -> None:
    """Write a file beside its place and rename it: it is whole or not there."""

    def content(handle: Any) -> None:
        for piece in pieces:
            handle.write(piece.encode("utf-8"))

    _replace(path, content)


def _write_bytes(path: Path, content: bytes) -> None:
    _replace(path, lambda handle: handle.write(content))


def _replace(path: Path, write: Callable[[Any], Any]) -> None:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as handle:
            write(handle)
        part.replace(path)
    except OSError as error:
        fail(f"{path}: {error}")


def _told(left_out: dict[str, list[str]]) -> str:
    return f"; {len(left_out)} left out, not all decided" if left_out else ""
