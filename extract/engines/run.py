"""A whole run: inputs in, a folder of records out, nothing lost on the way.

    inputs ─▶ plan: new? known? a repetition? ─▶ the work, in order ─▶ tally ─▶ .work/parts ─▶ the folder

What was done before and is the same today is taken from the former run in the folder, or from the outcomes
of one that was broken off.
"""

from __future__ import annotations

import hashlib
import json
import signal
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from extract import records
from extract.emit import folder
from extract.emit.manifest import made_with, manifest
from extract.emit.store import Store, destination
from extract.emit.writer import RunWriter, clear_work, finish_commit
from extract.engines import inputs as reading
from extract.engines import local
from extract.engines.clock import Clock
from extract.engines.cluster import in_cluster
from extract.engines.former import Former
from extract.engines.limits import DEFAULT, Limits
from extract.engines.outcomes import Outcomes
from extract.engines.plan import Planned, plan
from extract.engines.release import Release, ReleaseError, site
from extract.engines.scratch import scratch
from extract.engines.server import prepare
from extract.engines.tally import Tally
from extract.engines.versions import Versions
from extract.pipeline import load
from extract.readers import Options
from extract.recognize.ner import choose


class ConservationError(AssertionError):
    """Inputs went in that came out nowhere: an error of ours, and no run is written."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the caller chose. `max_rejects` is a share of the inputs, 0 to 1; `workers` 1 is this process.

    `release` asserts what must hold of the run before it is written. `address` is that of a Ray cluster.
    `fields` and `all_pages` (no prefilter) as in Options. `pairs` are files that are translations. `ner` is a
    spaCy model (extract/recognize/ner.py), which workers know from the environment.
    """

    published: str | None = None
    max_rejects: float = 0.05
    workers: int = 1
    fresh: bool = False
    limits: Limits = DEFAULT
    release: Release | None = None
    engine: Literal["local", "ray"] = "local"
    address: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    all_pages: bool = False
    pairs: tuple[tuple[str, str], ...] = ()
    ner: str | None = None

    def about(self) -> dict[str, Any]:
        """What the manifest says of them: all that can change what is found."""
        limits = {"seconds": self.limits.seconds, "bytes": self.limits.bytes}
        reading = {"fields": dict(self.fields), "all_pages": self.all_pages, "pairs": self.pairs}
        if self.ner is not None:
            reading["ner"] = self.ner
        return {"published": self.published, "max_rejects": self.max_rejects, "limits": limits} | reading


@dataclass(slots=True)
class Summary:
    """How a run went: `records` per kind, `sums` of the conservation law, `timing` as in timing.json.

    `worked` of the documents were new or changed, `carried` were kept from the former run. `left_out` names
    the first few inputs in each of `skipped` and `rejects`, with the reason.
    """

    records: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    timing: dict[str, Any] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    worked: int = 0
    carried: int = 0
    too_many_rejects: bool = False


