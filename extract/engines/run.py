"""A whole run: inputs in, a folder of records out, nothing lost on the way."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from extract import records
from extract.emit.manifest import manifest
from extract.emit.writer import RunWriter
from extract.emit.writer import check as check_output
from extract.engines import inputs as reading
from extract.engines import local
from extract.engines.duplicates import Duplicate, mark_duplicates
from extract.engines.inputs import Item
from extract.engines.single import Processed
from extract.pipeline import load

_ENCODER = msgspec.json.Encoder()


class ConservationError(AssertionError):
    """Inputs went in that came out nowhere: an error of ours, and no run is written."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the caller chose. `max_rejects` is a share of the inputs, 0 to 1; `workers` 1 is this process."""

    published: str | None = None
    max_rejects: float = 0.05
    workers: int = 1
    fresh: bool = False


@dataclass(slots=True)
class Summary:
    """How a run went: `records` per kind, `sums` of the conservation law, `timing` as in timing.json."""

    records: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    timing: dict[str, Any] = field(default_factory=dict)
    too_many_rejects: bool = False


def run(
    names: Sequence[str], out: Path, settings: Settings, progress: Callable[[], None] = lambda: None
) -> Summary:
    """Process the INPUTs `names` into the folder `out`; `progress` is called once an item.

    Raises InputError, OutputError or RuleError before any work, ConservationError instead of writing a run
    that lost something.
    """
    clock = _Clock()
    reading.check(names)
    check_output(out)
    load()  # a broken rule is to be heard of here, not from every worker
    inputs = reading.Inputs(names, settings.published)
    with RunWriter(out, fresh=settings.fresh) as writer:
        tally = _Tally(writer)
        items = mark_duplicates(tally.counted(inputs.items()))
        outcomes = (
            local.in_this_process(items)
            if settings.workers <= 1
            else local.in_processes(items, settings.workers)
        )
        for outcome in outcomes:
            tally.add(outcome)
            progress()
        sums = tally.sums()
        summary = Summary(
            records={kind: tally.records[kind] for kind in records.KINDS},
            sums=sums,
            errors=dict(sorted(tally.errors.items())),
            timing=clock.timing(documents=sums["processed"], chars=tally.chars, workers=settings.workers),
            too_many_rejects=sums["rejected"] > settings.max_rejects * sums["inputs"],
        )
        about = manifest(
            settings={"published": settings.published, "max_rejects": settings.max_rejects},
            inputs=[asdict(digest) for digest in inputs.digests],
            records=summary.records,
            sums=sums,
        )
        if not about["conservation"]["holds"]:
            raise ConservationError(f"items were lost: {sums}")
        writer.commit(about, summary.timing)
    return summary


class _Tally:
    """Writes each outcome where it belongs and counts it."""

    def __init__(self, writer: RunWriter) -> None:
        self._writer = writer
        self._inputs = 0
        self._ends: Counter[str] = Counter()
        self.records: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.chars = 0

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items unchanged, counted as they go in."""
        for item in items:
            self._inputs += 1
            yield item

    def sums(self) -> dict[str, int]:
        ends = ("processed", "duplicates", "skipped", "rejected")
        return {"inputs": self._inputs, **{end: self._ends[end] for end in ends}}

    def add(self, outcome: local.Outcome) -> None:
        match outcome:
            case Processed():
                self._processed(outcome)
            case Duplicate():
                self._duplicate(outcome)
            case records.SkippedRecord():
                self._ends["skipped"] += 1
                self._line("skipped", outcome)
            case records.RejectRecord():
                self._ends["rejected"] += 1
                self.errors[outcome.error] += 1
                self._line("rejects", outcome)

    def _processed(self, outcome: Processed) -> None:
        document = outcome.document
        self._ends["processed"] += 1
        self.chars += document.chars
        self._writer.keep_text(document.doc_id, outcome.text)
        self._line("documents", document)
        for kind, lines in outcome.lines.items():
            self._writer.write(kind, lines)
            self.records[kind] += document.records[kind]

    def _duplicate(self, duplicate: Duplicate) -> None:
        document = duplicate.document
        if not self._writer.keeps(duplicate.of):  # what it repeats was rejected, and so is this
            message = f"the same as {duplicate.of}, which was rejected"
            self.add(
                records.RejectRecord(
                    uri=document.uri, stage="process", error="duplicate_of_reject", message=message
                )
            )
            return
        self._ends["duplicates"] += 1
        self._writer.keep_text(document.doc_id, document.text.encode())
        self._writer.also_at(duplicate.of, document.uri)
        self._line(
            "documents",
            records.DocumentRecord(
                doc_id=document.doc_id,
                text_sha256=duplicate.text_sha256,
                uri=document.uri,
                uris=[document.uri],
                source_id=document.source_id or document.uri,
                media_type=document.media_type,
                encoding=records.Encoding(name=document.encoding, basis=document.encoding_basis),
                chars=len(document.text),
                retrieved_at=document.retrieved_at,
                duplicate_of=duplicate.of,
            ),
        )

    def _line(self, kind: str, record: records.Record) -> None:
        self.records[kind] += 1
        self._writer.write(kind, _ENCODER.encode(record) + b"\n")


class _Clock:
    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), _cpu_seconds()

    def timing(self, *, documents: int, chars: int, workers: int) -> dict[str, Any]:
        """Seconds, throughput, and the peak resident memory of the largest process, in MiB."""
        wall = time.perf_counter() - self._wall
        peaks = [resource.getrusage(who).ru_maxrss for who in _PROCESSES]
        return {
            "wall_seconds": round(wall, 3),
            "cpu_seconds": round(_cpu_seconds() - self._cpu, 3),
            "workers": workers,
            "documents_per_second": round(documents / wall, 1),
            "chars_per_second": round(chars / wall),
            "peak_memory_mib": round(max(peaks) / 1024, 1),
        }


_PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in _PROCESSES]
    return sum(u.ru_utime + u.ru_stime for u in used)
