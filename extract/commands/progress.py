"""How a run goes, for a person who waits: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from extract.engines.run import Summary

# Seconds between two lines of a log.
EVERY = 30.0


class Bar:
    """Files done of `total`, the rate, the time left, records found and rejects; on standard error."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.0f}/s"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[found]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=total, rate=0.0, found="")
        self._began = time.monotonic()

    def update(self, summary: Summary) -> None:
        done = summary.sums["inputs"]
        rate = done / max(time.monotonic() - self._began, 0.001)
        self._bar.update(self._task, completed=done, rate=rate, found=found(summary))

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


class Log:
    """A line on standard error every half minute."""

    def __init__(self) -> None:
        self._began = self._said = time.monotonic()

    def __call__(self, summary: Summary) -> None:
        now = time.monotonic()
        if now - self._said >= EVERY:
            self._said = now
            done = summary.sums["inputs"]
            rate = done / (now - self._began)
            print(f"youcheng: {done} inputs, {rate:.1f}/s, {found(summary)}", file=sys.stderr, flush=True)


def found(summary: Summary) -> str:
    """What was found so far, in a few words."""
    records = summary.records
    return f"{records['pairs']} pairs, {records['counts']} counts, {summary.sums['rejected']} rejected"