class Interrupted(Exception):
    """The run was stopped by SIGINT; `summary` says how far it came. What is done is kept."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.summary = summary


def run(
    names: Sequence[str],
    out: str | Path,
    settings: Settings,
    progress: Callable[[Summary], None] | None = None,
) -> Summary:
    """Process the INPUTs `names` into the folder `out` (a path or a URL); `progress` is called for each item.

    Raises InputError, OutputError or RuleError before any work, ConservationError instead of writing a run
    that lost something, OSError where the disk fails: what is done is kept then, and the next run goes on.
    """
    files = [*(name for pair in settings.pairs for name in pair), *names]
    reading.check(files)
    place, store = destination(out)
    folder.check(place)
    choose(settings.ner)
    if settings.engine == "local" and settings.workers > 1:
        prepare()
    load()  # a broken rule is to be heard of here, not from every worker
    with (
        _alone(place, store, settings),
        _work(place, settings, files) as (outcomes, former, db),
        RunWriter(place, store.publish if store else None) as writer,
    ):
        return _Run(names, settings, progress).into(writer, outcomes, former, db)


class _Run:
    def __init__(
        self, names: Sequence[str], settings: Settings, progress: Callable[[Summary], None] | None
    ) -> None:
        self._settings = settings
        self._progress = progress
        options = Options(settings.fields, settings.limits.bytes, prefilter=not settings.all_pages)
        self._inputs = reading.Inputs(names, settings.published, options, settings.pairs)
        self._clock = Clock()

    def into(self, writer: RunWriter, outcomes: Outcomes, former: Former, db: sqlite3.Connection) -> Summary:
        versions = Versions(db)
        tally = Tally(writer, outcomes, former, versions, db, self._settings.limits)
        planned = plan(tally.counted(self._inputs.given()), former, outcomes, db)
        with _stopping() as stopped, closing(self._engine(planned)) as outcomes_in_order:
            for outcome in outcomes_in_order:
                tally.add(outcome)
                if self._progress is not None:
                    self._progress(self._summary(tally))
                if stopped.is_set():
                    raise Interrupted(self._summary(tally))
        tally.carry()
        versions.link()
        summary = self._summary(tally)
        about = manifest(
            settings=self._settings.about(),
            inputs=[asdict(digest) for digest in self._inputs.digests],
            records=summary.records,
            sums=summary.sums,
            carried=tally.carried,
            carried_duplicates=tally.carried_duplicates,
        )
        if not about["conservation"]["holds"]:
            raise ConservationError(f"items were lost: {summary.sums}")
        self._assert(summary, former, versions)
        former.close()
        outcomes.close()
        writer.commit(about, summary.timing, versions.amend, tally.refers_to)
        return summary

    def _assert(self, summary: Summary, former: Former, versions: Versions) -> None:
        """ReleaseError unless the run keeps to what was asserted."""
        if self._settings.release is None:
            return
        before = None if former.manifest is None else former.manifest["records"]
        silent = sorted(set(map(site, former.sources())) - set(map(site, versions.sources())))
        failed = list(self._settings.release.failed(summary.sums, summary.records, before, silent))
        if failed:
            raise ReleaseError(failed)

    def _engine(self, planned: Iterator[Planned]) -> Generator[local.Outcome]:
        workers, limits = self._settings.workers, self._settings.limits
        if self._settings.engine == "ray":
            return in_cluster(planned, self._settings.address, limits)
        if workers <= 1:
            return local.in_this_process(planned, limits)
        return local.in_processes(planned, workers, limits)

    def _summary(self, tally: Tally) -> Summary:
        sums = tally.sums()
        return Summary(
            records={kind: tally.records[kind] for kind in records.KINDS},
            sums=sums,
            errors=dict(sorted(tally.errors.items())),
            timing=self._clock.timing(sums["processed"], tally.chars, self._settings.workers),
            left_out=tally.left_out,
            worked=tally.worked,
            carried=tally.carried,
            too_many_rejects=sums["rejected"] > self._settings.max_rejects * sums["inputs"],
        )


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """The event that SIGINT sets: a run stops between two documents, a second SIGINT interrupts at once."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _alone(out: Path, store: Store | None, settings: Settings) -> Iterator[None]:
    """Hold the folder, with the former run in it as it is to be."""
    folder.make(out)
    with folder.held(out):
        finish_commit(out, store.publish if store else None)
        if settings.fresh:
            clear_work(out)
        elif store is not None:
            store.fetch()
        yield


@contextmanager
def _work(
    out: Path, settings: Settings, files: Sequence[str]
) -> Iterator[tuple[Outcomes, Former, sqlite3.Connection]]:
    """What lies in `.work` during a run; a disk that fails is an OSError, whoever noticed it."""
    if (out / folder.MANIFEST).exists() and not reading.any_file(files):
        raise reading.InputError(f"nothing to read in {', '.join(files)}: the run in {out} stays as it is")
    work = out / folder.WORK
    work.mkdir(exist_ok=True)
    made = made_with()
    key = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
    try:
        with (
            closing(Outcomes(work / "outcomes.sqlite", key)) as outcomes,
            closing(scratch(work / "scratch.sqlite")) as db,
            closing(Former(None if settings.fresh else out, made, db)) as former,
        ):
            yield outcomes, former, db
    except sqlite3.DatabaseError as error:
        raise OSError(f"{work}: {error}") from error
    finally:
        (work / "scratch.sqlite").unlink(missing_ok=True)
